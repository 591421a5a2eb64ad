"""What rests changes nothing else: silent treatments, absent channels, personas left alone."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from sim.clocks import simulate
from sim.clocks.world import World
from sim.model.market.market import Market
from sim.model.records.vocabulary import EVENT
from sim.scenario import Scenario
from sim.scenario.library import names
from sim.scenario.silence import Silence, Thing
from tests.invariance.worlds import text_of
from tests.random_scenarios import random_scenario
from tests.verification.runs import live

EVERYTHING = Silence((Thing("everything"),))
RUN_IN = (11, 12)
"""Random scenarios with a run-in and mass media."""
CASES = (3, 13, *RUN_IN)
BRAND = [EVENT[name] for name in ("deliver", "bounce", "impression")]
"""Events that take an action of the firm."""
DAYS = 25.0


@cache
def small(name):
    """A scenario of the library with few people, as `tests.digests` has them."""
    return Scenario.load(name).with_values({"scenario.market": 600})


def equal(one, other):
    np.testing.assert_array_equal(one.digest_sums, other.digest_sums)
    np.testing.assert_array_equal(one.counters, other.counters)
    np.testing.assert_array_equal(one.series, other.series)


@pytest.mark.parametrize("name", names())
def test_a_channel_that_no_action_uses_has_no_lift_under_any_strategy(name):
    scenario = small(name)
    used = {
        strategy: {
            treatment.channel
            for _, phase in scenario.phases()
            for place, action in enumerate(phase.actions)
            if phase.resolved(strategy).actions[place]
            for treatment in action.treatments
        }
        for strategy in scenario.strategies
    }
    found = 0
    for strategy, channels in used.items():
        idle = [channel.name for channel in scenario.channels if channel.name not in channels]
        if not idle:
            continue
        found += 1
        silence = Silence(tuple(Thing("channel", name) for name in idle))
        full, silent = (
            simulate(Market.build(one, strategy, days=DAYS), seed=3)
            for one in (scenario, silence.apply(scenario))
        )
        equal(full, silent)
    assert found, "every strategy uses every channel"


@pytest.mark.parametrize("name", names())
def test_silence_everywhere_is_a_strategy_without_actions(name):
    scenario = small(name)
    for strategy in ("omnichannel", "multichannel"):
        none = scenario.with_values({f"strategy.{strategy}.actions": []})
        silent = EVERYTHING.apply(scenario)
        markets = [Market.build(one, strategy, days=DAYS) for one in (none, silent)]
        equal(*(simulate(market, seed=5) for market in markets))
        assert markets[0].platform == markets[1].platform


def rests(scenario):
    """A bit of everything that can rest."""
    channels = sorted({t.channel for action in scenario.actions for t in action.treatments})
    booked = {channel.books for channel in scenario.channels}
    paid = {channel.pays_at for channel in scenario.channels}
    absent = [name for name in channels if name not in booked | paid][:1]
    things = [Thing("channel", name) for name in channels[-2:]]
    return Silence((*things, Thing("persona", scenario.personas[0].name)), tuple(absent))


@pytest.mark.parametrize("number", CASES)
def test_both_clocks_agree_on_what_rests(number):
    scenario = Scenario.from_text(random_scenario(number))
    edited = rests(scenario).apply(scenario)
    strategy = next(iter(scenario.strategies))
    days = min(20.0, scenario.scenario.days)
    market = Market.build(edited, strategy, days=days)
    compiled = simulate(market, seed=7)
    equal(compiled, simulate(market, seed=7, clock="simpy"))
    equal(compiled, simulate(market, seed=7, threads=2, block=256))


WITH_HISTORY = text_of("auto-service") + '\n[run_in]\nstrategy = "omnichannel"\ndays = 60\n'


@pytest.mark.parametrize("text", [WITH_HISTORY, *map(random_scenario, RUN_IN)])
def test_a_run_in_still_has_what_is_silent_and_absent(text, monkeypatch):
    scenario = Scenario.from_text(text)
    strategy = list(scenario.strategies)[-1]
    seen = []

    def remember(self, begin=World._begin_run):
        seen.append(self.customers.copy())
        begin(self)
        seen.append(self.customers["affinity"].copy())

    monkeypatch.setattr(World, "_begin_run", remember)
    edited = rests(scenario).apply(scenario)
    for one in (scenario, EVERYTHING.apply(scenario), edited):
        simulate(Market.build(one, strategy, days=1.0), seed=2)
    before, _, silent, _, absent, later = seen
    np.testing.assert_array_equal(before, silent)
    np.testing.assert_array_equal(before, absent)
    for place, channel in enumerate(edited.channels):
        expected = 0 if channel.absent else before["affinity"][:, place]
        assert np.all(later[:, place] == expected)


@pytest.mark.parametrize("case", ["auto-service", "random-3", "random-11", "random-13"])
def test_no_action_reaches_who_is_left_alone(case):
    scenario = Scenario.from_text(text_of(case))
    persona = scenario.personas[0].name
    edited = Silence((Thing("persona", persona),)).apply(scenario)
    reached = 0
    for strategy in scenario.strategies:
        run = live(edited, strategy, seed=3, days=min(40.0, scenario.scenario.days))
        whose = run.before["persona"][run.rows["customer"] - run.before["id"][0]]
        brand = np.isin(run.rows["event"], BRAND) & (run.rows["action"] >= 0)
        alone = whose == run.market.personas.index(persona)
        assert not np.any(brand & alone)
        reached += np.count_nonzero(brand)
    assert reached > 0


def test_nobody_uses_an_absent_channel():
    scenario = Scenario.from_text(text_of("auto-service"))
    for name in ("web", "email", "phone"):
        edited = Silence(absent=(name,)).apply(scenario)
        run = live(edited, "omnichannel", seed=3, days=60.0)
        place = run.market.channels.index(name)
        assert not run.outcome.counters[place, 1:].any() or name == run.market.channels[0]
        assert not np.any(run.rows["channel"] == place)
        assert run.count("purchases") > 0


def test_draws_of_a_sibling_stay_as_they_were():
    """The second treatment of an action keeps its luck as the first falls silent."""
    scenario = Scenario.from_text(text_of("auto-service"))
    edited = Silence((Thing("channel", "email"),)).apply(scenario)
    one, other = (
        Market.build(each, "omnichannel").phases[0].params[0] for each in (scenario, edited)
    )
    np.testing.assert_array_equal(one["t_entity"], other["t_entity"])
    assert one["t_allowed"].sum() > other["t_allowed"].sum()
