"""The pilot carried out many times on simulated customers, to see whether it keeps its power.

Each pilot draws its customers and its lot anew, and tests what a firm would test: Welch's t of the
contribution of the customers in either arm, media a head taken off. By default customers are drawn
from all people of all replications, those of the first arm from lives under the first strategy and
those of the second from lives under the second. A *fresh* pilot is lived: people of its own, who
were not there when it was designed, are put into arms by lot, and each arm's customers have what
came of them in the life under its strategy.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.study.pilot.asked import BATCH, Asked
from sim.study.pilot.course import Arm, Course, brought_in, media_of
from sim.study.pilot.sizing import Arms, critical, welch
from sim.study.statistics import Estimate, share
from sim.study.trials.experiment import Experiment

__all__ = ["Simulated", "Verdicts", "carried_out", "judged"]

DRAWN, LOT = 7_301, 7_302
"""What seeds of the two kinds of luck hold beside the study's own seed."""


@dataclass(frozen=True, slots=True)
class Values:
    """An outcome in one arm: those who bought have a value, all others 0.

    Attributes:
        bought: int64, minor units. people: of the arm. less: media a head, minor units.
    """

    bought: NDArray[np.int64]
    people: int
    less: float

    @property
    def mean(self) -> float:
        """Contribution less media a head."""
        return float(self.bought.sum()) / self.people - self.less

    @property
    def variance(self) -> float:
        """Of the contribution among customers."""
        mean = float(self.bought.sum()) / self.people
        squares = float(np.sum((self.bought - mean) ** 2))
        squares += (self.people - len(self.bought)) * mean**2
        return squares / (self.people - 1)


@dataclass(slots=True)
class Verdicts:
    """What pilots said.

    Attributes:
        seen: the effect in its direction. turned: one in the other direction.
        false: an effect between two arms of the same strategy. pilots: in all.
    """

    seen: int = 0
    turned: int = 0
    false: int = 0
    pilots: int = 0


@dataclass(frozen=True)
class Simulated:
    """Pilots that were carried out.

    Attributes:
        power: share that saw the effect, with its exact binomial interval.
        turned: share that saw one the other way round.
        false: share that saw an effect between two arms of the first strategy.
        pilots: how many. fresh: whether each was lived on people of its own.
    """

    power: Estimate
    turned: Estimate
    false: Estimate
    pilots: int
    fresh: bool


def judged(first: Values, second: Values, against: float, alpha: float) -> int:
    """What a pilot says: 1 above, -1 below what it is held against, 0 neither."""
    arms = Arms(first.people, second.people)
    error, degrees = welch((first.variance, second.variance), arms)
    away = first.mean - second.mean - against
    if error == 0.0:
        return 0
    if abs(away) / error <= critical(alpha, degrees):
        return 0
    return 1 if away > 0.0 else -1


def carried_out(
    asked: Asked,
    experiment: Experiment,
    lives: tuple[Arm, Arm],
    course: Course,
    arms: Arms,
) -> Simulated | None:
    """Carry the pilot out; None where no pilots were asked for."""
    if not asked.wanted.count:
        return None
    place = asked.days.index(course.days)
    against = course.against(asked.wanted.question)
    direction = 1 if course.expected > against else -1
    pilots = (
        _fresh(asked, experiment, place, arms)
        if asked.wanted.fresh
        else _drawn(asked, lives, place, course.days, arms)
    )
    found = Verdicts()
    for first, second, again in pilots:
        said = judged(first, second, against, asked.wanted.alpha)
        found.seen += said == direction
        found.turned += said == -direction
        found.false += judged(first, again, 0.0, asked.wanted.alpha) != 0
        found.pilots += 1
    count = found.pilots
    return Simulated(
        power=share(found.seen, count),
        turned=share(found.turned, count),
        false=share(found.false, count),
        pilots=count,
        fresh=asked.wanted.fresh,
    )


Pilot = tuple[Values, Values, Values]
"""Customers of the first arm, of the second, and others as of the second under the strategy of the
first."""


def _drawn(
    asked: Asked, lives: tuple[Arm, Arm], place: int, days: float, arms: Arms
) -> Iterator[Pilot]:
    """Pilots whose customers are drawn from all lives."""
    seed = asked.inquiry.study.plan.seed
    pools = [
        (
            np.concatenate([one.earned[place][one.orders[place] > 0] for one in arm.brought]),
            len(arm.brought) * arm.sample.customers,
            float(np.mean(media_of(arm.sample, days))),
        )
        for arm in lives
    ]
    for number in range(asked.wanted.count):
        luck = np.random.default_rng(np.random.SeedSequence([seed, DRAWN, number]))

        def draw(of: int, people: int) -> Values:
            values, everybody, media = pools[of]
            count = luck.binomial(people, len(values) / everybody)  # noqa: B023 -- called at once
            bought = values[luck.integers(len(values), size=count)] if count else values[:0]  # noqa: B023
            return Values(bought, people, media)

        yield draw(0, arms.first), draw(1, arms.second), draw(0, arms.second)


def _fresh(asked: Asked, experiment: Experiment, place: int, arms: Arms) -> Iterator[Pilot]:
    """Pilots whose customers are lived: replications beyond those of the design."""
    plan = asked.inquiry.study.plan
    each = math.ceil(arms.total / plan.customers)
    for begin in range(0, asked.wanted.count, BATCH):
        batch = range(begin, min(begin + BATCH, asked.wanted.count))
        first = plan.replications + batch.start * each
        numbers = range(first, plan.replications + batch.stop * each)
        experiment.some(dict.fromkeys(asked.arms, numbers), asked.watch)
        for number in batch:
            start = plan.replications + number * each
            yield _lived(asked, experiment, range(start, start + each), place, arms, number)
        for variant in asked.arms:
            experiment.forget(variant, numbers)


def _lived(
    asked: Asked, experiment: Experiment, numbers: range, place: int, arms: Arms, number: int
) -> Pilot:
    """One pilot in the market of some replications; arms by lot."""
    plan = asked.inquiry.study.plan
    luck = np.random.default_rng(np.random.SeedSequence([plan.seed, LOT, number]))
    # a place in a random order: the first so many are the one arm, the next so many the other
    order = luck.permutation(len(numbers) * plan.customers)
    bought, media = [], []
    for variant in asked.arms:
        lives = brought_in(experiment, variant, numbers)
        buyers = np.concatenate([one.buyers + plan.customers * at for at, one in enumerate(lives)])
        earned = np.concatenate([one.earned[place] for one in lives])
        sample = experiment.some({variant: numbers})[variant]
        bought.append((order[buyers], earned))
        media.append(float(np.mean(media_of(sample, asked.days[place]))))

    def arm(of: int, low: int, people: int) -> Values:
        lots, earned = bought[of]
        chosen = (lots >= low) & (lots < low + people)
        return Values(earned[chosen], people, media[of])

    return (
        arm(0, 0, arms.first),
        arm(1, arms.first, arms.second),
        arm(0, arms.first, arms.second),
    )
