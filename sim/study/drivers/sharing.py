"""Mixtures lived, and what they earn shared out: all of them, or along orders that are drawn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np

from engine.errors import UsageError
from sim.study.drivers.asked import PAIRS, Asked
from sim.study.kpis import KPI, Kpi
from sim.study.sample import Sample
from sim.study.shapley import Coalition, coalitions, orders, shapley, steps, weight
from sim.study.statistics import Measured, Values
from sim.study.trials.experiment import Experiment
from sim.study.trials.inquiry import measured

LINES = ("contribution", "media_cost", "platform_cost")
"""What profit is made of."""


@dataclass(frozen=True)
class Shared:
    """What came of it.

    Attributes:
        first, second: the KPI of the two strategies.
        shares: exact mean of each player's.
        values: float64 (replications,) each, of which the intervals are; empty where some mixture
            has no interval.
        lines: by player, mean shares of what a profit is made of, minor units.
    """

    first: Measured
    second: Measured
    shares: Mapping[str, Fraction]
    values: Mapping[str, Values] = field(default_factory=dict)
    lines: Mapping[str, Mapping[str, float]] = field(default_factory=dict)


def all_mixtures(asked: Asked, experiment: Experiment) -> Shared:
    """Exact shares, from all mixtures.

    Raises:
        UsageError: the KPI is not defined for one.
    """
    names = tuple(asked.players)
    variants = {each: asked.variant(each) for each in coalitions(names)}
    samples = experiment.samples(variants.values())
    sets = {each: samples[variant] for each, variant in variants.items()}
    found = {each: measured(asked.inquiry.kpi, sample) for each, sample in sets.items()}
    _refuse_undefined(asked, found)
    lines = {
        line: shapley(names, {each: _mean(KPI[line], one) for each, one in sets.items()})
        for line in lines_of(asked.inquiry.kpi)
    }
    return Shared(
        found[frozenset(names)],
        found[frozenset()],
        shapley(names, {each: Fraction(one.theta or 0.0) for each, one in found.items()}),
        _values(names, {each: one.pseudo for each, one in found.items()}),
        {name: {line: float(share[name]) for line, share in lines.items()} for name in names},
    )


def _values(names: tuple[str, ...], pseudo: Mapping[Coalition, Values | None]) -> dict[str, Values]:
    """Shares replication by replication; empty where some are not defined."""
    known = {each: values for each, values in pseudo.items() if values is not None}
    if len(known) < len(pseudo):
        return {}
    count = len(names)
    return {
        name: np.sum(
            [float(weight(name, each, count)) * values for each, values in known.items()], axis=0
        )
        for name in names
    }


def drawn_orders(asked: Asked, experiment: Experiment) -> Shared:
    """Shares along the orders that each replication draws."""
    plan, names = asked.inquiry.study.plan, tuple(asked.players)
    drawn = [orders(names, PAIRS, plan.seed, number) for number in range(plan.replications)]
    wanted: dict[Coalition, set[int]] = {}
    for number, those in enumerate(drawn):
        for order in those:
            for _, before, after in steps(order):
                wanted.setdefault(before, set()).add(number)
                wanted.setdefault(after, set()).add(number)
    numbers = {each: sorted(those) for each, those in wanted.items()}
    variants = {each: asked.variant(each) for each in numbers}
    samples = experiment.some({variants[each]: those for each, those in numbers.items()})

    def shares(kpi: Kpi) -> dict[str, Values]:
        worth = {
            each: dict(zip(those, measured(kpi, samples[variants[each]]).values, strict=True))
            for each, those in numbers.items()
        }
        found = {name: np.zeros(plan.replications) for name in names}
        for number, those in enumerate(drawn):
            for order in those:
                for name, before, after in steps(order):
                    step = worth[after][number] - worth[before][number]
                    found[name][number] += step / len(those)
        return found

    own = shares(asked.inquiry.kpi)
    lines = {line: shares(KPI[line]) for line in lines_of(asked.inquiry.kpi)}
    first, second = samples[variants[frozenset(names)]], samples[variants[frozenset()]]
    return Shared(
        measured(asked.inquiry.kpi, first),
        measured(asked.inquiry.kpi, second),
        {
            name: sum(map(Fraction, values.tolist()), Fraction(0)) / plan.replications
            for name, values in own.items()
        },
        own,
        {
            name: {line: float(found[name].mean()) for line, found in lines.items()}
            for name in names
        },
    )


def lines_of(kpi: Kpi) -> tuple[str, ...]:
    """What else is shared out beside the KPI."""
    return LINES if kpi.name == "profit" else ()


def _mean(kpi: Kpi, sample: Sample) -> Fraction:
    return Fraction(measured(kpi, sample).theta or 0.0)


def _refuse_undefined(asked: Asked, found: Mapping[Coalition, Measured]) -> None:
    for each, one in found.items():
        if one.theta is None:
            dials = ", ".join(sorted(each)) or "none"
            raise UsageError(
                f"{asked.inquiry.kpi.title} is not defined for a mixture: nothing to divide by",
                place="--kpi",
                found=f"{asked.inquiry.second} with dials of {asked.inquiry.first}: {dials}",
                expected="a KPI that all mixtures have, such as profit",
            )  # fmt: skip
