"""Who picks what: greatest net worth, ties by name, slots, fallbacks (docs/model.md §8)."""

from __future__ import annotations

import numpy as np
import pytest

from sim.model.deciding import picks
from tests.sim.model.plain import Person
from tests.verification.runs import live


@pytest.fixture
def desk(person):
    """Four treatments of four actions on channels 0, 1, 2, 0; one decider, one slot, no price."""
    person.P.t_action[:4] = 0, 1, 2, 3
    person.P.t_channel[:4] = 0, 1, 2, 0
    person.P.slots, person.P.n_pools, person.P.n_deciders = 1, 1, 1
    return person


def picked(desk: Person, *candidates: tuple[int, float], price: float = 0.0) -> list[int]:
    """Treatments picked on each channel (-1 none) among candidates with their priorities."""
    desk.O.candidates = len(candidates)
    for place, (treatment, priority) in enumerate(candidates):
        desk.O.candidate[place] = treatment
        desk.O.candidate_priority[place] = priority
    desk.O.prices[:3] = price
    desk(picks.pick)
    places = [int(place) for place in desk.O.chosen[:3]]
    return [int(desk.O.candidate[place]) if place >= 0 else -1 for place in places]


def test_the_greatest_priority_wins(desk):
    assert picked(desk, (0, 1.0), (1, 3.0), (2, 2.0)) == [-1, 1, -1]


def test_net_worth_counts_where_it_costs(desk):
    desk.P.t_cost[1] = 2.0
    assert picked(desk, (0, 2.0), (1, 3.0), price=0.25) == [-1, 1, -1]
    assert picked(desk, (0, 2.0), (1, 3.0), price=0.75) == [0, -1, -1]
    assert picked(desk, (0, 2.0), (1, 3.0), price=np.inf) == [0, -1, -1]


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 0, 2), (2, 0, 1)])
def test_of_equal_priorities_the_first_name_wins_in_any_order(desk, order):
    assert picked(desk, *((treatment, 1.5) for treatment in order)) == [0, -1, -1]


def test_of_equal_priorities_on_one_channel_the_first_name_wins(desk):
    assert picked(desk, (3, 1.5), (0, 1.5)) == [0, -1, -1]
    assert picked(desk, (0, 1.5), (3, 1.5)) == [0, -1, -1]


def test_of_equal_net_worth_the_first_name_wins(desk):
    desk.P.t_cost[0] = 2.0
    assert picked(desk, (1, 2.0), (0, 3.0), price=0.5) == [0, -1, -1]
    assert picked(desk, (0, 3.0), (1, 2.0), price=0.5) == [0, -1, -1]


def test_ties_of_later_slots_go_by_name_too(desk):
    desk.P.slots = 2
    assert picked(desk, (2, 1.0), (1, 1.0), (0, 1.0)) == [0, 1, -1]


@pytest.mark.parametrize(
    ("slots", "chosen"), [(0, [-1, -1, -1]), (1, [-1, 1, -1]), (2, [-1, 1, 2]), (3, [0, 1, 2])]
)
def test_no_more_actions_than_slots(desk, slots, chosen):
    desk.P.slots = slots
    assert picked(desk, (0, 1.0), (1, 3.0), (2, 2.0)) == chosen


def test_one_contact_a_channel(desk):
    desk.P.slots = 3
    assert picked(desk, (0, 1.0), (3, 2.0)) == [3, -1, -1]


def test_each_decider_picks(desk):
    desk.P.decider[:3], desk.P.n_deciders = (0, 1, 1), 2
    assert picked(desk, (0, 1.0), (1, 3.0), (2, 2.0)) == [0, 1, -1]


@pytest.mark.parametrize("priority", [0.0, -1.0])
def test_what_is_worth_nothing_is_not_taken(desk, priority):
    assert picked(desk, (0, priority)) == [-1, -1, -1]


def test_a_fallback_stands_in_only_where_nothing_else_was_taken(desk):
    desk.P.t_fallback[1] = 1
    assert picked(desk, (0, 1.0), (1, 9.0)) == [0, -1, -1]
    assert picked(desk, (1, 9.0)) == [-1, 1, -1]
    desk.P.slots = 2
    assert picked(desk, (0, 1.0), (1, 9.0)) == [0, -1, -1]


