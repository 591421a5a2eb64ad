"""All tables of a report as one workbook, the same bytes for the same report."""

from __future__ import annotations

import datetime
import io
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import xlsxwriter

from sim.report.page.files.cells import Cell, Grid
from sim.report.page.files.names import Names
from sim.study.money import Currency

__all__ = ["CONTENTS", "Sheet", "workbook_of"]

CONTENTS = "Contents"
LONGEST = 31
"""Signs of a sheet's name, as spreadsheets count them."""
FORBIDDEN = "[]:*?/\\"
MOST_TEXT = 32_767
"""Signs of a cell, likewise."""
WIDTHS = (32, 50, 90)
"""Columns of the list of contents, in signs."""
LINE = 15
"""Height of a line, in points."""
NARROWEST, WIDEST = 8, 48
"""Columns, in signs."""
CREATED = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC).replace(tzinfo=None)
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
        self.other = book.add_format({**top, "align": "left", "indent": 1})
        self.name, self.text = book.add_format({}), book.add_format({"indent": 1})
        self.title = book.add_format({"bold": True, "font_size": 16})
        self.link = book.add_format({"font_color": "#0b5cad", "underline": 1, "valign": "top"})
        self.wrapped = book.add_format({"text_wrap": True, "valign": "top"})

    def of(self, cell: Cell, size: float) -> Any:
        """By unit and size."""
        code = number_format(cell.unit, size, self._currency)
        if code not in self._made:
            self._made[code] = self._book.add_format({"num_format": code})
        return self._made[code]


def number_format(unit: str | None, size: float, currency: Currency) -> str:
    """As spreadsheets write it; the value below keeps all its digits."""
    if unit == currency.code:
        return f"#,##0.{'0' * currency.digits}" if currency.digits and size < 1_000.0 else "#,##0"
    if unit == "share":
        return "0.0%" if size >= 0.01 or not size else "0.000%"
    if size.is_integer():
        return "#,##0"
    return "#,##0.0" if size >= 100.0 else "0.00" if size >= 0.1 else "0.0000"


def _contents(
    page: Any, formats: _Formats, title: str, subtitle: str, named: Sequence[tuple[str, Sheet]]
) -> None:
    for at, wide in enumerate(WIDTHS):
        page.set_column(at, at, wide)
    page.write_string(0, 0, title[:MOST_TEXT], formats.title)
    page.write_string(1, 0, subtitle[:MOST_TEXT])
    for at, heading in enumerate(("sheet", "what it holds", "in words")):
        page.write_string(3, at, heading, formats.first)
    page.freeze_panes(4, 0)
    _printed(page, 3)
    for row, (name, sheet) in enumerate(named, start=4):
        place = "internal:'{}'!A1".format(name.replace("'", "''"))
        page.write_url(row, 0, place, formats.link, name)
        page.write_string(row, 1, sheet.title[:MOST_TEXT], formats.wrapped)
        page.write_string(row, 2, sheet.told[:MOST_TEXT], formats.wrapped)
        lines = max(_lines(sheet.title, WIDTHS[1]), _lines(sheet.told, WIDTHS[2]))
        page.set_row(row, LINE * lines + 4)


def _fill(page: Any, formats: _Formats, grid: Grid) -> None:
    highest = 1
    for at, heading in enumerate(grid.headings):
        number = any(_is_number(row[at]) for row in grid.rows)
        form = formats.head if number else formats.other if at else formats.first
        page.write_string(0, at, heading[:MOST_TEXT], form)
        words = max(map(len, heading.split()), default=0)
        lengths = [_length(row[at]) for row in grid.rows]
        wide = min(WIDEST, max(NARROWEST, words, *lengths, 0) + 2)
        page.set_column(at, at, wide)
        highest = max(highest, 1 + len(heading) // (wide - 2))
    page.set_row(0, LINE * highest + 2)
    page.freeze_panes(1, 1)
    _printed(page, 0)
    sizes = [_size([row[at] for row in grid.rows]) for at in range(len(grid.headings))]
    for line, row in enumerate(grid.rows, start=1):
        for at, cell in enumerate(row):
            _put(page, formats, line, at, cell, sizes[at])


def _printed(page: Any, heading: int) -> None:
    """As wide as the paper, with its headings on each sheet of it."""
    page.set_landscape()
    page.fit_to_pages(1, 0)
    page.repeat_rows(heading)


def _size(column: Sequence[Cell]) -> float | None:
    """The largest number of a column that has one unit; None where units differ."""
    numbers = [cell for cell in column if _is_number(cell)]
    if len({cell.unit for cell in numbers}) != 1 or numbers[0].unit is None:
        return None
    return max(abs(float(cell.value or 0.0)) for cell in numbers)


def _put(page: Any, formats: _Formats, line: int, at: int, cell: Cell, size: float | None) -> None:
    if isinstance(cell.value, bool):
        page.write_boolean(line, at, cell.value)
    elif _is_number(cell):
        own = abs(float(cell.value or 0.0))
        page.write_number(line, at, cell.value, formats.of(cell, own if size is None else size))
    elif cell.value is not None:
        text = str(cell.value)[:MOST_TEXT]
        page.write_string(line, at, text, formats.text if at else formats.name)


def _lines(text: str, wide: int) -> int:
    """Lines that a text takes, about."""
    return 1 + len(text) // (wide - 4)


def _is_number(cell: Cell) -> bool:
    value = cell.value
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)


def _length(cell: Cell) -> int:
    """Of what is shown, about."""
    return len(f"{cell.value:,.2f}") if _is_number(cell) else len(str(cell.value or ""))
