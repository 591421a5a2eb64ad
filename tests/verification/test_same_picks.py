"""`decide` and a simulated firm's plan pick and price by the engine's code: they must agree."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from engine import Catalog, decide
from engine.decisions import Decisions
from sim.clocks.compiled import CompiledClock
from sim.clocks.world import World
from sim.model.market.market import Market
from sim.scenario import Scenario

PEOPLE = 60
CHANNELS = ("post", "text", "letter", "wire", "card")
HEAD = """
[scenario]
name = "same"
title = "The same catalogue for both"
start = 2026-01-05
market = {people}
days = 5

[[persona]]
name = "anyone"
share = 1
need = 0
order_value = 100
margin = 0.5
channels = {{ web = 1.0, {all} }}
consents = {{ {all} }}

[[channel]]
name = "web"
kind = "site"
visits = "0 per d"
"""
ENGINE = """
[decision]
slots = {slots}

[[profile]]
name = "visits"

"""
STRATEGY = """
[[strategy]]
name = "plain"
decider = "customer"
budget = "pooled"
slots = {slots}
"""


def catalogue(number: int) -> tuple[str, int]:
    """Tables that both read, drawn by a number, and how many actions a customer may get."""
    luck = np.random.default_rng(number)
    text = []
    for name in CHANNELS:
        cost = luck.choice([0, 0, 0.1, 0.5, 1.0])
        text.append(f'[[channel]]\nname = "{name}"\nkind = "sms"\ncost = "{cost} EUR"')
    for place in luck.permutation(int(luck.integers(1, 9))):
        used = luck.permutation(CHANNELS)[: luck.integers(1, 5)]
        treatments = ", ".join(f'{{ channel = "{name}", landing = "web" }}' for name in used)
        text.append(
            f'[[action]]\nname = "action-{place}"\ntreatments = [{treatments}]\n'
            f"propensity = {luck.choice([0.01, 0.02, 0.05])}\n"
            f'value = "{luck.choice([20, 50, 50, 120])} EUR"'  # so that ties are met
        )
        if luck.random() < 0.3:
            text.append('deliver = "all"')
        if luck.random() < 0.3:
            text.append("fallback = true")
    return "\n".join(text), int(luck.integers(1, 4))


def both(folder: Path, number: int, budget: str) -> tuple[World, Decisions]:
    """The simulation's first window under a catalogue, and what the engine decides by it."""
    tables, slots = catalogue(number)
    text = f"[budget]\n{budget}\n{tables}"
    everywhere = ", ".join(f"{name} = 1.0" for name in CHANNELS)
    head = HEAD.format(people=PEOPLE, all=everywhere)
    scenario = Scenario.from_text(head + text + STRATEGY.format(slots=slots))
    world = World(Market.build(scenario, "plain"), None, seed=1, replication=0)
    clock = CompiledClock(world)
    world.open_window(0)
    clock._make_plan()
    clock._live()
    file = folder / "catalogue.toml"
    file.write_text(ENGINE.format(slots=slots) + text)
    profiles = {"customer": list(range(PEOPLE)), "visits": [0.0] * PEOPLE}
    return world, decide(Catalog.load(file), profiles)


@pytest.mark.parametrize("number", range(24))
@pytest.mark.parametrize("worth", [0.0, 1.0, 4.0])
def test_what_is_worth_its_cost_is_picked_by_both(tmp_path, number, worth):
    world, decided = both(tmp_path, number, f'total = "9000000 EUR"\nminimum_return = {worth}')
    delivered = sum(output["trials"][0] for output in world.outputs)
    simulated = {
        (name.action, name.channel)
        for place, name in enumerate(world.market.treatments)
        if delivered[place] > 0
    }
    assert set(delivered.tolist()) <= {0, PEOPLE}
    picks = [row for row in decided.table.to_pylist() if row["rank"] > 0]
    assert {(row["action"], row["channel"]) for row in picks} == simulated
    assert len(picks) == len(simulated) * PEOPLE


@pytest.mark.parametrize("number", range(24))
def test_a_budget_that_binds_gets_the_same_price_from_both(tmp_path, number):
    world, decided = both(tmp_path, number, 'total = "4000 EUR"')
    price, shared = decided.prices["all"], world.S[0]
    assert price.price == shared["price"][0]
    assert price.low == shared["price_low"][0]
    assert price.share == pytest.approx(shared["share"][0], abs=1e-12)
