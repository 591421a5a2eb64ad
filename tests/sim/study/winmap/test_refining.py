"""A map from few points is that of all points, wherever the border runs."""

from __future__ import annotations

import random
from types import SimpleNamespace

import pytest

from sim.study.statistics import Estimate
from sim.study.winmap.refining import Patch, refined
from sim.study.winmap.spots import Spot, filled_in


class Land:
    """Winners by a height: the first where it is above 0; undecided where it is near 0."""

    def __init__(self, height, unsure=0.0):
        self._height, self._unsure = height, unsure
        self.asked = []

    def spot(self, place):
        height = self._height(*place)
        best, other = ("first", "second") if height > 0.0 else ("second", "first")
        return Spot(best, abs(height) >= self._unsure, other, Estimate(abs(height)))

    def live(self, places):
        assert places == sorted(places)
        self.asked += places
        return {place: self.spot(place) for place in places}

    def same(self, shape):
        """Whether the refined map has every winner, and every doubt, of the whole one."""
        known, patches = refined(shape, self.live)
        found = filled_in(known, patches)
        assert set(found) == {(x, y) for x in range(shape[0]) for y in range(shape[1])}
        assert len(self.asked) == len(set(self.asked)) == len(known)
        assert all(found[place].simulated == (place in known) for place in found)
        whole = {place: self.spot(place) for place in found}
        return all(
            (found[place].best, found[place].decided) == (whole[place].best, whole[place].decided)
            for place in found
        )


@pytest.mark.parametrize("number", range(40))
def test_a_straight_border_at_any_angle(number):
    dice = random.Random(number)
    shape = dice.randint(2, 33), dice.randint(2, 33)
    a, b = dice.uniform(-1, 1), dice.uniform(-1, 1)
    x, y = dice.uniform(0, shape[0]), dice.uniform(0, shape[1])
    land = Land(lambda i, j: a * (i - x) + b * (j - y), unsure=0.3 * (number % 3))
    assert land.same(shape)


def test_a_straight_border_takes_a_fraction_of_the_points():
    land = Land(lambda i, j: i + 0.7 * j - 17.3)
    assert land.same((21, 21))
    assert len(land.asked) < 0.35 * 21 * 21
    plain = Land(lambda i, j: 1.0 + 0.0 * i * j)
    assert plain.same((21, 21))
    assert len(plain.asked) == 36


@pytest.mark.parametrize("radius", [4.0, 6.5, 9.0])
def test_a_round_border(radius):
    assert Land(lambda i, j: (i - 10) ** 2 + (j - 9) ** 2 - radius**2, unsure=3.0).same((21, 21))


def test_a_border_that_is_seen_from_a_neighbour_alone_is_followed():
    """A tongue that passes between the corners of a rectangle, and shows on its edge."""
    assert Land(lambda i, j: abs(j - 6) - (0.4 * i - 1.5)).same((17, 13))


def test_where_nothing_is_decided_all_is_simulated():
    land = Land(lambda i, j: 1.0 + 0.0 * i * j, unsure=2.0)
    assert land.same((9, 9))
    assert len(land.asked) == 81


def test_what_lies_between_is_in_proportion():
    corners = {place: SimpleNamespace(gap=None) for place in Patch(0, 4, 0, 2).corners}
    for (i, j), gap in zip(corners, (1.0, 3.0, 9.0, 11.0), strict=True):
        corners[i, j] = Spot("first", True, "second", Estimate(gap))
    found = filled_in(corners, [Patch(0, 4, 0, 2)])
    assert found[1, 1].gap.mean == pytest.approx(1.0 + 2.0 + 1.0)
    assert found[4, 1].gap.mean == pytest.approx(10.0)
    assert not found[1, 1].simulated
    assert found[0, 0].simulated
