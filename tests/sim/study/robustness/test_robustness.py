"""`robustness`: what verdicts become, against plain comparisons, and what is refused."""

from __future__ import annotations

import json

import numpy as np
import pytest

from engine.errors import InputError, UsageError
from sim.scenario import Scenario
from sim.study.compare import compare
from sim.study.reproduce import reproduce
from sim.study.robustness import robustness
from sim.study.robustness.judging import DECIDED, FLIPS, OPEN, STANDS, UNUSED, gap_of, judge
from sim.study.statistics import Estimate, total
from tests.sim.study.robustness.towns import continued

OPTIONS = {"days": 60.0, "replications": 6, "seed": 2}
SOME = ["annoyance", "continuity", "effort", "false matches", "lapse", "devices", "waiting"]


@pytest.fixture(scope="module")
def scenario():
    return Scenario.load("auto-service")


@pytest.fixture(scope="module")
def found(scenario):
    return robustness(scenario, "omnichannel", "today", mechanisms=SOME, **OPTIONS)


def by_name(result):
    return {one.mechanism.name: one for one in result.tried}


# --- words -------------------------------------------------------------------------------------

UP, DOWN = Estimate(5.0, 1.0, 9.0), Estimate(-5.0, -9.0, -1.0)
WIDE_UP, WIDE_DOWN = Estimate(5.0, -1.0, 11.0), Estimate(-5.0, -11.0, 1.0)


@pytest.mark.parametrize(
    ("base", "single", "joint", "word"),
    [
        (UP, UP, UP, STANDS),
        (UP, UP, WIDE_UP, STANDS),  # the same as ever needs no joint level
        (UP, WIDE_UP, WIDE_UP, OPEN),
        (UP, DOWN, DOWN, FLIPS),
        (UP, DOWN, WIDE_DOWN, OPEN),  # a flip among many comparisons does
        (DOWN, UP, UP, FLIPS),
        (WIDE_UP, UP, UP, DECIDED),
        (WIDE_UP, UP, WIDE_UP, STANDS),
        (WIDE_UP, WIDE_DOWN, WIDE_DOWN, STANDS),
        (Estimate(5.0), UP, UP, None),
        (UP, Estimate(None), Estimate(None), None),
    ],
)
def test_what_becomes_of_a_verdict(base, single, joint, word):
    assert judge(base, single, joint) == word


def test_the_change_is_paired_and_the_joint_interval_is_wider():
    luck = np.linspace(-3.0, 3.0, 8)
    stated = (total(10.0 + luck), total(8.0 + 0.5 * luck))
    gap = gap_of(total(9.0 + luck), total(8.5 + 0.5 * luck), stated, 20)
    assert gap.change.mean == pytest.approx(-1.5)
    assert gap.change.high - gap.change.low == pytest.approx(0.0, abs=1e-9)
    assert gap.joint.low < gap.found.low < gap.found.high < gap.joint.high
    assert gap_of(*stated, stated, 20).verdict == UNUSED


# --- the car service ---------------------------------------------------------------------------


def test_each_difference_is_that_of_a_comparison(scenario, found):
    told = by_name(found)["effort"]
    weights = {"behaviour.effort_weight": 0.0, "behaviour.satisfaction_effort": 0.0}
    pair = compare(
        scenario.with_values(weights), ["omnichannel", "today"], draws=0, **OPTIONS
    ).to_json()["differences"]["omnichannel - today"]["profit"]
    gap = told.gaps["off"].found
    assert gap.mean == pytest.approx(100 * pair["mean"], abs=1)
    assert gap.low == pytest.approx(100 * pair["ci_low"], abs=1)
    stated = compare(scenario, ["omnichannel", "today"], draws=0, **OPTIONS).to_json()
    same = stated["differences"]["omnichannel - today"]["profit"]
    assert found.stated.mean == pytest.approx(100 * same["mean"], abs=1)


def test_prices_stay_where_a_dial_is_switched(scenario, found):
    """Without continuity nobody pays less for it: what is left of it is what customers met."""
    told = by_name(found)["continuity"]
    keys = dict.fromkeys(told.keys, 0.0)
    free = scenario.with_values({"platform.continuity.setup": 0, "platform.continuity.monthly": 0,
                                 "platform.continuity.hours": 0})  # fmt: skip
    pair = ["omnichannel", "today"]
    gaps = [
        compare(one, pair, draws=0, **OPTIONS).to_json()["differences"]["omnichannel - today"][
            "profit"
        ]["mean"]
        for one in (free, free.with_values(keys))
    ]
    moved = told.gaps["off"].change.mean
    assert moved == pytest.approx(100 * (gaps[1] - gaps[0]), abs=2)
    assert moved != 0.0


