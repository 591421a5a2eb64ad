"""The points of a sweep as a table: one row a point, strategy and KPI."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.errors import UsageError
from sim.store.disk import writing
from sim.study.kpis import KPI
from sim.study.money import json_estimate
from sim.study.statistics import Estimate
from sim.study.sweep.result import SweepResult

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["POINTS", "check_file", "table_of_points", "write_points"]

POINTS = "points.parquet"
"""Name of the table in the folder of a study."""
FORMS = (".parquet", ".csv")
ENDS = ("mean", "ci_low", "ci_high")
GAPS = ("difference", "difference_low", "difference_high")


def check_file(path: str | Path) -> Path:
    """The name of a table to write.

    Raises:
        UsageError: of another form, or in a folder that is not there.
    """
    found = Path(path)
    if found.suffix.lower() not in FORMS:
        raise UsageError(
            "this is no table to write", place="--to", found=str(path),
            expected="a file .parquet or .csv",
        )  # fmt: skip
    if found.is_dir() or not found.absolute().parent.is_dir():
        raise UsageError(
            "there is no folder for this file" if not found.is_dir() else "this is a folder",
            place="--to", found=str(path), expected="a file in a folder that exists",
        )  # fmt: skip
    return found


def table_of_points(result: SweepResult) -> pa.Table:
    """All points, tidy.

    Columns: ``point`` (int32, from 1), each key (float64, int64, bool or text; lists as JSON),
    ``strategy``, ``kpi``, ``mean``, ``ci_low``, ``ci_high`` (float64, as in JSON: money in main
    units), ``difference`` from the baseline with ``difference_low`` and ``difference_high`` (null
    in rows of the baseline), ``unit``, ``period``, ``best`` (whether it is the best strategy
    there, by the KPI judged) and ``beyond_chance`` (whether that is beyond chance).
    """
    import pyarrow as pa

    rows = [row for place, _ in enumerate(result.points) for row in _rows(result, place)]
    keys = [(key, _type([point.at[key] for point in result.points])) for key in result.keys]
    schema = pa.schema(
        [
            ("point", pa.int32()),
            *keys,
            ("strategy", pa.string()),
            ("kpi", pa.string()),
            *((name, pa.float64()) for name in (*ENDS, *GAPS)),
            ("unit", pa.string()),
            ("period", pa.string()),
            ("best", pa.bool_()),
            ("beyond_chance", pa.bool_()),
        ]
    )
    columns = [
        pa.array([row[place] for row in rows], field.type) for place, field in enumerate(schema)
    ]
    return pa.Table.from_arrays(columns, schema=schema)


def _rows(result: SweepResult, place: int) -> list[tuple[Any, ...]]:
    point, currency = result.points[place], result.setting.currency
    values = [_cell([one.at[key] for one in result.points], point.at[key]) for key in result.keys]
    found = []
    for name, figures in point.kpis.items():
        gaps = point.differences.get((name, result.baseline), {})
        for kpi, one in figures.items():
            told = json_estimate(KPI[kpi], one, currency)
            gap = json_estimate(KPI[kpi], gaps.get(kpi, Estimate(None)), currency)
            found.append(
                (
                    place + 1, *values, name, kpi, *(told[end] for end in ENDS),
                    *(gap[end] for end in ENDS), told["unit"], told["period"],
                    point.best == name, point.sure,
                )
            )  # fmt: skip
    return found


def _kind(values: Sequence[Any]) -> type:
    """The type that holds all values of a key."""
    kinds = {type(value) for value in values}
    if len(kinds) == 1 and kinds <= {bool, int, float, str}:
        return kinds.pop()
    return float if kinds == {int, float} else str


def _type(values: Sequence[Any]) -> pa.DataType:
    import pyarrow as pa

    return {bool: pa.bool_(), int: pa.int64(), float: pa.float64(), str: pa.string()}[_kind(values)]


def _cell(values: Sequence[Any], value: Any) -> Any:
    if _kind(values) is str and not isinstance(value, str):
        return json.dumps(value)
    return value


def write_points(result: SweepResult, path: Path) -> None:
    """Write the table, whole or not at all; the same points give the same bytes.

    Raises:
        RunError: the disk takes nothing.
    """
    import pyarrow.csv as arrow
    import pyarrow.parquet as pq

    table = table_of_points(result)
    fresh = path.with_name(f"{path.name}.{os.getpid()}.partial")
    with writing(path):
        if path.suffix.lower() == ".csv":
            arrow.write_csv(table, fresh)
        else:
            pq.write_table(table, fresh)
        fresh.replace(path)
