"""The points of a sweep, simulated: figures of every strategy, differences, and who is best."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from engine.errors import UsageError
from sim.study.kpis import Kpi
from sim.study.measures import kpi_estimate, measure, same_luck_same_profit
from sim.study.question import Question
from sim.study.sample import Figures, Sample
from sim.study.statistics import (
    Estimate,
    Measured,
    difference,
    joint_differences,
    mirrored,
)
from sim.study.sweep.asked import Asked
from sim.study.sweep.designs import Place
from sim.study.trials.experiment import Experiment
from sim.study.trials.living import KEPT
from sim.study.verdict import leading

__all__ = ["Point", "gap_of", "points_of"]

RISK = "loss_probability"


@dataclass(frozen=True, slots=True)
class Point:
    """A scenario with other values, simulated.

    Attributes:
        at: the value of each key.
        kpis: by strategy and KPI.
        differences: by ``(a, b)`` and KPI, a - b, paired.
        best: the strategy with the best mean of the KPI judged, a tie going to the baseline; None
            where the KPI is not defined for one.
        sure: whether the joint 95 % intervals of the best minus every other exclude 0.
        judged: the KPI judged, by strategy, replication by replication.
    """

    at: Place
    kpis: Mapping[str, Mapping[str, Estimate]]
    differences: Mapping[tuple[str, str], Mapping[str, Estimate]]
    best: str | None
    sure: bool
    judged: Mapping[str, Measured]


def points_of(asked: Asked, experiment: Experiment) -> Iterator[Point]:
    """All points, in their order; a few are simulated together, so that few markets are kept.

    Raises:
        InputError: values that cannot be simulated. RunError: failed while working.
    """
    together = max(1, KEPT // len(asked.inquiry.strategies))
    for first in range(0, len(asked.places), together):
        chunk = range(first, min(first + together, len(asked.places)))
        variants = {place: asked.variants(place) for place in chunk}
        samples = experiment.samples(one for names in variants.values() for one in names.values())
        for place, names in variants.items():
            found = {name: samples[variant] for name, variant in names.items()}
            yield _point(asked, asked.places[place], found)


def _point(asked: Asked, at: Place, samples: Mapping[str, Sample]) -> Point:
    base, inquiry = samples[asked.baseline], asked.inquiry
    figures = {name: Figures(sample) for name, sample in samples.items()}
    measured = {
        name: {kpi.name: measure(kpi, found, figures[asked.baseline]) for kpi in asked.kpis}
        for name, found in figures.items()
    }
    exact = {name: same_luck_same_profit(sample, base) for name, sample in samples.items()}
    kpis = {
        name: {
            kpi.name: kpi_estimate(kpi, found[kpi.name], exact=exact[name]) for kpi in asked.kpis
        }
        for name, found in measured.items()
    }
    differences = {
        pair: {kpi.name: _difference(asked, kpi, pair, measured, kpis) for kpi in asked.kpis}
        for pair in asked.pairs
    }
    judged = {name: found[inquiry.kpi.name] for name, found in measured.items()}
    best, sure = _best(asked, judged)
    return Point(at, kpis, differences, best, sure, judged)


def _difference(
    asked: Asked,
    kpi: Kpi,
    pair: tuple[str, str],
    measured: Mapping[str, Mapping[str, Measured]],
    kpis: Mapping[str, Mapping[str, Estimate]],
) -> Estimate:
    """As ``compare`` tells it: the baseline's own risk is 0 by definition."""
    first, second = pair
    if kpi.name == RISK and second == asked.baseline:
        return kpis[first][RISK]
    if kpi.name == RISK and first == asked.baseline:
        return mirrored(kpis[second][RISK])
    return difference(measured[first][kpi.name], measured[second][kpi.name])


def _best(asked: Asked, judged: Mapping[str, Measured]) -> tuple[str | None, bool]:
    if any(found.theta is None for found in judged.values()):
        return None, False
    setting, kpi = asked.inquiry.study.setting, asked.inquiry.kpi
    question = Question(
        kpi=kpi, measured=judged, baseline=asked.baseline, currency=setting.currency,
        customers=setting.reported_customers,
    )  # fmt: skip
    best = leading(question)
    others = {name: found for name, found in judged.items() if name != best}
    return best, all(
        one.excludes_zero() for one in joint_differences(judged[best], others).values()
    )


def gap_of(first: Measured, second: Measured) -> Measured:
    """A difference replication by replication, of two that are defined."""
    if first.theta is None or second.theta is None:
        raise UsageError("the KPI is not defined: nothing to divide by")
    pseudo = None
    if first.pseudo is not None and second.pseudo is not None:
        pseudo = first.pseudo - second.pseudo
    return Measured(first.theta - second.theta, pseudo, first.values - second.values)
