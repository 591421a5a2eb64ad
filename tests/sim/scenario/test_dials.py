"""Dials spelt out, and every mixture of two strategies."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from engine.errors import UsageError
from sim.scenario import Scenario, library, mix
from sim.scenario.dials import Mixture
from sim.scenario.words import DIALS


def test_resolved(base: str) -> None:
    scenario = Scenario.from_text(base)
    desk, display, email, shop, web = range(5)
    linked = scenario.resolved("linked")
    assert linked.channel_names == ("desk", "display", "email", "shop", "web")
    assert linked.knowledge[web, email]
    assert not linked.knowledge[web, shop]
    assert linked.knowledge.diagonal().all()
    assert linked.sync[web, email] == 1
    assert linked.sync[web, shop] == linked.sync[web, web] == 0
    assert linked.decider.tolist() == [0, 1, 1, 2, 1]
    assert linked.contact_policy.tolist() == [0, 1, 2, 3, 4]
    assert linked.continuity[email, web] == 0.9
    assert linked.continuity[web, email] == 0.0
    assert linked.continuity[desk, desk] == 1.0
    assert linked.recognition[web] == 0.6
    assert linked.recognition[display] == 0.2
    assert linked.false_match == 0.01
    joined = scenario.resolved("joined")
    assert joined.actions.tolist() == [False, True, True]  # ads, mail, popup
    assert joined.budget.tolist() == [0] * 5
    assert scenario.resolved("today").actions.sum() == 0


def test_a_link_lets_the_second_read_the_first(base: str) -> None:
    text = base.replace(
        'knowledge = "all"', 'knowledge = ["web -> email"]\nsync = { "web -> email" = 2 }'
    )
    dials = Scenario.from_text(text).resolved("joined")
    web, email = dials.channel_names.index("web"), dials.channel_names.index("email")
    assert dials.knowledge[email, web]
    assert not dials.knowledge[web, email]
    assert dials.sync[email, web] == 2
    assert dials.units()["knowledge"] == 1
    assert dials.units()["sync"] == 0


def test_classes_are_numbered_by_their_first_channel(base: str) -> None:
    text = base.replace('decider = "customer"', 'decider = [["web", "desk"], ["shop", "email"]]')
    assert Scenario.from_text(text).resolved("joined").decider.tolist() == [0, 1, 2, 2, 0]


@pytest.mark.parametrize("name", [*library.names(), None])
def test_all_mixtures_of_all_pairs(base: str, name: str | None) -> None:
    scenario = Scenario.from_text(base) if name is None else Scenario.load(name)
    for a, b in itertools.combinations(scenario.strategies, 2):
        one, two = scenario.resolved(a), scenario.resolved(b)
        for size in range(len(DIALS) + 1):
            for dials in itertools.combinations(DIALS, size):
                mixed = mix(one, two, dials)
                assert set(mixed.differing(one)) <= set(dials)
                assert set(mixed.differing(two)).isdisjoint(dials)
        assert mix(one, two, DIALS) == two
        assert mix(one, two, ()) == one


def test_equal_by_value_whatever_the_name(base: str) -> None:
    text = base + '\n[[strategy]]\nname = "copy"\nactions = []\n'
    scenario = Scenario.from_text(text)
    assert scenario.resolved("copy") == scenario.resolved("today")
    assert hash(scenario.resolved("copy")) == hash(scenario.resolved("today"))
    assert scenario.resolved("copy") != scenario.resolved("joined")
    assert scenario.resolved("today").differing(scenario.resolved("joined"))


def test_values_cannot_be_written(base: str) -> None:
    dials = Scenario.from_text(base).resolved("joined")
    with pytest.raises(ValueError, match="read-only"):
        dials.recognition[0] = 1.0


def test_units_count_only_live_channels(base: str) -> None:
    dials = Scenario.from_text(base).resolved("joined")
    every = dials.units()
    assert every["knowledge"] == every["sync"] == 20
    assert every["decider"] == 4
    assert every["continuity"] == pytest.approx(16)
    live = np.array([True, True, True, True, False])
    assert dials.units(live)["knowledge"] == 12
    assert dials.units(live)["budget"] == 3


def test_effective_leaves_out_delays_that_no_link_has(base: str) -> None:
    text = base + '\n[[strategy]]\nname = "copy"\nactions = []\nsync = 2\n'
    scenario = Scenario.from_text(text)
    assert scenario.resolved("copy") != scenario.resolved("today")
    assert scenario.resolved("copy").effective() == scenario.resolved("today").effective()


def test_unknown_dial(base: str) -> None:
    scenario = Scenario.from_text(base)
    with pytest.raises(UsageError) as caught:
        mix(scenario.resolved("joined"), scenario.resolved("today"), ["knowlege"])
    assert caught.value.nearest == "knowledge"


def test_a_mixture_changes_as_its_strategies_do() -> None:
    scenario = Scenario.load("new-to-digital")
    mixture = Mixture("multichannel", "step-by-step", ("knowledge", "decider"))
    for (_, phase), joined in zip(scenario.phases(), ((0, 0), (1, 0), (1, 1)), strict=True):
        found = mixture.resolved(phase)
        own, other = phase.resolved("multichannel"), phase.resolved("step-by-step")
        assert found == mix(own, other, ["knowledge", "decider"])
        assert ("knowledge" in found.differing(own), "decider" in found.differing(own)) == tuple(
            map(bool, joined)
        )
        assert "recognition" not in found.differing(own)
