"""How many cohorts a run is told to have, beside those that it has."""

import pytest

from sim.clocks.compiled import BLOCK, CompiledClock
from sim.clocks.world import World
from sim.model.market.market import Market
from sim.scenario import Scenario
from sim.study.estimate.cohorts import Sizes, at_full_size, bytes_of_cohorts
from sim.study.estimate.forecast import forecast
from sim.study.estimate.limits import Limits
from sim.study.estimate.work import Workload, lots_of
from sim.study.study import Study


def held_out() -> Scenario:
    """Each action is kept from one half of the customers: as many cohorts as there are halves."""
    scenario = Scenario.load("growing-brand")
    halves = {f"action.{action.name}.holdout": 0.5 for action in scenario.document.action}
    return scenario.with_values(halves)


def lived(market: Market) -> CompiledClock:
    clock = CompiledClock(World(market, None, seed=7, replication=0))
    clock.run()
    return clock


def lives(*cohorts: float) -> list[Sizes]:
    return [Sizes(count, 2 * count) for count in cohorts]


def test_a_handful_stays_a_handful():
    found = at_full_size(lives(5, 5), lives(5, 5, 5, 5), (100, 1_000, 10**6), 365)
    assert found == (5, 10)
    assert at_full_size(lives(0, 0), lives(0, 0), (100, 1_000, 10**6), 365) == (0, 0)


def test_cohorts_grow_by_a_power_of_people_and_of_time():
    by_people = at_full_size(lives(10, 10), lives(20, 20, 20), (100, 400, 1_600), 3)
    assert by_people == pytest.approx((40, 80))  # the square root
    by_time = at_full_size(lives(16, 16), lives(16, 16, 16, 32), (100, 100, 100), 8)
    assert by_time.cohorts == pytest.approx(64)


def test_there_is_not_more_than_one_cohort_a_customer():
    found = at_full_size(lives(100, 100), lives(900, 900), (100, 900, 9_000), 365)
    assert found.cohorts == 9_000


def test_bytes_are_those_of_the_arrays():
    """Whoever gives a cohort another array tells `bytes_of_cohorts` of it."""
    clock = lived(Market.build(held_out(), "omnichannel", customers=20_000, days=20))
    world, blocks = clock.world, clock.blocks
    assert len(blocks) == 2
    assert world.cohorts > 500
    rooms = sum(one.cohorts.records.nbytes + one.cohorts.table.nbytes for one in blocks)
    plan = sum(array.nbytes for array in clock.plan.rows)
    picks = sum(one.cohorts.picks.nbytes for one in blocks)
    told = bytes_of_cohorts(world.market, Sizes(world.cohorts, world.picks), len(blocks))
    assert told == pytest.approx(rooms + plan + picks, rel=0.2)
    assert bytes_of_cohorts(world.market, Sizes(0, 0), 1) == 0.0


def test_a_dry_run_tells_what_cohorts_take():
    customers, days = 20 * BLOCK, 10.0
    options = {"customers": customers, "days": days, "replications": 1}
    study = Study.begin(held_out(), options)
    markets = study.markets(("omnichannel",))
    work = Workload(study, lots_of(study, tuple(markets.values())))
    told = forecast(work, Limits(10**12, 10**12)).memory.items["cohorts"]
    world = lived(markets["omnichannel"]).world
    taken = bytes_of_cohorts(world.market, Sizes(world.cohorts, world.picks), 20)
    assert taken > 5_000_000
    assert told == pytest.approx(taken, rel=0.3)
