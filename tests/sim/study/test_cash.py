"""Money through a run: who has caught up with the baseline, and in how many replications."""

from __future__ import annotations

import pytest

from sim.study.compare import compare
from sim.study.sample import Figures

DAYS = 60.0


@pytest.fixture(scope="module")
def found():
    return compare("auto-service", days=DAYS, replications=6, seed=3, draws=0)


def test_who_is_not_behind_at_the_end_has_paid_back(found):
    kpis = found.lines[0].kpis
    base = Figures(kpis["today"].sample).cumulative_profit()
    gaps = {
        name: Figures(one.sample).cumulative_profit() - base
        for name, one in kpis.items()
        if name != "today"
    }
    assert found.paid_back == {name: int(sum(gap[:, -1] >= 0.0)) for name, gap in gaps.items()}
    assert found.answer()["paid_back"] == found.paid_back
    assert min(found.paid_back.values()) == 0
    assert max(found.paid_back.values()) > 0


def test_who_never_pays_back_counts_as_the_whole_run(found):
    told = found.answer()["strategies"]
    never = [name for name, count in found.paid_back.items() if count == 0]
    assert never
    assert all(told[name]["payback_days"]["mean"] == DAYS for name in never)
