"""Shadow prices that an outcome tells, window by window and channel by channel."""

from __future__ import annotations

import numpy as np
import pytest

from sim.clocks.drive import simulate
from sim.model.market.market import Market
from sim.scenario import Scenario

SHORT = {"budget.total": 1_000}
"""Far less than all that qualifies would cost."""


def lived(strategy, values=(), clock="compiled", threads=1, days=20.0):
    scenario = Scenario.load("new-to-digital").with_values(dict(values))
    market = Market.build(scenario, strategy, days=days)
    outcome = simulate(market, seed=4, replication=0, clock=clock, threads=threads)
    return market, outcome.prices


def of(market, prices, channel):
    return prices[:, market.channels.index(channel)]


@pytest.mark.parametrize("strategy", ["omnichannel", "multichannel"])
def test_both_clocks_tell_the_same_prices(strategy):
    values = SHORT
    market, compiled = lived(strategy, values)
    assert compiled.shape == (market.windows, len(market.channels))
    assert np.any(compiled > 0.0)
    assert np.array_equal(compiled, lived(strategy, values, clock="simpy")[1])
    assert np.array_equal(compiled, lived(strategy, values, threads=2)[1])


def test_money_for_all_has_no_price_and_less_of_it_a_higher_one():
    _, rich = lived("omnichannel", {"budget.total": 1_000_000})
    assert not rich.any()
    poor, poorer = (
        lived("omnichannel", {"budget.total": total})[1].mean() for total in (3_000, 1_000)
    )
    assert 0.0 < poor < poorer


def test_without_money_there_is_no_price_that_would_do():
    _, prices = lived("omnichannel", {"budget.total": 0})
    assert np.all(np.isinf(prices))


def test_the_least_return_is_the_least_price():
    _, prices = lived("omnichannel", {"budget.total": 10**6, "budget.minimum_return": 2.0})
    assert np.all(prices == 2.0)


def test_one_purse_has_one_price_and_several_have_their_own():
    market, prices = lived("omnichannel", SHORT)
    assert np.array_equal(of(market, prices, "email"), of(market, prices, "facebook"))
    market, prices = lived("multichannel", SHORT)
    assert not np.array_equal(of(market, prices, "email"), of(market, prices, "facebook"))
