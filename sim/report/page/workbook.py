"""All tables of a report as one workbook, the same bytes for the same report."""

from __future__ import annotations

import datetime
import io
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import xlsxwriter

from sim.report.page.cells import Cell, Grid
from sim.report.page.names import Names
from sim.study.money import Currency

__all__ = ["CONTENTS", "Sheet", "workbook_of"]

CONTENTS = "Contents"
LONGEST = 31
"""Signs of a sheet's name, as spreadsheets count them."""
FORBIDDEN = "[]:*?/\\"
MOST_TEXT = 32_767
"""Signs of a cell, likewise."""
NARROWEST, WIDEST = 8, 48
"""Columns, in signs."""
CREATED = datetime.datetime(2000, 1, 1, tzinfo=datetime.timezone.utc).replace(tzinfo=None)
"""The same date in every workbook: the same report has the same bytes."""


@dataclass(frozen=True)
class Sheet:
    """A table on its way into the workbook.

    Attributes:
        name: asked for. title, told: what it is, for the list of contents.
    """

    name: str
    title: str
    told: str
    grid: Grid


def workbook_of(title: str, subtitle: str, sheets: Sequence[Sheet], currency: Currency) -> bytes:
    """An XLSX: first what there is, then a sheet a table; numbers are numbers, texts are texts."""
    target = io.BytesIO()
    options = {
        "in_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
        "strings_to_numbers": False,
    }  # fmt: skip
    with xlsxwriter.Workbook(target, options) as book:
        book.set_properties({"title": title, "created": CREATED})
        formats = _Formats(book, currency)
        names = Names(LONGEST, FORBIDDEN, taken=(CONTENTS, "History"))
        named = [(names.new(sheet.name), sheet) for sheet in sheets]
        _contents(book.add_worksheet(CONTENTS), formats, title, subtitle, named)
        for name, sheet in named:
            _fill(book.add_worksheet(name), formats, sheet.grid)
    return target.getvalue()


class _Formats:
    """Formats of cells, each made once."""

    def __init__(self, book: Any, currency: Currency) -> None:
        self._book, self._currency, self._made = book, currency, dict[str, Any]()
        top = {"bold": True, "text_wrap": True, "valign": "bottom", "bottom": 1}
        self.head = book.add_format({**top, "align": "right"})
        self.first = book.add_format({**top, "align": "left"})
        self.title = book.add_format({"bold": True, "font_size": 16})
        self.link = book.add_format({"font_color": "#0b5cad", "underline": 1, "valign": "top"})
        self.wrapped = book.add_format({"text_wrap": True, "valign": "top"})

    def of(self, cell: Cell) -> Any:
        """By unit and size."""
        code = number_format(cell, self._currency)
        if code not in self._made:
            self._made[code] = self._book.add_format({"num_format": code})
        return self._made[code]


def number_format(cell: Cell, currency: Currency) -> str:
    """As spreadsheets write it; the value below keeps all its digits."""
    value = abs(float(cell.value or 0.0))
    if cell.unit == currency.code:
        cents = f".{'0' * currency.digits}" if currency.digits and value < 1_000.0 else ""
        return f"#,##0{cents}"
    if cell.unit == "share":
        return "0.0%"
    if value.is_integer():
        return "#,##0"
    return "#,##0.0" if value >= 100.0 else "0.00" if value >= 0.1 else "0.0000"


def _contents(
    page: Any, formats: _Formats, title: str, subtitle: str, named: Sequence[tuple[str, Sheet]]
) -> None:
    page.set_column(0, 0, 30)
    page.set_column(1, 1, 46, formats.wrapped)
    page.set_column(2, 2, 90, formats.wrapped)
    page.write_string(0, 0, title[:MOST_TEXT], formats.title)
    page.write_string(1, 0, subtitle[:MOST_TEXT])
    for at, heading in enumerate(("sheet", "what it holds", "in words")):
        page.write_string(3, at, heading, formats.first)
    page.freeze_panes(4, 0)
    for row, (name, sheet) in enumerate(named, start=4):
        place = "internal:'{}'!A1".format(name.replace("'", "''"))
        page.write_url(row, 0, place, formats.link, name)
        page.write_string(row, 1, sheet.title[:MOST_TEXT], formats.wrapped)
        page.write_string(row, 2, sheet.told[:MOST_TEXT], formats.wrapped)


def _fill(page: Any, formats: _Formats, grid: Grid) -> None:
    numbers = [any(_is_number(row[at]) for row in grid.rows) for at in range(len(grid.headings))]
    for at, heading in enumerate(grid.headings):
        page.write_string(
            0, at, heading[:MOST_TEXT], formats.head if numbers[at] else formats.first
        )
        lengths = [_length(row[at]) for row in grid.rows]
        words = max(map(len, heading.split()), default=0)
        page.set_column(at, at, min(WIDEST, max(NARROWEST, words, *lengths, 0) + 2))
    page.freeze_panes(1, 1)
    for line, row in enumerate(grid.rows, start=1):
        for at, cell in enumerate(row):
            _put(page, formats, line, at, cell)


def _put(page: Any, formats: _Formats, line: int, at: int, cell: Cell) -> None:
    if isinstance(cell.value, bool):
        page.write_boolean(line, at, cell.value)
    elif _is_number(cell):
        page.write_number(line, at, cell.value, formats.of(cell))
    elif cell.value is not None:
        page.write_string(line, at, str(cell.value)[:MOST_TEXT])


def _is_number(cell: Cell) -> bool:
    value = cell.value
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)


def _length(cell: Cell) -> int:
    """Of what is shown, about."""
    return len(f"{cell.value:,.2f}") if _is_number(cell) else len(str(cell.value or ""))
