"""Follows a pattern while a run goes on: an event sink that stores no row.

Per customer one word of bits holds every position reached (see `sim.store.like`); a row costs two
look-ups. Rows of different customers may come in any order. Blocks are gathered until their window
has passed, and sorted where there are several, so that each customer's rows come in theirs.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.errors import RunError
from engine.kernels import kernel
from sim.model.records.vocabulary import ROW
from sim.store.like import Pattern, Tables

__all__ = ["Completion", "Matcher"]

NEVER = -1


@kernel
def follow(
    rows: Any,
    ids: Any,
    moves: Any,
    stops: Any,
    last: Any,
    held: Any,
    ever: Any,
    expected: Any,
    when: Any,
) -> int:
    """Take rows in order of sequence per customer.

    Args:
        rows: ROW records. ids: int64, sorted, of all customers.
        moves, stops, last: see `Tables`.
        held, ever: uint64 a customer, positions held now and at any time.
        expected: int64 a customer, sequence of the next row.
        when: int64 a customer, time at which the pattern was completed, -1 not (any more).

    Returns:
        -1, or the place of a row that came out of order or of a customer who is not known.
    """
    for place in range(len(rows)):
        row = rows[place]
        customer = row.customer
        i = customer
        if not (0 <= i < len(ids) and ids[i] == customer):
            i = np.searchsorted(ids, customer)
            if i >= len(ids) or ids[i] != customer:
                return place
        if row.sequence != expected[i]:
            return place
        expected[i] += 1
        move = moves[row.event, row.channel + 1, row.action + 1]
        stop = stops[row.event, row.channel + 1, row.action + 1]
        before = held[i]
        after = (before & ~stop) | ((before << np.uint64(1)) & move)
        held[i] = after
        ever[i] |= after
        if after & last:
            if not (before & last) or (stop & last):
                when[i] = row.time
        else:
            when[i] = NEVER
    return -1


@dataclass(frozen=True, slots=True)
class Completion:
    """A customer who lived the pattern.

    Attributes:
        customer: id.
        time: microseconds, of the row that completed it; what must stay absent for good did.
    """

    customer: int
    time: int


class Matcher:
    """An EventSink that follows one pattern through one replication.

    Args:
        pattern: what to look for.
        channels, actions: how many the market has.
        ids: int64, sorted: ids of all customers.
    """

    def __init__(
        self, pattern: Pattern, *, channels: int, actions: int, ids: NDArray[np.int64]
    ) -> None:
        self._pattern = pattern
        self._tables = Tables.of(pattern, channels, actions)
        self._ids = ids
        self._held = np.ones(len(ids), np.uint64)
        self._ever = np.ones(len(ids), np.uint64)
        self._expected = np.zeros(len(ids), np.int64)
        self._when = np.full(len(ids), NEVER, np.int64)
        self._window = 0
        self._blocks: list[NDArray[np.void]] = []

    def write(self, rows: NDArray[np.void], *, replication: int, first_window: int) -> None:
        """Take a block of rows; no later block holds rows of a window before `first_window`."""
        del replication
        if first_window != self._window:
            self._pass()
            self._window = first_window
        self._blocks.append(rows)

    def close(self) -> None:
        """No more rows will come."""
        self._pass()

    def _pass(self) -> None:
        if not self._blocks:
            return
        blocks, self._blocks = self._blocks, []
        rows = blocks[0]
        if len(blocks) > 1:
            rows = np.concatenate(blocks)
            rows = rows[np.lexsort((rows["sequence"], rows["customer"]))]
        tables = self._tables
        wrong = follow(
            # one dtype object in all calls: equal but distinct ones are looked up slowly
            rows.view(ROW), self._ids, tables.moves, tables.stops, tables.last,
            self._held, self._ever, self._expected, self._when,
        )  # fmt: skip
        if wrong >= 0:
            row = rows[wrong]
            raise RunError(
                f"event {row['sequence']} of customer {row['customer']} came out of order"
            )

    def completed(self) -> list[Completion]:
        """Customers who have lived the pattern, in order of id; valid after `close`."""
        return [
            Completion(int(self._ids[i]), int(self._when[i]))
            for i in np.flatnonzero(self._held & self._tables.last)
        ]

    def reached(self) -> NDArray[np.int64]:
        """Shape ``(items,)``: customers who have lived the first 1, 2, ... items."""
        bits = np.arange(1, len(self._pattern.items) + 1, dtype=np.uint64)
        lived = (self._ever[:, None] >> bits) & np.uint64(1)
        return np.asarray(lived.sum(axis=0), np.int64)
