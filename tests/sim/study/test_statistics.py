"""Intervals against values known from theory."""

import math

import numpy as np
import pytest

from sim.study import statistics as st


def test_t_interval_of_a_worked_example():
    # 8.0 7.6 8.4 8.2 7.8: mean 8, s = sqrt(0.1), t(0.975, 4) = 2.776445
    found = st.estimate(st.total(np.array([8.0, 7.6, 8.4, 8.2, 7.8])))
    half = 2.7764451051977987 * math.sqrt(0.1) / math.sqrt(5)
    assert found.mean == pytest.approx(8.0)
    assert found.low == pytest.approx(8.0 - half)
    assert found.high == pytest.approx(8.0 + half)


def test_no_interval_below_five_replications():
    found = st.estimate(st.total(np.array([1.0, 2.0, 3.0, 4.0])))
    assert found == st.Estimate(2.5)
    assert not found.has_interval
    assert not found.excludes_zero()
    assert st.share(1, 4) == st.Estimate(0.25)


@pytest.mark.parametrize("count", [5, 40])
def test_t_interval_covers_the_mean_as_often_as_it_says(count):
    rng = np.random.default_rng(1)
    trials = 4000
    covered = 0
    for _ in range(trials):
        found = st.estimate(st.total(rng.normal(3.0, 2.0, count)))
        covered += found.low <= 3.0 <= found.high
    assert abs(covered / trials - 0.95) < 4 * math.sqrt(0.95 * 0.05 / trials)


def test_ratio_is_the_ratio_of_sums():
    measured = st.ratio(np.array([1.0, 0.0, 5.0]), np.array([10.0, 0.0, 10.0]))
    assert measured.theta == pytest.approx(6.0 / 20.0)
    assert measured.values[0] == pytest.approx(0.1)
    assert math.isnan(measured.values[1])


def test_nothing_over_nothing_is_undefined():
    for top in (0.0, 3.0):
        measured = st.ratio(np.full(6, top), np.zeros(6))
        assert measured.theta is None
        assert st.estimate(measured) == st.UNDEFINED


def test_ratio_with_one_case_in_one_replication_has_no_interval():
    measured = st.ratio(np.array([1.0, 0, 0, 0, 0, 0]), np.array([2.0, 0, 0, 0, 0, 0]))
    assert st.estimate(measured) == st.Estimate(0.5)


def test_jackknife_of_a_ratio_covers_it():
    rng = np.random.default_rng(2)
    trials, covered = 3000, 0
    for _ in range(trials):
        visits = rng.poisson(200, 40).astype(float)
        bought = rng.binomial(visits.astype(int), 0.1).astype(float)
        found = st.estimate(st.ratio(bought, visits))
        covered += found.low <= 0.1 <= found.high
    assert abs(covered / trials - 0.95) < 4 * math.sqrt(0.95 * 0.05 / trials) + 0.005


def test_jackknife_of_equal_denominators_is_the_t_interval():
    values = np.array([3.0, 4.0, 8.0, 1.0, 2.0, 9.0])
    by_ratio = st.estimate(st.ratio(values, np.full(6, 2.0)))
    by_total = st.estimate(st.total(values / 2.0))
    assert by_ratio.mean == pytest.approx(by_total.mean)
    assert by_ratio.low == pytest.approx(by_total.low)


def test_equal_samples_differ_by_exactly_zero():
    values = np.random.default_rng(3).normal(0.1, 0.3, 40)
    measured = st.total(values)
    assert st.difference(measured, st.total(values.copy())) == st.Estimate(0.0, 0.0, 0.0)
    bottom = np.arange(1.0, 41.0)
    assert st.difference(st.ratio(values, bottom), st.ratio(values, bottom)).mean == 0.0
    assert st.variance_ratio(measured, measured) == st.UNDEFINED


def test_variance_ratio_of_independent_samples_is_one_and_of_paired_ones_larger():
    rng = np.random.default_rng(4)
    luck = rng.normal(0.0, 1.0, 4000)
    apart = st.variance_ratio(st.total(luck), st.total(rng.normal(0.0, 1.0, 4000)))
    assert apart.mean == pytest.approx(1.0, abs=0.1)
    assert apart.low < 1.0 < apart.high
    paired = st.variance_ratio(
        st.total(luck + rng.normal(0, 0.1, 4000)), st.total(luck + rng.normal(0, 0.1, 4000))
    )
    # var a + var b = 2.02, var (a - b) = 0.02
    assert paired.mean == pytest.approx(101.0, rel=0.1)
    assert paired.low < 101.0 < paired.high


