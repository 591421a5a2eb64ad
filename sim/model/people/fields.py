"""How the cells of a field become numbers."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.errors import DataError
from sim.model.people.cells import BadCellError, as_text, bound, kind_of, says_nothing
from sim.model.people.dates import ACCEPTED, days_before
from sim.model.people.numbers import number, without_currency
from sim.scenario import Scenario
from sim.scenario.people import FUNNEL, PeopleField
from sim.scenario.values.quantities import currency_digits

_FLAGS = {"true": 1.0, "yes": 1.0, "1": 1.0, "false": 0.0, "no": 0.0, "0": 0.0}
Reader = Callable[[Any], float]


@dataclass(frozen=True, slots=True)
class Style:
    """How a file writes what it says.

    Attributes:
        currency: of the scenario.
        decimal: the mark before decimals.
        start: first day of the run.
    """

    currency: str
    decimal: str
    start: datetime.date


def reader_of(
    field: PeopleField, texts: Mapping[str, Any], scenario: Scenario, decimal: str
) -> Reader:
    """How a cell of a field becomes a number: NaN where it says nothing.

    Args:
        texts: what texts of the file stand for; capitals do not matter where that is clear.
        decimal: the mark before decimals in texts.
    """
    names: Sequence[str] = ()
    if field.kind == "word":
        names = {
            "persona": [persona.name for persona in scenario.personas],
            "taken_for": [persona.name for persona in scenario.personas],
            "stage": FUNNEL,
            "purchased_on": [channel.name for channel in scenario.channels],
        }[field.name]
    table = scenario.scenario
    style = Style(table.currency, decimal, table.start)
    scale = 10.0 ** currency_digits(table.currency) if field.kind == "money" else 1.0
    alike = _alike(texts.items())

    def read(cell: Any) -> float:
        text = as_text(cell)
        value = texts[text] if text in texts else alike.get(text.casefold(), cell)
        if isinstance(value, str) and not value.strip():
            return np.nan
        if field.kind == "word":
            return _word(value, names, texts)
        if field.kind == "flag":
            return _flag(value, texts)
        read = _number(value, field, style) * scale
        return float(round(read)) if field.kind == "money" and not np.isnan(read) else read

    return read


def _alike(items: Any) -> dict[str, Any]:
    """The same without capitals; texts that differ by them alone, and in meaning, are left out."""
    found: dict[str, Any] = {}
    twice = set()
    for text, value in items:
        if found.setdefault(text.casefold(), value) != value:
            twice.add(text.casefold())
    return {text: value for text, value in found.items() if text not in twice}


def _word(value: Any, names: Sequence[str], texts: Mapping[str, Any]) -> float:
    text = as_text(value)
    if text in names:
        return float(names.index(text))
    alike = _alike((name, place) for place, name in enumerate(names))
    if text.casefold() not in alike:
        raise BadCellError(", ".join(names) + _mapped(texts))
    return float(alike[text.casefold()])


def _flag(value: Any, texts: Mapping[str, Any]) -> float:
    text = as_text(value).casefold()
    if text not in _FLAGS:
        raise BadCellError("true, false, yes, no, 1, 0" + _mapped(texts))
    return _FLAGS[text]


def _mapped(texts: Mapping[str, Any]) -> str:
    return f" or, by customers.values, {', '.join(list(texts)[:8])}" if texts else ""


def _number(value: Any, field: PeopleField, style: Style) -> float:
    high = 1.0 if field.kind == "share" else field.high
    expected = f"a number from {bound(field.low)} to {bound(high)}"
    if field.kind == "share":
        expected += ', or a percentage such as "5 %"'
    if field.dated:
        expected = f"days from {bound(field.low)} to {bound(high)}, or {ACCEPTED}"
        days = days_before(value, style.start, high)
        if days is not None:
            return days
    if isinstance(value, str):
        read = _written(value.strip(), field, style, expected)
    elif isinstance(value, (int, float)):
        read = float(value)
    else:
        raise BadCellError(expected)
    if np.isnan(read) and not isinstance(value, str):
        return np.nan
    if not field.low <= read <= high:
        raise BadCellError(expected)
    return read


def _written(text: str, field: PeopleField, style: Style, expected: str) -> float:
    if field.kind == "money":
        text = without_currency(text, style.currency)
    percent = field.kind == "share" and text.endswith("%")
    try:
        read = number(text[:-1].strip() if percent else text, style.decimal)
    except ValueError:
        raise BadCellError(expected) from None
    return read / (100.0 if percent else 1.0)


# --- columns -----------------------------------------------------------------------------------


def read_cells(
    path: Path, column: str, cells: Any, reader: Reader, first: int, field: str
) -> NDArray[np.float64]:
    """One float64 a cell, NaN where it is empty; each different cell is read once.

    Args:
        cells: as Arrow has them.
        first: number of the first row.
        field: name of what the column says.

    Raises:
        DataError: a cell that cannot be read, with column and row; what it says is not repeated.
    """
    encoded = _encoded(path, column, cells)
    places = encoded.indices.to_numpy(zero_copy_only=False)
    given = ~np.isnan(places.astype(np.float64))
    read = np.full(len(encoded.dictionary) + 1, np.nan)
    for place, cell in enumerate(encoded.dictionary.to_pylist()):
        try:
            read[place] = reader(cell)
        except BadCellError as error:
            row = int(np.flatnonzero(given & (places == place))[0]) + first
            found, expected = error.found or kind_of(cell), error.expected
            if says_nothing(cell):
                found = "what looks like a mark for a missing value"
                expected = (
                    "an empty cell where nothing is known; or the mark of this file in "
                    f'[customers.values]: "{field}" = {{ "#N/A" = "" }}'
                )
            raise DataError(
                "this cell cannot be read", file=str(path),
                place=f'column "{column}", row {row:,}', found=found, expected=expected,
            ) from None  # fmt: skip
    return read[np.where(given, places, len(encoded.dictionary)).astype(np.int64)]


def _encoded(path: Path, column: str, cells: Any) -> Any:
    import pyarrow as pa

    try:
        return _days_only(cells).dictionary_encode()
    except pa.ArrowNotImplementedError:  # lists, and other cells that hold several things
        raise DataError(
            "cells of this column hold more than one thing", file=str(path),
            place=f'column "{column}"', expected="a number or a text in each cell",
        ) from None  # fmt: skip


def _days_only(cells: Any) -> Any:
    """Points in time as the days on which they fell, where they were written down."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if pa.types.is_timestamp(cells.type) and cells.type.tz:
        cells = pc.local_timestamp(cells)
    if pa.types.is_timestamp(cells.type) or pa.types.is_date64(cells.type):
        return cells.cast(pa.date32(), safe=False)
    return cells
