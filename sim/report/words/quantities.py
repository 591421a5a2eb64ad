"""Numbers of a scenario as a reader has them: ``22.7 %``, ``EUR 110``, ``1 per 300 d``."""

from __future__ import annotations

__all__ = ["number_text", "percent_text"]

MINUTES = 24 * 60
HOURS = 24


def number_text(value: float, unit: str, digits: int = 3) -> str:
    """A plain value in the unit that the ledger names (`sim.scenario.ledger.Entry.unit`)."""
    if unit == "share":
        return f"{_rounded(100.0 * value, digits)} %"
    if unit == "per day":
        if value == 0.0:
            return "0 per d"
        rare = 0.0 < value < 1.0
        return f"1 per {_rounded(1.0 / value, digits)} d" if rare else f"{value:.{digits}g} per d"
    if unit == "days":
        return _length(value, digits)
    if unit in ("whole number", "windows"):
        return f"{value:,.0f}"
    if unit.isupper():
        return f"{unit} {_rounded(value, digits)}"
    return _rounded(value, digits)


def _length(days: float, digits: int) -> str:
    for factor, name in ((1.0, "d"), (HOURS, "h"), (MINUTES, "min")):
        if abs(days) * factor >= 1.0 or days == 0.0 or name == "min":
            return f"{_rounded(days * factor, digits)} {name}"
    raise AssertionError


def _rounded(value: float, digits: int) -> str:
    """So many digits, none of them lost before the point: ``1,234``, ``12.3``, ``0.0123``."""
    if abs(value) >= 10.0 ** (digits - 1):
        return f"{value:,.0f}"
    return f"{float(f'{value:.{digits}g}'):g}"


def percent_text(share: float) -> str:
    """A relative change: ``+22 %``, ``-0.4 %``."""
    percent = 100.0 * share
    return f"{percent:+,.0f} %" if abs(percent) >= 10.0 else f"{percent:+.1f} %"
