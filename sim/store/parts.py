"""Finished replications of one market as a file: integers, and what else results need as JSON."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from engine.errors import InputError
from sim.store.answer_file import UNFINISHED
from sim.store.disk import writing

__all__ = ["Part", "read_part", "write_part"]

FACTS = b"journey"
"""Key of the JSON among the file's metadata."""
SUMS = "sums."
"""What names of columns begin with that hold what is kept of single customers."""


@dataclass(frozen=True, eq=False)
class Part:
    """So many replications of one market.

    Attributes:
        first: number of the first of them.
        counters: int64 (replications, channels, counters).
        series: int64 (replications, windows, 3).
        opening: int64 (replications,), people who were customers before the start.
        events: int64 (replications,), event rows.
        digests: ``events_digest`` of each replication.
        facts: what else is needed to read them, as JSON.
        sums: what is kept of single customers, by name: int64 arrays of any length, one a
            replication.
    """

    first: int
    counters: NDArray[np.int64]
    series: NDArray[np.int64]
    opening: NDArray[np.int64]
    events: NDArray[np.int64]
    digests: tuple[str, ...]
    facts: Mapping[str, Any]
    sums: Mapping[str, tuple[NDArray[np.int64], ...]] = field(default_factory=dict)

    @property
    def replications(self) -> int:
        """How many they are."""
        return len(self.events)


def write_part(path: Path, part: Part) -> None:
    """Write a part, whole or not at all; the same part gives the same bytes.

    Raises:
        RunError: the disk takes nothing.
    """
    count = part.replications
    shapes = {"counters": part.counters.shape[1:], "series": part.series.shape[1:]}
    facts = json.dumps({"facts": part.facts, "shapes": shapes}, sort_keys=True)
    table = pa.table(
        {
            "replication": pa.array(np.arange(part.first, part.first + count), pa.int32()),
            "events": pa.array(part.events),
            "opening": pa.array(part.opening),
            "digest": pa.array(part.digests, pa.string()),
            **{name: _lists(getattr(part, name)) for name in shapes},
            **{f"{SUMS}{name}": _lists(each) for name, each in sorted(part.sums.items())},
        }
    ).replace_schema_metadata({FACTS: facts})
    fresh = path.with_name(f"{path.name}.{os.getpid()}{UNFINISHED}")
    with writing(path):
        pq.write_table(table, fresh, compression="zstd")
        fresh.replace(path)


def read_part(path: Path) -> Part:
    """Read a part.

    Raises:
        InputError: it is none.
    """
    try:
        table = pq.read_table(path)
        told = json.loads((table.schema.metadata or {})[FACTS])
        count = table.num_rows
        arrays = {
            name: table.column(name)
            .combine_chunks()
            .flatten()
            .to_numpy()
            .reshape(count, *told["shapes"][name])
            for name in ("counters", "series")
        }
        return Part(
            first=table.column("replication")[0].as_py(),
            opening=table.column("opening").to_numpy(),
            events=table.column("events").to_numpy(),
            digests=tuple(table.column("digest").to_pylist()),
            facts=told["facts"],
            sums={
                name.removeprefix(SUMS): tuple(
                    one.values.to_numpy() for one in table.column(name).combine_chunks()
                )
                for name in table.column_names
                if name.startswith(SUMS)
            },
            **arrays,
        )
    except (OSError, pa.ArrowException, KeyError, ValueError, IndexError) as problem:
        raise InputError(
            "this is no part of a study, or is damaged",
            file=str(path),
            found=str(problem)[:100],
            expected="a file that a study wrote: remove it, and it is made anew",
        ) from problem


def _lists(values: Sequence[NDArray[np.int64]] | NDArray[np.int64]) -> Any:
    """Arrays as a column of lists, one each."""
    flat = [np.ascontiguousarray(each).reshape(-1) for each in values]
    ends = np.cumsum([0, *(each.size for each in flat)], dtype=np.int64)
    return pa.LargeListArray.from_arrays(pa.array(ends), pa.array(np.concatenate(flat)))
