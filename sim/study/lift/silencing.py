"""The lives that a lift takes, one after the other, and what is found in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from sim.scenario import Scenario
from sim.scenario.silence import Silence, Thing
from sim.study.lift.anyway import COUNTED, pair
from sim.study.lift.asked import Asked, Rest
from sim.study.lift.ceilings import NOTHING, Pools
from sim.study.lift.gains import (
    Discounts,
    Return,
    discounts_of,
    heads,
    interaction,
    lifts,
    per_unit,
    saved_by,
)
from sim.study.lift.result import LiftResult, Single
from sim.study.lift.spending import Spending, paid_in
from sim.study.measures import measure_all
from sim.study.sample import MICROSECONDS_PER_DAY, Sample
from sim.study.statistics import UNDEFINED, estimate
from sim.study.trials.answer import effort
from sim.study.trials.experiment import Experiment
from sim.study.trials.variant import Variant
from sim.study.trials.watch import Sums

__all__ = ["Silencing"]


@dataclass(frozen=True)
class Silencing:
    """The run with everything, and those in which things rest."""

    asked: Asked
    experiment: Experiment

    @property
    def strategy(self) -> str:
        """Under which everybody lives."""
        return self.asked.inquiry.first

    @property
    def scenario(self) -> Scenario:
        """As stated."""
        return self.asked.inquiry.study.scenario

    @cached_property
    def with_all(self) -> Variant:
        """Nothing rests."""
        return Variant.of(self.strategy)

    @cached_property
    def full(self) -> Sample:
        """The run with everything."""
        return self._watched(self.with_all)

    @cached_property
    def pools(self) -> Pools:
        """Budgets, and what the run with everything spends of them."""
        full, rows = self.full, None
        if self.asked.watched:
            rows = np.stack([paid_in(sums, self.scenario) for sums in self._sums(self.with_all)])
        (market,) = self.asked.inquiry.study.markets([self.strategy]).values()
        days = market.windows * market.window / MICROSECONDS_PER_DAY
        return Pools.of(self.asked, Spending(self.scenario, full, days, rows))

    def silent(self, rests: Sequence[Rest]) -> Variant:
        """The run in which some things rest."""
        return Variant.of(self.strategy, edit=self.pools.silence(rests))

    @cached_property
    def joint(self) -> Variant:
        """All things rest."""
        return self.silent(self.asked.rests)

    @cached_property
    def margins(self) -> dict[Rest, Variant]:
        """One percent of the spending of each is saved, where that makes sense."""
        found = {}
        for rest in self.asked.rests:
            ceiling = self.pools.last_percent(rest) if rest.saves else None
            if ceiling is not None:
                found[rest] = Variant.of(self.strategy, edit=Silence(ceiling=ceiling))
        return found

    def _watched(self, variant: Variant) -> Sample:
        """Lives of which single customers are kept."""
        return self.experiment.samples([variant], watch=self.asked.watch)[variant]

    def _sums(self, variant: Variant) -> list[Sums]:
        """What is kept of them, by replication."""
        replications = self.asked.inquiry.study.plan.replications
        return [self.experiment.sums(variant, number) for number in range(replications)]

    def result(self) -> LiftResult:
        """Live all, and gather the answer.

        Raises:
            InputError, RunError: failed while working.
        """
        rests, full = self.asked.rests, self.full
        variants = {rest: self.silent([rest]) for rest in rests}
        skipped = len(rests) - len(self.margins)
        self.experiment.expect(-skipped * self.asked.inquiry.study.plan.replications)
        joint = self._watched(self.joint)
        samples = self.experiment.samples([*variants.values(), *self.margins.values()])
        singles = tuple(
            Single(
                rest.thing, rest.mode, lifts(full, samples[variants[rest]]),
                self._return(rest, samples[variants[rest]],
                             samples.get(self.margins[rest]) if rest in self.margins else None),
                sum(self.pools.saved([rest]).values()), self._used(rest.thing),
            )
            for rest in rests
        )  # fmt: skip
        several = len(rests) > 1
        found = lifts(full, joint)
        people = self.asked.inquiry.study.setting.reported_customers
        return LiftResult(
            **effort(self.asked.inquiry, self.experiment),
            strategy=self.strategy,
            kpi=self.asked.inquiry.kpi.name,
            full={name: estimate(one) for name, one in measure_all(full).items()},
            lifts=found,
            heads=heads(found, people),
            singles=singles,
            interaction=interaction(full, joint, [samples[variants[rest]] for rest in rests])
            if several
            else None,
            back=self._joint_return(joint) if several else singles[0].back,
            discounts=self._discounts(),
            saved=sum(self.pools.saved(rests).values()),
            people=people,
            transactional=self._transactional(),
        )

    def _return(self, rest: Rest, silent: Sample, margin: Sample | None) -> Return:
        """What a thing brings of what it spends."""
        spent = sum(self.pools.spending.of([rest.thing]).values())
        if spent < NOTHING:
            return Return(0.0, why="no media money is spent on it")
        if not rest.saves:
            return Return(spent, why="its money is spent by others")
        average = per_unit(self.full, silent)
        why = None if average is not UNDEFINED else "it is not sure that less is spent without it"
        if margin is None:
            by = "persona" if rest.thing.kind == "persona" else "this strategy"
            return Return(spent, average, why=why or f"no budget is kept by {by}")
        saved, marginal = saved_by(self.full, margin), per_unit(self.full, margin)
        if marginal is UNDEFINED and why is None:
            why = "a little less budget saves nothing for sure"
            if saved.mean == 0.0:
                why = "the budget leaves room, so that a little less of it changes nothing"
        return Return(spent, average, marginal, saved, why)

    def _joint_return(self, joint: Sample) -> Return:
        spent = sum(self.pools.spending.of([rest.thing for rest in self.asked.rests]).values())
        if spent < NOTHING:
            return Return(0.0, why="no media money is spent on them")
        if not all(rest.saves for rest in self.asked.rests):
            return Return(spent, why="some of the money is spent by others")
        return Return(spent, per_unit(self.full, joint), why="of single things only")

    def _discounts(self) -> Discounts:
        both = zip(self._sums(self.with_all), self._sums(self.joint), strict=True)
        counts = np.stack([pair(full, silent) for full, silent in both]).astype(np.float64)
        by_name = {name: counts[:, place] for place, name in enumerate(COUNTED)}
        return discounts_of(by_name, self.full)

    def _used(self, thing: Thing) -> bool:
        """Whether the strategy uses an action of it at any time."""
        for _, phase in self.scenario.phases():
            dials = phase.resolved(self.strategy)
            for place, action in enumerate(phase.actions):
                for treatment in action.treatments if dials.actions[place] else ():
                    if not treatment.silent and (
                        thing.kind == "persona" or thing.holds(action, treatment)
                    ):
                        return True
        return False

    def _transactional(self) -> tuple[str, ...]:
        """Actions of the strategy that fall silent though customers have asked for them."""
        dials = self.scenario.resolved(self.strategy)
        things = [rest.thing for rest in self.asked.rests]
        return tuple(
            action.name
            for place, action in enumerate(self.scenario.actions)
            if dials.actions[place]
            and action.transactional
            and any(thing.holds(action, t) for thing in things for t in action.treatments)
        )
