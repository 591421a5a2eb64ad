"""Dates of a table, as days before the start of the run."""

from __future__ import annotations

import datetime
import re

from sim.model.people.cells import BadCellError

_TIME = r"(?:[T ]\s*\d{1,2}:\d{2}.*)?"
_YEAR_FIRST = re.compile(rf"(\d{{4}})([-/])(\d{{1,2}})\2(\d{{1,2}}){_TIME}")
_DAY_FIRST = re.compile(rf"(\d{{1,2}})\.\s?(\d{{1,2}})\.\s?(\d{{4}}){_TIME}")
_UNCLEAR = re.compile(rf"\d{{1,2}}([-/])\d{{1,2}}\1\d{{2,4}}{_TIME}|\d{{1,2}}\.\d{{1,2}}\.\d\d")
ACCEPTED = "a date such as 2025-03-02 or 02.03.2025"


def days_before(cell: object, start: datetime.date, most: float) -> float | None:
    """Days from the day of a cell to the start; None where the cell is no date.

    A time of the day is left aside. The cell is not repeated in an error.

    Args:
        most: days before the start from which a date is out of reach.

    Raises:
        BadCellError: a date that could be two, that does not exist, or lies out of reach.
    """
    date = cell if isinstance(cell, datetime.date) else _date(cell)
    if date is None:
        return None
    days = (start - date).days
    if days < 0:
        raise BadCellError(
            f"a date up to {start}, the start of the run (scenario.start)",
            found="a date after the start of the run",
        )
    if days > most:
        raise BadCellError(
            f"a date from {start - datetime.timedelta(most)} on; of who bought earlier, an "
            "empty cell, and yes in a column that is mapped to customer",
            found=f"a date more than {most:,.0f} days before the start of the run",
        )
    return float(days)


def _date(cell: object) -> datetime.date | None:
    if not isinstance(cell, str):
        return None
    text = cell.strip()
    if _UNCLEAR.fullmatch(text):
        raise BadCellError(
            "write 2025-03-02 for the second of March 2025",
            found="a date of which it is not clear what is the day, the month or the year",
        )
    if match := _YEAR_FIRST.fullmatch(text):
        year, _, month, day = match.groups()
    elif match := _DAY_FIRST.fullmatch(text):
        day, month, year = match.groups()
    else:
        return None
    try:
        return datetime.date(int(year), int(month), int(day))
    except ValueError:
        raise BadCellError(ACCEPTED, found="a date that does not exist") from None
