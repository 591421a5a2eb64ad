"""Patterns of a customer's life: ``basket,deliver:email,!open:email,visit:showroom,purchase:till``.

A pattern is a comma list of items ``event[:channel[:action]]``; an empty channel stands for any.
The items are lived in this order, with anything between them. ``!item`` must not happen until the
next item does; first in the list: from the start of the run; last: until its end. Several in a row
all hold for the same gap. A row answers to one item only.

The meaning is a set of positions per customer: position i is held once the first i items have been
lived and nothing forbidden in the gap after them has happened since. A row moves the customer from
every position whose next item it answers, and takes away every position whose gap forbids it; a
position is left by neither of them, so that all partial matches are followed at once and none is
missed for having begun too early.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.errors import InputError, nearest_name
from sim.model.records.vocabulary import EVENTS

__all__ = ["ITEMS", "Item", "Pattern", "Tables", "find_match", "lived", "parse_like"]

ITEMS = 60
"""Items without ``!`` in one pattern, at most: positions are bits of one word."""

_FORM = (
    'a comma list of event[:channel[:action]], such as "basket,deliver:email,!open:email,purchase"'
)


@dataclass(frozen=True, slots=True)
class Item:
    """What one row must be; None stands for any.

    Attributes:
        event, channel, action: places in the lists of names.
        text: as written, without ``!``.
    """

    event: int
    channel: int | None
    action: int | None
    text: str

    def answers(self, event: int, channel: int, action: int) -> bool:
        """Whether a row of this kind answers to the item (-1: no channel, no action)."""
        return (
            self.event == event
            and self.channel in (None, channel)
            and self.action in (None, action)
        )


@dataclass(frozen=True, slots=True)
class Pattern:
    """A parsed pattern.

    Attributes:
        text: as written.
        items: what is to be lived, in order.
        absent: one entry a gap, ``len(items) + 1`` in all: what must not happen before the first
            item, between each and the next, and after the last until the end of the run.
    """

    text: str
    items: tuple[Item, ...]
    absent: tuple[tuple[Item, ...], ...]

    @property
    def open_ended(self) -> bool:
        """Whether only the end of the run can tell."""
        return bool(self.absent[-1])

    def words(self) -> tuple[str, ...]:
        """Each item with the absences that come before it, as written."""
        return tuple(
            ",".join([*(f"!{no.text}" for no in before), item.text])
            for before, item in zip(self.absent, self.items, strict=False)
        )


def parse_like(text: str, channels: Sequence[str], actions: Sequence[str]) -> Pattern:
    """Read a pattern.

    Args:
        channels, actions: names, as rows number them.

    Raises:
        InputError: an empty pattern or item, an unknown name, nothing but absences, too many items.
    """
    if not text.strip():
        raise InputError("the pattern is empty", place="--like", expected=_FORM)
    items: list[Item] = []
    absent: list[list[Item]] = [[]]
    for place, part in enumerate(text.split(","), 1):
        word = part.strip()
        item = _item(word.removeprefix("!").strip(), place, text, channels, actions)
        if word.startswith("!"):
            absent[-1].append(item)
        else:
            items.append(item)
            absent.append([])
    if not items:
        raise InputError(
            "the pattern only says what must not happen",
            place="--like",
            found=text,
            expected="at least one item without !",
        )
    if len(items) > ITEMS:
        raise InputError(
            "the pattern is too long",
            place="--like",
            found=f"{len(items)} items",
            expected=f"at most {ITEMS} without !",
        )
    return Pattern(text, tuple(items), tuple(tuple(gap) for gap in absent))


def _item(
    word: str, place: int, text: str, channels: Sequence[str], actions: Sequence[str]
) -> Item:
    where = f"--like, item {place}"
    parts = [part.strip() for part in word.split(":")]
    if not parts[0]:
        found = f'"{text}"' if not word else f'"{word}"'
        raise InputError("an item without an event", place=where, found=found, expected=_FORM)
    if len(parts) > 3:
        raise InputError(
            "an item has at most three parts",
            place=where,
            found=word,
            expected="event, event:channel or event:channel:action",
        )
    event = _place(parts[0], EVENTS, "event", where)
    assert event is not None
    channel = _place(parts[1], channels, "channel", where) if len(parts) > 1 else None
    action = _place(parts[2], actions, "action", where) if len(parts) > 2 else None
    return Item(event, channel, action, word)


def _place(name: str, names: Sequence[str], what: str, where: str) -> int | None:
    if not name:
        return None
    if name not in names:
        raise InputError(
            f"there is no such {what}",
            place=where,
            found=name,
            expected=", ".join(names) or "none: the scenario has none",
            nearest=nearest_name(name, names),
        )
    return list(names).index(name)


# --- the plain meaning ----------------------------------------------------------------------------

Row = tuple[int, int, int]
"""Event, channel and action of a row, as places in the lists; -1 none."""


def lived(pattern: Pattern, rows: Sequence[Row]) -> bool:
    """Whether one customer's rows, in order of sequence, live the pattern."""
    held = {0}
    for row in rows:
        held = _after(pattern, held, row)
    return len(pattern.items) in held


