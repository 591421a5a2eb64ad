"""How money comes in through the run: cumulative profit less the baseline's, day by day."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from sim.study.kpis import KPI
from sim.study.money import Currency, json_estimate
from sim.study.results import Kpis
from sim.study.sample import Figures, payback
from sim.study.statistics import estimate, total

__all__ = ["cash_of", "paid_back"]

POINTS = 60
"""Days that are told, at most; the last one among them."""


def cash_of(kpis: Mapping[str, Kpis], baseline: str, currency: Currency) -> dict[str, Any]:
    """Cumulative profit less the baseline's, set-up included, of every other strategy.

    Returns:
        By strategy ``[{day, mean, ci_low, ci_high, unit, period}]``; empty without the baseline.
    """
    if baseline not in kpis:
        return {}
    base = Figures(kpis[baseline].sample)
    ends, start = base.window_ends(), base.cumulative_profit()
    chosen = np.unique(np.linspace(0, len(ends) - 1, min(POINTS, len(ends))).round().astype(int))
    found = {}
    for name, one in kpis.items():
        if name == baseline:
            continue
        gaps = Figures(one.sample).cumulative_profit() - start
        found[name] = [
            {
                "day": round(float(ends[place]), 4),
                **json_estimate(KPI["profit"], estimate(total(gaps[:, place])), currency),
                "period": "once",
            }
            for place in chosen
        ]
    return found


def paid_back(kpis: Mapping[str, Kpis], baseline: str) -> dict[str, int]:
    """In how many replications each other strategy has caught up for good with the baseline by the
    end of the run; empty without the baseline."""
    if baseline not in kpis:
        return {}
    base = Figures(kpis[baseline].sample)
    return {
        name: int(np.isfinite(payback(Figures(one.sample), base)).sum())
        for name, one in kpis.items()
        if name != baseline
    }
