"""`map`: the border alone tells what all points tell; axes; ties; what is refused."""

from __future__ import annotations

import json

import numpy as np
import pytest

from engine.errors import InputError, UsageError
from sim.scenario import Scenario
from sim.study.compare import compare
from sim.study.kpis import KPI
from sim.study.statistics import total
from sim.study.winmap import win_map
from sim.study.winmap.axis import axes_of
from sim.study.winmap.spots import judged

OPTIONS = {"days": 60.0, "replications": 5, "seed": 3}
PAIR = ["omnichannel", "today"]
OVER = [("strategy.omnichannel.recognition", 0, 1), ("platform.factor", 0, 1)]


@pytest.fixture(scope="module")
def scenario():
    return Scenario.load("auto-service")


@pytest.fixture(scope="module")
def found(scenario):
    return win_map(scenario, over=OVER, strategies=PAIR, cells=9, **OPTIONS)


def winners(result):
    return {place: (spot.best, spot.decided) for place, spot in result.spots.items()}


def test_a_border_tells_the_same_as_all_points(scenario, found):
    whole = win_map(scenario, over=OVER, strategies=PAIR, cells=9, full=True, **OPTIONS)
    assert winners(found) == winners(whole)
    assert len({spot.best for spot in whole.spots.values()}) == 2
    assert found.simulated < whole.simulated == 81
    assert found.asked < whole.asked == found.full_asked == whole.full_asked
    assert whole.trials == whole.full_trials, "lives of all points are known before"
    for place, spot in found.spots.items():
        if spot.simulated:
            assert spot == whole.spots[place]


def test_a_straight_border_is_where_the_closed_form_says(scenario):
    """Two prices: the difference is a plane over them, so the border is a straight line."""
    over = [("platform.factor", 0, 0.4), ("channel.web.monthly", 0, 50)]
    found = win_map(scenario, over=over, strategies=PAIR, cells=9, **OPTIONS)
    assert found.trials == 2 * OPTIONS["replications"]
    corners = [compare(scenario.with_values({"platform.factor": factor}), PAIR, draws=0, **OPTIONS)
               for factor in (0.0, 0.4)]  # fmt: skip
    ends = [each.to_json()["differences"]["omnichannel - today"]["profit"]["mean"]
            for each in corners]  # fmt: skip
    border = 0.4 * ends[0] / (ends[0] - ends[1])
    assert 0.0 < border < 0.4
    for (column, _), spot in found.spots.items():
        at = found.axes[0].values[column]
        assert spot.best == ("omnichannel" if at < border else "today")


def test_points_are_those_of_compare(scenario, found):
    values = {"platform.factor": 0.5}
    values |= {one.key: 0.25 for one in found.axes[0].moves}
    told = compare(scenario.with_values(values), PAIR, draws=0, **OPTIONS).to_json()
    same = told["differences"]["omnichannel - today"]["profit"]
    cell = next(one for one in found.to_json()["cells"] if one["at"] == [0.25, 0.5])
    sign = 1.0 if cell["best"] == "omnichannel" else -1.0
    assert cell["difference"] == pytest.approx(sign * same["mean"], abs=0.011)
    if cell["simulated"]:
        ends = sorted(sign * same[end] for end in ("ci_low", "ci_high"))
        assert [cell["ci_low"], cell["ci_high"]] == pytest.approx(ends, abs=0.011)


def test_json_has_all_points_row_by_row(found):
    told = found.to_json()
    assert told["keys"] == ["strategy.omnichannel.recognition", "platform.factor"]
    across, up = told["values"]
    assert [cell["at"] for cell in told["cells"]] == [[x, y] for y in up for x in across]
    assert sum(told["wins"].values()) == 81
    assert told["simulated"] == sum(cell["simulated"] for cell in told["cells"])
    assert told["full"]["asked"] == 81 * 2 * OPTIONS["replications"]


def test_a_dial_is_set_as_a_whole_and_its_rate_of_errors_stays(scenario, found):
    moved = [one.key for one in found.axes[0].moves]
    assert "strategy.omnichannel.recognition.web" in moved
    assert "strategy.omnichannel.recognition.false_match" not in moved
    assert found.axes[0].now is None
    assert found.axes[1].nearest_now == 8


