"""What a search looks for: the best of a KPI, while others keep within bounds."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from engine.errors import UsageError, one_of
from sim.study.kpis import KPI, Kpi
from sim.study.money import Currency
from sim.study.sample import Sample
from sim.study.statistics import Estimate, Measured, estimate
from sim.study.trials.inquiry import measured

__all__ = ["Bound", "Goal", "bounds_of"]

_BOUND = re.compile(r"\s*([A-Za-z_]+)\s*(<=|>=)\s*(.+?)\s*")
_VALUE = re.compile(r"([+-]?(?:\d[\d_]*\.?\d*|\.\d+)(?:e[+-]?\d+)?)\s*(%|[kKM])?")
_SUFFIX = {None: 1.0, "%": 0.01, "k": 1e3, "K": 1e3, "M": 1e6}


@dataclass(frozen=True, slots=True)
class Bound:
    """A KPI that must keep within a bound.

    Attributes:
        upper: whether the bound is the most allowed, else the least.
        value: the bound in the KPI's unit (money: minor units).
    """

    kpi: Kpi
    upper: bool
    value: float

    def breach(self, found: float | None) -> float:
        """How far beyond the bound, in parts of it; 0 within, infinite if undefined."""
        if found is None:
            return math.inf
        over = found - self.value if self.upper else self.value - found
        return max(0.0, over) / (abs(self.value) or 1.0)

    def kept(self, found: Estimate) -> bool:
        """Whether the estimate keeps it."""
        return self.breach(found.mean) == 0.0

    def sure(self, found: Estimate) -> bool:
        """Whether the whole interval lies on the side of the mean."""
        if found.low is None or found.high is None:
            return False
        return (self.breach(found.low) > 0.0) == (self.breach(found.high) > 0.0)


@dataclass(frozen=True, slots=True)
class Goal:
    """A KPI, and bounds on others."""

    kpi: Kpi
    bounds: tuple[Bound, ...]

    @property
    def sign(self) -> float:
        """1 where more is better, else -1."""
        return 1.0 if self.kpi.better == "higher" else -1.0

    def value(self, found: Measured) -> float:
        """A mean as the search compares it, the more the better; least where it is undefined."""
        return -math.inf if found.theta is None else self.sign * found.theta

    def violation(self, sample: Sample) -> float:
        """How far a sample is beyond all bounds together; 0 where it keeps them."""
        return math.fsum(bound.breach(measured(bound.kpi, sample).theta) for bound in self.bounds)

    def estimates(self, sample: Sample) -> dict[str, Estimate]:
        """Of each bounded KPI, by its name."""
        return {one.kpi.name: estimate(measured(one.kpi, sample)) for one in self.bounds}


def _parsed(text: str) -> tuple[str, bool, float]:
    """KPI, whether the bound is the most allowed, and a number in main units.

    Raises:
        UsageError: it is none.
    """
    match = _BOUND.fullmatch(text)
    number = None if match is None else _VALUE.fullmatch(match[3])
    if match is None or number is None:
        raise UsageError(
            "this is no bound on a KPI", place="--subject", found=text,
            expected='a KPI, <= or >=, and a number: "opt_out_rate<=2%" or "media_cost<=30k"',
        )  # fmt: skip
    return match[1], match[2] == "<=", float(number[1]) * _SUFFIX[number[2]]


def bounds_of(given: Sequence[str], currency: Currency) -> tuple[Bound, ...]:
    """Bounds in the units of their KPIs.

    Args:
        given: such as ``media_cost<=30k``, money in main units.

    Raises:
        UsageError: no bound, no such KPI, or one that compares two strategies.
    """
    found = []
    for name, upper, number in map(_parsed, given):
        one_of(name, KPI, "no such KPI", place="--subject", expected="a KPI of docs/kpis.md")
        kpi = KPI[name]
        if kpi.top is None:
            raise UsageError(
                "this KPI is a comparison itself", place="--subject", found=name,
                expected="one of a single strategy, such as media_cost",
            )  # fmt: skip
        if not math.isfinite(number):
            raise UsageError(
                "a bound is a number", place="--subject", found=f"{number}",
                expected="one that a KPI can have",
            )  # fmt: skip
        value = number * 10**currency.digits if kpi.unit == "money" else number
        found.append(Bound(kpi, upper, value))
    return tuple(found)
