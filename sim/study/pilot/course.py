"""What two arms bring a customer until each of some days, from their lives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.study.heads.purchases import Brought, brought_of
from sim.study.pilot.asked import Asked
from sim.study.sample import MICRO, YEAR, Figures, Sample
from sim.study.statistics import Estimate, difference, total
from sim.study.trials.experiment import Experiment
from sim.study.trials.variant import Variant

__all__ = ["OUTCOMES", "Arm", "Course", "Moments", "arms_of", "course_of", "media_of"]

OUTCOMES = ("contribution", "orders", "buyers")
"""What may be measured of a customer; the first is what the verdict is about."""


@dataclass(frozen=True, slots=True)
class Moments:
    """An outcome among the customers of one arm.

    Attributes:
        means: float64 (replications,), a customer.
        variance: among the customers of one market, mean over replications.
    """

    means: NDArray[np.float64]
    variance: float


@dataclass(frozen=True)
class Arm:
    """All lives of one strategy.

    Attributes:
        sample: their sums.
        brought: what buyers brought, by replication.
    """

    strategy: str
    sample: Sample
    brought: tuple[Brought, ...]

    def moments(self, place: int, outcome: str = OUTCOMES[0]) -> Moments:
        """Mean and variance of an outcome until the day at `place`, people who bought nothing
        included."""
        people = self.sample.customers
        means, variances = [], []
        for one in self.brought:
            values = values_of(one, place, outcome).astype(np.float64)
            mean = float(values.sum()) / people
            squares = float(np.sum((values - mean) ** 2)) + (people - len(values)) * mean**2
            means.append(mean)
            variances.append(squares / max(people - 1, 1))
        return Moments(np.array(means), float(np.mean(variances)))

    def media(self, days: float) -> NDArray[np.float64]:
        """Media a customer until a day, minor units, by replication."""
        return media_of(self.sample, days)


def values_of(one: Brought, place: int, outcome: str) -> NDArray[np.int64]:
    """An outcome of those who bought in the run; everybody else has 0."""
    if outcome == "contribution":
        return np.asarray(one.earned[place])
    orders = np.asarray(one.orders[place])
    return orders if outcome == "orders" else (orders > 0).astype(np.int64)


def media_of(sample: Sample, days: float) -> NDArray[np.float64]:
    """Media a customer until a day, by replication; what is on the bills of the arm."""
    windows = round(days / sample.window) if days < sample.days else sample.series.shape[1]
    spent = sample.series[:, :windows, 1].sum(axis=1).astype(np.float64)
    return np.asarray(spent / MICRO / sample.customers)


@dataclass(frozen=True)
class Course:
    """A pilot of one length.

    Attributes:
        days: of it.
        difference: contribution less media a customer, first less second, minor units, with the
            interval of the simulation.
        platform: what the platform of the first costs a customer more in this time.
        variances: of the contribution among customers, in either arm.
    """

    days: float
    difference: Estimate
    platform: float
    variances: tuple[float, float]

    @property
    def expected(self) -> float:
        """The difference that is expected."""
        return self.difference.mean or 0.0

    def against(self, question: str) -> float:
        """What the difference is held against: the platform's price, or nothing."""
        return self.platform if question == "pays" else 0.0


def arms_of(asked: Asked, experiment: Experiment) -> tuple[Arm, Arm]:
    """The lives of both."""
    samples = experiment.samples(asked.arms, watch=asked.watch)
    first, second = (
        Arm(
            variant.strategy,
            samples[variant],
            brought_in(experiment, variant, range(samples[variant].replications)),
        )
        for variant in asked.arms
    )
    return first, second


def brought_in(
    experiment: Experiment, variant: Variant, numbers: Sequence[int]
) -> tuple[Brought, ...]:
    """What buyers brought in some replications."""
    return tuple(brought_of(experiment.sums(variant, number)) for number in numbers)


def course_of(asked: Asked, arms: tuple[Arm, Arm], place: int) -> Course:
    """A pilot of the length at `place`."""
    days = asked.days[place]
    first, second = (arm.moments(place) for arm in arms)
    ours, theirs = (
        total(moments.means - arm.media(days))
        for moments, arm in zip((first, second), arms, strict=True)
    )
    return Course(
        days, difference(ours, theirs), platform_of(arms, days), (first.variance, second.variance)
    )


def platform_of(arms: tuple[Arm, Arm], days: float) -> float:
    """What the platform of the first costs a customer more in so many days of the year that the
    verdict is about, set-up included, minor units."""
    yearly = [
        arm.sample.charged.yearly(arm.sample.days) / arm.sample.reported_customers for arm in arms
    ]
    return (yearly[0] - yearly[1]) * days / YEAR


def profit_a_head(arms: tuple[Arm, Arm]) -> Estimate:
    """The verdict: profit a head and year of the first less the second."""
    first, second = (
        total(Figures(arm.sample).profit / arm.sample.reported_customers) for arm in arms
    )
    return difference(first, second)
