"""Choice probabilities: the shares of the draw at the margin that lead to each pick."""

from __future__ import annotations

from collections import defaultdict
from math import sqrt

import numpy as np
import pytest

from sim.model.deciding import plan
from tests.sim.model.plain import Person
from tests.verification.runs import live, near

DRAWS = (np.arange(40) + 0.5) / 40
"""Draws at the margin, evenly spread."""


@pytest.fixture
def desk(person):
    """Treatments 0 and 1 are paid by pools 0 and 1, treatment 2 on channel 2 costs nothing."""
    person.P.t_action[:3] = person.P.t_channel[:3] = person.P.pool[:3] = 0, 1, 2
    person.P.t_cost[:2] = 1.0
    person.P.slots, person.P.n_pools, person.P.n_deciders = 1, 3, 1
    person.S.share[:3] = 1.0
    person.O.candidates = 3
    person.O.candidate[:3] = 0, 1, 2
    return person


def margin(desk: Person, pool: int, low: float, high: float, share: float) -> None:
    """Put a pool at the margin: this share of the customers faces the low price."""
    desk.S.price_low[pool], desk.S.price[pool], desk.S.share[pool] = low, high, share
    if low < high:
        desk.S.margins = np.uint64(int(desk.S.margins) | 1 << pool)


def outcomes(desk: Person, monkeypatch: pytest.MonkeyPatch) -> dict[tuple[int, ...], list[float]]:
    """For each set of picks (by channel, -1 none): share of draws, then probabilities given."""
    shares: dict[tuple[int, ...], list[float]] = {}
    for u in DRAWS:
        monkeypatch.setattr(plan, "margin_draw", lambda *_, u=u: u)
        desk.F.plan[:3], desk.F.plan_probability[:3] = -1, 0.0
        desk(plan.assign)
        picks = tuple(int(treatment) for treatment in desk.F.plan[:3])
        given = [float(desk.F.plan_probability[c]) for c in range(3) if picks[c] >= 0]
        known = shares.setdefault(picks, [0.0, *given])
        assert known[1:] == given  # the same whichever draw led here
        known[0] += 1 / len(DRAWS)
    return shares


def check(desk: Person, monkeypatch: pytest.MonkeyPatch, least: int) -> None:
    """Assert that each pick has the share of draws that leads to it, and that they sum to 1."""
    found = outcomes(desk, monkeypatch)
    assert len(found) >= least
    by_treatment: dict[int, float] = defaultdict(float)
    for picks, (share, *_) in found.items():
        for treatment in picks:
            if treatment >= 0:
                by_treatment[treatment] += share
    for picks, (_, *given) in found.items():
        chosen = [treatment for treatment in picks if treatment >= 0]
        assert given == pytest.approx([by_treatment[t] for t in chosen], abs=1e-9)
        assert all(probability > 0.0 for probability in given)
    if desk.P.slots == 1 and all(sum(t >= 0 for t in picks) == 1 for picks in found):
        assert sum(given for _, given in found.values()) == pytest.approx(1.0, abs=1e-9)


def test_away_from_the_margin_a_pick_is_certain(desk, monkeypatch):
    desk.O.candidate_priority[:3] = 3.0, 2.0, 1.0
    margin(desk, 0, 1.0, 1.0, 1.0)
    assert outcomes(desk, monkeypatch) == {(0, -1, -1): [pytest.approx(1.0), 1.0]}


def test_one_pool_at_the_margin_against_what_costs_nothing(desk, monkeypatch):
    desk.O.candidate_priority[:3] = 3.0, 0.0, 1.0
    margin(desk, 0, 1.0, 2.5, 0.3)
    assert outcomes(desk, monkeypatch) == {
        (0, -1, -1): [pytest.approx(0.3), pytest.approx(0.3)],
        (-1, -1, 2): [pytest.approx(0.7), pytest.approx(0.7)],
    }


@pytest.mark.parametrize(("first", "second"), [(0.3, 0.7), (0.7, 0.3), (0.5, 0.5)])
def test_two_pools_at_the_margin(desk, monkeypatch, first, second):
    desk.O.candidate_priority[:3] = 3.0, 2.9, 1.0
    margin(desk, 0, 1.0, 2.5, first)
    margin(desk, 1, 1.0, 2.5, second)
    check(desk, monkeypatch, 3 if first < second else 2)


