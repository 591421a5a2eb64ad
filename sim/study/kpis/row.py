"""What a row of the table of KPIs holds, and the sums that rows are made of.

A total is summed per replication and reported as the mean over replications. A ratio is reported
as the ratio of sums over all replications, so that a replication with few cases weighs little;
0/0 and anything/0 are undefined: null. "Per year" scales the run to 365 days, all but set-up. A
number of different people is never scaled to a year, for it does not add up over time.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeAlias

from sim.study.sample import Figures
from sim.study.statistics import Values

Sum: TypeAlias = Callable[[Figures], Values]
Unit: TypeAlias = Literal["money", "count", "people", "hours", "days", "share", "ratio"]
Period: TypeAlias = Literal["year", "run"]


@dataclass(frozen=True, slots=True)
class Kpi:
    """One row of the table.

    Attributes:
        name: as in JSON and in ``[kpi] primary``.
        title: as in tables for people.
        unit: what it is measured in; money in minor units inside.
        period: "year" where the run is scaled to 365 days, "run" where it is not.
        better: which way is good.
        numerator, denominator: in words; denominator None for a total.
        meaning: one sentence for a strategist.
        formula: in the names of the counters.
        example: worked, in numbers.
        top, bottom: the sums, one value a replication; top None where it needs a baseline.
        channels: whether it is also given per channel.
    """

    name: str
    title: str
    unit: Unit
    period: Period
    better: Literal["higher", "lower"]
    numerator: str
    denominator: str | None
    meaning: str
    formula: str
    example: str
    top: Sum | None
    bottom: Sum | None = None
    channels: bool = False


def yearly(counter: str, divisor: float = 1.0) -> Sum:
    """A counter, scaled to 365 days."""
    return lambda figures: figures[counter] * figures.year / divisor


def of_run(counter: str, divisor: float = 1.0) -> Sum:
    """A counter as it stands at the end of the run."""
    return lambda figures: figures[counter] / divisor
