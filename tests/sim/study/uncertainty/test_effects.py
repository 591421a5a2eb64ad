"""Inputs told apart from luck, against models whose truth is known."""

import numpy as np
import pytest

from sim.study.statistics import ratio, total
from sim.study.uncertainty.effects import (
    Stated,
    by_replication,
    input_interval,
    interaction,
    shares_won,
    without_luck,
)

DRAWS, SHARED, MAIN = 40, 4, 40
TRIES = 400


def layout(rng, *, inputs=0.0, common=0.0, own=0.0, mean=100.0):
    """y(k, r) = mean + a(k) + b(r) + e(k, r), and the main run, whose a is 0.

    Returns:
        results of the draws, the stated values' result, and the true a(k).
    """
    effect = inputs * rng.standard_normal(DRAWS)
    luck = common * rng.standard_normal(MAIN)
    results = mean + effect[:, None] + luck[:SHARED] + own * rng.standard_normal((DRAWS, SHARED))
    main = mean + luck + own * rng.standard_normal(MAIN)
    stated = Stated(float(main[:SHARED].mean()), float(main.mean()), main)
    return results, stated, effect


def test_luck_that_all_draws_share_changes_nothing():
    rng = np.random.default_rng(1)
    results, stated, effect = layout(rng, inputs=3.0, common=50.0)
    assert interaction(results) == pytest.approx(0.0, abs=1e-20)
    found = without_luck(results, stated)
    assert found == pytest.approx(stated.all + effect, abs=1e-9)
    low, high = np.percentile(stated.all + effect, [2.5, 97.5])
    interval = input_interval(results, stated)
    assert (interval.low, interval.high) == pytest.approx((low, high))
    assert interval.mean is None


def test_without_an_effect_the_interval_is_a_point_at_the_main_runs_estimate():
    results, stated, _ = layout(np.random.default_rng(2), common=50.0)
    interval = input_interval(results, stated)
    assert (interval.low, interval.high) == pytest.approx((stated.all, stated.all), abs=1e-9)


def test_the_interaction_is_estimated_without_bias():
    rng = np.random.default_rng(3)
    found = [interaction(layout(rng, inputs=2.0, common=9.0, own=3.0)[0]) for _ in range(TRIES)]
    assert np.mean(found) == pytest.approx(9.0, rel=0.02)


@pytest.mark.parametrize("own", [0.1, 1.0, 4.0])
def test_the_spread_is_that_of_the_inputs_however_much_luck(own):
    """The means of the draws spread too widely by luck / 4; the interval does not."""
    rng = np.random.default_rng(4)
    variances, raw, widths = [], [], []
    for _ in range(TRIES):
        results, stated, _ = layout(rng, inputs=2.0, common=5.0, own=own)
        variances.append(np.var(without_luck(results, stated), ddof=1))
        raw.append(np.var(results.mean(axis=1), ddof=1))
        interval = input_interval(results, stated)
        widths.append(interval.high - interval.low)
    assert np.mean(raw) == pytest.approx(4.0 + own**2 / SHARED, rel=0.05)
    assert np.mean(variances) == pytest.approx(4.0, rel=0.06)
    # what 40 values of a normal distribution of this spread have between the same points
    points = np.percentile(2.0 * rng.standard_normal((4_000, DRAWS)), [2.5, 97.5], axis=1)
    assert np.mean(widths) == pytest.approx(np.mean(points[1] - points[0]), rel=0.05)


def test_luck_alone_does_not_pass_for_an_effect():
    rng = np.random.default_rng(5)
    widths, raw = [], []
    for _ in range(TRIES):
        results, stated, _ = layout(rng, common=5.0, own=4.0)
        interval = input_interval(results, stated)
        widths.append(interval.high - interval.low)
        raw.append(np.subtract(*np.percentile(results.mean(axis=1), [97.5, 2.5])))
    assert np.count_nonzero(np.array(widths) < 1e-9) > 0.45 * TRIES  # a point
    assert np.mean(widths) < 0.35 * np.mean(raw)


@pytest.mark.parametrize(("common", "own"), [(5.0, 0.0), (5.0, 1.0), (2.0, 4.0), (0.0, 4.0)])
def test_the_centre_is_no_further_off_than_both_runs(common, own):
    """Its error is about that of the reported mean, or of trusting or moving the draws."""
    rng = np.random.default_rng(6)
    errors, trusted, moved, reported = [], [], [], []
    for _ in range(TRIES):
        results, stated, _ = layout(rng, inputs=0.0, common=common, own=own)
        grand = float(results.mean())
        errors.append(np.mean(without_luck(results, stated)) - 100.0)
        trusted.append(grand - 100.0)
        moved.append(grand - (stated.few - stated.all) - 100.0)
        reported.append(stated.all - 100.0)
    best = max(np.std(reported), min(np.std(trusted), np.std(moved)))
    assert abs(np.mean(errors)) < 4.0 * np.std(errors) / np.sqrt(TRIES)
    assert np.std(errors) < 1.05 * best + 1e-9


@pytest.mark.parametrize("own", [0.5, 4.0, 30.0])
@pytest.mark.parametrize("inputs", [0.0, 0.3])
def test_an_interval_holds_its_own_estimate_whatever_the_luck(inputs, own):
    """Where the stated values are the middle of their ranges."""
    rng = np.random.default_rng(14)
    held = 0
    for _ in range(TRIES):
        results, stated, _ = layout(rng, inputs=inputs, common=1.0, own=own)
        interval = input_interval(results, stated)
        held += interval.low - 1e-9 <= stated.all <= interval.high + 1e-9
    assert held > 0.95 * TRIES


