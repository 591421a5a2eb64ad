"""Counts in a file: Parquet or JSON with the columns action, segment, trials, successes."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from engine.errors import DataError, InputError, nearest_name
from engine.learning.counts import Counts, Pair

__all__ = ["COLUMNS", "counts_table", "read_counts", "write_counts"]

COLUMNS: tuple[str, ...] = ("action", "segment", "trials", "successes")
SCHEMA = pa.schema(
    [
        ("action", pa.string()),
        ("segment", pa.string()),
        ("trials", pa.float64()),
        ("successes", pa.float64()),
    ]
)
EXPECTED = "what `journey learn` wrote to --out, or in a .json file what --json printed of it"


def read_counts(file: str | Path, segmented: set[str] | frozenset[str]) -> Counts:
    """Counts by action, and by segment of the actions that have some.

    Args:
        file: Parquet, or JSON: a list of objects with these keys, or one with it under ``counts``.
        segmented: actions whose counts are by segment; a row of theirs without a segment is of
            customers without one.

    Raises:
        DataError: the file cannot be read, or a row of it is none of counts.
    """
    path = Path(file)
    rows = _json_rows(path) if path.suffix == ".json" else _parquet_rows(path)
    found: dict[str, Any] = {}
    for number, row in enumerate(rows, 1):
        action, segment, pair = _row(path, number, row)
        whole = segment is None and action not in segmented
        before = found.get(action)
        twice = before is not None and (whole or not isinstance(before, dict) or segment in before)
        if twice:
            raise DataError(
                "counts stand twice",
                file=str(path),
                place=f"row {number:,}",
                found=action if segment is None else f"{action}, {segment}",
                expected="a row for each action, or for each of its segments",
            )
        if whole:
            found[action] = pair
        else:
            found.setdefault(action, {})[segment] = pair
    return found


def counts_table(counts: Counts) -> pa.Table:
    """Counts as a table with a row for each action and segment, in the order of their names."""
    rows = []
    for action in sorted(counts):
        given = counts[action]
        by_segment = given if isinstance(given, Mapping) else {None: given}
        for segment in sorted(by_segment, key=lambda name: (name is None, str(name))):
            trials, successes = by_segment[segment]
            rows.append((action, segment, float(trials), float(successes)))
    named = [dict(zip(COLUMNS, row, strict=True)) for row in rows]
    return pa.Table.from_pylist(named, schema=SCHEMA)


def write_counts(counts: Counts, file: str | Path) -> None:
    """Write counts to a Parquet file, which appears whole or not at all.

    Raises:
        InputError: it cannot be written there.
    """
    path = Path(file)
    partial = path.with_name(path.name + ".partial")
    try:
        pq.write_table(counts_table(counts), partial)
        partial.replace(path)
    except OSError as problem:
        partial.unlink(missing_ok=True)
        raise InputError(
            "the counts cannot be written here",
            file=str(path),
            found=problem.strerror or str(problem),
            expected="a file in a folder that you may write to",
        ) from None


def _parquet_rows(path: Path) -> list[dict[str, Any]]:
    try:
        table = pq.ParquetFile(path).read()
    except (OSError, pa.ArrowException) as error:
        reason = getattr(error, "strerror", None) or str(error).splitlines()[0][:200]
        raise _unreadable(path, reason) from None
    for name in COLUMNS:
        if name not in table.column_names and name != "segment":
            raise DataError(
                "nothing says " + _WHAT[name],
                file=str(path),
                found=", ".join(table.column_names),
                expected=f"a column {name!r}",
                nearest=nearest_name(name, table.column_names),
            )
    rows: list[dict[str, Any]] = table.to_pylist()
    return rows


_WHAT = {
    "action": "which actions were counted",
    "trials": "how often they were tried",
    "successes": "how often they succeeded",
}


def _json_rows(path: Path) -> list[dict[str, Any]]:
    try:
        given = json.loads(path.read_text(encoding="utf-8"))
    except OSError as problem:
        raise _unreadable(path, problem.strerror or str(problem)) from None
    except (ValueError, RecursionError) as problem:
        raise _unreadable(path, str(problem)[:200]) from None
    rows = given.get("counts") if isinstance(given, dict) else given
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        expected = '[{"action": "offer", "segment": null, "trials": 10, "successes": 2}]'
        raise DataError(
            "no counts here", file=str(path), found=type(rows).__name__, expected=expected
        )
    return rows


def _unreadable(path: Path, reason: str) -> DataError:
    return DataError("these counts cannot be read", file=str(path), found=reason, expected=EXPECTED)


def _row(path: Path, number: int, row: Mapping[str, Any]) -> tuple[str, str | None, Pair]:
    """Action, segment and counts of one row."""
    action, segment = row.get("action"), row.get("segment")
    pair = row.get("trials"), row.get("successes")
    named = isinstance(action, str) and (segment is None or isinstance(segment, (str, bool)))
    plain = all(isinstance(n, (int, float)) and not isinstance(n, bool) for n in pair)
    if not named or not plain or not _counted(*pair):
        raise DataError(
            "this is no row of counts",
            file=str(path),
            place=f"row {number:,}",
            found=json.dumps({name: row.get(name) for name in COLUMNS}, default=str)[:120],
            expected="action (a text), segment (a text, or null), trials, and no more successes",
        )
    if isinstance(segment, bool):
        segment = str(segment).lower()
    return str(action), segment, (float(row["trials"]), float(row["successes"]))


def _counted(trials: Any, successes: Any) -> bool:
    return bool(0 <= successes <= trials < math.inf)
