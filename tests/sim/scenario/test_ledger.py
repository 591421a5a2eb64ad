"""Every number of a scenario with where it comes from."""

from __future__ import annotations

import re

import pytest

from sim.scenario import Scenario, keys
from sim.scenario.ledger import expressions, ledger, tally
from sim.scenario.library import names
from tests.random_scenarios import random_scenario

TEXT = """
[scenario]
name = "tiny"
title = "Tiny"
currency = "EUR"
start = 2026-01-05
market = { value = 600, kind = "fitted", source = "till", year = 2025 }
season = [0.5, 0.5, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2]

[[persona]]
name = "people"
share = 1
need = "2 per year"
order_value = { value = "100 EUR", low = "80 EUR", high = 120, dist = "triangular" }
margin = "40 %"
channels = { web = 0.5, mail = 0.5 }
labels = { kind = "assumed", source = "a guess" }

[[channel]]
name = "web"
kind = "site"
monthly = 10

[[channel]]
name = "mail"
kind = "email"

[[action]]
name = "news"
treatments = [{ channel = "mail" }]
eligible = "visits >= 2"
propensity = "0.01 * visits"

[[strategy]]
name = "today"
groups = [["web", "mail"]]

[[change]]
at = "90 d"
labels = { kind = "assumed", source = "a plan" }

[change.set]
"channel.mail.open" = { value = 0.3, kind = "published", source = "who", year = 2024 }
"budget.total" = "50 EUR"
"strategy.today.recognition" = { default = 0.2, web = 0.5 }

[[change]]
at = "30 d"
set = { "channel.mail.delay" = "2 h", "strategy.today.sync" = 2 }
"""


@pytest.fixture(scope="module")
def entries():
    return {entry.key: entry for entry in ledger(Scenario.from_text(TEXT))}


def test_every_number_once_and_nothing_else(entries):
    scenario = Scenario.from_text(TEXT)
    numbers = [leaf.key for leaf in keys.leaves(scenario.document)]
    assert [key for key in entries if not key.startswith("change.")] == numbers
    assert len(ledger(scenario)) == len(entries)
    single = {key: entry.value for key, entry in entries.items() if key in scenario.numbers}
    assert single == dict(scenario.numbers)
    assert len(entries["scenario.season"].value) == 12
    assert expressions(scenario) == 2


@pytest.mark.parametrize(
    ("key", "value", "unit", "text", "kind", "source", "default"),
    [
        ("scenario.market", 600, "whole number", "600", "fitted", "till", False),
        ("scenario.window", 1.0, "days", "1 d", "assumed", "default of the program", True),
        ("persona.people.margin", 0.4, "share", "40 %", "assumed", "a guess", False),
        ("persona.people.order_value", 100.0, "EUR", "100 EUR", "assumed", "a guess", False),
        ("persona.people.channels.web", 0.5, "share", "0.5", "assumed", "a guess", False),
        ("channel.web.monthly", 10.0, "EUR", "10", "mine", None, False),
        ("strategy.today.sync", 0, "windows", "0", "assumed", "default of the program", True),
        ("change.1.at", 90.0, "days", "90 d", "assumed", "a plan", False),
        ('change.1.set."channel.mail.open"', 0.3, "share", "0.3", "published", "who", False),
        ("change.2.at", 30.0, "days", "30 d", "mine", None, False),
        ('change.2.set."channel.mail.delay"', 2 / 24, "days", "2 h", "mine", None, False),
        ('change.2.set."strategy.today.sync"', 2, "windows", "2", "mine", None, False),
        (
            'change.1.set."strategy.today.recognition.web"',
            0.5,
            "share",
            "0.5",
            "assumed",
            "a plan",
            False,
        ),
        ('change.1.set."budget.total"', 50.0, "EUR", "50 EUR", "assumed", "a plan", False),
    ],
)
def test_an_entry(entries, key, value, unit, text, kind, source, default):
    found = entries[key]
    assert found.value == pytest.approx(value)
    assert (found.unit, found.text) == (unit, text)
    assert (found.kind, found.source, found.default) == (kind, source, default)


def test_rates_are_a_day_and_ranges_in_the_unit_of_the_value(entries):
    assert entries["persona.people.need"].value == pytest.approx(2 / 365)
    assert entries["persona.people.need"].unit == "per day"
    order = entries["persona.people.order_value"]
    assert (order.low, order.high, order.dist) == (80.0, 120.0, "triangular")
    assert entries["persona.people.margin"].low is None


def test_defaults_of_a_kind_bear_their_publisher(entries):
    opened = entries["channel.mail.open"]
    assert (opened.kind, opened.year, opened.default) == ("published", 2019, True)
    assert opened.text == "22.71 %"
    # What a kind says in a table is told number by number.
    assert entries["channel.web.pass.browse"].text == "0.6"


def test_the_tally_counts_all(entries):
    found = tally(tuple(entries.values()))
    assert list(found) == ["mine", "published", "fitted", "assumed"]
    assert sum(sum(pair) for pair in found.values()) == len(entries)
    assert found["mine"] == (5, 0)
    assert found["fitted"] == (1, 0)


@pytest.mark.parametrize("seed", range(0, 200, 25))
def test_every_scenario_has_a_ledger(seed):
    scenario = Scenario.from_text(random_scenario(seed))
    found = ledger(scenario)
    assert len({entry.key for entry in found}) == len(found)
    assert {entry.key for entry in found} >= set(scenario.numbers)
    changed = {entry.key.split(".")[1] for entry in found if entry.key.startswith("change.")}
    assert len(changed) == len(scenario.document.change)
    for entry in found:
        assert entry.text
        assert entry.unit


@pytest.mark.parametrize("name", names())
def test_numbers_of_the_library_all_have_a_source(name):
    found = ledger(Scenario.load(name))
    assert not [entry.key for entry in found if entry.kind == "mine" or not entry.source]
    assert not [entry.key for entry in found if not entry.text or re.search(r"[{}]", entry.text)]


def test_ages_are_listed_with_the_reason_of_their_persona():
    found = {entry.key: entry for entry in ledger(Scenario.load("mattress"))}
    entry = found["persona.mover.age"]
    assert (entry.value, entry.unit, entry.kind, entry.default) == (
        (20, 38), "whole number", "assumed", False,
    )  # fmt: skip
    assert entry.source.startswith("people between twenty and forty")
    unsaid = {entry.key: entry for entry in ledger(Scenario.load("auto-service"))}
    entry = unsaid["persona.commuter.age"]
    assert (entry.value, entry.kind, entry.default) == ((18, 80), "assumed", True)
