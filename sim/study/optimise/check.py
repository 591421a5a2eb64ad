"""What was found, lived again on luck that the search has never met."""

from __future__ import annotations

from dataclasses import dataclass

from sim.study.optimise.goal import Goal
from sim.study.optimise.racing import Races
from sim.study.optimise.space import Point, Space
from sim.study.sample import Sample
from sim.study.statistics import Estimate, difference, estimate
from sim.study.trials.experiment import Experiment
from sim.study.trials.inquiry import measured

__all__ = ["Checked", "Neighbour", "check"]


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A point that differs from the best in one setting.

    Attributes:
        key: of the setting; words: what it has there.
        gap: what the KPI has more than at the best.
        keeps: whether it keeps all bounds.
    """

    key: str
    words: str
    gap: Estimate
    keeps: bool


@dataclass(frozen=True)
class Checked:
    """The best beside what is stated, on fresh replications.

    Attributes:
        stated, best, plain: mean and interval of the KPI; plain is the best with equal parts of the
            budget, None where no split was searched.
        gain, over_plain: best less stated, and less plain.
        bounds: of each bounded KPI, under the best; stated_bounds: as stated.
        worth: by the key of each setting that the best has changed: what it has more than with that
            one as stated.
        neighbours: points next to the best.
    """

    stated: Estimate
    best: Estimate
    gain: Estimate
    plain: Estimate | None
    over_plain: Estimate | None
    bounds: dict[str, Estimate]
    stated_bounds: dict[str, Estimate]
    worth: dict[str, Estimate]
    neighbours: tuple[Neighbour, ...]


def check(
    space: Space, goal: Goal, best: Point, races: Races, experiment: Experiment, beside: int
) -> Checked:
    """Live the best, what is stated, and what is next to the best.

    Args:
        beside: replications of neighbours, the first of the fresh ones.
    """
    plain = space.plain(best)
    if plain is not None and not races.possible(plain):
        plain = None
    points = dict.fromkeys(point for point in (space.stated, best, plain) if point is not None)
    found = experiment.samples(space.variant(point) for point in points)
    samples = {point: found[space.variant(point)] for point in points}
    return Checked(
        stated=_estimate(goal, samples[space.stated]),
        best=_estimate(goal, samples[best]),
        gain=_gap(goal, samples[best], samples[space.stated]),
        plain=None if plain is None else _estimate(goal, samples[plain]),
        over_plain=None if plain is None else _gap(goal, samples[best], samples[plain]),
        bounds=goal.estimates(samples[best]),
        stated_bounds=goal.estimates(samples[space.stated]),
        worth=_worth(space, goal, best, races, experiment),
        neighbours=_neighbours(space, goal, best, races, experiment, beside),
    )


def _worth(
    space: Space, goal: Goal, best: Point, races: Races, experiment: Experiment
) -> dict[str, Estimate]:
    """What each change is worth, as long as the others stand."""
    without = {one.key: point for one, point in space.back(best) if races.possible(point)}
    variants = {key: space.variant(point) for key, point in without.items()}
    samples = experiment.samples([space.variant(best), *variants.values()])
    centre = samples[space.variant(best)]
    return {key: _gap(goal, centre, samples[variant]) for key, variant in variants.items()}


def _neighbours(
    space: Space, goal: Goal, best: Point, races: Races, experiment: Experiment, beside: int
) -> tuple[Neighbour, ...]:
    """What becomes of the KPI where one setting is moved."""
    around = [each for each in space.neighbours(best) if races.possible(each[2])]
    variants = [space.variant(point) for _, _, point in around]
    samples = experiment.samples([space.variant(best), *variants], beside)
    centre = samples[space.variant(best)]
    return tuple(
        Neighbour(
            setting.key, words, _gap(goal, samples[variant], centre),
            goal.violation(samples[variant]) == 0.0,
        )
        for (setting, words, _), variant in zip(around, variants, strict=True)
    )  # fmt: skip


def _estimate(goal: Goal, sample: Sample) -> Estimate:
    return estimate(measured(goal.kpi, sample))


def _gap(goal: Goal, first: Sample, second: Sample) -> Estimate:
    return difference(measured(goal.kpi, first), measured(goal.kpi, second))
