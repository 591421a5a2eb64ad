"""What ``breakeven`` answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from sim.scenario.ledger import ledger
from sim.study.breakeven.asked import Asked
from sim.study.kpis import Kpi
from sim.study.money import json_estimate, json_number
from sim.study.trials.answer import Answer, effort
from sim.study.trials.experiment import Experiment
from sim.study.trials.ranges import Span
from sim.study.turning.crossings import Crossing
from sim.study.turning.curve import Curve, Point

if TYPE_CHECKING:
    from sim.scenario import Scenario

__all__ = ["BreakevenResult"]


@dataclass(frozen=True, kw_only=True)
class BreakevenResult(Answer):
    """Where two strategies come out the same.

    Attributes:
        span: the number that was varied, and its range.
        unit: of that number, as the ledger has it.
        crossings: all that were found, ascending.
        points: all that were simulated, ascending.
    """

    first: str
    second: str
    kpi: Kpi
    span: Span
    unit: str
    crossings: tuple[Crossing, ...]
    points: tuple[Point, ...]

    @classmethod
    def of(
        cls, asked: Asked, curve: Curve, crossings: tuple[Crossing, ...], experiment: Experiment
    ) -> Self:
        """Gather the answer."""
        inquiry = asked.inquiry
        return cls(
            **effort(inquiry, experiment),
            first=inquiry.first,
            second=inquiry.second,
            kpi=inquiry.kpi,
            span=asked.span,
            unit=_unit(inquiry.study.scenario, asked.span.key),
            crossings=crossings,
            points=tuple(curve.points),
        )

    @property
    def only(self) -> Crossing | None:
        """The crossing, where there is exactly one."""
        return self.crossings[0] if len(self.crossings) == 1 else None

    def told(self) -> dict[str, object]:
        """The crossings, and the points behind them."""
        currency, kpi, one = self.setting.currency, self.kpi, self.only
        return {
            "first": self.first,
            "second": self.second,
            "kpi": kpi.name,
            "key": self.span.key,
            "unit": self.unit,
            "now": self.span.now,
            "low": self.span.low,
            "high": self.span.high,
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
        }

    def _best(self, *, above: bool) -> str:
        """The better strategy where the first has more, or less."""
        return self.first if above == (self.kpi.better == "higher") else self.second


def _unit(scenario: Scenario, key: str) -> str:
    """That of a number of the scenario; "number" where it has none."""
    return next((one.unit for one in ledger(scenario) if one.key == key), "number")
