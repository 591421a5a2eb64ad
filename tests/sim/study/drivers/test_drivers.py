"""`drivers`: shares that add up to the difference, exactly, whatever way they were found."""

from __future__ import annotations

import itertools
import json
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction

import pytest

from engine.errors import InputError, UsageError
from sim.scenario import Scenario
from sim.study.compare import compare
from sim.study.drivers import asked as asking
from sim.study.drivers import drivers
from sim.study.prepare import strategy_names

OPTIONS = {"days": 20.0, "replications": 5, "seed": 2}


@pytest.fixture(scope="module")
def scenario():
    return Scenario.load("auto-service")


@pytest.fixture(scope="module")
def joined(scenario):
    return drivers(scenario, "omnichannel", "today", **OPTIONS)


def in_cents(found):
    return sum(round(100 * each["mean"]) for each in found["drivers"].values())


def test_shares_add_up_to_the_cent_and_to_what_compare_tells(scenario, joined):
    told = joined.to_json()
    assert in_cents(told) == round(100 * told["total"]["mean"])
    pair = compare(scenario, ["omnichannel", "today"], draws=0, **OPTIONS).to_json()
    same = pair["differences"]["omnichannel - today"]["profit"]
    for key in ("mean", "ci_low", "ci_high"):
        assert told["total"][key] == pytest.approx(same[key], abs=0.011)
    assert sum(one.share for one in joined.drivers) == pytest.approx(joined.whole, abs=0.5)


def test_equal_dials_are_exactly_nothing(scenario, joined):
    differing = scenario.resolved("omnichannel").differing(scenario.resolved("today"))
    assert {one.name for one in joined.drivers if one.share} <= set(differing)
    equal = [one for one in joined.drivers if one.name not in differing]
    assert equal
    for one in equal:
        assert (one.share, one.rounded) == (0, 0)
        assert (one.estimate.low, one.estimate.high) == (0.0, 0.0)
    assert {one.name for one in joined.drivers} == set(asking.DIALS)


def test_lines_of_profit_add_up_too(joined):
    for one in joined.drivers:
        made = one.lines["contribution"] - one.lines["media_cost"] - one.lines["platform_cost"]
        assert float(one.share) == pytest.approx(made, abs=1e-6 * 100_000)


def test_a_strategy_beside_itself_or_an_equal_one(scenario):
    found = drivers(scenario, "today", "today", **OPTIONS)
    assert found.whole == 0.0
    assert all(one.share == 0 for one in found.drivers)
    assert found.trials == 5


def test_few_dials_are_shared_out_exactly(scenario, monkeypatch):
    groups = {
        "knowing": ["knowledge", "sync", "recognition"],
        "deciding": ["decider", "slots", "contact_policy", "offers", "suppression", "budget"],
    }
    exact = drivers(scenario, "cross-channel", "today", groups=groups, **OPTIONS)
    assert exact.whole_game
    assert exact.to_json()["method"] == "all mixtures"
    names = {one.name for one in exact.drivers if one.share}
    assert {"knowing", "deciding", "actions"} <= names
    assert in_cents(exact.to_json()) == round(100 * exact.to_json()["total"]["mean"])
    assert exact.trials == 5 * 2 ** len([one for one in exact.drivers if one.dials[0] not in
                                         {"sync"} and one.share])  # fmt: skip
    monkeypatch.setattr(asking, "FEW", 1)
    drawn = drivers(
        scenario, "cross-channel", "today", groups=groups, **{**OPTIONS, "replications": 40}
    )
    assert not drawn.whole_game
    whole = {one.name: float(one.share) for one in exact.drivers}
    for one in drawn.drivers:
        if one.share:
            half = one.estimate.high - one.estimate.mean
            assert float(one.share) == pytest.approx(whole[one.name], abs=3.0 * half + 20_000)


def test_one_group_of_all_is_the_whole_difference(scenario):
    every = {"all": list(asking.DIALS)}
    found = drivers(scenario, "omnichannel", "today", groups=every, **OPTIONS)
    (one,) = [each for each in found.drivers if each.share]
    assert one.name == "all"
    assert float(one.rounded) == found.whole
    assert one.estimate == found.total


