"""From a strategy's sums to its KPIs: measured, estimated, compared."""

from __future__ import annotations

import numpy as np

from sim.study.kpis import KPIS, Kpi
from sim.study.sample import Figures, Sample, payback
from sim.study.statistics import (
    Estimate,
    Measured,
    estimate,
    ratio,
    restricted,
    share,
    total,
)


def measure(kpi: Kpi, figures: Figures, baseline: Figures | None = None) -> Measured:
    """One KPI of one strategy over all replications, money in minor units.

    Args:
        figures: the strategy's sums, whole or of one channel.
        baseline: the baseline's sums, for the two KPIs that need one; else undefined.
    """
    if kpi.top is None:
        if baseline is None:
            return total(np.full(figures.sample.replications, np.nan))
        if kpi.name == "payback_days":
            return total(restricted(payback(figures, baseline), figures.sample.days))
        return total((figures.profit < baseline.profit).astype(np.float64))
    if kpi.bottom is None:
        return total(kpi.top(figures))
    return ratio(kpi.top(figures), kpi.bottom(figures))


def measure_all(sample: Sample, baseline: Sample | None = None) -> dict[str, Measured]:
    """Every KPI of one strategy, by name."""
    figures = Figures(sample)
    against = None if baseline is None else Figures(baseline)
    return {kpi.name: measure(kpi, figures, against) for kpi in KPIS}


def measure_channels(sample: Sample) -> dict[str, dict[str, Measured]]:
    """The KPIs that exist per channel, by channel and name."""
    return {
        channel: {kpi.name: measure(kpi, Figures(sample, index)) for kpi in KPIS if kpi.channels}
        for index, channel in enumerate(sample.channels)
    }


def kpi_estimate(kpi: Kpi, measured: Measured, *, exact: bool = False) -> Estimate:
    """Mean and interval of a KPI; a share of replications gets the exact binomial interval.

    Args:
        exact: for a KPI that holds by definition, as the baseline's own risk of earning less.
    """
    if kpi.name == "loss_probability" and measured.pseudo is not None and not exact:
        return share(int(measured.pseudo.sum()), measured.pseudo.size)
    return estimate(measured)


def same_luck_same_profit(sample: Sample, baseline: Sample) -> bool:
    """Whether a strategy earns the baseline's profit exactly, in every replication."""
    return np.array_equal(Figures(sample).profit, Figures(baseline).profit)
