"""What is valid in constraints and exclusions of a scenario, and looks wrong."""

from __future__ import annotations

import re

import pytest

from sim.scenario.checking.concern import Concern, Weight
from sim.scenario.checking.warnings import warnings_of
from tests.sim.scenario.test_limits import APART, CALLS, SPEND, limited, one


def told(base: str, table: str) -> list[Concern]:
    """What a table adds to what is said of a scenario."""
    before = warnings_of(limited(base))
    return [concern for concern in warnings_of(limited(base, table)) if concern not in before]


def test_limits_that_are_in_order(base: str) -> None:
    spend = SPEND.replace('minimum = "10 EUR"\n', "")  # no event starts what costs anything
    plain = one('of = { action = ["mail", "ads"] }\nminimum = 0')
    for table in (CALLS, spend, APART, plain):
        assert told(base, table) == []


WELCOMES = """
[[channel]]
name = "radio"
kind = "radio"
[[action]]
name = "jingle"
propensity = 0.1
treatments = [{ channel = "radio" }]
[[action]]
name = "welcome"
when = "signup"
propensity = 0.1
treatments = [{ channel = "email" }]
[[action]]
name = "thanks"
when = "purchase"
propensity = 0.1
treatments = [{ channel = "email" }]
"""


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('of = { channel = "email" }',
         "calls counts mail; thanks and welcome, which events start, are not counted"),
        ('of = { channel = "email" }\ncounts = "cost"',
         "calls counts mail; thanks and welcome, which events start, are not counted"),
        ('of = { action = ["mail", "welcome"] }',
         "calls counts mail; welcome, which events start, is not counted"),
        ('of = { channel = ["email", "radio"], action = ["mail", "welcome", "jingle"] }',
         "calls counts mail; welcome, which events start, and jingle, which is for mass media, "
         "are not counted"),
        ("counts = 2",
         "calls counts ads and mail; popup, thanks and welcome, which events start, and jingle, "
         "which is for mass media, are not counted"),
        ('of = { action = ["mail", "ads"] }', None),
        ('of = { channel = "email", action = "mail" }', None),
    ],
)  # fmt: skip
def test_a_limit_tells_what_it_does_not_count(base: str, text: str, message: str | None) -> None:
    concerns = told(base + WELCOMES, one(f"{text}\nmaximum = 5"))
    assert [each.message for each in concerns] == ([] if message is None else [message])
    assert {(each.where, each.weight) for each in concerns} <= {("constraint.calls", Weight.REMARK)}


@pytest.mark.parametrize(
    ("bound", "weight"), [("maximum = 5", Weight.ODD), ("minimum = 5", Weight.WRONG)]
)
def test_a_limit_on_what_events_start(base: str, bound: str, weight: Weight) -> None:
    (concern,) = told(base, one(f'of = {{ channel = "web" }}\n{bound}'))
    assert concern.where == "constraint.calls"
    assert "counts nothing" in concern.message
    assert concern.arithmetic == "popup starts at visit"
    assert concern.weight == weight


def test_a_limit_on_a_mass_medium(base: str) -> None:
    radio = """
[[channel]]
name = "radio"
kind = "radio"
[[action]]
name = "jingle"
propensity = 0.1
treatments = [{ channel = "radio" }]
"""
    before = warnings_of(limited(base, radio))
    table = one('of = { action = "jingle" }\nmaximum = 5')
    (concern,) = [each for each in warnings_of(limited(base, radio, table)) if each not in before]
    assert concern.arithmetic == "jingle is for a mass medium"


def test_a_minimum_that_strategies_cannot_reach(base: str) -> None:
    table = one('of = { action = "mail" }\nminimum = 5')
    (concern,) = told(base, table)
    assert concern.where == "constraint.calls.minimum"
    assert "out of reach for today" in concern.message
    assert concern.weight == Weight.ODD
    nowhere = base.replace('{ except = ["ads"] }', '["ads"]').replace(
        'knowledge = "group"', 'knowledge = "group"\nactions = { except = ["mail"] }'
    )
    (concern,) = [each for each in told(nowhere, table) if each.where.startswith("constraint")]
    assert "no strategy" in concern.message
    assert concern.weight == Weight.WRONG
    dead = base.replace("customer and visits > 0", "visits < 0")
    (concern,) = [each for each in told(dead, table) if each.where.startswith("constraint")]
    assert "no strategy" in concern.message


@pytest.mark.parametrize(
    ("bounds", "impossible"),
    [
        ("minimum = 200", False), ("minimum = 201", True),
        ('minimum = 101\nper = "day"', True), ('minimum = 100\nper = "day"', False),
        ('minimum = 101\nof = { channel = "email" }', True),
        ('minimum = 500\ncounts = "20 * propensity"', False),
    ],
)  # fmt: skip
def test_a_minimum_above_what_all_can_get(base: str, bounds: str, impossible: bool) -> None:
    """A hundred people, two planned actions of one treatment each, windows of two days."""
    long = base.replace("days = 30", 'days = 30\nwindow = "2 d"')
    concerns = [each for each in told(long, one(bounds)) if "everybody" in each.message]
    assert len(concerns) == impossible
    for concern in concerns:
        assert re.search(r"^20[12] picks; 100 people|^101 picks", concern.arithmetic)


def test_money_where_nothing_costs_any(base: str) -> None:
    free = base.replace('kind = "email"', 'kind = "email"\ncost = 0')
    (concern,) = told(free, one('of = { action = "mail" }\ncounts = "cost"\nmaximum = 5'))
    assert concern.where == "constraint.calls.counts"
    assert concern.arithmetic == "on email"


def test_an_exclusion_that_keeps_nothing_apart(base: str) -> None:
    (concern,) = told(base, '[[exclusion]]\nactions = ["popup", "mail"]\n')
    assert (concern.where, concern.weight) == ("exclusion.1", Weight.REMARK)
