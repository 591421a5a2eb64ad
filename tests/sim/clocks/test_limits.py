"""Limits on plans: kept in every window, under every strategy and either clock."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import numpy as np
import pytest

import engine.constrained
from engine import Catalog, decide
from engine.errors import DataError
from engine.kernels import kernel
from scenarios import __file__ as library
from sim.clocks.compiled import CompiledClock
from sim.clocks.drive import simulate
from sim.clocks.limits import QUICK
from sim.clocks.world import World
from sim.model.deciding.picks import take_up
from sim.model.deciding.plan import pick_by_price
from sim.model.market.market import Market
from sim.scenario import Scenario
from tests.digests import markets
from tests.random_scenarios import random_scenario
from tests.random_scenarios.limits import with_limits
from tests.sim.clocks.test_equality import agree

STRATEGIES = ("omnichannel", "cross-channel", "multichannel")
MAILS = """
[[constraint]]
name = "mails"
maximum = {most}
of = {{ channel = "email" }}
"""


def limited(tables: str, name: str = "growing-brand", people: int = 800) -> Scenario:
    """A scenario of the library with some tables added, at another size."""
    text = Path(library).with_name(f"{name}.toml").read_text(encoding="utf-8")
    return Scenario.from_text(text + tables).with_values({"scenario.market": people})


@kernel
def plain_picks(params, shared, output, customers, rows, chosen):
    p, s, o = params[0], shared[0], output[0]
    for i in range(len(customers)):
        for channel in range(p.channels):
            chosen[i, channel] = -1
        if rows.first[i] == rows.last[i]:
            continue
        take_up(p, s, o, rows, i)
        pick_by_price(p, s, customers[i], o)
        for channel in range(p.channels):
            chosen[i, channel] = o.chosen[channel]


def plans(market: Market, seed: int = 3) -> Iterator[tuple[World, np.ndarray]]:
    """Each window's world after its plan, and what is planned: treatments (customers, channels)."""
    world = World(market, None, seed=seed, replication=0)
    clock = CompiledClock(world)
    for number in world.numbers:
        world.open_window(number)
        clock._make_plan()
        rows = clock.plan.rows
        chosen = rows.chosen.astype(np.int64)
        if not world.S["solved"][0]:  # picks are made as customers begin the window
            plain_picks(world.P, world.S, world.outputs[0], world.customers, rows, chosen)
        places = np.maximum(rows.first[:, None] + chosen, 0)
        yield world, np.where(chosen >= 0, rows.candidate[places], -1)
        clock._live()
        clock._queue()
        world.close_window(number)


def channel_of(market: Market, planned: np.ndarray) -> np.ndarray:
    """Names of the channels of planned treatments."""
    return np.array([market.treatments[t].channel for t in planned[planned >= 0]])


def action_of(market: Market, planned: np.ndarray) -> np.ndarray:
    """Names of actions, the shape of the plan; empty for none."""
    names = np.array([*(name.action for name in market.treatments), ""])
    return names[planned]


# --- the same bytes -----------------------------------------------------------------------------


@pytest.mark.parametrize("number", [1, 2, 5, 7, 12, 33, 41])
def test_random_scenarios_with_limits_agree(number):
    text = with_limits(random_scenario(number), number)
    for market in markets(text, number):
        agree(market, replication=number % 3)


@pytest.mark.slow
@pytest.mark.parametrize("number", range(100, 180))
def test_many_random_scenarios_with_limits_agree(number):
    text = with_limits(random_scenario(number), number)
    for market in markets(text, number):
        agree(market, replication=number % 3)


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_a_limit_that_is_never_short_changes_nothing(strategy):
    plain, wide = (
        simulate(
            Market.build(limited(tables).with_values({"budget.total": 10**12}), strategy, days=20),
            seed=3,
        )
        for tables in ("", MAILS.format(most=10**6))
    )
    assert plain.digest_sums.tobytes() == wide.digest_sums.tobytes()
    (noted,) = wide.limits
    assert noted.used > 0
    assert noted.binding == 0