def test_a_platform_costs_what_its_price_list_says(found):
    up = found.to_json()["axes"][1]["platform_monthly"]
    steps = np.diff(up["omnichannel"])
    assert steps == pytest.approx(np.full(8, steps[0]), abs=0.011)
    assert up["omnichannel"][-1] - up["today"][-1] > up["omnichannel"][0] - up["today"][0]


def test_factors_move_several_numbers_as_far_as_they_go(scenario):
    over = [
        ("persona.*.margin", "0.5x", "2x"),
        ("platform.*.monthly, platform.*.hours", "0x", "1x"),
    ]
    across, up = axes_of(scenario, over, 4)
    assert (across.unit, across.now, across.values) == ("times", 1.0, (0.5, 1.0, 1.5, 2.0))
    double = across.setting(2.0)
    assert double["persona.saver.margin"] == pytest.approx(0.9)
    assert double["persona.commuter.margin"] == 1.0, "no margin is more than all of the price"
    assert {key.rpartition(".")[2] for key in up.setting(0.0)} == {"monthly", "hours"}
    assert set(up.setting(0.0).values()) == {0.0}


def test_a_share_of_the_personas_is_taken_from_the_others(scenario):
    over = [("persona.commuter.share", 0, 0.9), ("platform.factor", 0, 1)]
    found = win_map(scenario, over=over, strategies=PAIR, cells=2, **OPTIONS)
    assert len(found.spots) == 4


def test_whole_numbers_are_each_there_once(scenario):
    over = [("channel.phone.servers", 1, 3), ("platform.factor", 0, 1)]
    found = win_map(scenario, over=over, strategies=PAIR, cells=5, **OPTIONS)
    assert found.axes[0].values == (1.0, 2.0, 3.0)
    assert len(found.spots) == 15


def test_a_tie_goes_to_the_baseline_and_is_not_decided():
    values = total(np.array([5.0, 6.0, 7.0, 8.0, 9.0]))
    less = total(np.array([1.0, 2.0, 2.0, 4.0, 1.0]))
    spot = judged(KPI["profit"], {"a": values, "today": values, "c": less}, "today")
    assert (spot.best, spot.decided, spot.next_best, spot.gap.mean) == ("today", False, "a", 0.0)
    spot = judged(KPI["platform_cost"], {"a": values, "c": less}, "a")
    assert (spot.best, spot.decided) == ("c", True)
    few = {"a": total(values.values[:3]), "c": total(less.values[:3])}
    assert judged(KPI["profit"], few, "a").decided is None


def test_a_study_is_taken_up_again(scenario, found, tmp_path):
    def tired(lived, total):
        if len(list((tmp_path / "m").glob("parts/*.parquet"))) > 1:
            raise KeyboardInterrupt

    words = {"over": OVER, "strategies": PAIR, "cells": 9, **OPTIONS}
    with pytest.raises(KeyboardInterrupt):
        win_map(scenario, out=tmp_path / "m", progress=tired, **words)
    again = win_map(scenario, out=tmp_path / "m", **words)
    assert again.found > 0
    assert again.answer() == found.answer()
    assert json.loads((tmp_path / "m" / "result.json").read_text()) == found.answer()


PLATFORM = ("platform.factor", 0, 1)


@pytest.mark.parametrize(
    ("words", "error", "message"),
    [
        ({"over": [PLATFORM]}, UsageError, "a map has two axes"),
        ({"over": [PLATFORM, ("platform", "0x", "1x")]}, UsageError, "both axes move the same"),
        ({"over": [PLATFORM, ("budget.totel", 0, 1)]}, UsageError, "has such a key"),
        ({"over": [PLATFORM, ("budget.total", 5, 1)]}, UsageError, "the lower one first"),
        ({"over": [PLATFORM, ("budget.total", "2x", "1x")]}, UsageError, "the lower one first"),
        ({"over": [PLATFORM, ("budget.total", 0, "1x")]}, UsageError, "the other is none"),
        ({"over": [PLATFORM, ("persona.saver", 0, 1)]}, UsageError, "no unit in common"),
        ({"over": [PLATFORM, ("channel.email.open", 0, 2)]}, InputError, "."),
        ({"cells": 1}, UsageError, "so many cells"),
        ({"strategies": ["today"]}, UsageError, "two strategies or more"),
        ({"kpi": "loss_probability"}, UsageError, "a comparison itself"),
    ],
)
def test_mistakes_are_told(scenario, words, error, message):
    with pytest.raises(error, match=message):
        win_map(scenario, **{"over": OVER, "strategies": PAIR, **OPTIONS, **words})
