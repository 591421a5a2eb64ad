"""Portraits of real lives agree with the counters of the same lives."""

from __future__ import annotations

import json

import pytest

from sim.clocks import simulate
from sim.model.market.market import Market
from sim.model.records.vocabulary import COUNTER
from sim.scenario import Scenario
from sim.study.portrait import portrait
from sim.study.portrait.portrait import SAMPLE, people_of
from sim.study.run import run

LIVES = (("auto-service", "omnichannel", 90.0), ("garden-centre", "omnichannel", 15.0))


@pytest.mark.parametrize(("name", "strategy", "days"), LIVES)
def test_it_adds_up_to_the_counters(name, strategy, days):
    scenario = Scenario.load(name)
    told = portrait(scenario, [strategy], days=days, seed=3).to_json()["strategies"][strategy]
    outcome = simulate(Market.build(scenario, strategy, days=days), seed=3)
    sums = dict(zip(COUNTER, outcome.counters.sum(axis=0).tolist(), strict=True))
    funnel, flow, pressure = told["funnel"], told["flow"], told["pressure"]
    assert sums["purchases"] > 10
    assert funnel["purchases"] == sums["purchases"]
    assert funnel["buyers"] == sums["new_buyers"]
    assert funnel["repeat_buyers"] == sums["repeat_buyers"]
    assert funnel["reviews"] == sums["reviews"]
    assert funnel["referrals"] == sums["referrals"]
    paid_there = sums["purchases"] if not sums["bookings"] else 0
    assert sum(flow["orders"].values()) + flow["straight"] == sums["bookings"] + paid_there
    assert flow["journeys"] == sum(flow["orders"].values()) + sum(flow["ends"].values())
    assert pressure["deliveries"] == sums["deliveries"]
    assert pressure["noticed"] == sums["noticed"]
    assert pressure["opt_outs"][-1]["count"] == sums["opt_outs"]
    assert sum(one["times"] for one in told["actions"].values()) == (
        sums["deliveries"] + sums["noticed"]
    )
    assert sum(one["calls"] for one in told["queues"].values()) == sums["calls"]
    assert sum(one["give_ups"] for one in told["queues"].values()) == sums["give_ups"]
    hours = [hour for one in told["queues"].values() for hour in one["hours"]]
    assert sum(hour["calls"] for hour in hours) == sums["calls"]
    assert sum(hour["give_ups"] for hour in hours) == sums["give_ups"]
    spent = outcome.series[:, 1].sum() / 1e8
    assert told["budget"][-1]["spent"] == pytest.approx(spent, abs=0.006)
    effort = sum(one["effort"] for one in told["effort"].values())
    assert effort == pytest.approx(sums["effort"] / 1e6)


def test_without_devices_each_step_costs_what_its_channel_says():
    """So that sharing effort out by steps is exact, appointments included."""
    scenario = Scenario.load("auto-service")
    told = portrait(scenario, ["multichannel"], days=60.0).to_json()
    cost = {"web": 0.3, "phone": 0.4}
    effort = told["strategies"]["multichannel"]["effort"]
    for channel, each in cost.items():
        for one in effort[channel]["steps"]:
            assert one["effort"] == pytest.approx(one["times"] * each, abs=1e-5), channel


def test_a_step_further_and_a_stage_further_are_for_fewer():
    found = portrait(Scenario.load("auto-service"), ["today", "omnichannel"], days=60.0).to_json()
    for told in found["strategies"].values():
        for kind in ("stages", "steps"):
            people = [one["people"] for one in told["funnel"][kind]]
            assert people == sorted(people, reverse=True)
        assert told["funnel"]["steps"][-1]["people"] == told["funnel"]["buyers"]
    today, joined = found["strategies"].values()
    assert today["actions"]["facebook-ad"]["allowed"] is False
    assert joined["actions"]["facebook-ad"]["allowed"] is True


def test_it_is_the_same_each_time_and_with_any_number_of_threads():
    scenario = Scenario.load("auto-service")
    one, two = (
        json.dumps(portrait(scenario, ["omnichannel"], days=40.0, threads=count).to_json())
        for count in (1, 2)
    )
    assert one == two


def test_it_is_the_first_replication_of_a_run_of_the_same_size():
    """Half a market has half the budget; money is told at the market's size."""
    scenario = Scenario.load("auto-service").with_values(
        {"channel.phone.servers": 20, "channel.bays.servers": 60}
    )
    options = {"customers": 300, "days": 20.0, "seed": 5}
    found = portrait(scenario, ["multichannel"], **options).to_json()
    assert (found["customers"], found["market"], found["sampled"]) == (300, 600, False)
    whole = run(scenario, "multichannel", replications=1, **options).to_json()["kpis"]
    last = found["strategies"]["multichannel"]["budget"][-1]
    assert last["day"] == 20.0
    assert last["spent"] * 365.0 / 20.0 == pytest.approx(whole["media_cost"]["mean"], abs=0.2)
    total = scenario.budget.total / 100.0
    assert last["ceiling"] == pytest.approx(total * 20.0 / 365.0, abs=0.01)


def test_of_a_large_market_a_sample_lives_that_leaves_channels_their_staff():
    scenario = Scenario.load("auto-service")
    assert people_of(scenario, 600) == 600
    large = scenario.with_values({"scenario.market": 400_000, "channel.phone.servers": 60,
                                  "channel.bays.servers": 900})  # fmt: skip
    assert people_of(large, 400_000) == 2 * SAMPLE  # 20,000 would leave the phone 3 of 60
    assert people_of(large, 90_000) == 90_000
