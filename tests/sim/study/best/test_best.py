"""`best`: who takes part, who is left, the same from a folder, and what is refused."""

from __future__ import annotations

import json

import pytest

from engine.errors import InputError, UsageError
from sim.scenario import Scenario
from sim.study.best import best, forecast_best
from sim.study.compare import compare
from sim.study.reproduce import reproduce

OPTIONS = {"days": 60.0, "replications": 6, "seed": 3}
MIXED = {
    "mixtures": ["today", "omnichannel"],
    "groups": {
        "knowing": ["knowledge", "sync", "recognition"],
        "deciding": ["decider", "slots", "contact_policy", "budget", "suppression"],
        "going_on": ["continuity", "offers"],
    },
}


@pytest.fixture(scope="module")
def scenario():
    return Scenario.load("auto-service")


@pytest.fixture(scope="module")
def mixed(scenario):
    return best(scenario, within=300, **MIXED, **OPTIONS)


def test_the_best_is_that_of_a_comparison(scenario):
    found = best(scenario, within=800, **OPTIONS)
    told = compare(scenario, draws=0, **{**OPTIONS, "replications": 40}).to_json()
    profits = {name: kpis["profit"]["mean"] for name, kpis in told["strategies"].items()}
    assert found.best == max(profits, key=profits.get)
    assert {one.name for one in found.candidates} == set(profits)
    assert found.left[0].name == found.candidates[0].name == found.best
    for one in found.candidates[1:]:
        assert one.behind.mean > 0.0
        assert one.after is not None


def test_less_is_better_where_it_is(scenario):
    found = best(scenario, within=200, kpi="platform_cost", **OPTIONS)
    costs = {one.name: one.found.mean for one in found.candidates}
    assert found.best == min(costs, key=costs.get)


def test_all_mixtures_take_part(scenario, mixed):
    assert len(mixed.candidates) == 16
    names = {one.name for one in mixed.candidates}
    assert {"today", "omnichannel", "today + knowing", "today + deciding + actions"} <= names
    assert mixed.best is not None
    apart = best(scenario, ["today", "omnichannel"], within=300, **OPTIONS)
    ends = {one.name: one.found.mean for one in apart.candidates}
    for one in mixed.candidates:
        if one.name in ends and one.replications == OPTIONS["replications"]:
            assert one.found.mean == pytest.approx(ends[one.name], rel=0.5)


def test_it_ends_undecided_at_the_most(scenario):
    found = best(scenario, ["today", "multichannel"], within=0.01, most=8, **OPTIONS)
    assert found.best is None
    assert len(found.left) == 2
    assert {one.replications for one in found.candidates} == {8}
    told = found.to_json()
    assert told["best"] is None
    assert set(told["left"]) == {"today", "multichannel"}


def test_equal_strategies_are_told_apart_by_nothing(scenario):
    text = scenario.text
    start = text.index('[[strategy]]\nname = "today"')
    end = text.index("[[strategy]]", start + 5)
    twin = text[start:end].replace('"today"', '"twin"')
    found = best(Scenario.from_text(text + "\n" + twin), ["twin", "today"], within=1, **OPTIONS)
    assert found.best == "twin"
    assert found.candidates[1].behind.mean == 0.0
    assert found.trials == OPTIONS["replications"]


@pytest.mark.usefixtures("told_at_once")
def test_a_study_is_taken_up_again_and_made_again(scenario, mixed, tmp_path):
    def tired(lived, total):
        if lived > 0.5 * total:
            raise KeyboardInterrupt

    words = {"within": 300, **MIXED, **OPTIONS}
    with pytest.raises(KeyboardInterrupt):
        best(scenario, out=tmp_path / "b", progress=tired, **words)
    again = best(scenario, out=tmp_path / "b", **words)
    assert again.found > 0
    assert again.answer() == mixed.answer()
    assert json.loads((tmp_path / "b" / "result.json").read_text()) == mixed.answer()
    assert reproduce(tmp_path / "b").same


def test_a_forecast_counts_the_first_replications(scenario):
    found = forecast_best(scenario, within=300, **MIXED, **OPTIONS)
    assert found.lives == 16 * OPTIONS["replications"]
    assert found.at_least


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ({"within": "much"}, "no precision"),
        ({"within": -1}, "no precision"),
        ({"within": 100, "probability": 1.0}, "no probability"),
        ({"within": 100, "probability": 0.4}, "no probability"),
        ({"within": 100, "replications": 4}, "do not tell a spread"),
        ({"within": 100, "most": 5}, "fewer replications at most"),
        ({"within": 100, "kpi": "conversion_rate"}, "a ratio"),
        ({"within": 100, "kpi": "loss_probability"}, "a comparison itself"),
        ({"within": 100, "strategies": ["today"]}, "nothing to choose from"),
        ({"within": 100, "strategies": ["today", "today"]}, "named twice"),
        ({"within": 100, "strategies": ["today", "tomorrow"]}, "no such strategy"),
        ({"within": 100, "mixtures": ["today"]}, "of two strategies"),
        ({"within": 100, "mixtures": ["today", "nope"]}, "--mixtures"),
        ({"within": 100, "groups": {"a": ["sync"]}}, "of the dials of mixtures"),
    ],
)
def test_mistakes_are_told(scenario, words, message):
    given = {**OPTIONS, **words}
    names = given.pop("strategies", None)
    with pytest.raises((InputError, UsageError), match=message):
        best(scenario, names, **given)
