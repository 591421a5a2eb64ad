"""Reads a table of customers: only the columns that are mapped, each cell checked.

A cell that is empty says nothing: the persona speaks for it. What a cell holds is never repeated
in an error, as it may be a name or an address; column and row are told instead. Only numbers of a
few digits are shown: longer ones may be those of a telephone. The first row is repeated only if it
is one of column names: a table that lacks it begins with its first customer.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.errors import DataError, UsageError, nearest_name
from sim.model.people.files import read_columns, read_header
from sim.scenario import Scenario
from sim.scenario.models import Customers
from sim.scenario.people import FUNNEL, PeopleField, fields_by_name
from sim.scenario.values.quantities import currency_digits

LARGEST_ID = 2**40 - 1
MOST_SHOWN = 10_000
"""Numbers below it are shown in errors; a longer one may belong to a telephone or an account."""
_WHOLE = re.compile(r"0|[1-9][0-9]{0,12}")
_FLAGS = {"true": 1.0, "yes": 1.0, "1": 1.0, "false": 0.0, "no": 0.0, "0": 0.0}


@dataclass(frozen=True)
class PeopleTable:
    """Customers as a table has them, in order of their ids.

    Attributes:
        file: where they were read.
        ids: int64[n], ascending.
        original: ids as the file has them, in the same order; None where there is no such column.
        numbered: whether ids are places in an order, so that more rows mean other luck.
        values: by field, float64[n], NaN where a cell is empty. Words are places in the sorted
            names, flags 0 or 1, money minor units, all else as in `sim.scenario.people`.
    """

    file: Path
    ids: NDArray[np.int64]
    original: tuple[str, ...] | None
    numbered: bool
    values: Mapping[str, NDArray[np.float64]]

    def __len__(self) -> int:
        return len(self.ids)

    @cached_property
    def sha256(self) -> str:
        """Of the file."""
        digest = hashlib.sha256()
        with self.file.open("rb") as handle:
            while block := handle.read(1 << 20):
                digest.update(block)
        return digest.hexdigest()

    def notes(self) -> tuple[str, ...]:
        """What its user should know."""
        if not self.numbered:
            return ()
        why = "there is no column of ids" if self.original is None else "ids are not whole numbers"
        order = "as the rows stand" if self.original is None else "in sorted order"
        return (f"{why}: customers are numbered {order}, and adding rows redraws their luck",)

    def write_id_map(self, path: Path) -> None:
        """Write which customer is which: ``customer`` (as in all results) and ``id`` (as given).

        Raises:
            UsageError: the file exists or cannot be written.
        """
        import csv

        original = self.original or tuple(str(number) for number in self.ids)
        try:
            with path.open("x", encoding="utf-8", newline="") as handle:
                writer = csv.writer(handle)
                writer.writerow(["customer", "id"])
                writer.writerows(zip(self.ids.tolist(), original, strict=True))
        except FileExistsError:
            raise UsageError(
                "this file exists and is not overwritten", file=str(path), expected="a new name"
            ) from None
        except OSError as error:
            with suppress(OSError):
                path.unlink(missing_ok=True)  # half a map is none
            raise UsageError(
                "this file cannot be written", file=str(path), found=error.strerror,
                expected="a file in a folder that exists",
            ) from None  # fmt: skip


def customers_of(scenario: Scenario) -> PeopleTable | None:
    """The table that ``[customers]`` names, or None where there is no such table.

    Its file is looked for beside the scenario's.
    """
    mapping = scenario.document.customers
    if mapping is None:
        return None
    folder = Path(scenario.file).parent if scenario.file else Path()
    return read_table(folder / mapping.file, scenario, mapping)


def read_table(
    file: str | Path, scenario: Scenario, mapping: Customers | None = None
) -> PeopleTable:
    """Read customers from CSV or Parquet.

    Args:
        file: .csv or .parquet.
        scenario: names of personas and channels, and the currency.
        mapping: columns and values; None: columns bear the names of fields, all others are left.

    Raises:
        DataError: what is wrong, with file, column and row. In CSV the header is row 1.
    """
    path = Path(file)
    fields = fields_by_name([channel.name for channel in scenario.channels])
    separator = "," if mapping is None else mapping.separator
    header = read_header(path, separator)
    columns = _columns(path, header, fields, mapping)
    cells = read_columns(path, list(columns.values()), separator)
    first = 2 if path.suffix.lower() == ".csv" else 1
    count = len(next(iter(cells.values())))
    if count == 0:
        raise DataError("this table has no rows", file=str(path), expected="a row a customer")
    values = {}
    for name, column in columns.items():
        if name != "id":
            texts = {} if mapping is None else mapping.values.get(name, {})
            reader = _reader(fields[name], texts, scenario)
            values[name] = _numbers(path, column, cells[column], reader, first)
    if "id" not in columns:
        return PeopleTable(path, np.arange(count), None, True, values)
    column = columns["id"]
    ids, original, numbered = _identify(path, column, cells[column].to_pylist(), first)
    order = np.argsort(ids, kind="stable")
    return PeopleTable(
        path,
        ids[order],
        tuple(original[place] for place in order),
        numbered,
        {name: value[order] for name, value in values.items()},
    )


def _columns(
    path: Path,
    header: Sequence[str],
    fields: Mapping[str, PeopleField],
    mapping: Customers | None,
) -> dict[str, str]:
    """The file's column of each field that is to be read."""
    if mapping is None:
        found = {name: name for name in header if name in fields}
        if not found:
            raise DataError(
                "no column of this file is a field of a customer", file=str(path),
                found=f"{len(header)} columns with other names, or a first row that has none",
                expected=", ".join(list(fields)[:8]) + ", ...; or a mapping, [customers] columns",
            )  # fmt: skip
        return found
    names = _column_names(header, mapping)
    for name, column in mapping.columns.items():
        if column not in header:
            listed = ", ".join(names[:16]) + (", ..." if len(names) > 16 else "")
            raise DataError(
                "this file has no such column", file=str(path), place=f"customers.columns.{name}",
                found=column, expected=listed or "a first row that names the columns as mapped",
                nearest=nearest_name(column, names),
            )  # fmt: skip
        if header.count(column) > 1:
            raise DataError(
                "two columns of this file have the same name", file=str(path), found=column,
                expected="a name of its own for each column",
            )  # fmt: skip
    return dict(mapping.columns)


