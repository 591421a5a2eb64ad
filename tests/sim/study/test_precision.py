"""Replications until a precision is reached: how many, when it ends, and what stays the same."""

from __future__ import annotations

import json

import numpy as np
import pytest

from engine.errors import UsageError
from sim.study.compare import compare, forecast_compare
from sim.study.kpis import KPI
from sim.study.money import Currency
from sim.study.precision import Precision, Target, precision_of, target_of
from sim.study.reproduce import reproduce
from sim.study.statistics import joint_level, t_quantile, total

EUR = Currency("EUR")
PROFIT = KPI["profit"]
OPTIONS = {"days": 60.0, "draws": 0, "replications": 5, "seed": 2}
NAMES = ["today", "omnichannel", "multichannel"]


def precision(half, wanted=100.0, replications=40, most=1_000):
    return Precision(Target(wanted, False, most), wanted, half, ("a", "b"), replications)


def test_replications_go_with_the_square_of_what_is_missing():
    assert precision(150.0).next == 95  # 1.05 * 40 * 1.5 ** 2 = 94.5
    assert precision(150.0).needed == 95


def test_a_step_is_neither_too_long_nor_too_short():
    assert precision(1_000.0).next == 160
    assert precision(100.001).next == 45
    assert precision(100.001, replications=5).next == 6


def test_it_ends_at_the_target_at_the_cap_and_where_there_is_no_interval():
    assert precision(100.0).next == 40
    assert precision(100.0).reached
    assert precision(900.0, replications=1_000).next == 1_000
    assert not precision(900.0, replications=1_000).reached
    assert precision(900.0, replications=900).next == 1_000
    assert precision(None).next == 40
    assert "no interval" in precision(None).words(PROFIT, EUR)


def test_amounts_and_shares():
    assert target_of(None, 10, PROFIT, EUR) is None
    assert target_of(12.5, 10, PROFIT, EUR) == Target(1_250.0, False, 10)
    assert target_of("12.5", 10, PROFIT, EUR) == Target(1_250.0, False, 10)
    assert target_of(0.02, 10, KPI["conversion_rate"], EUR) == Target(0.02, False, 10)
    share = target_of("2 %", 10, PROFIT, EUR)
    assert share == Target(0.02, True, 10)
    assert share.half(total(np.array([-500.0, -700.0]))) == pytest.approx(12.0)


@pytest.mark.parametrize(
    "given", ["", "much", "0", "-1", "0 %", "200 %", "nan", 0.0, -3.0, "1 % x"]
)
def test_what_is_no_precision_is_told(given):
    with pytest.raises(UsageError, match="no precision"):
        target_of(given, 10, PROFIT, EUR)


def test_a_share_of_nothing_is_told():
    target = target_of("1 %", 10, PROFIT, EUR)
    with pytest.raises(UsageError, match="other than 0"):
        target.half(total(np.zeros(5)))


def test_the_widest_joint_interval_counts():
    luck = np.random.default_rng(1)
    measured = {name: total(luck.normal(0.0, spread, 30)) for name, spread in
                (("today", 1.0), ("a", 2.0), ("b", 9.0))}  # fmt: skip
    pairs = [("a", "today"), ("b", "today"), ("b", "a")]
    found = precision_of(Target(1.0, False, 99), measured, "today", pairs, 30)
    halves = {
        (one, other): t_quantile(joint_level(2), 29)
        * np.std(measured[one].values - measured[other].values, ddof=1)
        / np.sqrt(30)
        for one, other in pairs
    }
    widest = max(halves, key=halves.get)
    assert found.widest == widest
    assert found.half == pytest.approx(halves[widest])


def plain(result):
    found = result.to_json()
    for name in ("wall_s", "events_per_s", "run_dir", "precision"):
        found.pop(name, None)
    return found


def test_it_is_the_comparison_with_as_many_replications(tmp_path):
    asked = compare("auto-service", NAMES, precision=400.0, out=tmp_path / "run", **OPTIONS)
    count = asked.setting.replications
    assert count > OPTIONS["replications"]
    assert asked.precision.reached
    assert asked.precision.replications == count
    told = compare("auto-service", NAMES, **{**OPTIONS, "replications": count})
    assert plain(asked) == plain(told)
    manifest = json.loads((tmp_path / "run" / "manifest.json").read_text())
    assert manifest["replications"] == count
    assert reproduce(tmp_path / "run").same
    lengths = {
        name: (found.high - found.mean) / 100.0
        for name, found in ((one.name, one.joint) for one in asked.lines[0].differences)
    }
    assert all(length <= 400.0 for length in lengths.values())


def test_it_ends_at_the_most():
    found = compare("auto-service", NAMES, precision="0.1 %", most=12, **OPTIONS)
    assert found.setting.replications == 12
    assert not found.precision.reached
    told = found.to_json()["precision"]
    assert told["most"] == 12
    assert told["half_width"] > told["asked"] > 0.0
    assert "not reached" in found.precision.words(PROFIT, EUR)


def test_what_is_precise_enough_takes_no_more():
    found = compare("auto-service", NAMES, precision=1e6, **OPTIONS)
    assert found.setting.replications == OPTIONS["replications"]


def test_too_few_to_begin_with_is_told():
    with pytest.raises(UsageError, match="to begin with"):
        compare("auto-service", NAMES, precision=10.0, **{**OPTIONS, "replications": 4})
    with pytest.raises(UsageError, match="no interval"):
        compare("auto-service", NAMES, precision=10.0, most=3, **OPTIONS)


def test_fewer_at_most_than_to_begin_with_are_told():
    with pytest.raises(UsageError, match="to begin with"):
        compare("auto-service", NAMES, precision=10.0, most=7, **{**OPTIONS, "replications": 8})
    with pytest.raises(UsageError, match="--most needs --precision"):
        compare("auto-service", NAMES, most=50, **OPTIONS)


def test_intervals_hold_the_truth_as_often_after_it_was_reached():
    luck, held, tries = np.random.default_rng(3), 0, 2_000
    target = Target(0.2, False, 1_000)
    for _ in range(tries):
        values = luck.normal(0.0, 1.0, 1_000)
        count = 40
        while True:
            measured = {"today": total(np.zeros(count)), "a": total(values[:count])}
            found = precision_of(target, measured, "today", [("a", "today")], count)
            if found.next == count:
                break
            count = found.next
        held += abs(float(np.mean(values[:count]))) <= found.half
    assert 0.935 <= held / tries <= 0.965


def test_a_forecast_counts_the_most():
    found = forecast_compare("auto-service", NAMES, precision=10.0, most=50, **OPTIONS)
    assert found.at_most
    assert found.lives >= 3 * 50
