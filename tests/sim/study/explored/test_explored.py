"""A sample of lives: who is in it, and that each is the one that `trace` tells."""

from __future__ import annotations

import pytest

from sim import Scenario, trace
from sim.study.explored import choose_ids, explore
from sim.study.explored.chosen import FEWEST, LARGEST, MOST, WORK, market_of
from sim.study.jobs import make_plan
from sim.study.money import Currency
from sim.study.outlay import at_total
from sim.study.prepare import build_market

PAIR = ("today", "omnichannel")
DAYS = 90.0


@pytest.fixture(scope="module")
def scenario():
    return Scenario.load("auto-service")


@pytest.mark.parametrize("threads", [1, 2])
def test_lives_are_those_that_trace_tells(scenario, threads):
    found = explore(scenario, PAIR, lambda story: story, most=3, days=DAYS, seed=4,
                    threads=threads)  # fmt: skip
    assert found.chosen.ids == (0, 200, 400)
    assert set(found.lives) == {(name, one) for name in PAIR for one in found.chosen.ids}
    currency = Currency("EUR")
    contacts = 0
    for (name, customer), life in found.lives.items():
        told = trace(scenario, name, customer=customer, days=DAYS, seed=4, threads=1)
        assert [event.to_json(currency) for event in life.told.events] == told.to_json()["events"]
        assert life.told.plan == told.story.plan
        names = [event.event for event in told.story.events]
        assert life.contacts == names.count("deliver") + names.count("impression")
        assert life.purchases == names.count("purchase")
        assert life.revenue == sum(e.value for e in told.story.events if e.event == "purchase")
        contacts += life.contacts
    assert contacts > 0


def test_a_harder_budget_is_that_of_the_comparison(scenario):
    """Under --equal total platforms are paid first, so that fewer contacts are left."""
    rich = scenario.with_values({"budget.total": 3_000})
    plan = make_plan(market=600, scenario_days=DAYS, customers=None, days=None, seed=4,
                     replications=1, threads=1, clock="compiled")  # fmt: skip
    market = build_market(rich, "omnichannel", plan)
    assert at_total(rich, "omnichannel", market, plan) is not market

    def lives(total):
        found = explore(rich, ("omnichannel",), lambda story: [e.text for e in story.events],
                        most=40, days=DAYS, seed=4, total=total)  # fmt: skip
        return [life.contacts for life in found.lives.values()]

    assert sum(lives(True)) < sum(lives(False))


@pytest.mark.parametrize(
    ("people", "days", "count"),
    [
        (600, 365, MOST),
        (4_000, 365, 102),
        (20_000, 365, FEWEST),
        (8, 365, 8),
        (1_000_000, 365, FEWEST),
    ],
)
def test_the_size_of_the_sample_hangs_on_work_alone(people, days, count):
    chosen = choose_ids(range(people), days)
    assert len(chosen.ids) == len(set(chosen.ids)) == count
    assert count in (MOST, FEWEST, people) or count * people * days <= WORK
    steps = {b - a for a, b in zip(chosen.ids, chosen.ids[1:], strict=False)}
    assert max(steps) - min(steps) <= 1
    assert chosen.ids[0] == 0
    assert chosen.ids[-1] >= people - max(steps) - 1


def test_of_a_large_market_a_part_lives(scenario):
    assert market_of(scenario, 600) == 600
    assert market_of(scenario, LARGEST) == LARGEST
    mattress = Scenario.load("mattress")
    small = market_of(mattress, 30_000)
    assert small < 30_000
    found = explore(mattress, ("today",), lambda story: len(story.events), most=2, days=5.0,
                    customers=30_000)  # fmt: skip
    assert (found.chosen.customers, found.customers) == (small, 30_000)
    assert found.chosen.ids == (0, small // 2)
