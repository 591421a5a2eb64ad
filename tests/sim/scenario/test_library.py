"""The scenarios that come with the program, and the file to start from."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest

from engine.errors import ScenarioError
from sim.model.records import triggers, vocabulary
from sim.scenario import Scenario, library, words
from sim.scenario.docs.template import template


@pytest.mark.parametrize("name", library.names())
def test_every_number_has_a_source(name: str) -> None:
    for key, label in Scenario.load(name).labels.items():
        assert label.kind in ("published", "fitted", "assumed"), key
        assert label.source, key
        assert label.kind != "published" or label.year, key


@pytest.mark.parametrize("name", library.names())
def test_a_published_number_is_labelled_itself(name: str) -> None:
    """A table's label holds for all its numbers, and no source gives all of them."""
    for table in tables_of(library.text_of(name)):
        labels = table.get("labels")
        assert not isinstance(labels, dict) or labels["kind"] != "published", table


def tables_of(text: str) -> list[dict[str, Any]]:
    """All tables of a scenario file, those in lists too."""
    found = []
    for value in tomllib.loads(text).values():
        found += value if isinstance(value, list) else [value]
    return found


@pytest.mark.parametrize("name", library.names())
def test_file_to_start_from_is_the_same_scenario(name: str) -> None:
    new = Scenario.from_text(template(name))
    assert new.numbers == Scenario.load(name).numbers
    assert all(len(line) <= 100 for line in template(name).splitlines() if line.startswith("#   "))


def test_car_service_tells_its_stories() -> None:
    scenario = Scenario.load("auto-service")
    assert scenario.scenario.market == 600
    assert list(scenario.strategies) == ["cross-channel", "multichannel", "omnichannel", "today"]
    assert scenario.baseline == "today"
    bays = next(channel for channel in scenario.channels if channel.name == "bays")
    assert bays.servers == 3
    assert bays.appointments
    phone = next(channel for channel in scenario.channels if channel.name == "phone")
    assert phone.has_queue
    assert len(scenario.channels) <= 12


def test_unknown_name() -> None:
    with pytest.raises(ScenarioError) as caught:
        library.text_of("auto-servic")
    assert caught.value.nearest == "auto-service"


def test_a_file_wins_over_a_built_in_name(base: str, tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "auto-service").write_text(base)
    assert Scenario.load("auto-service").name == "corner"


def test_words_are_those_of_the_model() -> None:
    assert words.TRIGGERS == triggers.TRIGGERS
    assert words.LEARNED == triggers.OUTCOMES
    assert words.OBJECTIONS == vocabulary.OBJECTIONS
    assert vocabulary.STEPS[1:-1] == words.STEPS
