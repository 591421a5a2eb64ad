"""Times of the day and days of the week, as people write them.

| quantity | written | base value |
|---|---|---|
| hours | ``"08:00-18:00"`` | two ints, minutes of the day |
| clock | ``"10:00"`` | int, minutes of the day |
| days | ``"mon-fri"``, ``"mon, wed"``, ``"daily"`` | weekdays, Monday 0 |
"""

from __future__ import annotations

import re

from sim.scenario.values.quantities import QuantityError

_CLOCK = re.compile(r"(\d{1,2}):(\d{2})")
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def parse_clock(value: object, *, last: int = 24 * 60 - 1) -> int:
    """A time of day in minutes after midnight."""
    expected = 'a time of day in quotation marks, such as "10:00"'
    if not isinstance(value, str) or (match := _CLOCK.fullmatch(value.strip())) is None:
        raise QuantityError("this is not a time of day", found=value, expected=expected)
    minutes = int(match[1]) * 60 + int(match[2])
    if int(match[2]) > 59 or minutes > last:
        raise QuantityError("no clock shows this time", found=value, expected=expected)
    return minutes


def parse_hours(value: object, *, over_midnight: bool = False) -> tuple[int, int]:
    """Hours of the day as (first minute, minute after the last)."""
    example = "20:00-08:00" if over_midnight else "08:00-18:00"
    bare = re.fullmatch(r"\s*(\d{1,2})\s*-\s*(\d{1,2})\s*", value if isinstance(value, str) else "")
    if bare is not None and int(bare[1]) < 24 and int(bare[2]) <= 24:
        example = f"{int(bare[1]):02d}:00-{int(bare[2]):02d}:00"
    expected = f'hours with their minutes, such as "{example}"'
    parts = value.split("-") if isinstance(value, str) else []
    if len(parts) != 2:
        raise QuantityError("these are not hours of the day", found=value, expected=expected)
    try:
        start, end = parse_clock(parts[0]), parse_clock(parts[1], last=24 * 60)
    except QuantityError as error:
        raise QuantityError(error.message, found=value, expected=expected) from None
    if start == end or (start > end and not over_midnight):
        raise QuantityError(
            "the hours end before they begin" if start > end else "the hours are empty",
            found=value,
            expected=expected,
        )
    return start, end


def parse_days(value: object) -> tuple[int, ...]:
    """Days of the week, Monday 0, in order."""
    expected = 'days such as "mon-fri", "mon, wed, sat" or "daily"'
    if not isinstance(value, str):
        raise QuantityError("these are not days of the week", found=value, expected=expected)
    if value.strip().lower() == "daily":
        return tuple(range(7))
    days: set[int] = set()
    for part in value.lower().split(","):
        ends = [piece.strip()[:3] for piece in part.split("-")]
        if len(ends) > 2 or any(end not in WEEKDAYS for end in ends):
            raise QuantityError("these are not days of the week", found=value, expected=expected)
        first, last = WEEKDAYS.index(ends[0]), WEEKDAYS.index(ends[-1])
        days.update((first + step) % 7 for step in range((last - first) % 7 + 1))
    return tuple(sorted(days))
