"""What is refused as impossible never happens, and what is refused is told with what can be."""

from __future__ import annotations

import pytest

from engine.errors import InputError
from sim import Scenario, trace
from sim.model.records.vocabulary import EVENTS
from sim.scenario.library import names
from sim.study.possible import channels_by_event
from tests.random_scenarios import random_scenario
from tests.verification.runs import live


def assert_sound(scenario: Scenario, days: float | None) -> None:
    """Nothing happens that is said to be impossible."""
    where = channels_by_event(scenario)
    rows = live(scenario, next(reversed(scenario.strategies)), days=days).rows
    seen = {(int(row["event"]), int(row["channel"])) for row in rows[["event", "channel"]]}
    assert seen
    for event, channel in seen:
        possible = where.get(EVENTS[event])
        assert possible is None or scenario.channels[channel].name in possible


@pytest.mark.parametrize("name", names())
def test_nothing_impossible_happens_in_the_library(name: str) -> None:
    assert_sound(Scenario.load(name).with_values({"scenario.market": 600}), 75)


@pytest.mark.parametrize("number", range(20))
def test_nothing_impossible_happens_in_random_scenarios(number: int) -> None:
    assert_sound(Scenario.from_text(random_scenario(number)), None)


@pytest.mark.parametrize(
    ("like", "told", "expected"),
    [
        ("visit,basket,purchase", "no basket anywhere in this scenario", "need, visit, browse"),
        ("visit,purchase:web", "no purchase on web in this scenario", "purchase:bays"),
        ("need,deliver:display", "no deliver on display", "deliver:email"),
        ("impression:email", "no impression on email", "impression:display"),
        ("service:web", "no service on web", "service:bays"),
        ("browse:email", "no browse on email", "browse:web"),
    ],
)
def test_what_nobody_can_live_is_refused_before_anybody_is_looked_for(
    like: str, told: str, expected: str
) -> None:
    with pytest.raises(InputError) as caught:
        trace("auto-service", "omnichannel", like=like)
    assert told in caught.value.message
    assert caught.value.expected is not None
    assert expected in caught.value.expected
    assert caught.value.place is not None
    assert caught.value.place.startswith("--like, item")


def test_what_must_not_happen_may_be_impossible() -> None:
    found = trace("auto-service", "omnichannel", like="need,!basket,visit", limit=600)
    assert found.search is not None
    assert found.search.found
