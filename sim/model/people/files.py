"""Columns of CSV and Parquet files, as text or as typed; columns not asked for are not read."""

from __future__ import annotations

import csv
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any

from engine.errors import DataError
from sim.scenario.models.customers import SEPARATORS

FORMATS = (".csv", ".parquet")


def read_header(path: Path, separator: str) -> list[str]:
    """Names of the columns.

    Raises:
        DataError: a folder, no such file, another format, or nothing readable in it.
    """
    if path.is_dir():
        raise DataError("this is a folder", file=str(path), expected="a .csv or .parquet file")
    if path.suffix.lower() not in FORMATS:
        raise DataError(
            "this is no table of customers", file=str(path), expected="a .csv or .parquet file"
        )
    if not path.is_file():
        raise DataError("there is no such file", file=str(path), expected="a .csv or .parquet file")
    try:
        return _csv_header(path, separator) if path.suffix.lower() == ".csv" else _names(path)
    except OSError as error:
        raise DataError(
            "this file cannot be read", file=str(path), found=error.strerror or "damage",
            expected="a .csv or .parquet file",
        ) from None  # fmt: skip


def best_separator(path: Path, names: Collection[str], said: str = SEPARATORS[0]) -> str:
    """The separator that shows most of these names in the first row of a CSV file.

    Where none shows any, the one that shows most cells; the one that was said, if no other shows
    more.

    Raises:
        DataError: see `read_header`.
    """
    if path.suffix.lower() != ".csv":
        return said
    shown = {}
    for separator in (said, *SEPARATORS):
        header = read_header(path, separator)
        shown[separator] = (sum(name in names for name in header), len(header))
    if max(known for known, _ in shown.values()) > 0:
        return max(shown, key=lambda separator: shown[separator][0])
    return max(shown, key=lambda separator: shown[separator][1])


def in_toml(separator: str) -> str:
    """A separator as a scenario file has it."""
    return '"\\t"' if separator == "\t" else f'"{separator}"'


def _csv_header(path: Path, separator: str) -> list[str]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as handle:
            header = next(csv.reader(handle, delimiter=separator), [])
    except (UnicodeDecodeError, csv.Error):
        raise _not_text(path) from None
    if not header:
        raise DataError("this file is empty", file=str(path), expected="a row of column names")
    return header


def _names(path: Path) -> list[str]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        return list(pq.read_schema(path).names)
    except pa.ArrowInvalid:
        raise DataError(
            "this is no Parquet file", file=str(path), expected="a file written as Parquet"
        ) from None


def read_columns(path: Path, columns: Sequence[str], separator: str) -> dict[str, Any]:
    """Arrays of these columns by name: text for CSV, the file's own types for Parquet.

    Raises:
        DataError: a row of another length, text that is not UTF-8, damage. What a row says is
            not repeated.
    """
    if path.suffix.lower() == ".csv":
        table = _read_csv(path, columns, separator)
    else:
        table = _read_parquet(path, columns)
    return {name: _whole(table.column(name)) for name in columns}


def _whole(column: Any) -> Any:
    import pyarrow as pa

    chunks = column.combine_chunks()
    if isinstance(chunks, pa.ChunkedArray):  # an empty column stays in chunks
        chunks = pa.array([], column.type)
    return chunks.dictionary_decode() if pa.types.is_dictionary(chunks.type) else chunks


def _read_csv(path: Path, columns: Sequence[str], separator: str) -> Any:
    import pyarrow as pa
    from pyarrow import csv as arrow

    broken: list[tuple[int | None, int, int]] = []

    def refuse(row: Any) -> str:
        broken.append((row.number, row.expected_columns, row.actual_columns))
        return "error"

    try:
        return arrow.read_csv(
            path,
            # one thread: only then are rows counted
            read_options=arrow.ReadOptions(use_threads=False),
            parse_options=arrow.ParseOptions(
                delimiter=separator, invalid_row_handler=refuse, newlines_in_values=True
            ),
            convert_options=arrow.ConvertOptions(
                include_columns=list(columns),
                column_types=dict.fromkeys(columns, pa.string()),
                strings_can_be_null=True,
                quoted_strings_can_be_null=True,
                null_values=[""],
            ),
        )
    except pa.ArrowInvalid:
        if broken:
            row, expected, actual = broken[0]
            raise DataError(
                "this row has another number of cells than the header", file=str(path),
                place=None if row is None else f"row {row:,}", found=f"{actual} cells",
                expected=f'{expected} cells, separated by "{separator}"',
            ) from None  # fmt: skip
        raise _not_text(path) from None


def _read_parquet(path: Path, columns: Sequence[str]) -> Any:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        return pq.read_table(path, columns=list(columns))
    except (pa.ArrowInvalid, OSError):
        raise DataError(
            "this Parquet file is damaged", file=str(path), expected="a file written as Parquet"
        ) from None


def _not_text(path: Path) -> DataError:
    return DataError(
        "this file is not a table of text in UTF-8", file=str(path),
        expected='a .csv file saved as "CSV UTF-8"',
    )  # fmt: skip