# --- kept ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_a_maximum_is_kept_in_every_window(strategy):
    most, found = 12, []
    market = Market.build(limited(MAILS.format(most=most)), strategy, days=12)
    for _, planned in plans(market):
        found.append(int((channel_of(market, planned) == "email").sum()))
    assert max(found) == most
    free = Market.build(limited(MAILS.format(most=10**6)), strategy, days=12)
    assert max(int((channel_of(free, p) == "email").sum()) for _, p in plans(free)) > 5 * most


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_a_budget_is_kept_together_with_a_limit(strategy):
    scenario = limited(MAILS.format(most=12)).with_values({"budget.total": 1_000})
    market = Market.build(scenario, strategy, days=12)
    bound = 0
    for world, planned in plans(market):
        p = world.P[0]
        for pool in range(int(p["n_pools"])):
            allowance = int(world.outputs[0]["allowance"][0, pool])
            picked = planned[planned >= 0]
            paid = picked[p["pool"][p["t_channel"][picked]] == pool]
            spent = float(p["t_cost"][paid].sum()) * 1e6
            if allowance >= 0:
                assert spent <= allowance + 1.0
                bound += spent > 0.5 * allowance
    assert bound > 0


def test_a_limit_that_counts_by_formula():
    tables = MAILS.format(most=1.5) + 'counts = "0.5 * propensity + 0.01"\n'
    market = Market.build(limited(tables), "omnichannel", days=6)
    for world, planned in plans(market):
        rows_with_mail = (action_of(market, planned) != "").any(axis=1)
        assert rows_with_mail.any()
        assert world.limits["mails"].used <= 1.5 * world.limits["mails"].windows + 1e-6
    assert world.limits["mails"].binding > 0


def test_per_day_is_times_the_days_of_a_window():
    tables = MAILS.format(most=3) + 'per = "day"\n'
    scenario = limited(tables).with_values({"scenario.window": "2 d"})
    market = Market.build(scenario, "omnichannel", days=8)
    counts = [int((channel_of(market, p) == "email").sum()) for _, p in plans(market)]
    assert max(counts) == 6


def test_bounds_grow_with_the_market():
    scenario = limited(MAILS.format(most=10), people=1_000)
    market = Market.build(scenario, "omnichannel", customers=3_000, days=4)
    assert max(int((channel_of(market, p) == "email").sum()) for _, p in plans(market)) == 30


def test_a_minimum_is_reached_where_it_can_be_and_noted_where_not():
    least = """
[[constraint]]
name = "news"
minimum = 25
of = { action = "newsletter" }
"""
    found = {}
    for tables in ("", least):
        market = Market.build(limited(MAILS.format(most=40) + tables), "omnichannel", days=12)
        email = market.channels.index("email")
        found[tables] = []
        world = None
        for world, planned in plans(market):  # noqa: B007 -- the last one is looked at
            names = action_of(market, planned)[:, email].tolist()
            found[tables].append((names.count("newsletter"), names.count("weekend-sale")))
    assert found[""][3] == (0, 40)
    assert found[least][3] == (25, 15)  # what brings more gets what is left
    noted = world.limits["news"]
    assert noted.missed == sum(count < 25 for count, _ in found[least])  # few qualify on some days
    assert 0 < noted.missed < noted.windows
    assert noted.short == sum(max(25 - count, 0) for count, _ in found[least])


@pytest.mark.parametrize("strategy", ["omnichannel", "cross-channel"])
def test_excluded_actions_are_never_planned_by_one_decider(strategy):
    pair = ("brand-ads", "newsletter")
    tables = f'\n[[exclusion]]\nactions = ["{pair[0]}", "{pair[1]}"]\n' + MAILS.format(most=200)
    slots = {f"strategy.{strategy}.slots": 3}
    both = {}
    for key, more in (("free", MAILS.format(most=200)), ("apart", tables)):
        market = Market.build(limited(more).with_values(slots), strategy, days=8)
        decider = None
        both[key] = 0
        for world, planned in plans(market):
            decider = world.P[0]["decider"][: len(market.channels)]
            names = action_of(market, planned)
            for group in np.unique(decider):
                own = names[:, decider == group]
                both[key] += int(
                    ((own == pair[0]).any(axis=1) & (own == pair[1]).any(axis=1)).sum()
                )
    assert both["apart"] == 0
    if strategy == "omnichannel":
        assert both["free"] > 0


# --- refused ------------------------------------------------------------------------------------


def test_what_cannot_be_counted_ends_the_run():
    tables = MAILS.format(most=5) + 'counts = "days_since_purchase"\n'
    market = Market.build(limited(tables), "omnichannel", days=6)
    with pytest.raises(DataError) as error:
        simulate(market, seed=3)
    assert "constraint.mails.counts" in str(error.value)
    assert "coalesce" in str(error.value)


# --- the engine's own plan ----------------------------------------------------------------------