def _column_names(header: Sequence[str], mapping: Customers) -> Sequence[str]:
    """The first row if it surely is one of names: half of those mapped stand in it; else none."""
    there = sum(column in header for column in mapping.columns.values())
    return header if 2 * there >= len(mapping.columns) and there else ()


# --- cells -------------------------------------------------------------------------------------


class _BadCellError(Exception):
    """A cell that cannot be read; the words say what would be accepted."""


def _numbers(
    path: Path, column: str, cells: Any, reader: Callable[[Any], float], first: int
) -> NDArray[np.float64]:
    """One float64 a cell, NaN where it is empty; each different cell is read once."""
    encoded = _encoded(path, column, cells)
    places = encoded.indices.to_numpy(zero_copy_only=False)
    given = ~np.isnan(places.astype(np.float64))
    read = np.full(len(encoded.dictionary) + 1, np.nan)
    for place, cell in enumerate(encoded.dictionary.to_pylist()):
        try:
            read[place] = reader(cell)
        except _BadCellError as error:
            row = int(np.flatnonzero(given & (places == place))[0]) + first
            raise DataError(
                "this cell cannot be read", file=str(path),
                place=f'column "{column}", row {row:,}', found=_kind_of(cell), expected=str(error),
            ) from None  # fmt: skip
    return read[np.where(given, places, len(encoded.dictionary)).astype(np.int64)]


def _encoded(path: Path, column: str, cells: Any) -> Any:
    import pyarrow as pa

    try:
        return cells.dictionary_encode()
    except pa.ArrowNotImplementedError:  # lists, and other cells that hold several things
        raise DataError(
            "cells of this column hold more than one thing", file=str(path),
            place=f'column "{column}"', expected="a number or a text in each cell",
        ) from None  # fmt: skip