def test_an_action_may_deliver_all_of_its_treatments(desk):
    desk.P.t_action[:4] = 0, 0, 1, 2
    assert picked(desk, (0, 2.0), (1, 1.0), (2, 1.5)) == [0, -1, -1]
    desk.P.t_every[:2] = 1
    assert picked(desk, (0, 2.0), (1, 1.0), (2, 1.5)) == [0, 1, -1]
    desk.P.t_cost[1] = 4.0
    assert picked(desk, (0, 2.0), (1, 1.0), (2, 1.5), price=0.3) == [0, -1, -1]


def test_an_action_is_started_once(desk):
    desk.P.t_action[:4] = 0, 0, 1, 2
    desk.P.slots = 2
    assert picked(desk, (0, 3.0), (1, 2.0), (2, 1.0)) == [0, -1, 2]


TIES = """
[scenario]
name = "ties"
title = "Two of equal worth"
start = 2026-01-05
market = 40
days = 6

[[persona]]
name = "anyone"
share = 1
need = "1 per 20 d"
order_value = 50
margin = 0.5
channels = { mail = 1.0, text = 1.0, web = 1.0 }
consents = { mail = 1.0, text = 1.0 }

[[channel]]
name = "mail"
kind = "email"
cost = 0
unsubscribe = 0

[[channel]]
name = "text"
kind = "email"
cost = 0
unsubscribe = 0

[[channel]]
name = "web"
kind = "site"
visits = "2 per d"

[[action]]
name = "ALPHA"
propensity = 0.1
treatments = [{ channel = "text" }]

[[action]]
name = "BETA"
propensity = 0.1
treatments = [{ channel = "mail" }]

[[action]]
name = "GAMMA"
when = "visit"
on = ["web"]
propensity = 0.1
treatments = [{ channel = "web" }]

[[action]]
name = "DELTA"
when = "visit"
on = ["web"]
propensity = 0.1
treatments = [{ channel = "web" }]

[[strategy]]
name = "plain"
decider = "customer"
"""


@pytest.mark.parametrize(("plan", "popup"), [(("a", "b"), ("c", "d")), (("b", "a"), ("d", "c"))])
def test_the_first_name_wins_at_the_plan_and_in_the_moment(plan, popup):
    text = TIES
    for old, new in zip(("ALPHA", "BETA", "GAMMA", "DELTA"), plan + popup, strict=True):
        text = text.replace(old, new)
    run = live(text)
    sent = {run.market.actions[row["action"]] for row in run.of("deliver")}
    assert sent == {"a", "c"}
    assert len(run.of("deliver", "web")) > 20


@pytest.mark.parametrize("better", ["d", "c"])
def test_of_several_fallbacks_in_a_moment_the_best_goes_out(better):
    text = TIES
    for old, new in zip(("ALPHA", "BETA", "GAMMA", "DELTA"), "abcd", strict=True):
        text = text.replace(old, new)
    for name in "cd":
        propensity = 0.2 if name == better else 0.1
        old = f'name = "{name}"\nwhen = "visit"\non = ["web"]\npropensity = 0.1'
        assert old in text
        text = text.replace(old, old[:-3] + f"{propensity}\nfallback = true")
    run = live(text)
    sent = {run.market.actions[row["action"]] for row in run.of("deliver", "web")}
    assert sent == {better}


def test_a_decider_does_not_know_what_another_one_chose(desk):
    desk.P.slots, desk.P.n_exclusions = 2, 2
    for one, other in ((0, 1), (1, 0)):
        desk.P.a_never[one, 0] |= np.uint64(1 << other)
    assert picked(desk, (0, 2.0), (1, 1.0)) == [0, -1, -1]
    desk.P.decider[:3], desk.P.n_deciders = (0, 1, 1), 2
    assert picked(desk, (0, 2.0), (1, 1.0)) == [0, 1, -1]


def test_the_contact_policy_keeps_apart_where_it_reaches(desk):
    desk.P.slots, desk.P.n_pairs = 2, 1
    for one, other in ((0, 1), (1, 0)):
        desk.P.a_spaced[one, 0] |= np.uint64(1 << other)
    assert picked(desk, (0, 2.0), (1, 1.0)) == [0, -1, -1]
    desk.P.policy_scope[:3] = 0, 1, 2  # a policy of each channel's own
    assert picked(desk, (0, 2.0), (1, 1.0)) == [0, 1, -1]
