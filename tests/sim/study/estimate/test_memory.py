"""Bytes worked out from the layout of records, held against what worlds and clocks allocate."""

import gc
import tracemalloc

import pytest

from sim.clocks.compiled import CompiledClock
from sim.clocks.world import World
from sim.model.market.market import Market
from sim.model.records.layout import customer_dtype
from sim.scenario import Scenario
from sim.store.event_writer import ROW_GROUP
from sim.study.estimate import memory
from sim.study.estimate.memory import bytes_of_a_customer, memory_of
from sim.study.estimate.work import Lot, Workload, lots_of
from sim.study.study import Study


def work_of(name="auto-service", strategies=("omnichannel",), **options):
    study = Study.begin(Scenario.load(name), options)
    markets = study.markets(strategies)
    return Workload(study, lots_of(study, tuple(markets.values())))


def allocated(market):
    """Bytes that a world and its clock hold before the first window."""
    gc.collect()
    tracemalloc.start()
    try:
        clock = CompiledClock(World(market, None, seed=1, replication=0))
        held = tracemalloc.get_traced_memory()[0]
        del clock
        return held
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    ("name", "strategy"),
    [("auto-service", "omnichannel"), ("growing-brand", "cross-channel"), ("mattress", "today")],
)
def test_a_customer_takes_what_the_clock_allocates(name, strategy):
    """Whoever gives a clock another column tells `clock_bytes` of it."""
    scenario = Scenario.load(name)
    small, large = (
        Market.build(scenario, strategy, customers=customers) for customers in (55_000, 65_000)
    )
    allocated(small)  # loads what there is to load
    slope = (allocated(large) - allocated(small)) / 10_000
    told = bytes_of_a_customer(large, "compiled", pending=0.0)
    assert slope == pytest.approx(sum(told.values()), rel=0.02)


def test_row_groups_are_those_of_the_writer():
    assert memory.ROW_GROUP == ROW_GROUP


def test_state_keeps_its_promise():
    (market,) = work_of().markets
    told = bytes_of_a_customer(market, "compiled")
    assert told["state"] == customer_dtype(12).itemsize
    assert told["state"] + told["clock"] <= 400


def test_pending_observations_cost_where_links_have_a_delay():
    linked = bytes_of_a_customer(work_of(strategies=["cross-channel"]).markets[0], "compiled")
    joined = bytes_of_a_customer(work_of(strategies=["omnichannel"]).markets[0], "compiled")
    assert linked["pending"] > 0
    assert linked["memory"] > joined["memory"]
    assert "pending" not in joined


def test_a_process_each_costs_more_than_columns():
    (market,) = work_of().markets
    compiled, simpy = (bytes_of_a_customer(market, clock) for clock in ("compiled", "simpy"))
    assert simpy["clock"] > 100 * compiled["clock"]


def test_lives_at_the_same_time_add_up_and_others_do_not():
    two = memory_of(work_of(threads=2, replications=2))
    many = memory_of(work_of(threads=2, replications=40))
    one = memory_of(work_of(threads=1, replications=40))
    assert (two.together, many.together, one.together) == (2, 2, 1)
    assert two.items["state"] == many.items["state"] == 2 * one.items["state"]
    assert many.items["shared"] > two.items["shared"]  # results are kept


def test_a_large_market_lives_one_replication_at_a_time():
    found = memory_of(work_of(customers=1_000_000, threads=2, replications=5))
    assert found.together == 1
    assert found.items["state"] == 1_000_000 * customer_dtype(12).itemsize


def test_the_market_that_takes_most_counts():
    all_four = memory_of(work_of(strategies=("today", "cross-channel", "omnichannel")))
    assert all_four.each == memory_of(work_of(strategies=("cross-channel",))).each


def test_stored_rows_take_memory_up_to_a_row_group(tmp_path):
    options = {"out": tmp_path / "run", "events": "all", "customers": 100_000}
    short, long, longer = (
        memory_of(work_of("growing-brand", days=days, **options)) for days in (2, 90, 365)
    )
    assert "events" not in memory_of(work_of("growing-brand", customers=100_000)).items
    assert short.items["events"] < long.items["events"] == longer.items["events"]


def test_as_many_customers_as_are_told_fit():
    available = 2e9
    most = memory_of(work_of(customers=200_000)).most_customers(200_000, available)
    assert memory_of(work_of(customers=most)).total == pytest.approx(available, rel=0.01)
    assert memory_of(work_of(customers=200_000)).most_customers(200_000, 1e6) == 0


def test_a_lot_of_no_stored_lives_needs_no_room_for_rows():
    work = work_of()
    assert "events" not in memory_of(Workload(work.study, (Lot(work.markets[0], 3),))).items
