"""Values at probabilities: the distributions that ranges name, and never beyond a field."""

import numpy as np
import pytest
from scipy import stats

from sim.scenario.uncertain import Uncertain
from sim.study.uncertainty.distributions import values_at

GRID = (np.arange(4_000) + 0.5) / 4_000


def number(dist, low, high, *, value=None, least=-np.inf, most=np.inf, whole=False):
    middle = (low + high) / 2 if value is None else value
    return Uncertain("a.number", middle, low, high, dist, least, most, whole)


@pytest.mark.parametrize(
    ("given", "law"),
    [
        (number("uniform", 2.0, 5.0), stats.uniform(2.0, 3.0)),
        (number("triangular", 2.0, 6.0, value=3.0), stats.triang(0.25, 2.0, 4.0)),
        (number("triangular", 2.0, 6.0, value=2.0), stats.triang(0.0, 2.0, 4.0)),
        (number("triangular", 2.0, 6.0, value=9.0), stats.triang(1.0, 2.0, 4.0)),
        (number("normal", 1.0, 3.0), stats.norm(2.0, 1.0 / stats.norm.ppf(0.975))),
        (
            number("lognormal", 1.0, 9.0),
            stats.lognorm(np.log(3.0) / stats.norm.ppf(0.975), scale=3.0),
        ),
    ],
)
def test_values_follow_the_distribution(given, law):
    found = values_at(given, GRID)
    assert found == pytest.approx(law.ppf(GRID), rel=1e-9)
    assert np.all(np.diff(found) >= 0.0)


@pytest.mark.parametrize("dist", ["normal", "lognormal"])
def test_ends_of_a_normal_range_are_its_outer_points(dist):
    found = values_at(number(dist, 0.5, 4.0), np.array([0.025, 0.975]))
    assert found == pytest.approx([0.5, 4.0], rel=1e-9)


def test_a_normal_is_cut_off_where_the_field_ends():
    share = number("normal", 0.0, 0.4, least=0.0, most=1.0)
    found = values_at(share, GRID)
    assert found.min() >= 0.0
    assert np.count_nonzero(found == 0.0) == 0  # cut off, not heaped up at the end
    spread = 0.2 / stats.norm.ppf(0.975)
    law = stats.truncnorm(-0.2 / spread, 0.8 / spread, 0.2, spread)
    assert found == pytest.approx(law.ppf(GRID), rel=1e-6)
    assert values_at(number("lognormal", 0.5, 1.0, least=0.0, most=1.0), GRID).max() <= 1.0


@pytest.mark.parametrize("dist", ["uniform", "triangular"])
def test_bounded_distributions_stay_within_their_range(dist):
    found = values_at(number(dist, 0.02, 0.12, value=0.06), np.array([1e-16, 1.0 - 1e-16]))
    assert found.min() >= 0.02
    assert found.max() <= 0.12


def test_whole_numbers_are_alike_likely():
    found = values_at(number("uniform", 2.0, 5.0, least=0.0, whole=True), GRID)
    assert dict(zip(*np.unique(found, return_counts=True), strict=True)) == {
        2.0: 1000, 3.0: 1000, 4.0: 1000, 5.0: 1000,
    }  # fmt: skip
    peaked = values_at(number("triangular", 2.0, 6.0, value=3.0, least=0.0, whole=True), GRID)
    counts = np.unique(peaked, return_counts=True)[1]
    assert list(np.unique(peaked)) == [2.0, 3.0, 4.0, 5.0, 6.0]
    assert counts.argmax() == 1
    rounded = values_at(number("normal", 1.0, 9.0, least=1.0, whole=True), GRID)
    assert set(np.unique(rounded)) >= set(range(1, 10))
    assert rounded.min() >= 1.0


@pytest.mark.parametrize("dist", ["uniform", "triangular", "normal", "lognormal"])
def test_a_range_of_no_width_is_its_value(dist):
    assert set(values_at(number(dist, 0.3, 0.3), GRID)) == {0.3}
