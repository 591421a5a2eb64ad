"""Points tried by simulation: all on the same luck, and given up as soon as they fall behind.

A point is lived in a quarter of the replications first, then in half of them. Where the 95 %
interval of its paired difference from the point that it is to beat holds nothing above 0, it is
given up (racing: Maron and Moore, "Hoeffding races", NIPS 6, 1994; here with Student's t on
differences, as all share their luck).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from engine.errors import InputError, InputErrors
from sim.study.optimise.goal import Goal
from sim.study.optimise.space import Point, Space
from sim.study.optimise.trial import Trial
from sim.study.sample import Sample
from sim.study.statistics import FEWEST, Measured, difference
from sim.study.study import Study
from sim.study.trials.experiment import Experiment
from sim.study.trials.inquiry import measured
from sim.study.trials.living import Setup, market_of

__all__ = ["FROM", "Allowance", "Races"]

FROM = 1 << 20
"""First replication of a search: no other study gets so far, so its luck is never met again."""
FINALISTS = 5
"""Points that are lived in as many replications again at the end, where effort allows."""

WORTH_IT = 0.84
"""Level of the interval that decides whether a change stands: 1.4 standard errors, as Akaike's
criterion asks of a further parameter (IEEE Trans. Autom. Control 19, 1974). At 95 % too many
changes would go back that earn something; with none, too many would stand by luck alone."""


@dataclass(frozen=True)
class Allowance:
    """What a search may take.

    Attributes:
        evaluations: points that may be lived in full; what is given up early takes less.
        each: replications of one.
    """

    evaluations: int
    each: int

    @property
    def looks(self) -> tuple[int, ...]:
        """Replications after which a point may be given up, ascending."""
        found = {max(FEWEST, self.each // 4), max(FEWEST, self.each // 2)}
        return tuple(sorted(look for look in found if look < self.each))

    @property
    def finalists(self) -> int:
        """Points of the final."""
        return min(FINALISTS, self.evaluations // 10)

    @property
    def search(self) -> int:
        """Evaluations before the final."""
        return self.evaluations - (self.finalists if self.finalists > 1 else 0)

    @property
    def lives(self) -> int:
        """Replications in all, at most."""
        return self.evaluations * self.each


class Races:
    """Tries points of a space; see `sim.study.optimise.search.Tries`.

    Attributes:
        known: what was tried, in its order.
        spent: replications that it took.
        refused: what is wrong with points that cannot be, each message once.
    """

    def __init__(
        self, space: Space, goal: Goal, allowance: Allowance, study: Study, experiment: Experiment
    ) -> None:
        self._space, self._goal, self._allowance = space, goal, allowance
        self._setup = Setup(study.scenario, study.crowd, study.plan)
        self._experiment = experiment
        self._known: dict[Point, Trial] = {}
        self._impossible: set[Point] = set()
        self.spent = 0
        self.refused: dict[str, int] = {}

    @property
    def known(self) -> Mapping[Point, Trial]:
        """What was tried, in its order."""
        return self._known

    @property
    def room(self) -> bool:
        """Whether another point may be lived in full."""
        return self.spent + self._allowance.each <= self._allowance.search * self._allowance.each

    def attempt(self, point: Point, stage: str, against: Trial | None) -> Trial | None:
        """Try a point; see `sim.study.optimise.search.Tries`.

        Raises:
            InputError: what is stated itself does not fit. RunError: failed while working.
        """
        if point in self._known or point in self._impossible or not self.room:
            return None
        if point != self._space.stated and not self.possible(point):
            return None
        found = self._raced(point, stage, against)
        self._known[point] = found
        self.spent += found.replications
        return found

    def final(self, best: Trial) -> Trial:
        """The best of the foremost after as many replications again.

        The stated point is among them, so the best is never worse than it on all that was lived.
        """
        count = self._allowance.finalists
        whole = [trial for trial in self._known.values() if not trial.dropped]
        if count < 2 or len(whole) < 2:
            return best
        foremost = sorted(whole, key=lambda trial: trial.rank, reverse=True)[:count]
        stated = self._known[self._space.stated]
        if stated not in foremost and self._space.stated == self._space.start:
            foremost[-1] = stated
        foremost = [one for one in foremost if self._may_be_best(one)]
        samples = self.samples([one.point for one in foremost], 2 * self._allowance.each)
        self.spent += self._allowance.each * len(foremost)
        again = [
            self._trial(one.point, one.stage, samples[one.point], dropped=False)
            for one in foremost
        ]  # fmt: skip
        self._known |= {one.point: one for one in again}
        # of equals the first that was tried: without a gain nothing is to be changed
        order = list(self._known)
        return max(again, key=lambda trial: (trial.rank, -order.index(trial.point)))

    def settled(self, best: Trial) -> Trial:
        """The best with every setting as stated again whose change is likely to be luck.

        On what was lived of the best, the idlest change first; one is left standing, unless what
        is stated is no worse. What is given back never costs so much that it is worse than what
        is stated.
        """
        backs = {place: self._back(best, place) for place in self._changed(best.point)}
        idle = [(found.rank, place) for place, found in backs.items() if found is not None]
        here = best
        for _, place in sorted(idle, key=lambda one: (one[0], -one[1]), reverse=True):
            found = backs[place] if here is best else self._back(here, place)
            if found is None:
                continue
            several = len(self._changed(here.point)) > 1
            if found.rank >= here.rank or (several and self._as_good(found, best)):
                here = found
        stated = self._known[self._space.stated]
        worse = self._may_be_best(stated) and here.rank < stated.rank
        return best if worse and here.replications == stated.replications else here

    def _changed(self, point: Point) -> list[int]:
        """Places of settings that are other than stated, and could be as stated."""
        return [
            place
            for place, setting in enumerate(self._space.settings)
            if setting.stated == setting.start and point[place] != setting.stated
        ]

    def _back(self, best: Trial, place: int) -> Trial | None:
        """A point with one setting as stated, lived like the best; None where it falls behind."""
        stated = self._space.settings[place].stated
        back = (*best.point[:place], stated, *best.point[place + 1 :])
        if not self.possible(back):
            return None
        known = self._known.get(back)
        stage = "back" if known is None else known.stage
        found = self._raced(back, stage, best, least=False)
        if not found.dropped and best.replications > found.replications:
            sample = self.samples([back], best.replications)[back]
            found = self._trial(back, stage, sample, dropped=False)
        if known is None or found.replications > known.replications:
            self.spent += found.replications - (0 if known is None else known.replications)
            self._known[back] = found
        return None if found.dropped else found

    def _as_good(self, found: Trial, best: Trial) -> bool:
        """Whether a point keeps bounds like the best, and falls behind by little beside luck."""
        samples = self.samples([found.point, best.point], best.replications)
        mine, other = (self._measured(samples[one.point]) for one in (found, best))
        gap = difference(mine, other, WORTH_IT)
        behind = gap.excludes_zero() and self._goal.sign * (gap.mean or 0.0) < 0.0
        return found.violation <= best.violation and gap.has_interval and not behind

    def samples(self, points: Sequence[Point], count: int) -> dict[Point, Sample]:
        """The first replications of the search at some points."""
        variants = {point: self._space.variant(point) for point in points}
        numbers = range(FROM, FROM + count)
        found = self._experiment.some(dict.fromkeys(variants.values(), numbers))
        return {point: found[variant] for point, variant in variants.items()}

    def _may_be_best(self, trial: Trial) -> bool:
        return trial.point != self._space.stated or trial.point == self._space.start

    def possible(self, point: Point) -> bool:
        """Whether the values of a point go together."""
        try:
            market_of(self._setup, self._space.variant(point))
        except (InputError, InputErrors) as problem:
            self._impossible.add(point)
            first = problem.errors[0] if isinstance(problem, InputErrors) else problem
            self.refused[first.message] = self.refused.get(first.message, 0) + 1
            return False
        return True

    def _raced(
        self, point: Point, stage: str, against: Trial | None, *, least: bool = True
    ) -> Trial:
        """The trial of a point, given up early where it falls behind.

        Args:
            least: also where it differs in nothing so far: it is no better.
        """
        each = self._allowance.each
        beatable = against is not None and against.violation == 0.0
        for few in self._allowance.looks if beatable else ():
            assert against is not None
            if against.dropped and few > against.replications:
                break
            samples = self.samples([point, against.point], few)
            mine, other = (self._measured(samples[one]) for one in (point, against.point))
            gap = difference(mine, other)
            most = gap.high if self._goal.sign > 0.0 else gap.low
            if most is None or (most == 0.0 and not least):
                continue
            if self._goal.sign * most <= 0.0:
                value = against.value + self._goal.sign * (gap.mean or 0.0)
                breach = self._goal.violation(samples[point])
                return Trial(point, stage, few, value, breach, dropped=True)
        return self._trial(point, stage, self.samples([point], each)[point], dropped=False)

    def _trial(self, point: Point, stage: str, sample: Sample, *, dropped: bool) -> Trial:
        value = self._goal.value(self._measured(sample))
        breach = self._goal.violation(sample)
        return Trial(point, stage, sample.replications, value, breach, dropped)

    def _measured(self, sample: Sample) -> Measured:
        return measured(self._goal.kpi, sample)
