"""What ``breakeven`` answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from sim.study.breakeven.asked import Asked
from sim.study.breakeven.crossings import Crossing
from sim.study.breakeven.curve import Curve, Point
from sim.study.kpis import Kpi
from sim.study.money import json_estimate, json_number
from sim.study.results import Setting
from sim.study.trials.experiment import Experiment

__all__ = ["BreakevenResult"]


@dataclass(frozen=True)
class BreakevenResult:
    """Where two strategies come out the same.

    Attributes:
        key: the number that was varied; now: its stated value, plain units; whole: whether it is a
            whole number.
        low, high: ends of its range.
        crossings: all that were found, ascending.
        points: all that were simulated, ascending.
        trials: lives that it took; found: of these, finished before.
    """

    setting: Setting
    first: str
    second: str
    kpi: Kpi
    key: str
    now: float
    low: float
    high: float
    whole: bool
    crossings: tuple[Crossing, ...]
    points: tuple[Point, ...]
    trials: int
    found: int
    wall_s: float
    study_dir: str | None
    notes: tuple[str, ...] = ()

    @classmethod
    def of(
        cls, asked: Asked, curve: Curve, crossings: tuple[Crossing, ...], experiment: Experiment
    ) -> Self:
        """Gather the answer."""
        study, duel = asked.duel.study, asked.duel
        out = study.options["out"]
        return cls(
            study.setting, duel.first, duel.second, duel.kpi, asked.key, asked.now, asked.grid[0],
            asked.grid[-1], asked.whole, crossings, tuple(curve.points),
            experiment.lived + experiment.found, experiment.found, study.watch.seconds,
            None if out is None else str(out), study.notes(),
        )  # fmt: skip

    @property
    def only(self) -> Crossing | None:
        """The crossing, where there is exactly one."""
        return self.crossings[0] if len(self.crossings) == 1 else None

    def best_at(self, point: Point) -> str | None:
        """The better strategy at a point; None where both come out the same."""
        if point.mean == 0.0:
            return None
        first = (point.mean > 0.0) == (self.kpi.better == "higher")
        return self.first if first else self.second

    def to_json(self) -> dict[str, object]:
        """The object that ``journey breakeven --json`` prints."""
        return {
            **self.answer(),
            "found": self.found,
            "wall_s": round(self.wall_s, 3),
            "study_dir": self.study_dir,
        }

    def answer(self) -> dict[str, object]:
        """The same without what is another each time: ``result.json`` of a study."""
        currency, kpi, one = self.setting.currency, self.kpi, self.only
        return {
            **self.setting.to_json(),
            "first": self.first,
            "second": self.second,
            "kpi": kpi.name,
            "key": self.key,
            "now": self.now,
            "low": self.low,
            "high": self.high,
            "value": None if one is None else one.value,
            "ci_low": None if one is None else one.low,
            "ci_high": None if one is None else one.high,
            "crossings": [
                {
                    "value": each.value,
                    "ci_low": each.low,
                    "ci_high": each.high,
                    "best_below": self._best(above=not each.above),
                    "best_above": self._best(above=each.above),
                }
                for each in self.crossings
            ],
            "points": [
                {
                    "at": point.at,
                    self.first: json_number(kpi, point.first, currency),
                    self.second: json_number(kpi, point.second, currency),
                    "difference": json_estimate(kpi, point.gap, currency),
                }
                for point in self.points
            ],
            "trials": self.trials,
            "notes": list(self.notes),
        }

    def _best(self, *, above: bool) -> str:
        """The better strategy where the first has more, or less."""
        return self.first if above == (self.kpi.better == "higher") else self.second
