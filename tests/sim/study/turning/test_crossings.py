"""Crossings of curves whose roots are known."""

from __future__ import annotations

import numpy as np
import pytest

from sim.study.statistics import Estimate
from sim.study.trials.ranges import Span
from sim.study.turning.crossings import crossings_of
from sim.study.turning.curve import Point


class Known:
    """A curve by its formula, with a band of a width."""

    def __init__(self, formula, half=None, *, grid=(0.0, 10.0), whole=False):
        self.span = Span("a.key", 0.0, *grid, whole)
        self._formula, self._half = formula, half
        self._points = {}

    @property
    def points(self):
        return [self._points[at] for at in sorted(self._points)]

    def at(self, value):
        mean = float(self._formula(value))
        gap = Estimate(mean)
        if self._half is not None:
            half = self._half(value) if callable(self._half) else self._half
            gap = Estimate(mean, mean - half, mean + half)
        self._points[value] = Point(value, mean, 0.0, gap)
        return self._points[value]

    def through(self, values):
        return [self.at(value) for value in values]


def found(formula, half=None, points=9, **options):
    curve = Known(formula, half, **options)
    return crossings_of(curve, np.linspace(curve.span.low, curve.span.high, points).tolist()), curve


@pytest.mark.parametrize("slope", [2.0, -0.3])
def test_a_straight_line_is_exact_and_so_is_its_band(slope):
    (one,), _ = found(lambda x: slope * (x - 3.3), 0.4)
    assert one.value == pytest.approx(3.3, abs=1e-9)
    assert one.low == pytest.approx(3.3 - 0.4 / abs(slope), abs=2e-2)
    assert one.high == pytest.approx(3.3 + 0.4 / abs(slope), abs=2e-2)
    assert one.above == (slope > 0)


def test_a_bent_curve_is_found_to_a_thousandth_of_the_range():
    for root in (0.7, 4.9, 9.6):
        (one,), curve = found(lambda x, root=root: np.exp(0.5 * x) - np.exp(0.5 * root))
        assert one.value == pytest.approx(root, abs=0.011)
        assert (one.low, one.high) == (None, None)
        assert len(curve.points) <= 9 + 8


def test_two_crossings_and_where_the_first_is_better():
    both, _ = found(lambda x: (x - 2.2) * (x - 7.1), 0.5)
    assert [one.value for one in both] == pytest.approx([2.2, 7.1], abs=0.011)
    assert [one.above for one in both] == [False, True]
    assert both[0].low < 2.2 < both[0].high < both[1].low < 7.1 < both[1].high


def test_touching_lying_on_it_and_staying_away_are_no_crossings():
    assert found(lambda x: (x - 5.0) ** 2, 0.1)[0] == ()
    assert found(lambda _: 0.0, 0.0)[0] == ()
    assert found(lambda x: x + 1.0, 5.0)[0] == ()


def test_a_crossing_at_a_point_of_the_grid_is_found_once():
    (one,), _ = found(lambda x: x - 5.0, 0.2, points=11)
    assert one.value == pytest.approx(5.0, abs=0.02)


def test_a_band_that_reaches_beyond_the_range_has_no_end_there():
    (one,), _ = found(lambda x: x - 1.0, 3.0)
    assert one.low is None
    assert one.high == pytest.approx(4.0, abs=0.02)


def test_a_band_without_width_is_the_crossing_itself():
    (one,), _ = found(lambda x: x - 3.3, 0.0)
    assert one.low == pytest.approx(one.value, abs=0.011)
    assert one.high == pytest.approx(one.value, abs=0.011)


def test_a_band_that_widens_is_followed():
    (one,), _ = found(lambda x: x - 5.0, lambda x: 0.1 * x, points=11)
    assert one.low == pytest.approx(5.0 / 1.1, abs=0.02)
    assert one.high == pytest.approx(5.0 / 0.9, abs=0.02)


def test_whole_numbers_are_tried_as_such():
    (one,), curve = found(lambda x: x - 33.4, 2.0, grid=(0.0, 100.0), whole=True)
    assert one.value == pytest.approx(33.4)
    assert all(point.at == round(point.at) for point in curve.points[1:-1] if point.at not in
               np.linspace(0, 100, 9))  # fmt: skip