def test_inputs_that_move_the_mean_move_the_interval():
    """The stated value is at the edge: all draws lie above it."""
    results, stated, _ = layout(np.random.default_rng(15), inputs=1.0, common=5.0, own=1.0)
    interval = input_interval(results + 20.0, stated)
    assert stated.all + 15.0 < interval.low


def test_a_ratio_is_the_ratio_of_sums_in_each_draw():
    rng = np.random.default_rng(7)
    top, bottom = rng.uniform(1, 9, SHARED), rng.uniform(20, 90, SHARED)
    values = by_replication(ratio(top, bottom))
    assert values.mean() == pytest.approx(top.sum() / bottom.sum(), rel=1e-12)
    assert np.std(values) > 0.0
    assert by_replication(total(top)) == pytest.approx(top)
    assert np.isnan(by_replication(ratio(np.zeros(4), np.zeros(4)))).all()


def test_what_is_not_defined_has_no_interval():
    results, stated, _ = layout(np.random.default_rng(8), inputs=1.0)
    assert input_interval(results, None).low is None
    assert input_interval(results[:, :1], stated).low is None
    assert input_interval(results[:4], stated).low is None
    results[3, 2] = np.nan
    assert input_interval(results, stated).low is None


def rivals(rng, *, gap=1.0, inputs=2.0, common=20.0, lucky=0.0, own=0.0):
    """Two strategies with the same large luck: b is ahead by gap, more or less with the inputs."""
    first, stated, effect = layout(rng, common=common)
    ahead, main, effect = layout(rng, inputs=inputs, common=lucky, own=own, mean=gap)
    second = Stated(stated.few + main.few, stated.all + main.all, stated.values + main.values)
    won = float(np.mean(main.all + effect > 0.0))
    return {"a": first, "b": first + ahead}, {"a": stated, "b": second}, won


def test_the_share_won_is_that_of_the_draws_however_lucky_the_replications():
    rng = np.random.default_rng(9)
    results, stated, won = rivals(rng)
    found = shares_won(results, stated, higher=True)
    assert found == {"a": pytest.approx(1.0 - won), "b": pytest.approx(won)}
    assert shares_won(results, stated, higher=False) == {"a": found["b"], "b": found["a"]}


def test_replications_that_favour_one_strategy_favour_it_in_no_draw():
    """Four replications in which b is luckier than in the other 36 do not make it best."""
    found, raw = [], []
    for seed in range(20):
        results, stated, won = rivals(np.random.default_rng(seed), gap=0.0, lucky=9.0)
        assert shares_won(results, stated, higher=True)["b"] == pytest.approx(won)
        found.append(won)
        raw.append(np.mean(results["b"].mean(axis=1) > results["a"].mean(axis=1)))
    assert np.std(raw) > 1.2 * np.std(found)


def test_luck_does_not_push_shares_to_one_half():
    """b is ahead in 93 of 100 draws; in raw means of four replications it would be in 77."""
    rng = np.random.default_rng(10)
    shares, raw, true = [], [], []
    for _ in range(TRIES):
        results, stated, won = rivals(rng, gap=1.5, inputs=1.0, own=4.0)
        shares.append(shares_won(results, stated, higher=True)["b"])
        raw.append(np.mean(results["b"].mean(axis=1) > results["a"].mean(axis=1)))
        true.append(won)
    assert np.mean(raw) < 0.78
    assert np.mean(shares) == pytest.approx(0.93, abs=0.05)


def test_without_an_effect_the_one_ahead_wins_all_draws():
    results, stated, _ = rivals(np.random.default_rng(11), inputs=0.0)
    assert shares_won(results, stated, higher=True) == {"a": 0.0, "b": 1.0}


def test_equals_share_a_draw_and_names_do_not_matter():
    results, stated, _ = rivals(np.random.default_rng(12), own=3.0)
    results["c"], stated["c"] = results["b"], stated["b"]
    found = shares_won(results, stated, higher=True)
    assert found["b"] == found["c"]
    assert sum(found.values()) == pytest.approx(1.0)
    turned = {name: results[name] for name in ("c", "a", "b")}
    assert shares_won(turned, stated, higher=True) == pytest.approx(found)


@pytest.mark.parametrize("seed", range(60))
def test_who_wins_all_draws_has_an_interval_beyond_0(seed):
    rng = np.random.default_rng(seed)
    results, stated, _ = rivals(rng, gap=2.0, inputs=1.0, own=3.0)
    more, other, _ = rivals(rng, gap=1.0, inputs=0.2, own=9.0)
    results["c"], stated["c"] = more["b"], other["b"]
    shares = shares_won(results, stated, higher=True)
    best = max(stated, key=lambda name: stated[name].all)
    ends = [
        input_interval(results[best] - results[name], stated[best].minus(stated[name])).low
        for name in results
        if name != best
    ]
    assert shares[best] < 1.0 or min(ends) > 0.0


def test_one_draw_is_won_by_somebody_and_one_replication_by_nobody():
    results, stated, _ = rivals(np.random.default_rng(13), gap=50.0)
    one = {name: found[:1] for name, found in results.items()}
    assert shares_won(one, stated, higher=True) == {"a": 0.0, "b": 1.0}
    thin = {name: found[:, :1] for name, found in results.items()}
    assert shares_won(thin, stated, higher=True) is None
    results["a"][0, 0] = np.nan
    assert shares_won(results, stated, higher=True) is None
    assert shares_won(one, {**stated, "a": None}, higher=True) is None
