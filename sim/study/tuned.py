"""A comparison of strategies that were tuned alike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sim.study.kpis import Kpi
from sim.study.money import Currency, json_estimate
from sim.study.optimise.racing import Allowance
from sim.study.optimise.tuning import Found
from sim.study.results import Kpis, Line
from sim.study.statistics import Estimate, difference
from sim.study.uncertainty.carried import Carried

__all__ = ["Tuned"]


@dataclass(frozen=True)
class Tuned:
    """All strategies, tuned with the same effort, on replications that no search has met.

    Attributes:
        kpi: what they were tuned for.
        allowance: evaluations of each.
        found: what was set, by strategy.
        untuned: their KPIs as stated.
        line: their KPIs as tuned, differences and verdict.
    """

    kpi: Kpi
    allowance: Allowance
    found: Mapping[str, Found]
    untuned: Mapping[str, Kpis]
    line: Line

    def gain(self, name: str) -> Estimate:
        """What tuning brings to a strategy: tuned less stated, on the same luck."""
        key = self.kpi.name
        return difference(self.line.kpis[name].measured[key], self.untuned[name].measured[key])

    def to_json(self, currency: Currency) -> dict[str, object]:
        """``{evaluations, each, strategies: {name: {values, kpi, …}}, differences, verdict}``."""
        kpi, name = self.kpi, self.kpi.name

        def told(found: Estimate) -> dict[str, float | str | None]:
            return json_estimate(kpi, found, currency)

        return {
            "evaluations": self.allowance.evaluations,
            "each": self.allowance.each,
            "strategies": {
                each: {
                    "values": found.space.told(found.point),
                    "stated": {
                        "values": found.space.told(found.space.stated),
                        "kpi": told(self.untuned[each].estimates[name]),
                    },
                    "kpi": {"name": name, **told(self.line.kpis[each].estimates[name])},
                    "gain": told(self.gain(each)),
                    "search_gain": told(found.search_gain),
                    "tried": found.tried,
                    "kpis": self.line.kpis[each].to_json(currency),
                }
                for each, found in self.found.items()
            },
            "differences": {
                one.name: one.to_json(currency, Carried()) for one in self.line.differences
            },
            "verdict": self.line.verdict.to_json(currency),
        }
