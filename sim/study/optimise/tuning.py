"""Every strategy tuned with the same effort, before they are compared.

Whoever sets a number for one side only shows who set it. So each strategy gets as many evaluations,
over the same kinds of settings, searched by the same method from the same seed, on replications
that the comparison never meets.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.scenario.keys import join
from sim.study.kpis import Kpi
from sim.study.optimise.asked import EACH, allowance_of
from sim.study.optimise.goal import Goal
from sim.study.optimise.racing import Allowance, Races
from sim.study.optimise.search import search
from sim.study.optimise.settings import SPLIT, Number, Setting
from sim.study.optimise.space import Point, Space
from sim.study.optimise.wanted import Over, settings_of, split_of
from sim.study.progress import Tally
from sim.study.statistics import Estimate, difference
from sim.study.study import Study
from sim.study.trials.experiment import Experiment
from sim.study.trials.inquiry import measured
from sim.study.trials.ranges import Span, span_of

if TYPE_CHECKING:
    from sim.model.market.market import Market
    from sim.scenario import Scenario

__all__ = ["Found", "Tuning", "tune", "tuning_of"]

LONGEST_MEMORY, MOST_CAP = 8, 255
"""Most contacts that a rolling cap, and one of the calendar, may allow."""
SLOTS = 3
"""Slots up to which are tried, at least."""
DEAREST = 3.0
"""Most that is tried of what a unit of media money must bring."""


@dataclass(frozen=True)
class Tuning:
    """How strategies are tuned.

    Attributes:
        spaces: what is searched, by strategy; without settings where there is nothing to tune.
        allowance: of each.
    """

    spaces: Mapping[str, Space]
    allowance: Allowance

    def lives(self, name: str) -> int:
        """Replications of a strategy's search, at most."""
        settings = len(self.spaces[name].settings)
        if not settings:
            return 0
        return self.allowance.lives + 4 * settings * self.allowance.each


@dataclass(frozen=True)
class Found:
    """The best that was found of one strategy.

    Attributes:
        point: in `space`.
        tried: points.
        search_gain: of the KPI against what is stated, on the replications of the search.
    """

    space: Space
    point: Point
    tried: int
    search_gain: Estimate

    @property
    def changed(self) -> bool:
        """Whether it is other than stated."""
        return self.point != self.space.stated

    def market(self, study: Study) -> Market:
        """What is lived."""
        return self.space.variant(self.point).market(study.scenario, study.plan)


def tuning_of(
    study: Study, names: Sequence[str], evaluations: int, over: Over | None, equal: str
) -> Tuning:
    """Settle what is tuned.

    Args:
        over: see `sim.study.optimise.optimize`; None or empty: see `usual`.
        equal: "total": the budget has to pay for the platform too.

    Raises:
        InputError: no such key, or too few evaluations.
    """
    allowance = allowance_of(evaluations, EACH, "--tuned")
    plan = study.plan if equal == "total" else None
    found = {}
    for name in names:
        if over:
            able = {
                key: wanted
                for key, wanted in over.items()
                if key != SPLIT or split_of(study.scenario, name) is not None
            }
            settings = settings_of(study.scenario, name, able, place="--tune")
        else:
            settings = usual(study.scenario, name)
        found[name] = Space(name, settings, plan)
    return Tuning(found, allowance)


def usual(scenario: Scenario, strategy: str) -> tuple[Setting, ...]:
    """What is tuned unless somebody says otherwise: what any firm may set, and what costs nothing.

    The split of the budget where it is not one pool, limits of caps that can hold something back,
    how many actions a decider starts, and what a unit of media money must bring.
    """
    from sim.model.market.tables import paid_channels

    dials = scenario.resolved(strategy)
    reached, paid = scenario.reached(dials), paid_channels(scenario, dials)
    found: list[Setting] = []
    split = split_of(scenario, strategy)
    if split is not None:
        found.append(split)
    for place, cap in enumerate(scenario.contact_policy.caps, start=1):
        if reached & set(cap.channels or reached):
            most = min(2 * cap.limit + 1, LONGEST_MEMORY if cap.rolls else MOST_CAP)
            key = f"contact_policy.caps.{place}.limit"
            found.append(Number.of(Span(key, cap.limit, 0.0, float(most), True)))
    if reached:
        key = join(("strategy", strategy, "slots"))
        slots = dials.slots
        found.append(Number.of(Span(key, slots, 1.0, float(max(SLOTS, slots + 1)), True)))
    if paid and scenario.budget.total:
        found.append(Number.of(span_of(scenario, ("budget.minimum_return", 0.0, DEAREST))))
    return tuple(found)


def tune(study: Study, kpi: Kpi, tuning: Tuning, tally: Tally) -> dict[str, Found]:
    """The best of each strategy, by its name.

    Raises:
        RunError: failed while working.
    """
    size = study.plan.customers * study.plan.days
    tally.more(sum(map(tuning.lives, tuning.spaces)) * size)
    return {name: _one(study, kpi, tuning, space, tally) for name, space in tuning.spaces.items()}


def _one(study: Study, kpi: Kpi, tuning: Tuning, space: Space, tally: Tally) -> Found:
    if not space.settings:
        return Found(space, space.stated, 0, Estimate(0.0, 0.0, 0.0))
    goal = Goal(kpi, ())
    races = Races(space, goal, tuning.allowance, study, Experiment(study, tally))
    best = search(space, races, tuning.allowance.search, study.plan.seed)
    assert best is not None  # what is stated can always be tried
    best = races.settled(races.final(best))
    count = min(best.replications, races.known[space.stated].replications)
    samples = races.samples([best.point, space.stated], count)
    first, second = (measured(kpi, samples[point]) for point in (best.point, space.stated))
    return Found(space, best.point, len(races.known), difference(first, second))
