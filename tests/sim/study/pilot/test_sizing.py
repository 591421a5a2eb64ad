"""How many customers: against published tables, and against tests of drawn samples."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sim.study.pilot.sizing import Arms, detectable, power_of, size_of, welch

WORDS = {"people": 10_000, "share": 0.5, "power": 0.8, "alpha": 0.05}


@pytest.mark.parametrize(("effect", "each"), [(0.2, 394), (0.5, 64), (0.8, 26)])
def test_the_numbers_of_cohens_tables(effect, each):
    """Cohen 1988, table 2.4.1: small, medium and large effects, 80 % power, two-sided 5 %."""
    for found in (size_of(effect, (1.0, 1.0), **WORDS), size_of(-effect, (1.0, 1.0), **WORDS)):
        assert found.needed in (Arms(each, each), Arms(each, each - 1))


@pytest.mark.parametrize("power", [0.8, 0.9, 0.95])
@pytest.mark.parametrize("share", [0.5, 0.2])
def test_large_arms_follow_the_formula(power, share):
    variances, effect = (9.0, 4.0), 0.02
    found = size_of(effect, variances, people=10**9, share=share, power=power, alpha=0.05)
    quantiles = {0.8: 2.80158522, 0.9: 3.24151555, 0.95: 3.60481723}[power]
    expected = quantiles**2 * (9.0 / share + 4.0 / (1.0 - share)) / effect**2
    assert found.needed.total == pytest.approx(expected, rel=1e-4)
    assert found.needed.first == pytest.approx(share * found.needed.total, abs=1)
    assert power_of(effect, variances, found.needed, 0.05) >= power
    fewer = Arms.of(found.needed.total - 50, share)
    assert power_of(effect, variances, fewer, 0.05) < power


def test_power_is_that_of_the_test_carried_out():
    luck = np.random.default_rng(5)
    arms, variances, effect = Arms(14, 9), (4.0, 1.0), 1.7
    first = luck.normal(effect, 2.0, (20_000, 14))
    second = luck.normal(0.0, 1.0, (20_000, 9))
    from scipy import stats

    seen = stats.ttest_ind(first, second, axis=1, equal_var=False).pvalue < 0.05
    assert power_of(effect, variances, arms, 0.05) == pytest.approx(seen.mean(), abs=0.01)


def test_the_market_is_too_small_or_large_enough():
    enough = size_of(0.2, (1.0, 1.0), **WORDS)
    assert enough.suffices
    assert enough.arms == enough.needed
    small = size_of(0.2, (1.0, 1.0), **{**WORDS, "people": 600})
    assert not small.suffices
    assert small.arms == small.whole == Arms(300, 300)
    assert small.whole_power == pytest.approx(0.687, abs=2e-3)
    edge = size_of(small.detectable, (1.0, 1.0), **{**WORDS, "people": 600})
    assert edge.whole_power == pytest.approx(0.8, abs=2e-3)


def test_no_effect_has_no_size_and_the_power_of_a_false_alarm():
    found = size_of(0.0, (1.0, 2.0), **WORDS)
    assert found.needed is None
    assert not found.suffices
    assert found.whole_power == pytest.approx(0.05, abs=1e-9)


def test_customers_who_are_all_alike():
    assert welch((0.0, 0.0), Arms(5, 5)) == (0.0, math.inf)
    assert power_of(1.0, (0.0, 0.0), Arms(5, 5), 0.05) == 0.0
    nobody = size_of(1.0, (0.0, 0.0), **WORDS)
    assert nobody.needed is None
    assert not nobody.suffices
    assert detectable(0.8, (0.0, 0.0), Arms(5, 5), 0.05) == 0.0


def test_arms_are_whole_people():
    assert Arms.of(7, 0.5) == Arms(4, 3)
    assert Arms.of(100, 0.25) == Arms(25, 75)
    assert Arms.of(4, 0.01) == Arms(2, 2)
