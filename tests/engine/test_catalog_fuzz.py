"""Any value of a catalogue replaced by one of a wrong kind: read, or refused at its place."""

from __future__ import annotations

import copy
import json
import tomllib
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from engine import Catalog
from engine.errors import InputError, InputErrors
from tests.engine.test_catalog import TEXT

LIMITED = """
[[profile]]
name = "seen"
kind = "timestamp"

[[constraint]]
name = "letters"
of = { channel = "sms", action = ["plain", "welcome"] }
minimum = 5
maximum = { value = 20, kind = "mine" }
per = "day"

[[constraint]]
name = "money"
counts = "cost"
maximum = "20 USD"

[[constraint]]
name = "calls"
counts = "0.3 * propensity"
maximum = 20

[[exclusion]]
actions = ["plain", "learner"]
"""
SMALL = """
[decision]
explore = { share = 0.05, draws = 100, floor = 0.01 }
[[profile]]
name = "seen"
kind = "timestamp"
[[channel]]
name = "web"
suppressed = "bought"
[[profile]]
name = "bought"
kind = "boolean"
[[action]]
name = "offer"
title = "Offer"
group = "sales"
propensity = { learned = "click", prior = 0.02, strength = 10, segment = "bought" }
boost = 2
context = 1.5
value = { value = "12 EUR", kind = "mine" }
explore = 0.01
applicable = "days_since(seen) > 3"
suitable = "not bought"
fallback = false
after_purchase = true
when = "visit"
on = ["web"]
treatments = [{ channel = "web" }]
"""
DEAL: list[Any] = [
    5, -1, 2.5, 10**400, 1e300, float("nan"), float("-inf"), True, "a text", "", "\0", "5 %",
    "3 EUR", date(2026, 11, 30), [], [1], ["a", ["c"]], [[]], [{}], [["email"], [3]], {},
    {"a": 1}, {"value": []}, {"value": {}}, {"value": "x", "kind": 3}, {"learned": []},
    {"weights": {"visits": "much"}}, {"name": "x"}, [{"name": "x"}], [{"name": []}],
]  # fmt: skip


def inline(value: Any) -> str:
    """A value as TOML has it on one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(k)} = {inline(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(inline(item) for item in value) + "]"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return json.dumps(value)
    return str(value)


def written(data: dict[str, Any]) -> str:
    """A file of some tables."""
    return "".join(f"{json.dumps(key)} = {inline(value)}\n" for key, value in data.items())


def places(value: Any, way: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Ways to all values within one."""
    if way:
        yield way
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from places(inner, (*way, key))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from places(inner, (*way, number))


def replaced(data: dict[str, Any], way: tuple[Any, ...], value: Any) -> dict[str, Any]:
    """The same with another value at the end of a way."""
    made = copy.deepcopy(data)
    inner: Any = made
    for key in way[:-1]:
        inner = inner[key]
    inner[way[-1]] = value
    return made


def errors_of(text: str) -> tuple[InputError, ...]:
    """What is wrong with a file; nothing where it can be used."""
    try:
        catalog = Catalog.from_text(text, file="c.toml")
    except InputErrors as caught:
        return caught.errors
    assert isinstance(catalog.warnings, tuple)
    assert len(catalog.tables) == 1
    return ()


BASES = {name: tomllib.loads(text) for name, text in (("full", TEXT + LIMITED), ("small", SMALL))}


@pytest.mark.parametrize("base", BASES)
def test_the_catalogues_are_right_as_they_are(base):
    assert errors_of(written(BASES[base])) == ()


@pytest.mark.parametrize("value", DEAL, ids=lambda value: inline(value)[:30].replace("\0", "0"))
@pytest.mark.parametrize("base", BASES)
def test_no_value_breaks_the_reading(base, value):
    for way in places(BASES[base]):
        text = written(replaced(BASES[base], way, value))
        for error in errors_of(text):
            assert error.file == "c.toml", (way, value, str(error))
            assert error.place, (way, value, str(error))
            assert error.found is not None, (way, value, str(error))


@pytest.mark.parametrize(
    ("way", "value", "place"),
    [
        (("contact_policy", "caps"), ["2 per week"], "contact_policy.caps[0]"),
        (("contact_policy", "caps"), 3, "contact_policy.caps"),
        (("budget", "split"), "email", "budget.split"),
        (("decision", "groups"), 3, "decision.groups"),
        (("decision", "groups"), "", "decision.groups"),
        (("decision", "groups"), "email", "decision.groups"),
        (("decision", "groups"), ["email"], "decision.groups"),
        (("profile", 1, "values"), 5, "profile.kind.values"),
        (("profile", 1, "values"), "ab", "profile.kind.values"),
        (("profile", 1, "values"), ["new", ["old"]], "profile.kind.values"),
        (("profile", 1, "kind"), 5, "profile.kind.kind"),
        (("profile", 3, "name"), "visits", "profile.visits"),
        (("profile", 3, "name"), 5, "profile.5.name"),
        (("scenario", "currency"), 5, "scenario.currency"),
        (("scenario", "currency"), "dollars", "scenario.currency"),
        (("action", 0, "propensity", "weights"), "visits", "action.welcome.propensity.weights"),
        (("action", 0, "propensity"), {}, "action.welcome.propensity"),
        (("action", 1, "propensity", "learned"), 5, "action.learner.propensity.learned"),
        (("action", 1, "title"), ["a"], "action.learner.title"),
        (("action", 1, "group"), 5, "action.learner.group"),
        (("action", 1, "treatments"), "email", "action.learner.treatments"),
        (("channel", 1, "contacts"), {"7 d": 3}, "channel.email.contacts.7 d"),
    ],
)  # fmt: skip
def test_what_stands_there_is_told_at_its_place(way, value, place):
    errors = errors_of(written(replaced(BASES["full"], way, value)))
    assert place in [error.place for error in errors]
    told = next(error for error in errors if error.place == place)
    assert (told.found, told.expected) != (None, None)
