"""`tipping`: what turns a verdict is where `breakeven` says, and nothing is left out silently."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor

import pytest

from engine.errors import InputError, UsageError
from sim.scenario import Scenario
from sim.study.breakeven import breakeven
from sim.study.compare import compare
from sim.study.tipping import tipping

PAIR = ("omnichannel", "today")
OPTIONS = {"days": 90.0, "replications": 6, "seed": 4}


@pytest.fixture(scope="module")
def scenario():
    return Scenario.load("auto-service")


@pytest.fixture(scope="module")
def near():
    """A firm for which joining pays a little, so that much turns it."""
    return Scenario.load("auto-service").with_values({"platform.factor": 0.1})


def row(found, key):
    return next(each for each in found.to_json()["tipping"] if each["key"] == key)


def agrees(scenario, told, **options):
    """Whether breakeven finds the same place in a range around it."""
    at, now = told["flips_at"], told["now"]
    beyond = min(max(at + 0.5 * (at - now), told["tried_low"]), told["tried_high"])
    ends = sorted((now, beyond))
    again = breakeven(scenario, *PAIR, over=(told["key"], *ends), points=3, **options)
    nearest = min(again.crossings, key=lambda each: abs(each.value - at))
    if told["unit"] == "whole number":
        return abs(nearest.value - at) < 1.0
    low = told["ci_low"] if told["ci_low"] is not None else min(ends)
    high = told["ci_high"] if told["ci_high"] is not None else max(ends)
    return low <= nearest.value <= high and abs(nearest.value - at) < 0.02 * abs(at - now) + 1e-9


def test_a_price_tips_where_breakeven_says(scenario):
    """Platform cost is a straight line of the factor, and nothing else hangs on it."""
    found = tipping(scenario, *PAIR, keys=["platform.factor"], **OPTIONS)
    told = row(found, "platform.factor")
    ends = []
    for factor in (0.0, 1.0):
        varied = scenario.with_values({"platform.factor": factor})
        pair = compare(varied, list(PAIR), draws=0, **OPTIONS).to_json()
        ends.append(pair["differences"]["omnichannel - today"]["profit"]["mean"])
    closed_form = ends[0] / (ends[0] - ends[1])
    assert told["flips_at"] == pytest.approx(closed_form, abs=1e-4)
    assert told["relative_change"] == pytest.approx(closed_form - 1.0, abs=1e-4)
    same = breakeven(scenario, *PAIR, over=("platform.factor", 0, 2), **OPTIONS).only
    assert told["flips_at"] == pytest.approx(same.value, abs=1e-4)
    for mine, other in ((told["ci_low"], same.low), (told["ci_high"], same.high)):
        assert (mine is None) == (other is None)
        assert mine is None or mine == pytest.approx(other, abs=4e-3)
    assert found.trials == 2 * OPTIONS["replications"], "prices are charged to lives lived once"


def test_the_other_way_round_is_the_same_place(scenario):
    found = [
        tipping(scenario, *pair, keys=["platform.factor"], **OPTIONS) for pair in (PAIR, PAIR[::-1])
    ]
    assert {each.ahead for each in found} == {"today"}
    one, other = (row(each, "platform.factor") for each in found)
    assert one["flips_at"] == pytest.approx(other["flips_at"], abs=1e-9)


def test_what_is_lived_agrees_with_breakeven_too(near):
    words = ["persona.commuter.order_value", "persona.commuter.margin", "platform.factor"]
    found = tipping(near, *PAIR, keys=words, **OPTIONS)
    flipping = [each for each in found.to_json()["tipping"] if each["outcome"] == "flips"]
    assert len(flipping) >= 2
    for told in flipping:
        assert agrees(near, told, **OPTIONS), told["key"]
    changes = [abs(each["relative_change"]) for each in flipping]
    assert changes == sorted(changes)


@pytest.mark.slow
def test_all_tipping_points_of_the_car_service_agree_with_breakeven(scenario):
    options = {"days": 365.0, "replications": 10, "seed": 1}
    found = tipping(scenario, *PAIR, **options)
    flipping = [each for each in found.to_json()["tipping"] if each["outcome"] == "flips"]
    assert len(flipping) >= 3
    assert [each["key"] for each in flipping if not agrees(scenario, each, **options)] == []


def test_numbers_that_keep_a_sum_are_moved_together(scenario):
    found = tipping(scenario, *PAIR, keys=["persona.commuter.share"], **OPTIONS)
    told = row(found, "persona.commuter.share")
    assert (told["tried_low"], told["tried_high"]) == (0.0, 0.9)
    assert told["outcome"] == "holds"
    assert told["least_at"] in (0.0, 0.225, 0.675, 0.9)
    over = ("persona.commuter.share", 0.1, 0.9)
    same = breakeven(scenario, *PAIR, over=over, points=2, **OPTIONS)
    at = next(point.mean for point in same.points if point.at == 0.9)
    if told["least_at"] == 0.9:
        assert told["least_difference"] == pytest.approx(at / 100.0, rel=0.2)


def test_what_moves_nothing_is_told_apart(scenario):
    words = ["strategy.multichannel.slots", "budget.total", "platform.wage"]
    found = tipping(scenario, *PAIR, keys=words, **OPTIONS)
    assert row(found, "strategy.multichannel.slots")["outcome"] == "no effect"
    assert row(found, "strategy.multichannel.slots")["closes"] == 0.0
    assert row(found, "platform.wage")["least_at"] == 0.0
    assert row(found, "platform.wage")["closes"] > 0.5
    assert row(found, "budget.total")["role"] == "choice"
    order = [each["outcome"] for each in found.to_json()["tipping"]]
    assert order[-1] == "no effect"


def test_what_is_0_has_no_relative_change(scenario):
    words = ["strategy.today.recognition.default", "channel.web.setup"]
    found = tipping(scenario, *PAIR, keys=words, **OPTIONS)
    told = row(found, "strategy.today.recognition.default")
    assert (told["now"], told["relative_change"]) == (0.0, None)
    assert (told["tried_low"], told["tried_high"]) == (0.0, 1.0)
    (skipped,) = found.to_json()["skipped"]
    assert skipped["key"] == "channel.web.setup"
    assert "it is 0" in skipped["reason"]


def test_what_cannot_be_tried_is_told_with_its_reason(scenario):
    words = ["scenario", "offer.friend-10.discount", "persona.saver.annoyance"]
    found = tipping(scenario, *PAIR, keys=words, **OPTIONS)
    reasons = {one.key: one.reason for one in found.skipped}
    assert set(reasons) == {
        "scenario.window", "scenario.days", "scenario.market", "scenario.season",
        "scenario.weekday", "scenario.day", "offer.friend-10.discount",
    }  # fmt: skip
    assert "a share or an amount" in reasons["offer.friend-10.discount"]
    told = row(found, "persona.saver.annoyance")
    assert told["tried_low"] == pytest.approx(0.05), "as near to 0 as the scenario takes it"
    assert told["remark"] == "refused at 0: this number must be above 0"


def test_numbers_set_by_changes_are_told():
    scenario = Scenario.load("new-to-digital")
    first, second = list(scenario.strategies)[:2]
    found = tipping(
        scenario, first, second, keys=["change"], days=30.0, replications=2, customers=None
    )
    assert not found.tips
    assert {one.reason for one in found.skipped} == {"a [[change]] sets it during the run"}


def test_equal_strategies_have_nothing_to_turn(scenario):
    found = tipping(scenario, "today", "today", keys=["platform"], **OPTIONS)
    assert (found.tips, found.ahead) == ((), None)
    assert "no verdict" in found.notes[0]


def test_how_far_numbers_go_may_be_told(scenario):
    found = tipping(scenario, *PAIR, keys=["platform.factor"], within=(-0.25, 0.0), **OPTIONS)
    told = row(found, "platform.factor")
    assert (told["tried_low"], told["tried_high"]) == (0.75, 1.0)
    assert told["flips_at"] is None
    assert 0.0 < told["closes"] < 1.0


def test_a_study_is_taken_up_again_and_hangs_on_no_executor(near, tmp_path):
    words = {"keys": ["persona.commuter.margin", "persona.saver.margin"], **OPTIONS}
    found = tipping(near, *PAIR, **words)

    def tired(lived, total):
        if lived > 0.3 * total:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        tipping(near, *PAIR, out=tmp_path / "t", progress=tired, **words)
    with ThreadPoolExecutor(3) as executor:
        again = tipping(near, *PAIR, out=tmp_path / "t", executor=executor, **words)
    assert again.found > 0
    assert again.answer() == found.answer()
    assert json.loads((tmp_path / "t" / "result.json").read_text()) == found.answer()


@pytest.mark.parametrize(
    ("words", "error", "message"),
    [
        ({"keys": ["platfrom"]}, UsageError, "no number of the scenario has such a key"),
        ({"within": (0.5, 1.0)}, UsageError, "no relative changes around 0"),
        ({"within": (0.0, 0.0)}, UsageError, "no relative changes around 0"),
        ({"kpi": "loss_probability"}, UsageError, "a comparison itself"),
        ({"kpi": "prophit"}, InputError, "no such KPI"),
    ],
)
def test_mistakes_are_told(scenario, words, error, message):
    with pytest.raises(error, match=message):
        tipping(scenario, *PAIR, **{"keys": ["platform"], **OPTIONS, **words})
