"""Luck shrinks with the size of a market: per head as 1/√N where nobody touches anybody."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from sim.clocks import simulate
from sim.model.market.market import Market
from sim.scenario import Scenario
from tests.invariance.test_people import LOOSE
from tests.verification.runs import UNLIKELY

TIMES = 100
"""How much larger the larger market is."""


def per_head(size: int, days: int, window: str, replications: int) -> np.ndarray:
    """Contribution less media of each replication, minor units a person."""
    scenario = Scenario.from_text(LOOSE).with_values({"scenario.window": window})
    market = Market.build(scenario, "plain", customers=size, days=days)
    earned = []
    for replication in range(replications):
        series = simulate(market, seed=size, replication=replication).series
        earned.append((series[:, 0].sum() - series[:, 1].sum() / 1e6) / size)
    return np.array(earned)


def assert_shrinks(size: int, days: int, window: str, replications: int) -> None:
    """Hold the ratio of variances against the sizes', by its F interval, and the means together."""
    small, large = (per_head(n, days, window, replications) for n in (size, TIMES * size))
    ratio = small.var(ddof=1) / large.var(ddof=1) / TIMES
    free = replications - 1
    low, high = stats.f.ppf([UNLIKELY / 2, 1 - UNLIKELY / 2], free, free)
    assert low < ratio < high, f"{ratio:.2f} of what the sizes say"
    assert stats.ttest_ind(small, large, equal_var=False).pvalue > UNLIKELY
    assert small.std() > 4 * large.std()


def test_the_spread_per_head_shrinks_with_the_root_of_the_market():
    assert_shrinks(size=40, days=10, window="1 d", replications=60)


@pytest.mark.slow
def test_600_against_60000_customers_over_a_year():
    assert_shrinks(size=600, days=365, window="7 d", replications=40)
