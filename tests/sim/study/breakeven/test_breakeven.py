"""`breakeven`: closed forms are met, one luck for all points, and what is refused."""

from __future__ import annotations

import json

import pytest

from engine.errors import InputError, UsageError
from sim.report.answers.breakeven import breakeven_answer
from sim.report.words.answered import found_of
from sim.scenario import Scenario
from sim.study.breakeven import breakeven
from sim.study.compare import compare

OPTIONS = {"days": 90.0, "replications": 6, "seed": 4}
FACTOR = ("platform.factor", 0, 1)


@pytest.fixture(scope="module")
def scenario():
    return Scenario.load("auto-service")


@pytest.fixture(scope="module")
def found(scenario):
    return breakeven(scenario, "omnichannel", "today", over=FACTOR, points=5, **OPTIONS)


def test_a_price_has_a_closed_form(scenario, found):
    """Platform cost is a straight line of the factor, and nothing else hangs on it."""
    ends = []
    for factor in (0.0, 1.0):
        varied = scenario.with_values({"platform.factor": factor})
        told = compare(varied, ["omnichannel", "today"], draws=0, **OPTIONS).to_json()
        ends.append(told["differences"]["omnichannel - today"]["profit"])
    free, dear = (end["mean"] for end in ends)
    slope = free - dear
    assert free > 0.0 > dear
    one = found.only
    assert one.value == pytest.approx(free / slope, abs=1e-4)
    half = (ends[0]["ci_high"] - ends[0]["ci_low"]) / 2.0
    low, high = ((free - sign * half) / slope for sign in (1.0, -1.0))
    assert one.low == (pytest.approx(low, abs=2e-3) if low > 0.0 else None)
    assert one.high == (pytest.approx(high, abs=2e-3) if high < 1.0 else None)
    (crossing,) = found.to_json()["crossings"]
    assert (crossing["best_below"], crossing["best_above"]) == ("omnichannel", "today")


def test_points_are_those_of_compare(scenario, found):
    at_one = next(point for point in found.points if point.at == 1.0)
    told = compare(scenario, ["omnichannel", "today"], draws=0, **OPTIONS).to_json()
    same = told["differences"]["omnichannel - today"]["profit"]
    assert at_one.mean == pytest.approx(100 * same["mean"], abs=1)
    assert at_one.gap.low == pytest.approx(100 * same["ci_low"], abs=1)


def test_the_other_way_round_is_the_same_place(scenario, found):
    other = breakeven(scenario, "today", "omnichannel", over=FACTOR, points=5, **OPTIONS)
    assert other.only.value == pytest.approx(found.only.value, abs=1e-9)
    assert other.only.above is not found.only.above
    (crossing,) = other.to_json()["crossings"]
    assert (crossing["best_below"], crossing["best_above"]) == ("omnichannel", "today")


def test_what_is_less_and_better_turns_the_words(scenario):
    found = breakeven(
        scenario, "omnichannel", "today", over=FACTOR, points=2, kpi="platform_cost", **OPTIONS
    )
    assert found.only is None
    assert all(point.mean > 0.0 for point in found.points)
    (said,) = map(str, breakeven_answer(found_of(found)))
    assert said.startswith("today is better in 'Platform cost' for any platform.factor")


def test_equal_strategies_have_no_crossing(scenario):
    found = breakeven(scenario, "today", "today", over=FACTOR, points=3, **OPTIONS)
    assert found.crossings == ()
    assert found.to_json()["value"] is None


def test_ends_may_be_written_as_in_a_file(scenario):
    words = ("channel.email.open", "10%", "30 %")
    found = breakeven(scenario, "omnichannel", "today", over=words, points=2, **OPTIONS)
    assert (found.span.low, found.span.high) == (0.1, 0.3)
    assert found.span.now == scenario.plain("channel.email.open")


def test_a_share_of_a_whole_takes_the_others_along(scenario):
    words = ("persona.commuter.share", "10%", 0.9)
    found = breakeven(scenario, "omnichannel", "today", over=words, points=2, **OPTIONS)
    rest = {"persona.saver.share": 0.1 * 0.30 / 0.55, "persona.regular.share": 0.1 * 0.25 / 0.55}
    varied = scenario.with_values({"persona.commuter.share": 0.9, **rest})
    told = compare(varied, ["omnichannel", "today"], draws=0, **OPTIONS).to_json()
    same = told["differences"]["omnichannel - today"]["profit"]
    assert found.points[-1].mean == pytest.approx(100 * same["mean"], abs=1)
    with pytest.raises(UsageError, match=r"."):
        breakeven(scenario, "omnichannel", "today", over=(words[0], "much", 0.9), **OPTIONS)


def test_prices_are_charged_to_lives_that_are_lived_once(found):
    assert found.asked >= 2 * 5 * OPTIONS["replications"]
    assert found.trials == 2 * OPTIONS["replications"]


def test_whole_numbers_stay_whole(scenario):
    words = ("channel.phone.servers", 1, 4)
    found = breakeven(scenario, "omnichannel", "today", over=words, points=9, **OPTIONS)
    assert [point.at for point in found.points] == [1.0, 2.0, 3.0, 4.0]


@pytest.mark.usefixtures("told_at_once")
def test_a_study_is_taken_up_again(scenario, tmp_path):
    words = {"over": ("channel.email.open", 0.1, 0.5), "points": 3, **OPTIONS}
    found = breakeven(scenario, "omnichannel", "today", **words)

    def tired(lived, total):
        if lived > 0.15 * total:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        breakeven(scenario, "omnichannel", "today", out=tmp_path / "b", progress=tired, **words)
    again = breakeven(scenario, "omnichannel", "today", out=tmp_path / "b", **words)
    assert again.found > 0
    assert again.answer() == found.answer()
    assert json.loads((tmp_path / "b" / "result.json").read_text()) == found.answer()


@pytest.mark.parametrize(
    ("words", "error", "message"),
    [
        ({"over": ("platform.facto", 0, 1)}, InputError, "not a number of the scenario"),
        ({"over": ("platform.factor", 1, 0)}, UsageError, "the lower one first"),
        ({"over": ("platform.factor", -1, 1)}, InputError, "."),
        ({"over": ("scenario.title", 0, 1)}, InputError, "not a number of the scenario"),
        ({"over": ("scenario.days", 30, 60)}, UsageError, "the same throughout"),
        ({"over": ("scenario.market", 300, 600)}, UsageError, "the same throughout"),
        ({"over": ("platform.factor", 1, 1)}, UsageError, "such as 1:2"),
        ({"points": 1}, UsageError, "so many points"),
        ({"kpi": "loss_probability"}, UsageError, "a comparison itself"),
    ],
)
def test_mistakes_are_told(scenario, words, error, message):
    given = {"over": FACTOR, **OPTIONS, **words}
    with pytest.raises(error, match=message):
        breakeven(scenario, "omnichannel", "today", **given)
