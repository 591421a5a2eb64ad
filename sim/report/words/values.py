"""Numbers of results as people read them."""

from __future__ import annotations

import math
from typing import Any

from sim.study.money import Currency

__all__ = ["step_of", "supported", "value_text"]

DASH = "\N{EN DASH}"


def value_text(
    value: Any,
    unit: str | None,
    currency: Currency,
    *,
    signed: bool = False,
    difference: bool = False,
    digits: int | None = None,
    size: bool = False,
) -> str:
    """A value with its unit.

    Args:
        value: None is told as a dash.
        unit: as results have it: the currency's code, ``share``, ``count``, ``people``, ``hours``,
            ``days``, ``ratio``; None: a plain number.
        signed: with a plus sign where it is above 0.
        difference: shares are told in percentage points.
        digits: after the point; None: as many as suit the unit and the size.
        size: without its sign.
    """
    if value is None:
        return DASH
    if isinstance(value, str):
        return value
    number = abs(float(value)) if size else float(value)
    sign = "+" if signed and number > 0.0 else ""
    if unit == currency.code:
        number = currency.main(number * 10**currency.digits)  # rounded once, as in a terminal
        cents = currency.digits if 0.0 < abs(number) < 10.0 else 0
        return f"{sign}{currency.code} {_fixed(number, cents if digits is None else digits)}"
    if unit == "share":
        written = _fixed(100.0 * number, 1 if digits is None else digits)
        return f"{sign}{written} {'points' if difference else '%'}"
    if digits is None:
        digits = _digits(number, unit)
    written = f"{sign}{_fixed(number, digits)}"
    if unit not in ("days", "hours"):
        return written
    one = written.lstrip("+\N{MINUS SIGN}") == "1"
    return f"{written} {unit.removesuffix('s') if one else unit}"


def _digits(number: float, unit: str | None) -> int:
    if unit in ("count", "people", "hours", "days"):
        return 1 if 0.0 < abs(number) < 10.0 and not number.is_integer() else 0
    if number.is_integer() or abs(number) >= 1_000.0:
        return 0
    return 2


def _fixed(number: float, digits: int) -> str:
    written = f"{number:,.{digits}f}"
    return (
        written.lstrip("-") if not written.strip("-0.,") else written.replace("-", "\N{MINUS SIGN}")
    )


def step_of(value: float, low: float | None, high: float | None, *, digits: int = 2) -> float:
    """The unit of the last digit that an interval supports.

    That of the first digit of its half-width; where that begins with 1, 2 or 3, so that rounding
    to it would lose much, that of the second one, as the Particle Data Group rounds (Review of
    Particle Physics, introduction, "Rounding": from 355 on a single digit).

    Args:
        digits: that are kept of a value without an interval.
    """
    if low is not None and high is not None and high > low:
        half = (high - low) / 2.0
        unit = float(10.0 ** math.floor(math.log10(half)))
        return unit if half >= 3.545 * unit else unit / 10.0
    size = math.floor(math.log10(abs(value))) if value else 0
    return float(10.0 ** (size - digits + 1))


def supported(value: float, low: float | None, high: float | None, *, digits: int = 2) -> float:
    """A value rounded to the digits that its interval supports; never to 0.

    Args:
        digits: that are kept of a value without an interval.
    """
    if value == 0.0:
        return 0.0
    step = step_of(value, low, high, digits=digits)
    rounded = round(value / step) * step
    return rounded if rounded else supported(value, None, None, digits=1)
