"""What ``sweep`` answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from engine.errors import InputError, UsageError
from sim.scenario.ledger import ledger
from sim.study.kpis import KPI, Kpi
from sim.study.money import json_estimate, json_number
from sim.study.statistics import Estimate, Measured
from sim.study.sweep.asked import Asked
from sim.study.sweep.inputs import Input, clean
from sim.study.sweep.points import Point, gap_of
from sim.study.sweep.sensitivity import Effect, Method, Target, target_of
from sim.study.trials.answer import Answer, effort
from sim.study.trials.experiment import Experiment

if TYPE_CHECKING:
    from sim.scenario import Scenario

__all__ = ["SweepResult"]


@dataclass(frozen=True, kw_only=True)
class SweepResult(Answer):
    """Strategies at the points of a design.

    Attributes:
        strategies: in their order; baseline: what the others are compared with.
        kpi: by which points are judged.
        inputs: what was varied, design: how.
        now: by key, its stated value; None where the file has none that can be told in one.
        units: by key, that of the ledger; None where it is no number.
        points: all of them, in the order of the design.
        method: the analysis, where one was asked for.
        targets: what hangs on which input, of every strategy and every difference.
    """

    strategies: tuple[str, ...]
    baseline: str
    kpi: Kpi
    inputs: tuple[Input, ...]
    design: str
    now: Mapping[str, Any]
    units: Mapping[str, str | None]
    points: tuple[Point, ...]
    method: Method | None
    targets: tuple[Target, ...]

    @classmethod
    def of(cls, asked: Asked, points: Sequence[Point], experiment: Experiment) -> Self:
        """Gather the answer, with the sensitivities that were asked for.

        Raises:
            UsageError: sensitivities of a KPI that is not defined at some point.
        """
        inquiry = asked.inquiry
        scenario = inquiry.study.scenario
        units = {entry.key: entry.unit for entry in ledger(scenario)}
        return cls(
            **effort(inquiry, experiment),
            strategies=inquiry.strategies,
            baseline=asked.baseline,
            kpi=inquiry.kpi,
            inputs=asked.inputs,
            design=asked.design,
            now={each.key: _now(scenario, each.key) for each in asked.inputs},
            units={each.key: units.get(each.key) for each in asked.inputs},
            points=tuple(points),
            method=asked.method,
            targets=() if asked.method is None else tuple(_targets(asked, points)),
        )

    @property
    def keys(self) -> tuple[str, ...]:
        """What was varied."""
        return tuple(each.key for each in self.inputs)

    @property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """Strategies whose difference is told."""
        return tuple(self.points[0].differences)

    @property
    def wins(self) -> dict[str, tuple[int, int]]:
        """By strategy, at how many points it is best, and at how many of them beyond chance."""
        best = Counter(point.best for point in self.points)
        sure = Counter(point.best for point in self.points if point.sure)
        return {name: (best[name], sure[name]) for name in self.strategies}

    @property
    def alike(self) -> bool:
        """Whether strategies never differ in the KPI judged, at any point, in any replication."""
        exactly = Estimate(0.0, 0.0, 0.0)
        return len(self.strategies) > 1 and all(
            found[self.kpi.name] == exactly
            for point in self.points
            for found in point.differences.values()
        )

    def told(self) -> dict[str, object]:
        """The points, and what hangs on which input."""
        return {
            "strategies": list(self.strategies),
            "baseline": self.baseline,
            "kpi": self.kpi.name,
            "design": self.design,
            "keys": {
                each.key: {"now": self.now[each.key], "unit": self.units[each.key], **_ends(each)}
                for each in self.inputs
            },
            "size": len(self.points),
            "undefined": sum(point.best is None for point in self.points),
            "alike": self.alike,
            "best": {
                name: {"points": count, "beyond_chance": sure}
                for name, (count, sure) in self.wins.items()
            },
            "points": [self._point(point) for point in self.points],
            **({"sensitivity": self._sensitivity()} if self.method is not None else {}),
        }

    def _point(self, point: Point) -> dict[str, object]:
        return {
            "at": dict(point.at),
            "best": point.best,
            "beyond_chance": point.sure,
            "kpis": {name: self._row(found) for name, found in point.kpis.items()},
            "differences": {
                f"{first} - {second}": self._row(found)
                for (first, second), found in point.differences.items()
            },
        }

    def _row(self, found: Mapping[str, Estimate]) -> dict[str, object]:
        currency = self.setting.currency
        return {name: json_estimate(KPI[name], one, currency) for name, one in found.items()}

    def _sensitivity(self) -> dict[str, object]:
        assert self.method is not None
        currency, amounts = self.setting.currency, self.design == "screening"
        return {
            "method": self.method.name,
            "kpi": self.kpi.name,
            "of": {
                one.name: {
                    "mean": json_number(self.kpi, one.mean, currency),
                    "spread": json_number(self.kpi, one.spread, currency),
                    "line": json_number(self.kpi, one.line, currency) if amounts else one.line,
                    "luck": None if one.luck is None else float(f"{one.luck:.6g}"),
                    "inputs": {each.key: self._measures(each) for each in one.effects},
                    "matters": list(one.matters),
                    "any_value": list(one.anything),
                }
                for one in self.targets
            },
        }

    def _measures(self, effect: Effect) -> dict[str, object]:
        """Effects in the KPI's unit, parts of a variance as they are."""
        amounts = self.design == "screening"
        return {name: self._measure(one, amounts) for name, one in effect.measures.items()}

    def _measure(self, one: Estimate, amounts: bool) -> dict[str, float | None]:
        ends = {"mean": one.mean, "ci_low": one.low, "ci_high": one.high}
        if amounts:
            currency = self.setting.currency
            return {name: json_number(self.kpi, end, currency) for name, end in ends.items()}
        return {
            name: None if end is None else float(f"{end:.6g}") + 0.0 for name, end in ends.items()
        }


def _now(scenario: Scenario, key: str) -> Any:
    """The stated value of a key; None where a table stands there, or nothing."""
    if key in scenario.numbers:
        return clean(scenario.numbers[key])
    try:
        value = scenario.get(key)
    except InputError:  # of a key that changes during the run have
        return None
    return None if isinstance(value, dict) else value


def _ends(each: Input) -> dict[str, Any]:
    return {name: value for name, value in each.told().items() if name != "key"}


def _targets(asked: Asked, points: Sequence[Point]) -> list[Target]:
    """Every strategy, and every difference."""
    method, size = asked.method, asked.size
    assert method is not None
    assert size is not None
    keys, seed = sorted(each.key for each in asked.inputs), asked.inquiry.study.plan.seed
    shares = method.shares(len(keys), size, seed)
    figures: dict[str, list[Measured]] = {}
    for number, point in enumerate(points, start=1):
        if point.best is None:
            raise UsageError(
                f"{asked.inquiry.kpi.title} is not defined everywhere: nothing to divide by",
                place="--kpi", found=f"point {number:,} of {len(points):,}",
                expected="another KPI, or other ranges",
            )  # fmt: skip
        for name, one in point.judged.items():
            figures.setdefault(name, []).append(one)
        for first, second in point.differences:
            gap = gap_of(point.judged[first], point.judged[second])
            figures.setdefault(f"{first} - {second}", []).append(gap)
    return [target_of(name, method, keys, shares, found, seed) for name, found in figures.items()]
