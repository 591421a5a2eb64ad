"""The list of mechanisms is whole, and switching does what it says."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.scenario import Scenario, library
from sim.scenario.models import Behaviour
from sim.study.robustness.mechanisms import LEFT, MECHANISMS, PLENTY, Rule
from sim.study.robustness.switched import STRENGTHS, switch

NAMED = {one.name: one for one in MECHANISMS}


@pytest.fixture(scope="module")
def scenario():
    return Scenario.load("auto-service")


def test_every_number_of_behaviour_belongs_to_one_mechanism_or_is_left_with_a_reason():
    placed = [
        rule.pattern.removeprefix("behaviour.")
        for one in MECHANISMS
        for rule in one.rules
        if rule.pattern.startswith("behaviour.")
    ]
    placed += [name for one in MECHANISMS for name in one.kept]
    placed += list(LEFT)
    assert sorted(placed) == sorted(set(placed))
    assert set(placed) == set(Behaviour.model_fields)
    assert all(LEFT.values())
    assert len(NAMED) == len(MECHANISMS)


def test_the_page_lists_every_mechanism_with_its_numbers():
    page = (Path(__file__).parents[4] / "docs" / "robustness.md").read_text(encoding="utf-8")
    for one in MECHANISMS:
        numbers = ", ".join(f"`{key}`" for key in (*(r.pattern for r in one.rules), *one.curves))
        assert f"| {one.name} | {one.about} | {numbers} |" in page
    assert all(f"`behaviour.{name}` ({why})" in page for name, why in LEFT.items())


def test_every_pattern_names_a_number_that_some_library_scenario_could_have():
    found = {rule.pattern for one in MECHANISMS for rule in one.rules}
    for name in library.names():
        numbers = Scenario.load(name).numbers
        for one in MECHANISMS:
            found -= {rule.pattern for _, rule in one.found_in(numbers)}
    assert not found


@pytest.mark.parametrize(
    ("rule", "value", "found"),
    [
        (Rule("a.b"), 0.6, {"off": 0.0, "half": 0.3, "double": 1.2}),
        (Rule("a.b", 1.0), 0.6, {"off": 1.0, "half": 0.8, "double": pytest.approx(0.2)}),
        (Rule("a.b", None), 0.6, {"off": None, "half": 0.3, "double": 1.2}),
        (Rule("a.b", inverse=True), 6.0, {"off": 0.0, "half": 12.0, "double": 3.0}),
        (Rule("a.b", None, plenty=True), 3.0, {"off": 3 * PLENTY, "half": 6.0, "double": 1.5}),
    ],
)
def test_a_number_moves_towards_where_it_does_nothing(rule, value, found):
    for word, strength in STRENGTHS.items():
        assert rule.at(value, strength) == found[word]


def test_patterns_go_part_by_part():
    assert Rule("strategy.*.continuity.*").matches('strategy.omnichannel.continuity."email -> web"')
    assert not Rule("strategy.*.continuity").matches("strategy.omnichannel.continuity.group")
    assert not Rule("channel.*.open").matches("channel.email.open.late")


def test_switched_off_the_scenario_has_the_numbers_that_do_nothing(scenario):
    for one in MECHANISMS:
        made = switch(scenario, one, 0.0)
        if not (made.changes and one.can_be_off):
            continue
        after = made.variant("omnichannel").scenario(scenario)
        for key, rule in one.found_in(scenario.numbers):
            if rule.off is not None:
                assert after.numbers[key] == pytest.approx(rule.off), key
        others = set(scenario.numbers) - {key for key, _ in one.found_in(scenario.numbers)}
        assert all(after.numbers[key] == scenario.numbers[key] for key in others)


def test_what_cannot_be_doubled_is_cut_off_and_told(scenario):
    made = switch(scenario, NAMED["continuity"], 2.0)
    assert dict(made.clipped)["strategy.omnichannel.continuity"] == 1.0
    assert dict(made.values)["strategy.omnichannel.continuity"] == 1.0
    assert switch(scenario, NAMED["annoyance"], 2.0).clipped == ()


def test_people_and_places_are_more_or_fewer_but_never_none(scenario):
    waiting = NAMED["waiting"]
    key = "channel.bays.servers"
    assert scenario.numbers[key] == 3
    values = [dict(switch(scenario, waiting, strength).values).get(key)
              for strength in (0.0, 0.5, 2.0, 100.0)]  # fmt: skip
    assert values == [3 * PLENTY, 6.0, 2.0, 1.0]


def test_curves_become_flat_about_their_mean(scenario):
    season = NAMED["season"]
    now = scenario.scenario.season
    flat = dict(switch(scenario, season, 0.0).values)["scenario.season"]
    assert len(set(flat)) == 1
    assert flat[0] == pytest.approx(sum(now) / 12)
    double = dict(switch(scenario, season, 2.0).values)["scenario.season"]
    assert double[0] - flat[0] == pytest.approx(2 * (now[0] - flat[0]))
    level = scenario.with_values({"scenario.season": [1.0] * 12, "scenario.weekday": [1.0] * 7})
    assert not switch(level, season, 0.0).changes


def test_what_a_change_sets_later_is_switched_too():
    scenario = Scenario.load("growing-brand")
    rivals = NAMED["competitors"]
    for strength in (0.0, 0.5):
        varied = switch(scenario, rivals, strength).variant("omnichannel").scenario(scenario)
        pairs = zip(scenario.phases(), varied.phases(), strict=True)
        for (start, phase), (same, other) in pairs:
            assert start == same
            for key, _ in rivals.found_in(phase.numbers):
                assert other.numbers[key] == pytest.approx(strength * phase.numbers[key])
    last = scenario.phases()[-1][1]
    assert any(last.numbers[key] for key, _ in rivals.found_in(last.numbers) if "newcomer" in key)


def test_a_mechanism_that_a_scenario_lacks_changes_nothing(scenario):
    for name in ("devices", "competitors", "variants", "distance"):
        assert not switch(scenario, NAMED[name], 0.0).changes
