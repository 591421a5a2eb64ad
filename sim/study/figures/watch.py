"""Counts responses by channel and action while a replication runs: an event sink.

Counters of a run are by channel alone. What tells campaigns from automatic mails is the action, and
why people respond is whether they have a need, so rows are read once more here. Only those that
matter are kept until the replication ends, of at most so many customers; ratios are taken of those.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.model.records.vocabulary import EVENT, STAGES, STEPS

__all__ = ["COUNTED", "Tallies", "Watch", "tally_rows"]

Counts = NDArray[np.int64]

MOST_WATCHED = 50_000
"""Customers whose rows are kept; of more, every so many-th by id."""
COUNTED = (
    "deliver", "bounce", "open", "click", "opt_out", "impression", "basket", "order",
    "basket_order",
)  # fmt: skip
"""What is counted: rows of these events; orders after a click, at the place of that click; orders
after a basket, at the place of that basket."""
PLACE = {name: number for number, name in enumerate(COUNTED)}
_ROWS = tuple(name for name in COUNTED if name in EVENT)

_NEED, _LAPSE, _NO_SHOW = EVENT["need"], EVENT["lapse"], EVENT["no_show"]
_BOOKING, _PURCHASE = EVENT["booking"], EVENT["purchase"]
_CLICK, _BASKET = EVENT["click"], EVENT["basket"]
_KEPT = np.isin(
    np.arange(len(EVENT)),
    [*(EVENT[name] for name in _ROWS), _NEED, _LAPSE, _NO_SHOW, _BOOKING, _PURCHASE],
)
_AWARE, _CUSTOMER = STAGES.index("aware"), STAGES.index("customer")
_BASKET_STEP = STEPS.index("basket")
AWARENESS, CONSIDERATION, CONVERSION, LOYALTY = range(4)
"""Stages that creatives are made for, as `sim.model.contact.contact.at_stage` numbers them."""

KEPT = np.dtype(
    [
        ("customer", "i8"), ("time", "i8"), ("sequence", "i4"), ("action", "i2"),
        ("channel", "i1"), ("event", "u1"), ("stage", "u1"), ("step", "u1"),
    ]
)  # fmt: skip


@dataclass(frozen=True)
class Tallies:
    """What one replication came to, or the sum of several.

    Attributes:
        counts: int64[counted, channels, actions + 1, need, fits]: `COUNTED`, whether a need was
            open then, and whether the customer was at the stage that the creative is made for.
            Action 0 is none.
        people: int64[channels], people who were sent a message there.
    """

    counts: Counts
    people: Counts

    def __add__(self, other: Tallies) -> Tallies:
        return Tallies(self.counts + other.counts, self.people + other.people)


class Watch:
    """An `EventSink` for one replication.

    Args:
        made_for: int64[channels, actions + 1], stage that the creative is made for, -1 none.
        books: channels that keep a book of appointments: what is paid there was ordered before.
        attribution: microseconds after a click in which an order is credited to it.
        customers: people simulated.
    """

    def __init__(
        self, made_for: Counts, books: tuple[int, ...], attribution: int, customers: int
    ) -> None:
        self._made_for = made_for
        self._books = books
        self._attribution = attribution
        self.stride = max(1, customers // MOST_WATCHED)
        self._blocks: list[NDArray[np.void]] = []
        self.tallies: Tallies | None = None

    def write(self, rows: NDArray[np.void], *, replication: int, first_window: int) -> None:
        """Keep what matters of a block of rows."""
        del replication, first_window
        wanted = _KEPT[rows["event"]]
        if self.stride > 1:
            wanted = wanted & (rows["customer"] % self.stride == 0)
        found = rows[wanted]
        block = np.empty(len(found), KEPT)
        for name in KEPT.names or ():
            block[name] = found[name]
        self._blocks.append(block)

    def close(self) -> None:
        """The replication has ended: count."""
        rows = np.concatenate(self._blocks) if self._blocks else np.empty(0, KEPT)
        self._blocks = []
        rows = rows[np.lexsort((rows["sequence"], rows["customer"]))]
        self.tallies = tally_rows(rows, self._made_for, self._books, self._attribution)


def tally_rows(
    rows: NDArray[np.void], made_for: Counts, books: tuple[int, ...], attribution: int
) -> Tallies:
    """Count rows that are in order of customer and sequence; arguments as of `Watch`."""
    channels, width = made_for.shape
    counts = np.zeros((len(COUNTED), channels, width, 2, 2), np.int64)
    people = np.zeros(channels, np.int64)
    if not len(rows):
        return Tallies(counts, people)
    need = _needs(rows)
    fits = _fitting(rows, need, made_for)
    places = np.arange(len(rows))

    def add(what: str, which: NDArray[np.intp]) -> None:
        row = rows[which]
        place = (row["channel"], row["action"] + 1)
        met = (need[which].astype(int), fits[which].astype(int))
        np.add.at(counts[PLACE[what]], (*place, *met), 1)

    for name in _ROWS:
        add(name, places[rows["event"] == EVENT[name]])
    ordered = _orders(rows, books)
    clicked, laid = rows["event"] == _CLICK, rows["event"] == _BASKET
    for channel in range(channels):
        here = rows["channel"] == channel
        add("order", _credited(rows, clicked & here, places[ordered], attribution))
        paid = (rows["event"] == _PURCHASE) & here
        add("basket_order", _credited(rows, laid & here, places[paid], None))
        sent = here & (rows["event"] == EVENT["deliver"])
        people[channel] = len(np.unique(rows["customer"][sent]))
    return Tallies(counts, people)


def _needs(rows: NDArray[np.void]) -> NDArray[np.bool_]:
    """Whether the customer of each row had an open need just before it.

    A need opens with its row, or again when an appointment is missed; it is gone once it is
    booked, paid or lost. Before the first such row of a customer it is taken to be open if that
    row ends one, which is wrong of the few who buy without a need; who has no such row is taken
    to have none.
    """
    event = rows["event"]
    opens = np.isin(event, (_NEED, _NO_SHOW))
    moves = opens | np.isin(event, (_LAPSE, _BOOKING, _PURCHASE))
    places = np.arange(len(rows))
    customer = rows["customer"]

    last = np.maximum.accumulate(np.where(moves, places, -1))
    before = np.concatenate([[-1], last[:-1]])
    known = (before >= 0) & (customer[before] == customer)

    first = np.minimum.accumulate(np.where(moves, places, len(rows))[::-1])[::-1]
    inside = np.minimum(first, len(rows) - 1)
    ends_one = (first < len(rows)) & (customer[inside] == customer) & ~opens[inside]
    found: NDArray[np.bool_] = np.where(known, opens[before], ends_one)
    return found


def _fitting(
    rows: NDArray[np.void], need: NDArray[np.bool_], made_for: Counts
) -> NDArray[np.bool_]:
    """Whether the customer was where the creative of the row is made for, as the model has it."""
    stage = made_for[rows["channel"], rows["action"] + 1]
    found: NDArray[np.bool_] = np.select(
        [stage == AWARENESS, stage == CONSIDERATION, stage == CONVERSION, stage == LOYALTY],
        [
            rows["stage"] <= _AWARE,
            need & (rows["step"] < _BASKET_STEP),
            need,
            (rows["stage"] >= _CUSTOMER) & ~need,
        ],
        default=False,
    )
    return found


def _orders(rows: NDArray[np.void], books: tuple[int, ...]) -> NDArray[np.bool_]:
    """Rows with which something is ordered: paid, or booked to be paid later."""
    paid = (rows["event"] == _PURCHASE) & ~np.isin(rows["channel"], books)
    ordered: NDArray[np.bool_] = paid | (rows["event"] == _BOOKING)
    return ordered


def _credited(
    rows: NDArray[np.void],
    causes: NDArray[np.bool_],
    orders: NDArray[np.intp],
    within: int | None,
) -> NDArray[np.intp]:
    """Of each order the place of the customer's last cause before it, if there is one.

    Args:
        within: microseconds between them at most; None: however long ago, and of several orders
            only the first after the cause.
    """
    last = np.maximum.accumulate(np.where(causes, np.arange(len(rows)), -1))[orders]
    same = (last >= 0) & (rows["customer"][last] == rows["customer"][orders])
    if within is not None:
        same &= rows["time"][orders] - rows["time"][last] <= within
    found: NDArray[np.intp] = last[same] if within is not None else np.unique(last[same])
    return found
