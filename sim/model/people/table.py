"""Reads a table of customers: only the columns that are mapped, each cell checked.

A cell that is empty says nothing: the persona speaks for it. What a cell holds is never repeated
in an error, as it may be a name or an address; column and row are told instead. Only numbers of a
few digits are shown: longer ones may be those of a telephone. The first row is repeated only if it
is one of column names: a table that lacks it begins with its first customer.

Prospects may follow the customers of the table: people of whom no more is known than that they
have not bought.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.errors import DataError, UsageError, nearest_name
from sim.model.people.cells import as_text
from sim.model.people.fields import read_cells, reader_of
from sim.model.people.files import best_separator, in_toml, read_columns, read_header
from sim.model.people.oddities import BOUGHT, misspelt, oddities
from sim.scenario import Scenario
from sim.scenario.models import Customers
from sim.scenario.people import PeopleField, fields_by_name

LARGEST_ID = 2**40 - 1
_WHOLE = re.compile(r"0|[1-9][0-9]{0,12}")


@dataclass(frozen=True)
class PeopleTable:
    """Customers as a table has them, in order of their ids, and prospects behind them.

    Attributes:
        file: where they were read.
        ids: int64[n], ascending.
        original: ids as the file has them, in the same order, without prospects; None where there
            is no such column.
        numbered: whether ids are places in an order, so that more rows mean other luck.
        values: by field, float64[n], NaN where a cell is empty. Words are places in the sorted
            names, flags 0 or 1, money minor units, all else as in `sim.scenario.people`.
        prospects: how many of the last are none of the table.
        odd: what looks wrong in it, though it can be read.
    """

    file: Path
    ids: NDArray[np.int64]
    original: tuple[str, ...] | None
    numbered: bool
    values: Mapping[str, NDArray[np.float64]]
    prospects: int = 0
    odd: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def customers(self) -> int | None:
        """How many of them are said to have bought before; None where nothing is said of it."""
        said = [name for name in BOUGHT if name in self.values]
        if not said:
            return None
        bought = np.zeros(len(self), bool)
        for name in said:
            column = self.values[name]
            bought |= (column == 1.0) if name == "customer" else ~np.isnan(column)
        return int(bought.sum())

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
            return self.odd
        why = "there is no column of ids" if self.original is None else "ids are not whole numbers"
        order = "as the rows stand" if self.original is None else "in sorted order"
        told = f"{why}: customers are numbered {order}, and adding rows redraws their luck"
        return (told, *self.odd)

    def write_id_map(self, path: Path) -> None:
        """Write which customer is which: ``customer`` (as in all results) and ``id`` (as given).

        Raises:
            UsageError: the file exists or cannot be written.
        """
        import csv

        ids = self.ids[: len(self) - self.prospects].tolist()
        original = self.original or tuple(map(str, ids))
        try:
            with path.open("x", encoding="utf-8", newline="") as handle:
                writer = csv.writer(handle)
                writer.writerow(["customer", "id"])
                writer.writerows(zip(ids, original, strict=True))
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


def read_given(file: str | Path, scenario: Scenario) -> PeopleTable:
    """Read a file that is handed over: with our own names of columns, or those of ``[customers]``.

    It is read as ``[customers]`` says, separator, decimals, values and prospects included, if it
    has all columns that are mapped there and one of them bears another name than its field.

    Raises:
        DataError: see `read_table`.
    """
    path, mapping = Path(file), scenario.document.customers
    if mapping is not None and any(name != column for name, column in mapping.columns.items()):
        header = read_header(path, mapping.separator)
        if all(column in header for column in mapping.columns.values()):
            return read_table(path, scenario, mapping)
    return read_table(path, scenario)


def read_table(
    file: str | Path, scenario: Scenario, mapping: Customers | None = None
) -> PeopleTable:
    """Read customers from CSV or Parquet.

    Args:
        file: .csv or .parquet.
        scenario: names of personas and channels, the currency, and the start.
        mapping: columns and values; None: columns bear the names of fields, all others are left,
            and these names tell how a CSV file is separated.

    Raises:
        DataError: what is wrong, with file, column and row. In CSV the header is row 1.
    """
    path = Path(file)
    fields = fields_by_name([channel.name for channel in scenario.channels])
    separator = mapping.separator if mapping is not None else best_separator(path, fields)
    decimal = "." if mapping is None else mapping.decimal
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
            reader = reader_of(fields[name], texts, scenario, decimal)
            values[name] = read_cells(path, column, cells[column], reader, first, name)
    ids, original, numbered = np.arange(count), None, True
    if "id" in columns:
        written = cells[columns["id"]].to_pylist()
        ids, original, numbered = _identify(path, columns["id"], written, first)
    prospects = 0 if mapping is None else mapping.prospects
    odd = oddities(values, first, None if numbered else ids, prospects=prospects > 0)
    if mapping is None:
        odd = (*misspelt(header, fields), *odd)
    order = np.argsort(ids, kind="stable")
    table = PeopleTable(
        path,
        ids[order],
        None if original is None else tuple(original[place] for place in order),
        numbered,
        {name: value[order] for name, value in values.items()},
        odd=odd,
    )
    return _with_prospects(table, prospects)


def _with_prospects(table: PeopleTable, count: int) -> PeopleTable:
    """The table with people behind it who have not bought, under the ids that follow the largest.

    Raises:
        DataError: there are not so many ids left.
    """
    if count == 0:
        return table
    largest = int(table.ids[-1])
    if largest + count > LARGEST_ID:
        raise DataError(
            "no ids are left for the prospects, who come after the largest id",
            file=str(table.file), place="customers.prospects", found=f"{count:,}",
            expected="smaller ids (they stay below 2^40), or no column of ids",
        )  # fmt: skip
    nothing = np.full(count, np.nan)
    values = {name: np.append(value, nothing) for name, value in table.values.items()}
    said = values.setdefault("customer", np.full(len(table) + count, np.nan))
    said[len(table) :] = 0.0
    ids = np.append(table.ids, np.arange(largest + 1, largest + 1 + count))
    return replace(table, ids=ids, values=values, prospects=count)


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
        _check_once(path, header, found)
        return found
    names = _column_names(header, mapping)
    for name, column in mapping.columns.items():
        if column not in header:
            _check_separator(path, mapping)
            listed = ", ".join(names[:16]) + (", ..." if len(names) > 16 else "")
            raise DataError(
                "this file has no such column", file=str(path), place=f"customers.columns.{name}",
                found=column, expected=listed or "a first row that names the columns as mapped",
                nearest=nearest_name(column, names),
            )  # fmt: skip
    _check_once(path, header, mapping.columns.values())
    return dict(mapping.columns)


def _check_once(path: Path, header: Sequence[str], columns: Iterable[str]) -> None:
    """Refuse a name that is read and borne by two columns."""
    for name in columns:
        places = [str(place) for place, other in enumerate(header, 1) if other == name]
        if len(places) > 1:
            raise DataError(
                "two columns of this file have the same name", file=str(path),
                found=f"{name} in columns {' and '.join(places)}",
                expected="a name of its own for each column that is read",
            )  # fmt: skip


def _check_separator(path: Path, mapping: Customers) -> None:
    """Say so if another separator shows more of the columns that are mapped.

    Raises:
        DataError: with that separator, and nothing of what the file says.
    """
    better = best_separator(path, mapping.columns.values(), mapping.separator)
    if better != mapping.separator:
        raise DataError(
            "the cells of this file are separated by another mark", file=str(path),
            place="customers.separator", found=f"separator = {in_toml(mapping.separator)}",
            expected=f"separator = {in_toml(better)} in [customers]",
        )  # fmt: skip


def _column_names(header: Sequence[str], mapping: Customers) -> Sequence[str]:
    """The first row if it surely is one of names: half of those mapped stand in it; else none."""
    there = sum(column in header for column in mapping.columns.values())
    return header if 2 * there >= len(mapping.columns) and there else ()


# --- ids ---------------------------------------------------------------------------------------


def _identify(
    path: Path, column: str, cells: Sequence[Any], first: int
) -> tuple[NDArray[np.int64], list[str], bool]:
    """Ids as numbers, as written, and whether they are places in the sorted order.

    Whole numbers below 2^40 are used as they are, if all ids are such.
    """
    written = ["" if cell is None else as_text(cell) for cell in cells]
    seen: dict[str, int] = {}
    for row, text in enumerate(written, start=first):
        if not text:
            raise DataError(
                "this customer has no id", file=str(path), place=f'column "{column}", row {row:,}',
                found="an empty cell",
                expected="an id of its own in every row; a row of sums is no customer",
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
