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
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, Self

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from engine.errors import RunError
from sim.model.vocabulary import EVENTS, STAGES, STEPS

__all__ = ["EVENT_SCHEMA", "EventSink", "EventWriter", "event_table", "write_id_map"]

DAY = 86_400_000_000  # microseconds
ROW_GROUP = 1_000_000  # rows
PART_GROUPS = 16  # row groups of a file
WINDOWS_PER_FOLDER = 91

_WORD = pa.dictionary(pa.int16(), pa.string())
EVENT_SCHEMA = pa.schema(
    [
        pa.field("replication", pa.int32(), nullable=False),
        pa.field("time", pa.float64(), nullable=False),  # days since the start
        pa.field("customer", pa.int64(), nullable=False),
        pa.field("sequence", pa.int32(), nullable=False),
        pa.field("event", _WORD, nullable=False),
        pa.field("channel", _WORD),
        pa.field("action", _WORD),
        pa.field("stage", _WORD, nullable=False),
        pa.field("step", _WORD, nullable=False),
        pa.field("strategy", _WORD, nullable=False),
        pa.field("value", pa.int64(), nullable=False),  # minor units
        pa.field("propensity", pa.float64()),
        pa.field("choice_probability", pa.float64()),
    ]
)
"""Columns of an events file. No channel, no action, and no decision behind a row are null."""


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
        self._words = _Words(strategy, channels, actions)
        self._span = windows_per_folder
        self._row_group = row_group
        self._open: dict[int, _Replication] = {}
        self._finished: set[int] = set()
        self._lock = threading.Lock()

    def write(self, rows: NDArray[np.void], *, replication: int, first_window: int) -> None:
        """Take a block of rows; see EventSink.

        Raises:
            RunError: a row comes too late: its window, or its replication, was written already.
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
        with target.lock:
            target.add(rows, first_window)

    def finish(self, replication: int) -> None:
        """All rows of this replication have come: write what is left and free its memory."""
        with self._lock:
            target = self._open.pop(replication, None)
            self._finished.add(replication)
        if target is not None:
            with target.lock:
                target.finish()

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

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is None:
            self.close()
        else:
            self.discard()


def event_table(
    rows: NDArray[np.void],
    *,
    replication: int,
    strategy: str,
    channels: Sequence[str],
    actions: Sequence[str],
) -> pa.Table:
    """The rows as a table of EVENT_SCHEMA, in the order in which they come."""
    return _Words(strategy, channels, actions).table(rows, replication)


def write_id_map(path: Path, originals: Sequence[str]) -> None:
    """Write which original id each customer number stands for; only ever at the user's wish.

    Args:
        path: a Parquet file with columns ``customer:int64, id:string``; replaced if it exists.
        originals: the original ids, in order of customer numbers from 0.
    """
    table = pa.table(
        {
            "customer": pa.array(np.arange(len(originals), dtype=np.int64)),
            "id": pa.array(list(originals), type=pa.string()),
        }
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(path.name + ".partial")
    pq.write_table(table, unfinished)
    unfinished.replace(path)


class _Words:
    """Turns the numbers in rows into words."""

    def __init__(self, strategy: str, channels: Sequence[str], actions: Sequence[str]) -> None:
        self._strategy = pa.array([strategy], type=pa.string())
        self._channels = pa.array(list(channels), type=pa.string())
        self._actions = pa.array(list(actions), type=pa.string())
        self._events = pa.array(EVENTS, type=pa.string())
        self._stages = pa.array(STAGES, type=pa.string())
        self._steps = pa.array(STEPS, type=pa.string())

    def table(self, rows: NDArray[np.void], replication: int) -> pa.Table:
        count = len(rows)
        columns = [
            pa.array(np.full(count, replication, dtype=np.int32)),
            pa.array(rows["time"] / np.float64(DAY)),
            pa.array(np.ascontiguousarray(rows["customer"])),
            pa.array(np.ascontiguousarray(rows["sequence"])),
            _spell(rows["event"], self._events),
            _spell(rows["channel"], self._channels),
            _spell(rows["action"], self._actions),
            _spell(rows["stage"], self._stages),
            _spell(rows["step"], self._steps),
            _spell(np.zeros(count, dtype=np.int16), self._strategy),
            pa.array(np.ascontiguousarray(rows["value"])),
            _or_null(rows["propensity"]),
            _or_null(rows["choice_probability"]),
        ]
        return pa.Table.from_arrays(columns, schema=EVENT_SCHEMA)


def _spell(places: NDArray[Any], words: pa.Array) -> pa.Array:
    indices = places.astype(np.int16)
    return pa.DictionaryArray.from_arrays(pa.array(indices, mask=indices < 0), words)


def _or_null(numbers: NDArray[np.float64]) -> pa.Array:
    return pa.array(np.ascontiguousarray(numbers), mask=np.isnan(numbers))


class _Replication:
    """Rows of one replication on their way: by window, then as sorted rows, then as row groups."""

    def __init__(
        self, folder: Path, replication: int, words: _Words, *, span: int, row_group: int
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
        self._sorted: list[NDArray[np.void]] = []
        self._pending = 0  # rows in _sorted
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
        for window in np.unique(windows):
            chosen = rows[windows == window]  # a copy: the clock reuses its buffers
            self._by_window.setdefault(int(window), []).append(chosen)

    def rows_held(self) -> int:
        waiting = sum(len(rows) for blocks in self._by_window.values() for rows in blocks)
        return waiting + self._pending

    def finish(self) -> None:
        if self._by_window:
            self._pass(max(self._by_window) + 1)
        self._end_range()

    def discard(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None
        if self._unfinished is not None:
            self._unfinished.unlink(missing_ok=True)

    def _pass(self, first_window: int) -> None:
        """Take over the windows before this one, each sorted by customer and sequence."""
        for window in sorted(window for window in self._by_window if window < first_window):
            if window // self._span != self._range:
                self._end_range()
                self._range = window // self._span
            blocks = self._by_window.pop(window)
            rows = np.concatenate(blocks) if len(blocks) > 1 else blocks[0]
            order = np.lexsort((rows["sequence"], rows["customer"]))
            self._sorted.append(rows[order])
            self._pending += len(rows)
            if self._pending >= self._row_group:
                self._write_groups()
        self._passed = max(self._passed, first_window)

    def _write_groups(self) -> None:
        """Write whole row groups and keep the rest."""
        rows = np.concatenate(self._sorted) if len(self._sorted) > 1 else self._sorted[0]
        whole = len(rows) - len(rows) % self._row_group
        for start in range(0, whole, self._row_group):
            self._write_group(rows[start : start + self._row_group])
        self._sorted = [rows[whole:].copy()]
        self._pending = len(rows) - whole

    def _write_group(self, rows: NDArray[np.void]) -> None:
        if self._groups == PART_GROUPS:
            self._end_part()
        if self._file is None:
            first = self._range * self._span
            folder = self._folder / f"windows={first:05d}-{first + self._span - 1:05d}"
            folder.mkdir(parents=True, exist_ok=True)
            self._unfinished = folder / f"part-{self._part}.parquet.partial"
            self._file = pq.ParquetWriter(self._unfinished, EVENT_SCHEMA)
        table = self._words.table(rows, self._replication)
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
        if self._pending:
            self._write_group(np.concatenate(self._sorted))
        self._sorted = []
        self._pending = 0
        self._end_part()
        self._part = 0
