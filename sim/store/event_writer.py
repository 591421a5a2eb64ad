"""Events to Parquet while the clock runs, in an order of their own.

The files are the same bytes whatever clock wrote them, on however many threads: rows are gathered
until their window has passed, sorted by customer and sequence, and cut into row groups and parts at
fixed counts, so the blocks in which they came leave no trace. Memory holds the rows of the windows
under way and, for each replication under way, at most one row group.

A folder looks like this; a range of windows names its first and last::

    strategy=omnichannel/replication=0/windows=00000-00090/part-0.parquet
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Protocol, Self

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from engine.errors import RunError
from sim.model.records.vocabulary import ROW
from sim.store.disk import writing
from sim.store.event_table import EVENT_SCHEMA, Words

__all__ = ["EventSink", "EventWriter"]

ROW_GROUP = 1 << 18  # rows: what waits in memory, a fifth as much as with a million
PART_GROUPS = 64  # row groups of a file
WINDOWS_PER_FOLDER = 91
SORTED_AT_ONCE = 1 << 15
"""Rows from which the windows passed are sorted: few enough to stay in the processor's cache."""

_BYTES = np.dtype((np.void, ROW.itemsize))
"""A row as so many bytes: numpy copies and picks these as a whole, records field by field."""
_LARGEST = 1 << 63


class EventSink(Protocol):
    """What a clock hands its events to."""

    def write(self, rows: NDArray[np.void], *, replication: int, first_window: int) -> None:
        """Take a block of ROW; the sink copies what it keeps.

        No row of the block, nor of a later block of the replication, belongs to a window before
        `first_window`.
        """

    def close(self) -> None:
        """No more rows will come."""


class EventWriter:
    """An EventSink that writes Parquet. Blocks may come from several threads.

    Args:
        folder: where ``strategy=...`` folders go, made where missing.
        strategy: name of the strategy that is run.
        channels: the market's channels, as ROW numbers them.
        actions: the market's actions, as ROW numbers them.
        windows_per_folder: windows that share a folder.
        row_group: rows of a row group.

    As a context manager it closes at the end, and drops unfinished files when an error passes.
    """

    def __init__(
        self,
        folder: Path,
        *,
        strategy: str,
        channels: Sequence[str],
        actions: Sequence[str],
        windows_per_folder: int = WINDOWS_PER_FOLDER,
        row_group: int = ROW_GROUP,
    ) -> None:
        self._folder = folder / f"strategy={strategy}"
        self._words = Words(strategy, channels, actions)
        self._span = windows_per_folder
        self._row_group = row_group
        self._open: dict[int, _Replication] = {}
        self._finished: set[int] = set()
        self._lock = threading.Lock()

    def write(self, rows: NDArray[np.void], *, replication: int, first_window: int) -> None:
        """Take a block of rows; see EventSink.

        Raises:
            RunError: a row comes too late: its window, or its replication, was written already;
                or the disk takes no more.
        """
        with self._lock:
            if replication in self._finished:
                raise RunError(f"events of replication {replication} came after its end")
            target = self._open.get(replication)
            if target is None:
                target = self._open[replication] = _Replication(
                    self._folder / f"replication={replication}",
                    replication,
                    self._words,
                    span=self._span,
                    row_group=self._row_group,
                )
        # Replications that run side by side do not wait for each other's files.
        with target.lock, writing(self._folder):
            target.add(rows, first_window)

    def finish(self, replication: int) -> None:
        """All rows of this replication have come: write what is left and free its memory.

        Raises:
            RunError: the disk takes no more; the file that was being written is gone.
        """
        with self._lock:
            target = self._open.get(replication)
            self._finished.add(replication)
        if target is not None:
            with target.lock, writing(self._folder):
                target.finish()
            with self._lock:
                self._open.pop(replication, None)

    def close(self) -> None:
        """Finish every replication."""
        for replication in sorted(self._open):
            self.finish(replication)

    def discard(self) -> None:
        """Drop what is not yet in a finished file."""
        with self._lock:
            for target in self._open.values():
                target.discard()
            self._open.clear()

    def rows_held(self) -> int:
        """Rows in memory now."""
        return sum(target.rows_held() for target in self._open.values())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *rest: object) -> None:
        if kind is None:
            self.close()
        else:
            self.discard()