def test_variance_ratio_covers_as_often_as_it_says():
    rng = np.random.default_rng(5)
    truth = (1.0 + 2.0) / (1.0 + 2.0 - 2.0 * 0.8 * math.sqrt(2.0))
    trials, covered = 3000, 0
    for _ in range(trials):
        first = rng.normal(0.0, 1.0, 20)
        second = math.sqrt(2.0) * (0.8 * first + 0.6 * rng.normal(0.0, 1.0, 20))
        found = st.variance_ratio(st.total(first), st.total(second))
        covered += found.low <= truth <= found.high
    assert abs(covered / trials - 0.95) < 4 * math.sqrt(0.95 * 0.05 / trials)


def test_joint_intervals_are_bonferroni():
    assert st.joint_level(1) == pytest.approx(0.95)
    assert st.joint_level(5) == pytest.approx(0.99)
    rng = np.random.default_rng(6)
    best = st.total(rng.normal(1.0, 1.0, 30))
    others = {name: st.total(rng.normal(0.0, 1.0, 30)) for name in "abc"}
    joint = st.joint_differences(best, others)
    for name, other in others.items():
        single = st.difference(best, other)
        assert joint[name].low < single.low < single.high < joint[name].high


def test_the_wrong_one_is_seldom_called_best():
    rng = np.random.default_rng(7)
    trials, wrong = 2000, 0
    for _ in range(trials):
        samples = {name: st.total(rng.normal(0.0, 1.0, 20)) for name in "abcd"}
        best = max(samples, key=lambda name: samples[name].theta)
        others = {name: value for name, value in samples.items() if name != best}
        wrong += all(
            found.excludes_zero() for found in st.joint_differences(samples[best], others).values()
        )
    assert wrong / trials < 0.025


def test_exact_share_of_a_worked_example():
    # Clopper and Pearson for 4 of 20: 0.0573 to 0.4366
    found = st.share(4, 20)
    assert found.low == pytest.approx(0.0573, abs=1e-4)
    assert found.high == pytest.approx(0.4366, abs=1e-4)
    assert st.share(0, 40).low == 0.0
    assert st.share(40, 40).high == 1.0
    # rule of three, two-sided: 1 - 0.025 ** (1 / 40)
    assert st.share(0, 40).high == pytest.approx(1 - 0.025 ** (1 / 40))
    assert st.share(0, 0) == st.UNDEFINED


def test_spread_needs_forty_values():
    values = np.arange(41, dtype=float)
    assert st.spread(values) == pytest.approx((2.0, 20.0, 38.0))
    assert st.spread(values[:39]) is None
    assert st.spread(np.append(values, np.nan)) is None


def test_restricted_times_are_cut_at_the_horizon():
    times = np.array([10.0, np.inf, np.nan, 400.0])
    assert st.restricted(times, 365.0).tolist() == [10.0, 365.0, 365.0, 365.0]


def test_replications_needed_grow_with_the_square():
    rng = np.random.default_rng(8)
    noise = rng.normal(0.0, 10.0, 40)
    zero = st.total(np.zeros(40))
    assert st.replications_needed(zero, zero) is None
    near, far = st.total(noise - noise.mean() + 1.0), st.total(noise - noise.mean() + 2.0)
    few = st.replications_needed(far, zero)
    many = st.replications_needed(near, zero)
    assert few == pytest.approx(many / 4.0, rel=0.05)
    assert st.replications_needed(st.total(np.full(6, 5.0)), st.total(np.zeros(6))) == 6


def test_undefined_totals_stay_undefined():
    measured = st.total(np.array([1.0, np.nan, 2.0]))
    assert st.estimate(measured) == st.UNDEFINED
    assert st.difference(measured, st.total(np.zeros(3))) == st.UNDEFINED
    assert st.variance_ratio(measured, measured) == st.UNDEFINED


def test_mirrored():
    assert st.mirrored(st.Estimate(1.0, 0.5, 2.0)) == st.Estimate(-1.0, -2.0, -0.5)
    assert st.mirrored(st.Estimate(0.0, None, None)) == st.Estimate(0.0)
    assert str(st.mirrored(st.Estimate(0.0)).mean) == "0.0"
    assert st.mirrored(st.UNDEFINED) == st.UNDEFINED


def test_a_change_of_a_difference_is_paired_over_all_four():
    luck = np.random.default_rng(5)
    common = luck.normal(0.0, 10.0, 30)
    a, b, c, d = (st.total(common + luck.normal(mean, 1.0, 30)) for mean in (5.0, 2.0, 1.0, 1.0))
    found = st.change_of((a, b), (c, d))
    values = (a.values - b.values) - (c.values - d.values)
    plain = st.interval(float(values.mean()), values)
    assert found.mean == pytest.approx(plain.mean)
    assert (found.low, found.high) == pytest.approx((plain.low, plain.high))
    same = st.change_of((a, b), (a, b))
    assert (same.mean, same.low, same.high) == (0.0, 0.0, 0.0)
    assert st.change_of((a, st.ratio(common * 0.0, common * 0.0)), (c, d)).mean is None
