"""Both clocks, any number of blocks and threads: the same bytes.

The quick tests run some random scenarios, the slow ones hundreds; both take numbers in a row, so
that a failure names the scenario: ``python -m tests.random_scenarios 17`` prints number 17.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from sim.clocks import compiled, world
from sim.clocks.cohorts import CYCLE
from sim.clocks.drive import drive
from sim.clocks.outcome import Outcome
from sim.clocks.world import World
from sim.model.market.market import Market
from sim.model.records.layout import PARKED
from sim.model.records.mechanisms import MECHANISMS
from sim.scenario import Scenario
from sim.scenario.kinds import PRESETS
from sim.scenario.library import names
from tests.digests import markets
from tests.random_scenarios import ALL_KINDS, random_scenario, scenarios

QUICK = [*range(20), *range(ALL_KINDS, ALL_KINDS + 4)]
SLOW = [*range(20, 240), *range(ALL_KINDS + 4, ALL_KINDS + 60)]
BLOCK = 256
SEED = 7
LIBRARY = [(name, strategy) for name in names() for strategy in Scenario.load(name).strategies]


@dataclass
class Lived:
    """What a clock leaves behind: results, and the state of every customer."""

    outcome: Outcome
    customers: np.ndarray[Any, Any]


def live(market: Market, replication: int = 0, **clock: Any) -> Lived:
    """One replication under one clock."""
    world = World(market, None, seed=SEED, replication=replication)
    drive(world, **clock)
    customers = world.customers.copy()
    customers["flags"] &= ~np.uint8(PARKED)  # how the compiled clock marks who is in a queue
    return Lived(world.outcome(), customers)


def same(a: Lived, b: Lived) -> None:
    """Digest, counters, series and the last state are equal."""
    assert a.outcome.events == b.outcome.events
    np.testing.assert_array_equal(a.outcome.digest_sums, b.outcome.digest_sums)
    np.testing.assert_array_equal(a.outcome.counters, b.outcome.counters)
    np.testing.assert_array_equal(a.outcome.series, b.outcome.series)
    for name in a.customers.dtype.names:
        np.testing.assert_array_equal(a.customers[name], b.customers[name], err_msg=name)


def blocks(customers: int, wanted: int) -> int:
    """Size of a block, so that there are as many blocks as wanted, or as many as can be."""
    units = -(-customers // BLOCK)
    return max(1, units // wanted) * BLOCK


def agree(market: Market, replication: int = 0) -> int:
    """Hold the SimPy clock against the compiled one in 1, 2 and 5 blocks; the number of events."""
    record = live(market, replication, clock="simpy")
    for wanted, threads in ((1, 1), (2, 2), (5, 2)):
        block = blocks(market.customers, wanted)
        same(record, live(market, replication, clock="compiled", threads=threads, block=block))
    return record.outcome.events


@pytest.mark.parametrize("number", QUICK)
def test_random_scenarios_agree(number: int) -> None:
    for market in markets(random_scenario(number), number):
        agree(market, replication=number % 3)


@pytest.mark.slow
@pytest.mark.parametrize("number", SLOW)
def test_many_random_scenarios_agree(number: int) -> None:
    for market in markets(random_scenario(number), number):
        agree(market, replication=number % 3)


@pytest.mark.slow
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(scenarios())
def test_scenarios_of_hypothesis_agree(text: str) -> None:
    for market in markets(text, 0):
        agree(market)


@pytest.mark.parametrize(("name", "strategy"), LIBRARY)
def test_the_library_agrees(name: str, strategy: str) -> None:
    small = Scenario.load(name).with_values({"scenario.market": 600})
    assert agree(Market.build(small, strategy, days=75)) > 100


@pytest.mark.parametrize("name", names())
def test_tables_of_what_mass_media_carry_agree(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Small markets make do without; the SimPy clock lives in full what tables let pass."""
    monkeypatch.setattr(world, "MANY", 0)
    small = Scenario.load(name).with_values({"scenario.market": 600})
    assert agree(Market.build(small, "omnichannel", days=60)) > 100


def test_rooms_that_start_small_grow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiled, "FLIGHTS_AT_FIRST", 1)
    scenario = Scenario.load("auto-service").with_values(
        {"scenario.window": "7 d", "scenario.market": 1_200}
    )
    market = Market.build(scenario, "omnichannel", days=60)
    record = live(market, 0, clock="simpy")
    for size in (BLOCK, 5 * BLOCK):
        same(record, live(market, 0, clock="compiled", block=size))
        clock = compiled.CompiledClock(World(market, None, seed=SEED, replication=0), block=size)
        clock.run()
        assert all(len(lane.flights) > 1 for lane in clock.lanes)


def test_standings_that_outlast_the_marks_of_windows() -> None:
    hourly = {"scenario.window": "1 h", "scenario.market": 60}
    market = Market.build(
        Scenario.load("auto-service").with_values(hourly), "cross-channel", days=200
    )
    assert market.windows > 10 * CYCLE
    same(live(market, clock="simpy"), live(market, clock="compiled"))


@pytest.mark.slow
@pytest.mark.parametrize(("name", "strategy"), LIBRARY)
def test_the_library_agrees_for_a_year_at_five_blocks(name: str, strategy: str) -> None:
    larger = Scenario.load(name).with_values({"scenario.market": 1_400})
    assert agree(Market.build(larger, strategy)) > 1_000


def test_the_quick_scenarios_open_every_door() -> None:
    opened: set[int] = set()
    for number in QUICK:
        for market in markets(random_scenario(number), number):
            opened |= market.doors
        if len(opened) == len(MECHANISMS):
            return
    assert {MECHANISMS[door] for door in opened} == set(MECHANISMS)


def test_the_built_in_scenarios_open_every_door() -> None:
    scenarios = [Scenario.load(name) for name in names()]
    opened = {
        door for one in scenarios for door in Market.build(one, next(iter(one.strategies))).doors
    }
    assert {MECHANISMS[door] for door in opened} == set(MECHANISMS)


@pytest.mark.parametrize("number", range(40))
def test_every_random_scenario_is_valid(number: int) -> None:
    Scenario.from_text(random_scenario(ALL_KINDS + number))


def test_random_scenarios_have_channels_of_every_kind() -> None:
    kinds = {
        channel["kind"]
        for number in SLOW
        for channel in tomllib.loads(random_scenario(number))["channel"]
    }
    assert kinds == set(PRESETS)
