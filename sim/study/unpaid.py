"""Hours of calls and services: counted, but not charged to profit unless margins hold their pay."""

from __future__ import annotations

from collections.abc import Mapping

from sim.study.results import Kpis
from sim.study.sample import MICROSECONDS_PER_HOUR, Figures
from sim.study.statistics import Values, difference, total

NOTICEABLE = 0.01
"""Hours that differ by a smaller share of the baseline's are not worth a line."""


def wage(kpis: Mapping[str, Kpis]) -> float:
    """Minor units an hour, as the price list has it at the end; 0 where nothing is known."""
    return max((found.sample.platform.charges[-1].wage for found in kpis.values()), default=0.0)


def _served(found: Kpis) -> Values:
    """Hours a year of calls and services by replication: those that profit does not charge."""
    figures = Figures(found.sample)
    return figures["handling"] / MICROSECONDS_PER_HOUR * figures.year


def unpaid_hours(kpis: Mapping[str, Kpis], baseline: str) -> dict[str, float]:
    """Hours a year of calls and services beyond the baseline's (below 0: fewer), by strategy.

    Left out are differences within chance or too small to notice.
    """
    if baseline not in kpis:
        return {}
    base = kpis[baseline]
    least = NOTICEABLE * (base.estimates["staff_hours"].mean or 0.0)
    gaps: dict[str, float] = {}
    for name, found in kpis.items():
        gap = difference(total(_served(found)), total(_served(base)))
        chance = gap.low is not None and not gap.excludes_zero()
        if gap.mean is not None and abs(gap.mean) > least and not chance:
            gaps[name] = gap.mean
    return gaps


def unpaid_cost(kpis: Mapping[str, Kpis], baseline: str) -> dict[str, float]:
    """What these hours would cost at the scenario's wage, minor units a year, by strategy."""
    hourly = wage(kpis)
    return {name: hours * hourly for name, hours in unpaid_hours(kpis, baseline).items()}
