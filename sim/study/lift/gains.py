"""What things bring: figures with them less figures without, and returns on what they spend."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sim.study.kpis import KPI, KPIS, Kpi
from sim.study.measures import measure
from sim.study.sample import Figures, Sample
from sim.study.statistics import (
    UNDEFINED,
    Estimate,
    Measured,
    Values,
    difference,
    estimate,
    less,
    ratio,
    total,
)

__all__ = ["Discounts", "Return", "discounts_of", "head_counted", "heads", "interaction", "lifts"]

SINGLE = tuple(kpi for kpi in KPIS if kpi.top is not None)
"""KPIs of a single strategy: the others compare two themselves."""


def lifts(full: Sample, silent: Sample) -> dict[str, Estimate]:
    """By KPI, the run with everything less a silent one; same luck, so equal lives give 0."""
    return {kpi.name: difference(_measured(kpi, full), _measured(kpi, silent)) for kpi in SINGLE}


def _measured(kpi: Kpi, sample: Sample) -> Measured:
    return measure(kpi, Figures(sample))


def head_counted(kpi: Kpi) -> bool:
    """Whether it makes sense to divide a KPI by the number of people."""
    return kpi.bottom is None and kpi.unit in ("money", "count", "hours")


def heads(found: Mapping[str, Estimate], people: int) -> dict[str, Estimate]:
    """The same by head of all people, of KPIs that add up."""

    def each(value: float | None) -> float | None:
        return None if value is None else value / people

    return {
        name: Estimate(each(one.mean), each(one.low), each(one.high))
        for name, one in found.items()
        if head_counted(KPI[name])
    }


def interaction(full: Sample, joint: Sample, singles: Sequence[Sample]) -> dict[str, Estimate]:
    """By KPI, what is lost with all silent beyond the sum of what each loses by itself.

    With v the figure: (v - v(all silent)) - sum of (v - v(one silent)).
    """
    found = {}
    for kpi in SINGLE:
        there, silent, *each = (_measured(kpi, one) for one in (full, joint, *singles))
        beyond = less(there, silent)
        for one in each:  # one by one: what nobody uses takes exactly nothing away
            beyond = less(beyond, less(there, one))
        found[kpi.name] = estimate(beyond)
    return found


@dataclass(frozen=True, slots=True)
class Return:
    """What a unit of money spent on media brings in contribution.

    Attributes:
        spent: what the thing spends, minor units a year.
        average: contribution lost over media saved as it falls silent.
        marginal: the same as one percent of it is saved.
        margin: media saved at the margin, minor units a year.
        why: in words, where one of them is not defined.
    """

    spent: float
    average: Estimate = UNDEFINED
    marginal: Estimate = UNDEFINED
    margin: Estimate = UNDEFINED
    why: str | None = None


def gained(full: Sample, less: Sample) -> tuple[Values, Values]:
    """Contribution and media of one run less those of another, by replication; a year's."""
    one, other = Figures(full), Figures(less)
    return (
        (one.contribution - other.contribution) * one.year,
        (one.media - other.media) * one.year,
    )


def per_unit(full: Sample, less: Sample) -> Estimate:
    """Contribution lost over media saved.

    Undefined where it is not sure that any is saved: a ratio to what may be nothing has no bounds
    (Fieller, "Some problems in interval estimation", Journal of the Royal Statistical Society B
    16, 1954).
    """
    lost, saved = gained(full, less)
    sure = estimate(total(saved))
    if not sure.mean or sure.mean <= 0.0 or (sure.has_interval and not sure.excludes_zero()):
        return UNDEFINED
    return estimate(ratio(lost, saved))


def saved_by(full: Sample, less: Sample) -> Estimate:
    """Media saved, minor units a year."""
    return estimate(total(gained(full, less)[1]))


@dataclass(frozen=True)
class Discounts:
    """Discounts in the run with everything, a year, and those to who buys without it too.

    Attributes:
        purchases, money, customers: with an offer; minor units; people are those of the run.
        anyway_purchases, anyway_money, anyway_customers: of these, by who buys in the silent run.
        still_money: of `anyway_money`, what offers give them in the silent run as well.
        share: anyway_money of all money.
    """

    purchases: Estimate
    money: Estimate
    customers: Estimate
    anyway_purchases: Estimate
    anyway_money: Estimate
    anyway_customers: Estimate
    still_money: Estimate
    share: Estimate


def discounts_of(counts: Mapping[str, Values], sample: Sample) -> Discounts:
    """From counts by replication, at the size that is reported."""
    figures = Figures(sample)

    def scaled(name: str) -> Estimate:
        year = 1.0 if name.endswith("customers") else figures.year
        return estimate(total(counts[name] * sample.scale * year))

    return Discounts(
        **{name: scaled(name) for name in counts},
        share=estimate(ratio(counts["anyway_money"], counts["money"])),
    )