def test_what_is_not_there_is_told_so_and_changes_nothing(found):
    devices = by_name(found)["devices"]
    assert devices.gaps == {}
    assert devices.verdict == UNUSED
    told = found.to_json()["mechanisms"]["devices"]
    assert told["difference"]["mean"] == found.to_json()["stated"]["difference"]["mean"]
    assert (told["off"], told["half"], told["double"]) == (None, None, None)


def test_comparisons_are_counted_where_something_changes(found):
    moved = [gap for one in found.tried for gap in one.gaps.values() if not gap.unchanged]
    assert found.comparisons == len(moved)
    assert all(
        gap.change.mean == 0.0 and gap.verdict == UNUSED
        for one in found.tried
        for gap in one.gaps.values()
        if gap.unchanged
    )


def test_equal_strategies_stay_equal(scenario):
    found = robustness(scenario, "today", "today", mechanisms=SOME, **OPTIONS)
    assert found.stated == Estimate(0.0, 0.0, 0.0)
    for one in found.tried:
        assert one.verdict in (STANDS, UNUSED)
        assert all(gap.found.mean == 0.0 for gap in one.gaps.values())


def test_a_planted_mechanism_carries_the_verdict():
    """All that the joined strategy has is continuity; without it nothing is left."""
    found = robustness(
        continued(), "joined", "apart", mechanisms=["continuity", "effort", "objections"],
        days=200.0, replications=12, seed=5,
    )  # fmt: skip
    told = by_name(found)
    assert found.stated.excludes_zero()
    off = told["continuity"].gaps["off"]
    assert (off.found.mean, off.found.low, off.found.high) == (0.0, 0.0, 0.0)
    assert off.verdict == told["continuity"].verdict == OPEN
    half = told["continuity"].gaps["half"]
    assert 0.0 < half.found.mean < found.stated.mean
    assert "double" not in told["continuity"].gaps  # there is no more than all of it
    assert told["objections"].verdict == STANDS
    assert found.at_work[0].mechanism.name == "continuity"


def test_a_market_too_small_for_it_is_told(scenario):
    found = robustness(
        Scenario.load("growing-brand"), "omnichannel", "today", mechanisms=["waiting"],
        customers=45_000, days=2.0, replications=2,
    )  # fmt: skip
    waiting = by_name(found)["waiting"]
    assert "servers" in waiting.refused["double"]
    assert "off" in waiting.gaps
    assert (
        found.to_json()["mechanisms"]["waiting"]["double"]["refused"] == (waiting.refused["double"])
    )


def test_a_study_is_taken_up_again_and_reproduced(scenario, found, tmp_path):
    def tired(lived, total):
        if lived > 0.3 * total:
            raise KeyboardInterrupt

    words = {"mechanisms": SOME, **OPTIONS}
    with pytest.raises(KeyboardInterrupt):
        robustness(scenario, "omnichannel", "today", out=tmp_path / "r", progress=tired, **words)
    again = robustness(scenario, "omnichannel", "today", out=tmp_path / "r", threads=1, **words)
    assert again.found > 0
    assert again.answer() == found.answer()
    assert json.loads((tmp_path / "r" / "result.json").read_text()) == found.answer()
    assert reproduce(tmp_path / "r").same


def test_without_intervals_nothing_is_claimed(scenario):
    found = robustness(scenario, "omnichannel", "today", mechanisms=["effort"], days=20.0,
                       replications=2)  # fmt: skip
    assert by_name(found)["effort"].verdict is None


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ({"mechanisms": ["anoyance"]}, "no such mechanism"),
        ({"kpi": "loss_probability"}, "a comparison itself"),
        ({"kpi": "profits"}, "no such KPI"),
    ],
)
def test_mistakes_are_told(scenario, words, message):
    with pytest.raises((InputError, UsageError), match=message):
        robustness(scenario, "omnichannel", "today", **words, **OPTIONS)