HEAD = """
[scenario]
name = "same"
title = "The same catalogue for both"
start = 2026-01-05
market = 300
days = 5

[[persona]]
name = "anyone"
share = 1
need = 0
order_value = 100
margin = 0.5
channels = { web = 1.0, post = 1.0, text = 1.0 }
consents = { post = 1.0, text = 1.0 }

[[channel]]
name = "web"
kind = "site"
visits = "0 per d"
"""
TABLES = """
[[channel]]
name = "post"
kind = "sms"
cost = "0.5 EUR"

[[channel]]
name = "text"
kind = "sms"
cost = 0

[[action]]
name = "letter"
treatments = [{ channel = "post", landing = "web" }]
propensity = 0.05
value = "60 EUR"

[[action]]
name = "note"
treatments = [{ channel = "text", landing = "web" }]
propensity = 0.02
value = "50 EUR"

[[constraint]]
name = "letters"
maximum = 70
of = { channel = "post" }

[[constraint]]
name = "notes"
maximum = 90
of = { channel = "text" }
"""


@pytest.mark.parametrize("slots", [1, 2])
def test_the_engine_makes_the_same_plan_of_the_same_catalogue(tmp_path, slots, monkeypatch):
    """With the effort of a window: all 300 are alike, and `decide` looks for the plan that moves
    fewest of those whom kept prices would pick."""
    quick = partial(engine.constrained.keep_together, effort=QUICK)
    monkeypatch.setattr(engine.constrained, "keep_together", quick)
    strategy = f"""
[[strategy]]
name = "plain"
decider = "customer"
slots = {slots}
"""
    money = '[budget]\ntotal = "9000000 EUR"\n'
    market = Market.build(Scenario.from_text(HEAD + money + TABLES + strategy), "plain")
    world, planned = next(plans(market, seed=1))
    file = tmp_path / "catalogue.toml"
    head = f'[decision]\nslots = {slots}\n\n[[profile]]\nname = "visits"\n\n'
    file.write_text(head + money + TABLES, encoding="utf-8")
    profiles = {"customer": list(range(300)), "visits": [0.0] * 300}
    decided = decide(Catalog.load(file), profiles, seed=1)
    names = action_of(market, planned)
    for action in ("letter", "note"):
        assert int((names == action).sum()) == decided.actions[action]
    assert world.limits["letters"].used == 70
    picked = {
        (row["customer"], row["action"]) for row in decided.table.to_pylist() if row["rank"] > 0
    }
    simulated = {(int(i), names[i, c]) for i, c in zip(*np.nonzero(names != ""), strict=True)}
    assert simulated == picked


PAID_ANSWER = """
[budget]
total = "{money} EUR"

[[channel]]
name = "post"
kind = "sms"
cost = "0.5 EUR"

[[channel]]
name = "text"
kind = "sms"
cost = 0

[[action]]
name = "answer"
when = "visit"
on = ["web"]
treatments = [{{ channel = "post", landing = "web" }}]
propensity = 0.5
value = "60 EUR"

[[action]]
name = "note"
treatments = [{{ channel = "text", landing = "web" }}]
propensity = 0.02
value = "50 EUR"

[[constraint]]
name = "notes"
maximum = {most}
of = {{ channel = "text" }}

[[strategy]]
name = "plain"
decider = "customer"
knowledge = "all"
recognition = 1
"""


@pytest.mark.parametrize("most", [3, 90_000])
def test_without_money_nothing_paid_answers_whatever_the_limits(most):
    spent = {}
    for money in (0, 90_000):
        tables = PAID_ANSWER.format(money=money, most=most)
        text = HEAD.replace('"0 per d"', '"1 per d"') + tables
        spent[money] = simulate(Market.build(Scenario.from_text(text), "plain"), seed=1).series
    assert spent[0][:, 1].sum() == 0
    assert spent[90_000][:, 1].sum() > 0


def test_parts_of_a_pick_are_carried_over():
    market = Market.build(limited(MAILS.format(most=2.5)), "omnichannel", days=6)
    counts = [int((channel_of(market, p) == "email").sum()) for _, p in plans(market)]
    assert counts[:4] == [2, 3, 2, 3]
    few = Market.build(limited(MAILS.format(most=0.25)), "omnichannel", days=8)
    counts = [int((channel_of(few, p) == "email").sum()) for _, p in plans(few)]
    assert sum(counts) <= 2
    assert sum(counts[:4]) == 1
