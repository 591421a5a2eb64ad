"""Amounts as people and JSON read them: main unit, rounded to the minor unit."""

from __future__ import annotations

from dataclasses import dataclass

from sim.scenario.values.quantities import currency_digits
from sim.study.kpis import Kpi
from sim.study.statistics import Estimate


@dataclass(frozen=True, slots=True)
class Currency:
    """A currency and how its amounts are written; amounts come in minor units."""

    code: str

    @property
    def digits(self) -> int:
        """Digits of the minor unit: 2 for EUR, 0 for JPY."""
        return currency_digits(self.code)

    def main(self, minor: float) -> float:
        """In the main unit, rounded to the minor unit (never -0.0)."""
        return round(round(minor) / float(10**self.digits), self.digits) + 0.0

    def text(self, minor: float, *, code: bool = True) -> str:
        """Such as ``EUR 12,300``; cents only below 10."""
        amount = self.main(minor)
        digits = self.digits if 0 < abs(amount) < 10 else 0
        written = f"{amount:,.{digits}f}"
        return f"{self.code} {written}" if code else written


def json_number(kpi: Kpi, value: float | None, currency: Currency) -> float | None:
    """A KPI's value for JSON: money in the main unit, all else to ten digits."""
    if value is None:
        return None
    if kpi.unit == "money":
        return currency.main(value)
    return float(f"{value:.10g}") + 0.0


def json_unit(kpi: Kpi, currency: Currency) -> str:
    """The unit's name in JSON: the currency's code for money."""
    return currency.code if kpi.unit == "money" else kpi.unit


def json_estimate(kpi: Kpi, found: Estimate, currency: Currency) -> dict[str, float | str | None]:
    """``{mean, ci_low, ci_high, unit, period}`` of CONTRACT."""
    return {
        "mean": json_number(kpi, found.mean, currency),
        "ci_low": json_number(kpi, found.low, currency),
        "ci_high": json_number(kpi, found.high, currency),
        "unit": json_unit(kpi, currency),
        "period": kpi.period,
    }


def amount(kpi: Kpi, value: float | None, currency: Currency, *, code: bool = False) -> str:
    """A KPI's value for people; a dash where it is not defined."""
    if value is None:
        return "-"
    if kpi.unit == "money":
        return currency.text(value, code=code)
    if kpi.unit == "share":
        return f"{_unsigned_zero(f'{100.0 * value:.1f}')} %"
    if kpi.unit in ("count", "people", "hours"):
        digits = 1 if 0.0 < abs(value) < 10.0 else 0
    else:
        digits = 1 if kpi.unit == "days" else 2
    return _unsigned_zero(f"{value:,.{digits}f}")


def difference_amount(
    kpi: Kpi, value: float | None, currency: Currency, *, code: bool = False
) -> str:
    """A difference of a KPI for people: of shares in percentage points, else as `amount` has it."""
    if value is None or kpi.unit != "share":
        return amount(kpi, value, currency, code=code)
    return f"{_unsigned_zero(f'{100.0 * value:.1f}')} points"


def difference_ends(kpi: Kpi, low: float, high: float, currency: Currency) -> str:
    """``0.6 to 1.7 points``: the ends of an interval of a difference."""
    first, last = (difference_amount(kpi, end, currency) for end in (low, high))
    return f"{first.removesuffix(' points')} to {last}"


def _unsigned_zero(written: str) -> str:
    return written.lstrip("-") if not written.strip("-0.") else written
