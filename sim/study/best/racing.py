"""The race itself: replications of all that are left, until one is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from engine.errors import UsageError
from sim.study.best.asked import Asked
from sim.study.best.procedure import Race
from sim.study.statistics import Measured, Values
from sim.study.trials.experiment import Experiment
from sim.study.trials.inquiry import measured

__all__ = ["Raced", "race"]

ABREAST = 40
"""Lives between two looks, about: the fewer are left, the more replications of each."""


@dataclass(frozen=True)
class Raced:
    """What came of it.

    Attributes:
        race: who is left, and who went when.
        within: difference that matters, in the KPI's unit (money: minor units).
        kpis: of each candidate over the replications that it had.
    """

    race: Race
    within: float
    kpis: Mapping[str, Measured]


def race(asked: Asked, experiment: Experiment) -> Raced:
    """Let all take part until one is left, or the most replications are done."""
    variants, kpi, sign = asked.candidates, asked.inquiry.kpi, asked.sign
    kpis: dict[str, Measured] = {}

    def live(names: list[str], count: int) -> None:
        samples = experiment.samples([variants[name] for name in names], count)
        for name in names:
            found = measured(kpi, samples[variants[name]])
            if found.theta is None:
                raise UsageError(
                    f"{kpi.title} is not defined for a candidate", place="--kpi", found=name,
                    expected="another KPI",
                )  # fmt: skip
            kpis[name] = found

    live(list(variants), asked.first)
    within = asked.target.half(kpis[asked.baseline])
    alpha = 1.0 - asked.probability
    found = Race(tuple(variants), within, alpha, asked.first)
    count = asked.first
    found.run(_signed(found, kpis, sign))
    while not found.over and count < asked.target.most:
        more = max(1, ABREAST // len(found.left))
        step = min(count + more, found.longest, asked.target.most)
        experiment.expect(len(found.left) * (step - count))
        count = step
        live(found.left, count)
        found.run(_signed(found, kpis, sign))
    return Raced(found, within, kpis)


def _signed(found: Race, kpis: Mapping[str, Measured], sign: float) -> dict[str, Values]:
    return {name: sign * kpis[name].values for name in found.left}