def _after(pattern: Pattern, held: set[int], row: Row) -> set[int]:
    """Positions held after a row."""
    stays = {at for at in held if not any(no.answers(*row) for no in pattern.absent[at])}
    moved = {at + 1 for at in held if at < len(pattern.items) and pattern.items[at].answers(*row)}
    return stays | moved


def find_match(pattern: Pattern, rows: Sequence[Row]) -> list[int] | None:
    """Places of the rows that live the pattern's items, one for each; None where none do.

    Of all ways to live it, the one whose last item comes first, and before that the ones that come
    latest: the story is told by what is nearest to its end.
    """
    # came[at][place]: whether row `place` can be the one that answers item at - 1
    came: list[list[bool]] = [[False] * len(rows) for _ in range(len(pattern.items) + 1)]
    held = {0}
    for place, row in enumerate(rows):
        for at in held:
            if at < len(pattern.items) and pattern.items[at].answers(*row):
                came[at + 1][place] = True
        held = _after(pattern, held, row)
    if len(pattern.items) not in held:
        return None
    end = len(rows)
    last = len(pattern.items)
    ends = [p for p in range(end) if came[last][p] and _quiet(pattern, last, rows, p, end)]
    chosen = [ends[0]]
    for at in range(last - 1, 0, -1):
        later = chosen[-1]
        chosen.append(
            max(p for p in range(later) if came[at][p] and _quiet(pattern, at, rows, p, later))
        )
    return chosen[::-1]


def _quiet(pattern: Pattern, gap: int, rows: Sequence[Row], first: int, last: int) -> bool:
    """Whether nothing that the gap forbids lies strictly between two rows."""
    return not any(no.answers(*row) for no in pattern.absent[gap] for row in rows[first + 1 : last])


# --- tables for the kernel ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Tables:
    """A pattern as bits: what each kind of row does to the positions held.

    Attributes:
        moves: uint64[events, channels + 1, actions + 1], place 0 for none: bit i + 1 where the row
            answers item i.
        stops: the same shape: bit i where the row is forbidden in the gap after i items.
        last: the bit of the last position.
    """

    moves: NDArray[np.uint64]
    stops: NDArray[np.uint64]
    last: np.uint64

    @classmethod
    def of(cls, pattern: Pattern, channels: int, actions: int) -> Tables:
        """Tabulate a pattern for a market with so many channels and actions."""
        shape = (len(EVENTS), channels + 1, actions + 1)
        moves, stops = np.zeros(shape, np.uint64), np.zeros(shape, np.uint64)
        for at, item in enumerate(pattern.items):
            moves[_where(item)] |= np.uint64(1 << (at + 1))
        for at, gap in enumerate(pattern.absent):
            for no in gap:
                stops[_where(no)] |= np.uint64(1 << at)
        return cls(moves, stops, np.uint64(1 << len(pattern.items)))


def _where(item: Item) -> tuple[int, int | slice, int | slice]:
    every = slice(None)
    return (
        item.event,
        every if item.channel is None else item.channel + 1,
        every if item.action is None else item.action + 1,
    )
