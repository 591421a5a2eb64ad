"""Any mixture of the dials of two strategies is defined and runs (DESIGN §1)."""

from __future__ import annotations

import itertools
import random
from functools import cache

import pytest

from sim.clocks import simulate
from sim.model.market.market import Market
from sim.scenario import Scenario
from sim.scenario.dials import mix
from sim.scenario.library import names as library_names
from sim.study.prepare import platform_of
from tests.verification.runs import live

DAYS = 8
PEOPLE = 600


@cache
def scenario_of(name):
    """A built-in scenario with a small market and a short run-in: its dials are what is tried."""
    scenario = Scenario.load(name)
    small = {"scenario.market": min(scenario.scenario.market, PEOPLE)}
    if scenario.document.run_in is not None:
        small["run_in.days"] = 3
    return scenario.with_values(small)


def pairs():
    return [
        (name, first, second)
        for name in library_names()
        for first, second in itertools.combinations(list(scenario_of(name).strategies), 2)
    ]


def mixtures(a, b):
    """All sets of the dials in which two strategies differ."""
    dials = a.differing(b)
    return [
        chosen for size in range(len(dials) + 1) for chosen in itertools.combinations(dials, size)
    ]


def assert_runs(name, first, second, chosen, days):
    scenario = scenario_of(name)
    dials = mix(scenario.resolved(first), scenario.resolved(second), chosen)
    market = Market.build(scenario, first, dials=dials, days=days)
    outcome = simulate(market, seed=2)
    assert outcome.events > 0
    assert (outcome.counters >= 0).all()
    assert platform_of(market).yearly(365.0) >= 0.0
    return outcome


@pytest.mark.parametrize(("name", "first", "second"), pairs())
def test_a_sample_of_mixtures_runs(name, first, second):
    a, b = (scenario_of(name).resolved(one) for one in (first, second))
    every = mixtures(a, b)
    for chosen in random.Random(first + second).sample(every, min(12, len(every))):
        assert_runs(name, first, second, chosen, DAYS)


@pytest.mark.parametrize(("name", "first", "second"), pairs())
def test_no_dial_is_the_one_strategy_and_all_dials_are_the_other(name, first, second):
    scenario = scenario_of(name)
    a, b = scenario.resolved(first), scenario.resolved(second)
    for chosen, whole in (((), first), (a.differing(b), second)):
        found = assert_runs(name, first, second, chosen, DAYS)
        plain = simulate(Market.build(scenario, whole, days=DAYS), seed=2)
        assert (found.digest_sums == plain.digest_sums).all()


@pytest.mark.parametrize(("name", "first", "second"), pairs())
def test_a_mixture_is_the_same_under_both_clocks(name, first, second):
    scenario = scenario_of(name)
    a, b = (scenario.resolved(one) for one in (first, second))
    chosen = random.Random(second).choice(mixtures(a, b))
    dials = mix(a, b, chosen)
    compiled, record = (
        live(scenario, first, dials=dials, days=3, clock=clock) for clock in ("compiled", "simpy")
    )
    assert compiled.rows.tobytes() == record.rows.tobytes()


@pytest.mark.slow
@pytest.mark.parametrize(("name", "first", "second"), pairs())
def test_all_mixtures_run(name, first, second):
    a, b = (scenario_of(name).resolved(one) for one in (first, second))
    for chosen in mixtures(a, b):
        assert_runs(name, first, second, chosen, 4)