def _kind_of(cell: Any) -> str:
    """What a cell is, without what it says, unless it is a short number."""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, str):
        try:
            number = float(cell)
        except ValueError:
            return f"a text of {len(cell)} characters"
    elif isinstance(cell, (int, float)):
        number = float(cell)
    else:
        return f"a {type(cell).__name__}"
    if abs(number) < MOST_SHOWN or not np.isfinite(number):
        return f"{number:g}"
    return f"a number of {len(str(int(abs(number))))} digits"


def _reader(
    field: PeopleField, texts: Mapping[str, Any], scenario: Scenario
) -> Callable[[Any], float]:
    """How a cell of a field becomes a number."""
    scale = 10.0 ** currency_digits(scenario.scenario.currency) if field.kind == "money" else 1.0
    names: Sequence[str] = ()
    if field.kind == "word":
        names = {
            "persona": [persona.name for persona in scenario.personas],
            "taken_for": [persona.name for persona in scenario.personas],
            "stage": FUNNEL,
            "purchased_on": [channel.name for channel in scenario.channels],
        }[field.name]

    def read(cell: Any) -> float:
        value = texts.get(_text(cell), cell)
        if isinstance(value, str) and not value.strip():
            return np.nan
        if field.kind == "word":
            return _word(value, names, texts)
        if field.kind == "flag":
            return _flag(value, texts)
        number = _number(value, field) * scale
        return float(round(number)) if field.kind == "money" else number

    return read


def _text(cell: Any) -> str:
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def _word(value: Any, names: Sequence[str], texts: Mapping[str, Any]) -> float:
    text = _text(value)
    if text not in names:
        more = f" or, by customers.values, {', '.join(list(texts)[:8])}" if texts else ""
        raise _BadCellError(", ".join(names) + more)
    return float(names.index(text))


def _flag(value: Any, texts: Mapping[str, Any]) -> float:
    text = _text(value).lower()
    if text not in _FLAGS:
        more = f" or, by customers.values, {', '.join(list(texts)[:8])}" if texts else ""
        raise _BadCellError("true, false, yes, no, 1, 0" + more)
    return _FLAGS[text]


def _number(value: Any, field: PeopleField) -> float:
    high = 1.0 if field.kind == "share" else field.high
    expected = f"a number from {field.low:g} to {high:g}" + (
        ', or a percentage such as "5 %"' if field.kind == "share" else ""
    )
    if isinstance(value, str):
        text = value.strip()
        percent = field.kind == "share" and text.endswith("%")
        try:
            number = float(text[:-1] if percent else text) / (100.0 if percent else 1.0)
        except ValueError:
            raise _BadCellError(expected) from None
    elif isinstance(value, (int, float)):
        number = float(value)
    else:
        raise _BadCellError(expected)
    if np.isnan(number) and not isinstance(value, str):
        return np.nan
    if not field.low <= number <= high:
        raise _BadCellError(expected)
    return number


# --- ids ---------------------------------------------------------------------------------------


def _identify(
    path: Path, column: str, cells: Sequence[Any], first: int
) -> tuple[NDArray[np.int64], list[str], bool]:
    """Ids as numbers, as written, and whether they are places in the sorted order.

    Whole numbers below 2^40 are used as they are, if all ids are such.
    """
    written = ["" if cell is None else _text(cell) for cell in cells]
    seen: dict[str, int] = {}
    for row, text in enumerate(written, start=first):
        if not text:
            raise DataError(
                "this customer has no id", file=str(path), place=f'column "{column}", row {row:,}',
                found="an empty cell", expected="an id of its own in every row",
            )  # fmt: skip
        other = seen.setdefault(text, row)
        if other != row:
            raise DataError(
                "two customers have the same id", file=str(path),
                place=f'column "{column}", rows {other:,} and {row:,}',
                expected="an id of its own in every row",
            )  # fmt: skip
    if all(_WHOLE.fullmatch(text) and int(text) <= LARGEST_ID for text in written):
        return np.array([int(text) for text in written], np.int64), written, False
    place = {text: number for number, text in enumerate(sorted(written))}
    return np.array([place[text] for text in written], np.int64), written, True