class _Replication:
    """Rows of one replication on their way: by window, then as sorted rows, then as row groups."""

    def __init__(
        self, folder: Path, replication: int, words: Words, *, span: int, row_group: int
    ) -> None:
        self.lock = threading.Lock()
        self._folder = folder
        self._replication = replication
        self._words = words
        self._span = span
        self._row_group = row_group
        self._by_window: dict[int, list[NDArray[np.void]]] = {}
        self._passed = 0  # windows before this one are written
        self._range = -1
        self._unsorted: list[NDArray[np.void]] = []  # of windows passed, later than all in _sorted
        self._unsorted_rows = 0
        self._sorted: list[NDArray[np.void]] = []
        self._sorted_rows = 0
        self._part = 0
        self._groups = 0  # row groups in the open file
        self._file: pq.ParquetWriter | None = None
        self._unfinished: Path | None = None

    def add(self, rows: NDArray[np.void], first_window: int) -> None:
        self._pass(first_window)
        if len(rows) == 0:
            return
        windows = rows["window"]
        earliest = int(windows.min())
        if earliest < self._passed:
            raise RunError(
                f"an event of window {earliest} of replication {self._replication} came after "
                f"window {self._passed} had begun"
            )
        whole = np.ascontiguousarray(rows).view(_BYTES)
        if earliest == int(windows.max()):
            blocks = {earliest: whole.copy()}  # the clock reuses its buffers
        else:
            blocks = {int(window): whole[windows == window] for window in np.unique(windows)}
        for window, block in blocks.items():
            self._by_window.setdefault(window, []).append(block)

    def rows_held(self) -> int:
        waiting = sum(len(rows) for blocks in self._by_window.values() for rows in blocks)
        return waiting + self._unsorted_rows + self._sorted_rows

    def finish(self) -> None:
        if self._by_window:
            self._pass(max(self._by_window) + 1)
        self._end_range()

    def discard(self) -> None:
        if self._file is not None:
            with suppress(OSError, pa.ArrowException):  # it writes, which a full disk refuses
                self._file.close()
            self._file = None
        if self._unfinished is not None:
            with suppress(OSError):
                self._unfinished.unlink(missing_ok=True)
            self._unfinished = None

    def _pass(self, first_window: int) -> None:
        """Take over the windows before this one, in order."""
        for window in sorted(window for window in self._by_window if window < first_window):
            if window // self._span != self._range:
                self._end_range()
                self._range = window // self._span
            blocks = self._by_window.pop(window)
            self._unsorted += blocks
            self._unsorted_rows += sum(map(len, blocks))
            full = self._sorted_rows + self._unsorted_rows >= self._row_group
            if full or self._unsorted_rows >= SORTED_AT_ONCE:
                self._sort()
            if full:
                self._write_groups()
        self._passed = max(self._passed, first_window)

    def _sort(self) -> None:
        """Put the rows of the windows passed behind those that are sorted already."""
        if self._unsorted:
            self._sorted.append(_in_order(np.concatenate(self._unsorted)))
            self._sorted_rows += self._unsorted_rows
        self._unsorted = []
        self._unsorted_rows = 0

    def _write_groups(self) -> None:
        """Write whole row groups and keep the rest."""
        while self._sorted_rows >= self._row_group:
            self._write_group(self._first_rows(self._row_group))
        self._sorted = [block.copy() for block in self._sorted]  # no view keeps what was written

    def _first_rows(self, count: int) -> list[NDArray[np.void]]:
        """Take so many of the sorted rows away."""
        self._sorted_rows -= count
        taken = []
        while count > 0:
            block = self._sorted.pop(0)
            taken.append(block[:count])
            if len(block) > count:
                self._sorted.insert(0, block[count:])
            count -= len(taken[-1])
        return taken

    def _write_group(self, blocks: list[NDArray[np.void]]) -> None:
        if self._groups == PART_GROUPS:
            self._end_part()
        if self._file is None:
            first = self._range * self._span
            folder = self._folder / f"windows={first:05d}-{first + self._span - 1:05d}"
            folder.mkdir(parents=True, exist_ok=True)
            self._unfinished = folder / f"part-{self._part}.parquet.partial"
            self._file = pq.ParquetWriter(self._unfinished, EVENT_SCHEMA)
        table = self._words.table([block.view(ROW) for block in blocks], self._replication)
        blocks.clear()  # the rows are in columns now; they need not be there twice
        self._file.write_table(table, row_group_size=self._row_group)
        self._groups += 1

    def _end_part(self) -> None:
        if self._file is None or self._unfinished is None:
            return
        self._file.close()
        self._file = None
        self._unfinished.replace(self._unfinished.with_suffix(""))
        self._unfinished = None
        self._part += 1
        self._groups = 0

    def _end_range(self) -> None:
        self._sort()
        if self._sorted_rows:
            self._write_group(self._sorted)
        self._sorted = []
        self._sorted_rows = 0
        self._end_part()
        self._part = 0


def _in_order(whole: NDArray[np.void]) -> NDArray[np.void]:
    """The rows by window, customer and sequence.

    The three make one number, which is sorted in a tenth of the time, wherever it fits in 63 bits.
    """
    rows = whole.view(ROW)
    parts = [rows[name].astype(np.int64) for name in ("window", "customer", "sequence")]
    spans = []
    for part in parts:
        part -= part.min()
        spans.append(int(part.max()) + 1)
    window, customer, sequence = parts
    if spans[0] * spans[1] * spans[2] > _LARGEST:
        order = np.lexsort((sequence, customer, window))
    else:
        key = window
        for part, span in ((customer, spans[1]), (sequence, spans[2])):
            key *= span
            key += part
        order = np.argsort(key, kind="stable")
    return whole.take(order)
