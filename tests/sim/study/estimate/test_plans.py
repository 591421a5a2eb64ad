"""What plans under limits take: choices are those that the clock solves, bytes those it holds."""

from __future__ import annotations

import tracemalloc
from typing import Any

import numpy as np
import pytest

from sim.clocks import limits, planning
from sim.clocks.drive import drive
from sim.clocks.planning import Plan
from sim.clocks.world import World
from sim.model.market.market import Market
from sim.scenario import Scenario
from sim.study.estimate import probe
from sim.study.estimate.memory import clock_bytes, memory_of, plan_row
from sim.study.estimate.plans import Offered, bytes_of_solving, count_offered, is_limited
from sim.study.estimate.work import Workload, lots_of
from sim.study.study import Study

MAILS = """
[[constraint]]
name = "mails"
of = { channel = "email" }
counts = "0.3 * propensity"
maximum = 0.1
"""


def scenario_of(name: str, limited: bool = True) -> Scenario:
    return Scenario.from_text(Scenario.load(name).text + MAILS * limited, file=name)


def market_of(name: str, strategy: str, customers: int, limited: bool = True) -> Market:
    return Market.build(scenario_of(name, limited), strategy, customers=customers, days=2)


def test_only_constraints_that_count_something_limit_a_plan() -> None:
    assert is_limited(market_of("auto-service", "omnichannel", 600))
    assert not is_limited(market_of("auto-service", "omnichannel", 600, limited=False))


@pytest.mark.parametrize("limited", [False, True])
def test_a_row_of_the_plan_takes_what_the_clock_allocates(limited: bool) -> None:
    market = market_of("growing-brand", "omnichannel", 45_000, limited)
    plan = Plan(1_000, market.phases[0].params)
    held = sum(each.nbytes for each in plan.rows) / 1_000
    assert held == pytest.approx(plan_row(market), rel=1e-3)


def test_customers_have_rows_of_their_own_under_limits() -> None:
    free = market_of("growing-brand", "omnichannel", 45_000, limited=False)
    market = market_of("growing-brand", "omnichannel", 45_000)
    assert clock_bytes(market, "compiled") == plan_row(market) + clock_bytes(free, "compiled")
    assert clock_bytes(market, "simpy") > clock_bytes(free, "simpy")


@pytest.mark.parametrize("strategy", ["omnichannel", "multichannel"])
def test_choices_are_counted_as_the_clock_solves_them(
    strategy: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    market = market_of("auto-service", strategy, 600)
    seen: list[tuple[int, int]] = []
    keep = limits.keep_together

    def noted(offered: Any, *rest: Any, **options: Any) -> Any:
        seen.append((len(offered.first), len(offered.candidate)))
        return keep(offered, *rest, **options)

    monkeypatch.setattr(limits, "keep_together", noted)
    world = World(market, None, seed=1, replication=0)
    drive(world, clock="compiled")
    found = count_offered(world)
    choices, candidates = (round(each * 600) for each in found)
    assert choices == pytest.approx(seen[-1][0], rel=0.05)
    assert candidates == pytest.approx(seen[-1][1], rel=0.05)
    assert choices > 0


def test_counting_changes_nothing() -> None:
    world = World(market_of("auto-service", "omnichannel", 600), None, seed=1, replication=0)
    drive(world, clock="compiled")
    before = world.customers.copy()
    counted = count_offered(world)
    assert count_offered(world) == counted
    assert np.array_equal(world.customers, before)


@pytest.mark.parametrize("strategy", ["omnichannel", "multichannel"])
def test_solving_takes_about_what_is_told(strategy: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Several treatments at once, and one; whatever is allocated beside the rows."""
    customers = 20_000
    market = market_of("auto-service", strategy, customers)
    peaks: list[float] = []
    keep = planning.keep_limits

    def measured(*args: Any) -> None:
        keep(*args)  # loads what there is to load
        tracemalloc.start()
        try:
            keep(*args)
            peaks.append(tracemalloc.get_traced_memory()[1])
        finally:
            tracemalloc.stop()

    monkeypatch.setattr(planning, "keep_limits", measured)
    world = World(market, None, seed=1, replication=0)
    drive(world, clock="compiled")
    told = bytes_of_solving(market, count_offered(world), customers)
    assert 0.6 < told / max(peaks) < 1.6


def test_a_probe_tells_choices_and_a_study_needs_room_for_each_life() -> None:
    options: dict[str, Any] = {"days": 3, "replications": 2, "threads": 2}
    study = Study.begin(scenario_of("auto-service"), options)
    (market,) = study.markets(["omnichannel"]).values()
    work = Workload(study, lots_of(study, (market,)))
    pace = probe.pace_of(work, work.lots[0], 1.0)
    assert pace.plans > 0.0
    items = memory_of(work, plans=pace.plans).items
    assert items["plans"] == 2 * pace.plans
    assert "plans" not in memory_of(work).items


def test_the_larger_of_each_counts() -> None:
    assert Offered(1.0, 3.0).most(Offered(2.0, 2.5)) == (2.0, 3.0)
