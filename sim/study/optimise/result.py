"""What ``optimize`` answers."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from sim.scenario.ledger import ledger
from sim.study.kpis import Kpi
from sim.study.money import json_estimate, json_number
from sim.study.optimise.asked import Asked
from sim.study.optimise.check import Checked, check
from sim.study.optimise.goal import Bound, Goal
from sim.study.optimise.racing import Allowance, Races
from sim.study.optimise.space import Point, Space
from sim.study.optimise.trial import Trial
from sim.study.roles import role_of
from sim.study.statistics import Estimate, difference
from sim.study.trials.answer import Answer, effort
from sim.study.trials.experiment import Experiment
from sim.study.trials.inquiry import measured

__all__ = ["OptimizeResult", "Verdict", "result_of"]

Verdict: TypeAlias = Literal["better", "as good", "worse", "nothing better", "keeps", "none keeps"]
"""How the best stands to what is stated, on fresh replications: more than chance; perhaps chance;
less than stated, more than chance; nothing better was found; it keeps bounds that the stated one
breaks; no point was found that keeps them."""


@dataclass(frozen=True, kw_only=True)
class OptimizeResult(Answer):
    """The best settings that were found.

    Attributes:
        best: the point that was found; `space` tells what it means.
        checked: on fresh replications.
        search_gain: best less stated on the replications of the search, which flatters it.
        path: all points that were tried, in their order.
        spent: replications of the search.
    """

    strategy: str
    kpi: Kpi
    space: Space
    goal: Goal
    allowance: Allowance
    best: Point
    checked: Checked
    search_gain: Estimate
    path: tuple[Trial, ...]
    spent: int

    @property
    def feasible(self) -> bool:
        """Whether the best keeps all bounds, on fresh replications."""
        return not self.broken

    @property
    def broken(self) -> tuple[Bound, ...]:
        """Bounds that the best does not keep on fresh replications."""
        estimates = self.checked.bounds
        return tuple(one for one in self.goal.bounds if not one.kept(estimates[one.kpi.name]))

    @property
    def within(self) -> bool:
        """Whether it kept all bounds in the search, and surely breaks none on fresh replications.

        At a bound, where many a best lies, fresh luck falls on either side of it.
        """
        searched = next(trial for trial in self.path if trial.point == self.best)
        surely = [one for one in self.broken if one.sure(self.checked.bounds[one.kpi.name])]
        return searched.violation == 0.0 and not surely

    @property
    def stated_feasible(self) -> bool:
        """Whether what is stated does."""
        estimates = self.checked.stated_bounds
        return all(bound.kept(estimates[bound.kpi.name]) for bound in self.goal.bounds)

    @property
    def verdict(self) -> Verdict:
        """How the best stands to what is stated."""
        gain = self.checked.gain
        if not self.within:
            return "none keeps"
        if not self.stated_feasible:
            return "keeps"
        if self.best == self.space.stated:
            return "nothing better"
        if not gain.excludes_zero():
            return "as good"
        return "better" if self.goal.sign * (gain.mean or 0.0) > 0.0 else "worse"

    @property
    def values(self) -> dict[str, Any]:
        """What is other than in the file, by dotted key, as `Scenario.with_values` takes it."""
        return self.space.values(self.best)

    def told(self) -> dict[str, object]:
        """The best, its gain, and the way there."""
        currency, checked = self.setting.currency, self.checked

        def told(found: Estimate) -> dict[str, Any]:
            return json_estimate(self.kpi, found, currency)

        split = None
        if checked.plain is not None and checked.over_plain is not None:
            plain = self.space.plain(self.best)
            assert plain is not None
            split = {
                "values": self.space.told(plain),
                "kpi": told(checked.plain),
                "gain": told(checked.over_plain),
            }
        return {
            "strategy": self.strategy,
            "best": self.space.told(self.best),
            "kpi": {"name": self.kpi.name, **told(checked.best)},
            "stated": {"values": self.space.told(self.space.stated), "kpi": told(checked.stated)},
            "gain": told(checked.gain),
            "search_gain": told(self.search_gain),
            "verdict": self.verdict,
            "plain_split": split,
            "feasible": self.feasible,
            "constraints": [self._bound(bound) for bound in self.goal.bounds],
            "worth": {key: told(found) for key, found in checked.worth.items()},
            "neighbours": [
                {"key": one.key, "at": one.words, "difference": told(one.gap), "keeps": one.keeps}
                for one in checked.neighbours
            ],
            "evaluations": len(self.path),
            "given_up": sum(trial.dropped for trial in self.path),
            "allowed": self.allowance.evaluations,
            "each": self.allowance.each,
            "search_lives": self.spent,
            "path": [self._step(trial) for trial in self.path],
        }

    def _bound(self, bound: Bound) -> dict[str, object]:
        name, currency = bound.kpi.name, self.setting.currency
        best, stated = self.checked.bounds[name], self.checked.stated_bounds[name]
        return {
            "kpi": name,
            "at_most" if bound.upper else "at_least": json_number(bound.kpi, bound.value, currency),
            "kept": bound.kept(best),
            "sure": bound.sure(best),
            "best": json_estimate(bound.kpi, best, currency),
            "stated": json_estimate(bound.kpi, stated, currency),
        }

    def _step(self, trial: Trial) -> dict[str, object]:
        mean = self.goal.sign * trial.value if math.isfinite(trial.value) else None
        return {
            "at": self.space.told(trial.point),
            "stage": trial.stage,
            "replications": trial.replications,
            "mean": json_number(self.kpi, mean, self.setting.currency),
            "feasible": trial.violation == 0.0,
            "dropped": trial.dropped,
        }


def result_of(asked: Asked, races: Races, best: Trial, experiment: Experiment) -> OptimizeResult:
    """Check what was found, and gather the answer."""
    inquiry, space, goal = asked.inquiry, asked.space, asked.goal
    checked = check(space, goal, best.point, races, experiment, asked.beside)
    together = races.samples([best.point, space.stated], _met(races, best, space.stated))
    first, second = (measured(goal.kpi, together[one]) for one in (best.point, space.stated))
    notes = tuple(
        f"{count} combination{'s' if count > 1 else ''} could not be tried: {message}"
        for message, count in races.refused.items()
    )
    return OptimizeResult(
        **effort(inquiry, experiment, *_facts(asked), *notes),
        strategy=inquiry.first,
        kpi=inquiry.kpi,
        space=space,
        goal=goal,
        allowance=asked.allowance,
        best=best.point,
        checked=checked,
        search_gain=difference(first, second),
        path=tuple(races.known.values()),
        spent=races.spent,
    )


def _facts(asked: Asked) -> tuple[str, ...]:
    """What was searched as if it could be chosen."""
    entries = {entry.key: entry for entry in ledger(asked.inquiry.study.scenario)}
    found = [
        setting.key
        for setting in asked.space.settings
        if setting.key in entries and role_of(entries[setting.key]) == "fact"
    ]
    if not found:
        return ()
    are = "are facts" if len(found) > 1 else "is a fact"
    return (
        f"{', '.join(found)} {are} to be measured rather than a choice: what is best is of use "
        "only where you can set it",
    )


def _met(races: Races, best: Trial, stated: Point) -> int:
    """Replications of the search that both were lived in."""
    return min(best.replications, races.known[stated].replications)
