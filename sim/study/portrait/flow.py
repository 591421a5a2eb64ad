"""The way between channels: where journeys begin, which channel follows which, and how they end.

A *touch* is something of a person's own doing on a channel (a visit, a click, a call), or a contact
that was noticed there (a message opened, an ad looked at). Tills and places where appointments are
kept come with the purchase and are no choice: what happens there is no touch. Touches of one person
belong to one *journey* until an order ends it (a purchase, or the booking of an appointment at
which it will be paid), or until nothing happens for so many days. Touches on the same channel, one
after the other, are one stay there: only changes of channel are moves.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.model.records.vocabulary import EVENT, EVENTS
from sim.study.heads.channels import OWN_DOING, chosen_channels
from sim.study.portrait.part import DAY, Integers

if TYPE_CHECKING:
    from sim.clocks.world import Records
    from sim.model.market.market import Market

__all__ = ["PAUSE", "Flow"]

PAUSE = 30
"""Days without a touch that end a journey."""
NOTICED = ("open", "impression")
PURCHASE, BOOKING = EVENT["purchase"], EVENT["booking"]
TOUCHES = np.isin(np.arange(len(EVENTS)), [EVENT[name] for name in (*OWN_DOING, *NOTICED)])
TOUCH = np.dtype([("who", "i8"), ("sequence", "i4"), ("channel", "i2"), ("time", "i8")])
ORDERED = -1
"""Stands for the channel of an order: what is paid where does not matter here."""


class Flow:
    """Keeps all touches until the life has ended.

    Args:
        channels: names.
        chosen: of each channel whether what happens there is a touch.
        books: of each channel whether it keeps a book: what is paid there was ordered before.
    """

    def __init__(
        self, channels: Sequence[str], chosen: Sequence[bool], books: Sequence[bool]
    ) -> None:
        self._channels = channels
        self._chosen, self._books = np.array([*chosen, False]), np.array([*books, False])
        self._blocks: list[NDArray[np.void]] = []

    @classmethod
    def of(cls, market: Market) -> Flow:
        """For a strategy's market."""
        chosen = chosen_channels(market.scenario)
        books = {one.books for one in market.scenario.channels}
        names = market.channels
        return cls(names, [name in chosen for name in names], [name in books for name in names])

    def take(self, rows: Records, who: Integers) -> None:
        """See `sim.study.portrait.part.Part`."""
        event, channel = rows["event"], rows["channel"]
        ordered = (event == BOOKING) | ((event == PURCHASE) & ~self._books[channel])
        wanted = ordered | (TOUCHES[event] & self._chosen[channel])
        found = rows[wanted]
        block = np.empty(len(found), TOUCH)
        block["who"], block["sequence"], block["time"] = (
            who[wanted], found["sequence"], found["time"]
        )  # fmt: skip
        block["channel"] = np.where(ordered[wanted], ORDERED, found["channel"])
        self._blocks.append(block)

    def told(self) -> dict[str, Any]:
        """Counts of beginnings, moves and ends, by channel."""
        touches = np.concatenate(self._blocks) if self._blocks else np.empty(0, TOUCH)
        touches = touches[np.lexsort((touches["sequence"], touches["who"]))]
        count = len(self._channels)
        begins, moves, orders, ends, straight = _counted(touches, count)
        return {
            "pause": PAUSE,
            "journeys": int(begins.sum()),
            "begins": self._by_channel(begins),
            "moves": {
                name: self._by_channel(moves[place])
                for place, name in enumerate(self._channels)
                if moves[place].any()
            },
            "orders": self._by_channel(orders),
            "ends": self._by_channel(ends),
            "straight": straight,
        }

    def _by_channel(self, counts: Integers) -> dict[str, int]:
        return {
            name: int(counts[place]) for place, name in enumerate(self._channels) if counts[place]
        }


def _counted(
    touches: NDArray[np.void], count: int
) -> tuple[Integers, Integers, Integers, Integers, int]:
    """Beginnings int64[channels], moves int64[channels, channels], orders and other ends
    int64[channels] by the last channel, and orders with no touch before them.

    Args:
        touches: in order of person and sequence.
    """
    channel = touches["channel"].astype(np.int64)
    ordered = channel == ORDERED
    follows = np.zeros(len(touches), bool)
    if len(touches) > 1:
        same = touches["who"][1:] == touches["who"][:-1]
        soon = touches["time"][1:] - touches["time"][:-1] <= PAUSE * DAY
        follows[1:] = same & soon & ~ordered[:-1]
    goes_on = np.append(follows[1:], False) if len(touches) else follows
    before = np.concatenate([[ORDERED], channel[:-1]]) if len(touches) else channel
    moves = np.zeros((count, count), np.int64)
    moved = follows & ~ordered & (before != channel)
    np.add.at(moves, (before[moved], channel[moved]), 1)

    def tally(which: NDArray[np.bool_], where: Integers) -> Integers:
        return np.bincount(where[which], minlength=count).astype(np.int64)

    return (
        tally(~follows & ~ordered, channel),
        moves,
        tally(follows & ordered, before),
        tally(~ordered & ~goes_on, channel),
        int((ordered & ~follows).sum()),
    )
