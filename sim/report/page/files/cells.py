"""Tables as plain values with units in their headings: what files of figures hold."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from sim.report.page.document import Table
from sim.report.words.told import Figure, Part, Sentence
from sim.report.words.values import DASH

__all__ = ["Cell", "Grid", "Value", "csv_of", "grid_of"]

Value: TypeAlias = "float | int | str | bool | None"

UNIT = "unit"
RUNS = ("=", "+", "-", "@", "\t", "\r")
"""How texts begin that a spreadsheet takes for a formula when it opens a CSV."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A value as it stands in a result, and its unit where that is known."""

    value: Value
    unit: str | None = None


@dataclass(frozen=True)
class Grid:
    """A table without words of people around its numbers.

    Attributes:
        headings: one a column, with the unit where all its numbers have the same.
        rows: as long as the headings.
    """

    headings: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def grid_of(table: Table) -> Grid:
    """A table with raw values.

    Where a row has units of its own, such as one KPI a row, a column beside its name tells them;
    where units go neither by column nor by row, each such column is followed by one of units.
    """
    rows = [tuple(map(_cell, row)) for row in table.rows]
    width = len(table.headings)
    units = [{row[at].unit for row in rows if row[at].unit is not None} for at in range(width)]
    headings = [
        f"{heading} ({next(iter(found))})".strip() if len(found) == 1 else heading
        for heading, found in zip(table.headings, units, strict=True)
    ]
    mixed = [at for at in range(width) if len(units[at]) > 1]
    if not mixed:
        return Grid(tuple(headings), tuple(rows))
    by_row = [{row[at].unit for at in mixed if row[at].value is not None} for row in rows]
    if all(len(found) <= 1 for found in by_row):
        told = [Cell(next(iter(found), None)) for found in by_row]
        return Grid(
            (headings[0], UNIT, *headings[1:]),
            tuple((row[0], unit, *row[1:]) for row, unit in zip(rows, told, strict=True)),
        )
    return Grid(
        tuple(one for at in range(width) for one in _with_unit(at, headings[at], mixed)),
        tuple(
            tuple(
                cell
                for at in range(width)
                for cell in ((row[at], Cell(row[at].unit)) if at in mixed else (row[at],))
            )
            for row in rows
        ),
    )


def _with_unit(at: int, heading: str, mixed: Sequence[int]) -> Iterator[str]:
    yield heading
    if at in mixed:
        yield f"{heading}: {UNIT}"


def _cell(part: Part) -> Cell:
    if isinstance(part, Sentence) and len(part.parts) == 1:
        part = part.parts[0]
    if isinstance(part, Figure):
        return Cell(part.value, None if isinstance(part.value, (str, bool)) else part.unit)
    text = str(part)
    return Cell(None if text == DASH else text)


def csv_of(grid: Grid) -> bytes:
    """UTF-8 as RFC 4180 has it; nothing where there is no value.

    A text that a spreadsheet would run gets an apostrophe in front.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(map(_safe, grid.headings))
    for row in grid.rows:
        writer.writerow([_safe(cell.value) for cell in row])
    return text.getvalue().encode("utf-8")


def _safe(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return f"'{value}" if value.startswith(RUNS) else value
    return repr(value)