@pytest.mark.parametrize("slots", [1, 2, 3])
@pytest.mark.parametrize("deciders", [(0, 0, 0), (0, 1, 1), (0, 1, 2)])
def test_whatever_the_slots_and_deciders(desk, monkeypatch, slots, deciders):
    desk.P.slots, desk.P.decider[:3], desk.P.n_deciders = slots, deciders, max(deciders) + 1
    desk.O.candidate_priority[:3] = 3.0, 2.9, 1.0
    margin(desk, 0, 1.0, 2.5, 0.25)
    margin(desk, 1, 1.0, 3.5, 0.6)
    check(desk, monkeypatch, 2)


def test_a_margin_that_changes_nothing_leaves_the_pick_certain(desk, monkeypatch):
    desk.O.candidate_priority[:3] = 9.0, 0.0, 1.0
    margin(desk, 0, 1.0, 2.5, 0.3)
    assert outcomes(desk, monkeypatch) == {(0, -1, -1): [pytest.approx(1.0), 1.0]}


def test_holdouts_take_their_part(desk, monkeypatch):
    desk.O.candidate_priority[:3] = 3.0, 0.0, 1.0
    desk.P.t_chance[:3] = 0.5, 1.0, 0.8
    margin(desk, 0, 1.0, 2.5, 0.3)
    found = outcomes(desk, monkeypatch)
    assert found[0, -1, -1][1] == pytest.approx(0.15)
    assert found[-1, -1, 2][1] == pytest.approx(0.56)


TIGHT = """
[scenario]
name = "choice"
title = "Tight split pools and a free e-mail"
start = 2026-01-05
market = 400
days = 20

[budget]
total = "5000 EUR"
split = { call = 0.4, text = 0.6 }

[[persona]]
name = "anyone"
share = 1
need = 0
order_value = 100
margin = 0.5
channels = { call = 1.0, email = 1.0, text = 1.0, web = 1.0 }
consents = { email = 1.0, call = 1.0, text = 1.0 }

[[channel]]
name = "web"
kind = "site"
visits = "0.3 per d"

[[channel]]
name = "email"
kind = "email"
cost = 0
unsubscribe = 0

[[channel]]
name = "text"
kind = "sms"
unsubscribe = 0

[[channel]]
name = "call"
kind = "sms"
unsubscribe = 0

[[action]]
name = "alert"
propensity = 0.05
treatments = [{ channel = "call", landing = "web" }]

[[action]]
name = "mail"
propensity = 0.01
treatments = [{ channel = "email", landing = "web" }]

[[action]]
name = "note"
propensity = 0.04
treatments = [{ channel = "text", landing = "web" }]

[[strategy]]
name = "plain"
recognition = 1
decider = "customer"
budget = "channel"
"""


@pytest.mark.parametrize("clock", ["compiled", "simpy"])
def test_by_events_what_was_chosen_had_a_chance_and_chances_sum_to_one(clock):
    run = live(TIGHT, clock=clock)
    sent = run.of("deliver")
    assert (sent["choice_probability"] > 0.0).all()
    assert (sent["choice_probability"] <= 1.0).all()
    uncertain = 0
    for window in range(run.market.windows):
        rows = sent[sent["window"] == window]
        assert len(rows) == 400
        total = 0.0
        for action in range(3):
            chances = rows["choice_probability"][rows["action"] == action]
            if len(chances):
                p = float(chances[0])
                assert (chances == p).all()  # everybody has the same candidates
                near(len(chances), 400 * p, max(sqrt(400 * p * (1 - p)), 1e-9))
                total += p
        assert total == pytest.approx(1.0, abs=1e-9)
        uncertain += len(set(rows["action"].tolist())) > 1
    assert uncertain >= 10


@pytest.mark.parametrize("decider", ["customer", "channel"])
@pytest.mark.parametrize(("call", "text"), [(0.4, 0.6), (0.05, 0.95), (0.9, 0.1)])
def test_pools_that_compete_for_the_same_customers_each_spend_their_budget(decider, call, text):
    split = TIGHT.replace("call = 0.4, text = 0.6", f"call = {call}, text = {text}")
    run = live(split.replace('decider = "customer"', f'decider = "{decider}"'))
    sent = run.of("deliver")
    names = list(run.market.channels)
    costs = run.market.phases[0].params["t_cost"][0]
    treated = run.market.phases[0].params["t_channel"][0]
    for name, share in (("call", call), ("text", text)):
        channel = names.index(name)
        budget = 5_000_00 * 20 / 365 * share
        cost = costs[treated == channel][0]
        most = 400 * 20 * cost
        spent = (sent["channel"] == channel).sum() * cost
        # each window's draws are made up for by the next windows; the last one's are not
        near(spent, min(budget, most), sqrt(budget / 20 * cost))
