"""What the ranges of a scenario do to the figures of a comparison."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sim.study.kpis import KPI, Kpi
from sim.study.money import Currency, json_number
from sim.study.statistics import UNDEFINED, Estimate, mirrored

ENOUGH = 0.9
"""Share of the draws that the best strategy must win to be called best."""
FEWEST_DRAWS = 20
"""Draws from which that share says anything: of fewer, two lost ones are luck."""

Intervals = Mapping[str, Estimate]
"""Input intervals by KPI name, without a mean."""


@dataclass(frozen=True)
class Carried:
    """Input uncertainty of one line.

    Attributes:
        numbers: how many numbers of the scenario have a range.
        draws: how many draws of them were simulated; 0 where none was.
        replications: of each draw.
        kpis: by strategy.
        differences: by names of the first and the second strategy.
        shares: share of the draws in which each strategy is best; None where nothing was drawn,
            or where the KPI that decides is not defined in some draw.
    """

    numbers: int = 0
    draws: int = 0
    replications: int = 0
    kpis: Mapping[str, Intervals] = field(default_factory=dict)
    differences: Mapping[tuple[str, str], Intervals] = field(default_factory=dict)
    shares: Mapping[str, float] | None = None

    def settles(self, leader: str) -> bool:
        """Whether nothing was drawn, or this strategy is best in nine of ten of enough draws."""
        if self.draws == 0:
            return True
        return self.enough and self.wins_most(leader)

    @property
    def enough(self) -> bool:
        """Whether so much was drawn that the share of the draws won says anything."""
        return self.draws >= FEWEST_DRAWS

    def wins_most(self, leader: str) -> bool:
        """Whether a strategy is best in nine of ten draws or more, however few they are."""
        return self.shares is not None and self.shares.get(leader, 0.0) >= ENOUGH - 1e-9

    def of(self, strategy: str, kpi: str) -> Estimate:
        """The input interval of a strategy's KPI; undefined where there is none."""
        return self.kpis.get(strategy, {}).get(kpi, UNDEFINED)

    def between(self, first: str, second: str, kpi: str) -> Estimate:
        """The input interval of a difference; undefined where there is none."""
        return self.differences.get((first, second), {}).get(kpi, UNDEFINED)

    def seen_from(self, leader: str, other: str, kpi: str) -> Estimate:
        """The input interval of leader - other, whichever way round it was asked for."""
        if (leader, other) in self.differences:
            return self.between(leader, other, kpi)
        return mirrored(self.between(other, leader, kpi))

    def to_json(self) -> dict[str, object]:
        """How many draws there were, and who is best in them."""
        return {
            "ranges": self.numbers,
            "draws": self.draws,
            "replications": self.replications,
            "probability_best": None if self.shares is None else dict(self.shares),
        }


def input_json(kpi: str, found: Estimate, currency: Currency) -> dict[str, float | None]:
    """``{input_low, input_high}`` of CONTRACT."""
    return {
        "input_low": json_number(KPI[kpi], found.low, currency),
        "input_high": json_number(KPI[kpi], found.high, currency),
    }


_SIGNED = ("profit", "contribution", "customer_value", "return_on_spend")
"""KPIs that can be below 0."""


def possible(kpi: Kpi, found: Estimate, days: float) -> Estimate:
    """A strategy's interval within what its KPI can be."""
    if found.low is None or found.high is None:
        return found
    least = None if kpi.name in _SIGNED else 0.0
    most = {"loss_probability": 1.0, "payback_days": days}.get(kpi.name)
    ends = []
    for end in (found.low, found.high):
        within = end if least is None else max(least, end)
        ends.append(within if most is None else min(most, within))
    return Estimate(None, ends[0], ends[1])
