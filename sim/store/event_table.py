"""Event rows as columns: the schema of the files, and words for numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sim.model.records.vocabulary import EVENTS, STAGES, STEPS

__all__ = ["EVENT_SCHEMA", "Words", "event_table"]

DAY = 86_400_000_000  # microseconds
AT_ONCE = 4_096
"""Rows taken apart at once: they stay in the processor's cache while column after column is read,
which is three times as fast as to read each column of all rows."""

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

_FIELDS = {
    "time": np.dtype(np.int64),
    "customer": np.dtype(np.int64),
    "sequence": np.dtype(np.int32),
    "event": np.dtype(np.int16),
    "channel": np.dtype(np.int16),
    "action": np.dtype(np.int16),
    "stage": np.dtype(np.int16),
    "step": np.dtype(np.int16),
    "value": np.dtype(np.int64),
    "propensity": np.dtype(np.float64),
    "choice_probability": np.dtype(np.float64),
}
"""Fields of ROW that a table shows, and the type in which it takes them."""


def event_table(
    rows: NDArray[np.void],
    *,
    replication: int,
    strategy: str,
    channels: Sequence[str],
    actions: Sequence[str],
) -> pa.Table:
    """The rows as a table of EVENT_SCHEMA, in the order in which they come."""
    return Words(strategy, channels, actions).table([rows], replication)


class Words:
    """Turns rows with numbers into a table with words.

    Args:
        strategy: name of the strategy that is run.
        channels: the market's channels, as ROW numbers them.
        actions: the market's actions, as ROW numbers them.
    """

    def __init__(self, strategy: str, channels: Sequence[str], actions: Sequence[str]) -> None:
        self._strategy = pa.array([strategy], type=pa.string())
        self._words = {
            "event": pa.array(EVENTS, type=pa.string()),
            "channel": pa.array(list(channels), type=pa.string()),
            "action": pa.array(list(actions), type=pa.string()),
            "stage": pa.array(STAGES, type=pa.string()),
            "step": pa.array(STEPS, type=pa.string()),
        }

    def table(self, blocks: Sequence[NDArray[np.void]], replication: int) -> pa.Table:
        """Blocks of ROW as a table of EVENT_SCHEMA, in the order in which they come."""
        count = sum(map(len, blocks))
        found = _columns(blocks, count)
        columns = {
            "replication": pa.array(np.full(count, replication, dtype=np.int32)),
            "time": pa.array(found["time"] / np.float64(DAY)),
            "strategy": _spell(np.zeros(count, dtype=np.int16), self._strategy),
            **{name: pa.array(found[name]) for name in ("customer", "sequence", "value")},
            **{name: _spell(found[name], words) for name, words in self._words.items()},
            **{name: _or_null(found[name]) for name in ("propensity", "choice_probability")},
        }
        return pa.Table.from_arrays(
            [columns[field.name] for field in EVENT_SCHEMA], schema=EVENT_SCHEMA
        )


def _columns(blocks: Sequence[NDArray[np.void]], count: int) -> dict[str, NDArray[Any]]:
    """Each field of the blocks as an array of its own."""
    found = {name: np.empty(count, dtype) for name, dtype in _FIELDS.items()}
    at = 0
    for block in blocks:
        for start in range(0, len(block), AT_ONCE):
            part = block[start : start + AT_ONCE]
            for name, column in found.items():
                column[at : at + len(part)] = part[name]
            at += len(part)
    return found


def _spell(places: NDArray[np.int16], words: pa.Array) -> pa.Array:
    """Words behind numbers; null for -1."""
    indices = _array(pa.int16(), places, places >= 0)
    return pa.DictionaryArray.from_arrays(indices, words)


def _or_null(numbers: NDArray[np.float64]) -> pa.Array:
    """Numbers; null for NaN."""
    return _array(pa.float64(), numbers, numbers == numbers)


def _array(kind: pa.DataType, values: NDArray[Any], known: NDArray[np.bool_]) -> pa.Array:
    """The values as they lie in memory, null where not known; `pa.array` would copy them."""
    valid = None if known.all() else pa.py_buffer(np.packbits(known, bitorder="little"))
    return pa.Array.from_buffers(kind, len(values), [valid, pa.py_buffer(values)])
