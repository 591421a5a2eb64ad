"""Dotted keys: all numbers have one, each can be found again, misspelt ones get the nearest."""

from __future__ import annotations

import pytest

from engine.errors import ScenarioError
from sim.scenario import Scenario, keys


def test_split_and_join() -> None:
    assert keys.split('strategy.x.sync."a -> b"') == ["strategy", "x", "sync", "a -> b"]
    assert keys.split("strategy.x.sync.a -> b") == ["strategy", "x", "sync", "a -> b"]
    assert keys.join(["strategy", "x", "sync", "a -> b"]) == 'strategy.x.sync."a -> b"'
    for bad in ("", ".", "a..b", 'a."b', "a."):
        assert keys.split(bad) == []


@pytest.mark.parametrize("name", ["base", "auto-service"])
def test_every_number_is_found_under_its_key(base: str, name: str) -> None:
    scenario = Scenario.from_text(base) if name == "base" else Scenario.load(name)
    found = list(keys.leaves(scenario.document))
    assert len({leaf.key for leaf in found}) == len(found)
    for leaf in found:
        target = keys.find(scenario.data, leaf.key)
        assert target.path == leaf.path, leaf.key
        assert target.quantity is not None, leaf.key
        assert target.quantity.kind == leaf.quantity.kind, leaf.key
    assert set(scenario.labels) == {leaf.key for leaf in found}
    assert len(scenario.labels) > 150


@pytest.mark.parametrize(
    ("key", "part", "nearest"),
    [
        ("chanel.email.open", "no table", "channel"),
        ("channel.emial.open", 'no channel "emial"', "email"),
        ("channel.email.opn", "no key", "open"),
        ("channel.email.pass.pays", "no key", "pay"),
        ("channel.email", "names a table", None),
        ("channel", "names a table", None),
        ("persona.neighbour.objections", "names a table", None),
        ("contact_policy.caps.2.limit", "no number 2", None),
        ("contact_policy.caps.1", "names a table", None),
        ("scenario.season.3", "set as a whole", None),
        ("strategy.joined.recognition.web.more", "too deep", None),
        ("", "not a dotted key", None),
        ("change.1.at", "no table", "channel"),
        ("channel.email.name", "no key", None),
    ],
)
def test_what_is_said_of_unknown_keys(base: str, key: str, part: str, nearest: str | None) -> None:
    scenario = Scenario.from_text(base)
    with pytest.raises(ScenarioError) as caught:
        keys.find(scenario.data, key)
    assert part in caught.value.message
    assert caught.value.nearest == nearest
    assert caught.value.expected


def test_get(base: str) -> None:
    scenario = Scenario.from_text(base)
    assert scenario.get("channel.email.open") == 0.2
    assert scenario.get("offer.ten.valid") == "14 d"
    assert scenario.get("channel.email.delay") == 0.25
    assert scenario.get("strategy.joined.decider") == "customer"
    with pytest.raises(ScenarioError):
        scenario.plain("strategy.joined.decider")


def test_one_number_becomes_the_default_of_a_table(base: str) -> None:
    values = {"strategy.joined.continuity.group": 1.0, "strategy.joined.groups": [["web", "email"]]}
    scenario = Scenario.from_text(base).with_values(values)
    assert scenario.get("strategy.joined.continuity") == {"default": 0.8, "group": 1.0}


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("channel.emial.open", "web, email, display, shop, desk"),
        ("channel.email.opn", "open, "),
        ("channel.email.opn", ", or another of the 70 in docs/scenario.md"),
        ("channel.email", "channel.email. followed by one of "),
        ("channel", "channel. followed by one of web, email, display, shop, desk"),
        ("behaviour", " in docs/scenario.md"),
    ],
)
def test_lists_of_keys_are_whole_or_say_where_the_rest_stands(
    base: str, key: str, expected: str
) -> None:
    with pytest.raises(ScenarioError) as caught:
        keys.find(Scenario.from_text(base).data, key)
    assert expected in str(caught.value.expected)
    assert "..." not in str(caught.value.expected)


def test_a_dial_set_as_a_whole_takes_the_ranges_of_its_parts_with_it():
    scenario = Scenario.load("auto-service")
    assert scenario.labels["strategy.omnichannel.recognition.web"].low is not None
    whole = scenario.with_values({"strategy.omnichannel.recognition": 0.5})
    assert whole.numbers["strategy.omnichannel.recognition"] == 0.5
    assert not any(key.startswith("strategy.omnichannel.recognition.") for key in whole.labels)


def test_a_part_of_a_dial_that_is_one_number_leaves_its_range_with_the_default():
    scenario = Scenario.load("auto-service")
    assert scenario.labels["strategy.omnichannel.continuity"].low is not None
    parted = scenario.with_values({'strategy.omnichannel.continuity."email -> web"': 0.5})
    assert parted.numbers["strategy.omnichannel.continuity.default"] == 0.8
    label = parted.labels["strategy.omnichannel.continuity.default"]
    assert (label.low, label.high) == (0.4, 0.95)
