"""Points of a file: one a row, a column for each key."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

from engine.errors import DataError
from sim.study.sweep.written import value_of

__all__ = ["columns_of"]

FORMS = (".csv", ".parquet")


def columns_of(path: Path) -> dict[str, list[Any]]:
    """Values by dotted key, in the order of the rows.

    Raises:
        DataError: no such file, no table, or a cell without a value.
    """
    if path.suffix.lower() not in FORMS:
        raise DataError(
            "this is no table of points", file=str(path), expected="a file .csv or .parquet"
        )
    if not path.is_file():
        raise DataError("there is no such file", file=str(path))
    found = _csv(path) if path.suffix.lower() == ".csv" else _parquet(path)
    if not found or not all(found.values()):
        raise DataError(
            "there are no points in this file", file=str(path),
            expected="a row of dotted keys, then a row of values for each point",
        )  # fmt: skip
    for key, values in found.items():
        for row, value in enumerate(values, start=1):
            if value is None or value == "":
                raise DataError(
                    "a point lacks a value", file=str(path), place=f"row {row:,}, {key}",
                    expected="a value of each key in each row",
                )  # fmt: skip
    return found


def _csv(path: Path) -> dict[str, list[Any]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as handle:
            head = handle.readline()
            handle.seek(0)
            separator = ";" if head.count(";") > head.count(",") else ","
            rows = [row for row in csv.reader(handle, delimiter=separator) if row]
    except (UnicodeDecodeError, csv.Error):
        raise DataError("this is no CSV file in UTF-8", file=str(path)) from None
    names = [name.strip() for name in rows[0]] if rows else []
    for name in names:
        if not name or names.count(name) > 1:
            raise DataError(
                "a column needs a key of its own", file=str(path), place="its first row",
                found=name or "a column without name",
            )  # fmt: skip
    for number, row in enumerate(rows[1:], start=1):
        if len(row) != len(names):
            raise DataError(
                "this row has another number of cells than the first", file=str(path),
                place=f"row {number:,}", found=f"{len(row)} cells", expected=f"{len(names)} cells",
            )  # fmt: skip
    return {name: [value_of(row[place]) for row in rows[1:]] for place, name in enumerate(names)}


def _parquet(path: Path) -> dict[str, list[Any]]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        table = pq.read_table(path)
    except pa.ArrowInvalid:
        raise DataError(
            "this is no Parquet file", file=str(path), expected="a file written as Parquet"
        ) from None
    return {name: [_told(one) for one in table.column(name).to_pylist()]
            for name in table.column_names}  # fmt: skip


def _told(value: Any) -> Any:
    """What JSON can tell; a date or the like as its text."""
    return (
        value if value is None or isinstance(value, (bool, int, float, str, list)) else str(value)
    )
