"""Dates that do not exist, and days after the start, in plain words."""

from __future__ import annotations

import calendar
import datetime
import re

_DATE = re.compile(r"\s*(\d{4})-(\d{1,2})-(\d{1,2})\s*")


def no_such_date(text: str) -> tuple[str, str] | None:
    """What is wrong with a date written year-month-day, and what to write; None where it exists."""
    match = _DATE.fullmatch(text)
    if match is None or int(match[1]) < 1:
        return None
    year, month, day = (int(part) for part in match.groups())
    if not 1 <= month <= 12:
        return f"there is no month {month}", f"a month from 01 to 12: {year:04d}-12-31"
    last = calendar.monthrange(year, month)[1]
    if 1 <= day <= last:
        return None
    about = f"{calendar.month_name[month]} {year} has {last} days"
    return about, f"a day from 01 to {last}: {year:04d}-{month:02d}-{last}"


def as_date(value: object) -> datetime.date | None:
    """The date that a value of a file is, in quotation marks or not; None where it is none."""
    if isinstance(value, datetime.datetime):
        return value.date()
    if isinstance(value, datetime.date):
        return value
    match = _DATE.fullmatch(value) if isinstance(value, str) else None
    if match is None or no_such_date(str(value)) is not None or int(match[1]) < 1:
        return None
    return datetime.date(*(int(part) for part in match.groups()))
