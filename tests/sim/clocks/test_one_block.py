"""Windows that compiled code lives one after the other: what it asks for on the way is given."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.clocks import cohort_room, delays, one_block, windows
from sim.clocks.arrays import whole
from sim.clocks.compiled import CompiledClock
from sim.clocks.one_block import OneBlockClock
from sim.clocks.world import World
from sim.model.market.market import Market
from sim.scenario import Scenario
from sim.scenario.library import text_of
from tests.digests import markets
from tests.random_scenarios import random_scenario

WISHES = {
    getattr(windows, name): name
    for name in (
        "COHORTS", "ROWS", "PRICES", "PICKS", "TO_FLUSH", "FLIGHTS", "SLOTS", "HEAP",
        "NOTES", "TO_CLOSE",
    )
}  # fmt: skip


class Stored:
    """Keeps all rows of events."""

    def __init__(self) -> None:
        self.parts: list[np.ndarray[Any, Any]] = []

    def write(self, rows: np.ndarray[Any, Any], *, replication: int, first_window: int) -> None:
        assert replication == 0
        assert first_window >= 0
        self.parts.append(rows)

    def close(self) -> None:
        """Nothing is open."""

    def sorted(self) -> np.ndarray[Any, Any]:
        return np.sort(np.concatenate(self.parts), order=("customer", "sequence"))


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    """How often each wish was asked for, by name; there is hardly any room to begin with."""
    monkeypatch.setattr(cohort_room, "AT_FIRST", 1)
    monkeypatch.setattr(one_block, "FLIGHTS_AT_FIRST", 1)
    monkeypatch.setattr(one_block, "ENTRIES_AT_FIRST", 1)
    counted = dict.fromkeys(WISHES.values(), 0)
    grant = OneBlockClock._grant

    def counting(self: OneBlockClock, wish: int) -> None:
        counted[WISHES[wish]] += 1
        grant(self, wish)

    monkeypatch.setattr(OneBlockClock, "_grant", counting)
    return counted


def markets_lived() -> list[Market]:
    """Markets that ask for everything between them."""
    weekly = Scenario.load("auto-service").with_values(
        {"scenario.window": "7 d", "scenario.market": 1_200}
    )
    linked = Scenario.load("auto-service").with_values({"scenario.market": 600})
    return [
        *(Market.build(weekly, strategy, days=60) for strategy in ("omnichannel", "cross-channel")),
        Market.build(linked, "cross-channel", days=40),
        *(market for number in range(8) for market in markets(random_scenario(number), number)),
    ]


def test_all_that_is_asked_for_is_given(asked: dict[str, int]) -> None:
    """The other clock, which goes back to Python at every stage, ends in the same place."""
    for market in markets_lived():
        stored = Stored(), Stored()
        one, other = (World(market, None, seed=3, replication=0, sink=sink) for sink in stored)
        OneBlockClock(one).run()
        CompiledClock(other).run()
        assert stored[0].sorted().tobytes() == stored[1].sorted().tobytes()  # there are NaN
        assert one.outcome().events == other.outcome().events
        np.testing.assert_array_equal(one.outcome().digest_sums, other.outcome().digest_sums)
        np.testing.assert_array_equal(one.customers, other.customers)
    assert min(asked.values()) > 0, asked


@pytest.mark.parametrize("at_once", [1, 7 * 600, 10**9])
def test_results_do_not_depend_on_how_many_windows_a_call_lives(
    at_once: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(one_block, "AT_ONCE", at_once)
    scenario = Scenario.load("auto-service").with_values({"scenario.market": 600})
    closed = 0

    def close(count: int) -> None:
        nonlocal closed
        closed += count

    market = Market.build(scenario, "omnichannel", days=60)
    one = World(market, None, seed=3, replication=0, each_window=close)
    OneBlockClock(one).run()
    assert closed == 60
    other = World(market, None, seed=3, replication=0)
    CompiledClock(other).run()
    np.testing.assert_array_equal(one.outcome().digest_sums, other.outcome().digest_sums)


@pytest.mark.parametrize(("most", "plenty"), [(16, 1_024), (1_024, 4)])
def test_cohorts_that_nobody_is_in_are_forgotten(
    most: int, plenty: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Numbers run out, or there are plenty: customers are sorted anew, with the same results."""
    scenario = Scenario.load("growing-brand").with_values({"scenario.market": 16})
    market = Market.build(scenario, "omnichannel", days=300)
    record = World(market, None, seed=3, replication=0)
    CompiledClock(record).run()
    monkeypatch.setattr(cohort_room, "AT_FIRST", 4)
    monkeypatch.setattr(cohort_room, "MOST_COHORTS", most)
    monkeypatch.setattr(cohort_room, "PLENTY", plenty)
    forgotten = []
    forget = cohort_room.Cohorts.forget
    monkeypatch.setattr(
        cohort_room.Cohorts, "forget", lambda self: (forgotten.append(self.used), forget(self))
    )
    for kind in (OneBlockClock, CompiledClock):
        world = World(market, None, seed=3, replication=0)
        clock: Any = kind(world)
        clock.run()
        np.testing.assert_array_equal(world.outcome().digest_sums, record.outcome().digest_sums)
        cohorts = (clock.block if kind is OneBlockClock else clock.blocks[0]).cohorts
        assert cohorts.records["count"][: cohorts.used].sum() == market.customers
        assert len(forgotten) > 1  # not only as the run begins
        forgotten.clear()


CHANGES = """
[[change]]
at = "15 d"
set = { "strategy.cross-channel.sync" = 3 }

[[change]]
at = "20 d"
set = { "strategy.cross-channel.sync" = 2 }
"""


@pytest.mark.parametrize("days", [17, 18, 21, 24])
def test_links_that_get_another_delay_start_from_what_is_known_then(days: int) -> None:
    scenario = Scenario.from_text(text_of("auto-service") + CHANGES)
    market = Market.build(scenario, "cross-channel", days=days)
    one, other = (World(market, None, seed=3, replication=0) for _ in range(2))
    OneBlockClock(one).run()
    CompiledClock(other).run()
    told, expected = (world.K["obs"][: market.customers, 0] for world in (one, other))
    assert whole(told).tobytes() == whole(expected).tobytes()


def entries(log: delays.Log, first: int, last: int) -> list[int]:
    return [int(log.rows[at % len(log.rows)]) for at in range(first, last)]


def test_a_longer_log_keeps_what_is_still_to_be_told() -> None:
    log = delays.new_log(4, 3, 12)
    log.rows[:] = [14, 11, 12, 13]  # the last has come round to the first place
    log.ends[:] = [0, 2, 5, 0]
    twice: Any = delays.longer(log, 1)
    assert len(twice.rows) == len(twice.obs) == 8
    assert entries(twice, 1, 5) == [11, 12, 13, 14]
