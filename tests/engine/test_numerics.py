"""The elementary functions: compiled and plain agree to the bit, and both with the truth."""

from __future__ import annotations

import itertools
import math
from decimal import Context, Decimal
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.numerics import exp, log, logistic, normal_quantile, poisson_quantile

PRECISE = Context(prec=60, Emin=-10_000, Emax=10_000)
EDGES = np.array(
    [
        *(0.0, -0.0, 1.0, -1.0, 0.5, 2.0, 5e-324, -5e-324, 2.2250738585072014e-308, 2.2e-308),
        *(1.7976931348623157e308, -1.7976931348623157e308, math.inf, -math.inf, math.nan),
        *(709.782712893384, 709.7827128933841, -745.1332191019411, -745.1332191019412),
        *(-708.4, -708.3964185322641, math.sqrt(0.5), math.sqrt(2.0), 1 - 2**-53, 1 + 2**-52),
        *(0.075, 0.925, 2.0**-60, 30.0, 128.0, 1e6),
    ]
)


def any_floats(count: int, seed: int) -> np.ndarray:
    """Random bit patterns, subnormals, and values where the functions live."""
    rng = np.random.default_rng(seed)
    patterns = rng.integers(0, 2**64, count // 4, dtype=np.uint64).view(np.float64)
    subnormal = rng.integers(0, 2**52, count // 8, dtype=np.uint64).view(np.float64)
    moderate = rng.uniform(-750.0, 750.0, count // 4)
    small = rng.normal(size=count // 4)
    unit = rng.random(count - count // 4 * 3 - count // 8)
    return np.concatenate([EDGES, patterns, subnormal, moderate, small, unit])


def bits(values: list[float]) -> np.ndarray:
    """Bit patterns, with one pattern for all NaN."""
    array = np.array(values, dtype=np.float64)
    array[np.isnan(array)] = np.nan
    return array.view(np.int64)


@pytest.mark.parametrize("function", [exp, log, logistic, normal_quantile])
def test_compiled_and_plain_agree_bit_for_bit(function):
    values = any_floats(100_000, seed=1)
    compiled = [function(value) for value in values]
    plain = [function.py_func(value) for value in values]
    assert np.array_equal(bits(compiled), bits(plain))


def test_poisson_compiled_and_plain_agree():
    rng = np.random.default_rng(2)
    for u, mean in zip(rng.random(4_000), 10.0 ** rng.uniform(-6, 3.5, 4_000), strict=True):
        assert poisson_quantile(u, mean) == poisson_quantile.py_func(u, mean)


def units_off(value: float, truth: Decimal) -> float:
    """Distance in units in the last place of the truth."""
    return float(abs(Decimal(value) - truth) / Decimal(math.ulp(float(truth))))


def test_exp_and_log_are_within_one_unit_of_the_truth():
    rng = np.random.default_rng(3)
    for x in np.concatenate([rng.uniform(-745, 709.7, 2_000), rng.normal(size=2_000)]):
        assert units_off(exp(x), PRECISE.exp(Decimal(float(x)))) < 1.01
    near_one = 1.0 + rng.normal(size=1_000) * 1e-3
    for x in np.concatenate([10.0 ** rng.uniform(-320, 308, 2_000), near_one]):
        assert units_off(log(x), PRECISE.ln(Decimal(float(x)))) < 1.0


def test_exp_and_log_follow_the_library():
    for x in any_floats(100_000, seed=4):
        if -745.13 < x < 709.78:
            truth = math.exp(x)
            assert abs(exp(x) - truth) <= 2 * math.ulp(truth)
        if 0.0 < x < math.inf:
            truth = math.log(x)
            assert abs(log(x) - truth) <= 2 * math.ulp(truth)


def test_edges():
    assert exp(0.0) == 1.0
    assert exp(-math.inf) == 0.0
    assert exp(math.inf) == math.inf
    assert exp(709.782712893384) < math.inf
    assert exp(709.7827128933841) == math.inf
    assert exp(-745.1332191019411) == 5e-324
    assert exp(-746.0) == 0.0
    assert log(1.0) == 0.0
    assert log(0.0) == log(-0.0) == -math.inf
    assert log(math.inf) == math.inf
    assert math.isnan(log(-5e-324))
    assert math.isnan(exp(math.nan))
    assert math.isnan(log(math.nan))
    assert logistic(0.0) == 0.5
    assert logistic(math.inf) == 1.0
    assert logistic(-math.inf) == 0.0
    assert logistic(-700.0) > 0.0
    assert math.isnan(logistic(math.nan))
    assert normal_quantile(0.5) == 0.0
    assert normal_quantile(0.0) == -math.inf
    assert normal_quantile(1.0) == math.inf
    assert all(math.isnan(normal_quantile(p)) for p in (-1e-9, 1.0 + 1e-9, math.nan))


def test_normal_quantile_follows_the_library():
    library = NormalDist()
    rng = np.random.default_rng(5)
    for p in np.concatenate([rng.random(5_000), 10.0 ** -rng.uniform(0, 300, 2_000)]):
        assert math.isclose(normal_quantile(p), library.inv_cdf(p), rel_tol=1e-14, abs_tol=1e-16)


@pytest.mark.parametrize("function", [exp, logistic, normal_quantile, log])
def test_order_is_kept(function):
    rng = np.random.default_rng(6)
    values = np.sort(rng.random(20_000))
    results = [function(value) for value in values]
    assert all(low <= high for low, high in itertools.pairwise(results))


def exact_poisson(u: float, mean: float) -> int:
    """The definition, in 80 digits."""
    context = Context(prec=80, Emin=-(10**9), Emax=10**9)
    rate = Decimal(mean)
    mass = context.exp(-rate)
    total, count = mass, 0
    while total < Decimal(u):
        count += 1
        mass = context.divide(context.multiply(mass, rate), count)
        total = context.add(total, mass)
    return count


@pytest.mark.parametrize("mean", [1e-9, 0.003, 0.25, 1.0, 2.5, 29.9, 31.0, 127.9, 128.5, 700.25])
def test_poisson_is_exact(mean):
    rng = np.random.default_rng(int(mean * 8))
    uniforms = [*rng.random(40), 2.0**-53, 1e-9, 0.5, 1.0 - 1e-12, 1.0 - 2.0**-53]
    for u in uniforms:
        assert poisson_quantile(u, mean) == exact_poisson(u, mean), (u, mean)


def test_poisson_moments_at_high_means():
    u = (np.arange(2_000) + 0.5) / 2_000
    for mean in (1_000.0, 54_321.5, 1e6):
        counts = np.array([poisson_quantile(value, mean) for value in u])
        assert abs(counts.mean() - mean) < 0.02 * math.sqrt(mean)
        assert abs(counts.std() / math.sqrt(mean) - 1.0) < 0.01


@given(
    st.floats(0.0, 1.0),
    st.floats(0.0, 1.0),
    st.floats(0.0, 2_000.0),
    st.floats(0.0, 2_000.0),
)
def test_poisson_is_monotone(u, v, mean, other):
    low, high = sorted((u, v))
    small, large = sorted((mean, other))
    assert poisson_quantile(low, small) <= poisson_quantile(high, small)
    assert poisson_quantile(low, small) <= poisson_quantile(low, large)


@pytest.mark.parametrize("mean", [0.1, 0.7, 3.0, 31.5, 127.999999, 400.0])
def test_poisson_is_monotone_at_the_very_edge_of_a_step(mean):
    """Around the u at which the count changes, neighbouring means never turn the order round."""
    for start in (0.01, 0.3, 0.5, 0.7, 0.999):
        target = poisson_quantile(start, mean)
        low, high = start, 1.0
        while math.nextafter(low, 2.0) < high:
            middle = (low + high) / 2
            low, high = (
                (middle, high) if poisson_quantile(middle, mean) <= target else (low, middle)
            )
        means = mean * (1.0 + np.arange(-300, 300) * 2.0**-36)
        for u in (low, high):
            counts = [poisson_quantile(u, value) for value in means]
            assert all(a <= b for a, b in itertools.pairwise(counts))


def test_poisson_bounds():
    for mean in (0.0, -0.0, -1.0, -math.inf, math.nan):
        assert poisson_quantile(0.9, mean) == 0
    assert poisson_quantile(math.nan, 5.0) == 0
    assert poisson_quantile(0.7, 5e-324) == 0
    assert poisson_quantile(0.5, math.inf) == poisson_quantile(0.5, 1e6) == 1_000_000
    assert 0 <= poisson_quantile(-1.0, 40.0) < 5
    assert poisson_quantile(0.0, 40.0) <= poisson_quantile(2.0**-60, 40.0)
    assert 80 < poisson_quantile(1.0, 40.0) == poisson_quantile(7.0, 40.0) < 120