def test_a_ratio_is_shared_out_of_all_mixtures(scenario):
    groups = {"rest": [dial for dial in asking.DIALS if dial not in ("actions", "knowledge")]}
    found = drivers(
        scenario, "omnichannel", "today", groups=groups, kpi="conversion_rate", **OPTIONS
    )
    assert found.whole_game
    assert found.step == Fraction(1, 10**6)
    told = found.to_json()
    assert sum(each["mean"] for each in told["drivers"].values()) == pytest.approx(
        told["total"]["mean"], abs=1e-12
    )


def test_no_thread_and_no_executor_changes_a_byte(scenario, joined):
    one = drivers(scenario, "omnichannel", "today", threads=1, **OPTIONS)
    with ThreadPoolExecutor(3) as pool:
        other = drivers(scenario, "omnichannel", "today", executor=pool, **OPTIONS)
    assert one.answer() == other.answer() == joined.answer()


@pytest.mark.usefixtures("told_at_once")
def test_a_study_goes_on_where_it_was_stopped(scenario, joined, tmp_path):
    folder = tmp_path / "why"

    def tired(lived, total):
        if lived > 0.4 * total:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        drivers(scenario, "omnichannel", "today", out=folder, progress=tired, **OPTIONS)
    parts = {path.name: path.read_bytes() for path in (folder / "parts").glob("*.parquet")}
    assert parts
    assert not (folder / "result.json").exists()
    found = drivers(scenario, "omnichannel", "today", out=folder, **OPTIONS)
    assert found.found >= len(parts)
    assert found.answer() == joined.answer()
    assert json.loads((folder / "result.json").read_text()) == joined.answer()
    assert json.loads((folder / "manifest.json").read_text())["complete"] is True
    drivers(scenario, "omnichannel", "today", out=tmp_path / "at-once", **OPTIONS)
    for path in folder.rglob("*"):
        if path.is_file() and path.name != "manifest.json":
            other = tmp_path / "at-once" / path.relative_to(folder)
            assert path.read_bytes() == other.read_bytes()
    with pytest.raises(InputError, match="another study"):
        drivers(scenario, "omnichannel", "multichannel", out=folder, **OPTIONS)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ({"first": "nowhere"}, "no such strategy"),
        ({"groups": {"a": ["colour"]}}, "no such dial"),
        ({"groups": {"a": ["sync"], "b": ["sync"]}}, "in two groups"),
        ({"groups": {"sync": ["knowledge"]}}, "called like a dial"),
        ({"kpi": "luck"}, "no such KPI"),
        ({"kpi": "payback_days"}, "a comparison itself"),
    ],
)
def test_mistakes_are_told(scenario, words, message):
    given = {"first": "omnichannel", "second": "today", **OPTIONS, **words}
    with pytest.raises(UsageError, match=message):
        drivers(scenario, **given)


def test_strategies_that_change_during_the_run_are_mixed_as_they_change():
    scenario = Scenario.load("new-to-digital").with_values({"scenario.market": 400})
    found = drivers(scenario, "step-by-step", "multichannel", days=150.0, replications=2)
    told = found.to_json()
    assert in_cents(told) == round(100 * told["total"]["mean"])
    assert found.drivers[0].share


@pytest.mark.slow
@pytest.mark.parametrize("name", ["auto-service", "mattress", "new-to-digital", "growing-brand",
                                  "garden-centre"])  # fmt: skip
def test_every_pair_of_the_library_adds_up_to_the_cent(name):
    scenario = Scenario.load(name)
    small = {"days": 14.0}
    for first, second in itertools.combinations(strategy_names(scenario), 2):
        found = drivers(scenario, first, second, replications=2, **small)
        told = found.to_json()
        assert in_cents(told) == round(100 * told["total"]["mean"])
        pair = compare(scenario, [first, second], draws=0, replications=2, **small).to_json()
        name_of = f"{first} - {second}"
        if name_of in pair["differences"]:
            same = pair["differences"][name_of]["profit"]["mean"]
        else:
            same = -pair["differences"][f"{second} - {first}"]["profit"]["mean"]
        assert told["total"]["mean"] == pytest.approx(same, abs=0.011)
