"""Timestamps as rules see them: days from them until the time of the decision.

No clock of a machine is ever asked: who decides says as of when (`utc`), so that the same input
gives the same bytes. A timestamp's code is the float of days that it lies before that time, below 0
where it lies after it; so kernels know nothing of time.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeAlias

import numpy as np

from engine.errors import UsageError

__all__ = ["DAY", "EPOCH", "Stamp", "Time", "days_between", "microseconds", "utc"]

Time: TypeAlias = date | datetime | str
"""A time as people give it: with a zone, or in UTC; a date is its midnight."""

DAY = 86_400_000_000.0
"""Microseconds of a day."""
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LAST_SECOND = 253_402_300_799
"""Of the year 9999, since 1970."""
ISO = re.compile(r"\d{4}-\d\d-\d\d([T ]\d\d:\d\d.*)?")


def utc(given: Any, place: str = "as_of") -> datetime:
    """A time in UTC.

    Args:
        given: of `Time`; an ISO text is ``2026-11-30``, ``2026-11-30T08:00`` or with a zone. One
            without a zone is taken as UTC.
        place: what it is, for messages.

    Raises:
        UsageError: it is no time.
    """
    found = given
    if isinstance(given, str) and ISO.fullmatch(given.strip()):
        try:
            found = datetime.fromisoformat(given.strip())
        except ValueError:
            found = None
    elif isinstance(given, np.datetime64):
        found = given.astype("datetime64[us]").item()  # None of what is no time
    if isinstance(found, date) and not isinstance(found, datetime):
        found = datetime(found.year, found.month, found.day)
    if isinstance(found, datetime) and found == found:  # pandas has one that is none
        try:
            zoned = found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
            return EPOCH + timedelta(microseconds=microseconds(zoned))
        except OverflowError:
            pass  # the first and last hours of the calendar, in another zone
    raise UsageError(
        "this is no time",
        place=place,
        found=str(given)[:100],
        expected="a date such as 2026-11-30, or a time such as 2026-11-30T08:00 (UTC) or "
        "2026-11-30T08:00+01:00",
    )


def microseconds(time: datetime) -> int:
    """Microseconds of a time with zone since 1970."""
    return (time - EPOCH) // timedelta(microseconds=1)


def days_between(earlier: Any, later: Any) -> Any:
    """Days of 24 hours, float64, between microseconds since 1970: integers, or int64 arrays."""
    apart = later - earlier
    return (apart.astype(np.float64) if isinstance(apart, np.ndarray) else float(apart)) / DAY


class Stamp(float):
    """A timestamp of a profile: days from it until the decision; its words are those of its date.

    Attributes:
        as_of: the time of the decision, UTC; None where nobody has told, and then it has no date.
    """

    __slots__ = ("as_of",)
    as_of: datetime | None

    def __new__(cls, days: float, as_of: datetime | None = None) -> Stamp:
        """`days` before the time of the decision."""
        made = super().__new__(cls, days)
        made.as_of = as_of
        return made

    @classmethod
    def of(cls, time: Time, as_of: Time) -> Stamp:
        """A time, as a decision at another sees it.

        Raises:
            UsageError: one of the two is no time.
        """
        decided = utc(as_of)
        days = days_between(microseconds(utc(time, "timestamp")), microseconds(decided))
        return cls(days, decided)

    @property
    def time(self) -> datetime | None:
        """When it was, UTC, to the second; None where nobody has told when the decision is."""
        if self.as_of is None:
            return None
        apart = microseconds(self.as_of) - round(float(self) * DAY)
        # centuries away a float of days is some microseconds off, and may not fall a second short
        return EPOCH + timedelta(seconds=min((apart + 500) // 1_000_000, LAST_SECOND))

    def __str__(self) -> str:
        time = self.time
        if time is None:
            return f"{float(self):g} days before"
        if (time.hour, time.minute, time.second) == (0, 0, 0):
            return time.strftime("%Y-%m-%d") if time.year > 999 else time.date().isoformat()
        return f"{time.replace(tzinfo=None).isoformat(' ')} UTC"

    def __repr__(self) -> str:
        return f"Stamp({self})"

    def __format__(self, form: str) -> str:
        return str(self)  # whatever form a number would have: words show the date

    def __reduce__(self) -> tuple[Any, ...]:
        return Stamp, (float(self), self.as_of)

    def __deepcopy__(self, memo: Any) -> Stamp:
        return self
