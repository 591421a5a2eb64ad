"""Where a curve crosses 0, and how sure that is."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from sim.study.turning.curve import Curve, Point

__all__ = ["STEPS", "Crossing", "crossing_between", "crossings_of"]

STEPS = 8
"""Points for closing in on a crossing, and on the ends of its interval, at most."""
FINE = 1e-3
"""Part of the range within which an end is known well enough."""

Height = Callable[[Point], float]


@dataclass(frozen=True, slots=True)
class Crossing:
    """A value at which the two come out the same.

    Attributes:
        value: in plain units; of a whole number between two of them.
        low, high: where the band of the difference begins and ends to hold 0; None where it does
            beyond the range, or where there is no band.
        above: whether the first strategy is the better one above the value.
    """

    value: float
    low: float | None
    high: float | None
    above: bool


def crossings_of(curve: Curve, grid: Sequence[float]) -> tuple[Crossing, ...]:
    """All crossings between points of the grid, ascending.

    Where the curve touches 0 at a point and turns back, or lies on 0, there is none.
    """
    apart = [point for point in curve.through(grid) if point.mean != 0.0]
    return tuple(
        crossing_between(curve, before, after)
        for before, after in pairwise(apart)
        if (before.mean > 0.0) != (after.mean > 0.0)
    )


def crossing_between(curve: Curve, before: Point, after: Point) -> Crossing:
    """The crossing between two points of a curve, ascending, at which its signs differ.

    The ends of its interval are looked for as far as the curve has points.
    """
    rises = after.mean > 0.0
    value = _root(curve, before, after, lambda point: point.mean)
    low, high = _band(curve, value, rises=rises)
    return Crossing(value, low, high, rises)


def _root(curve: Curve, left: Point, right: Point, height: Height) -> float:
    """Where a height is 0 between two points at which it has other signs."""
    span = curve.span
    fine = FINE * span.width
    for step in range(STEPS):
        if right.at - left.at <= (1.0 if span.whole else fine):
            break
        # a straight line's root; now and then the middle, so that both ends move
        guess = _between(left, right, height)
        if step % 3 == 2:
            guess = 0.5 * (left.at + right.at)
        if span.whole:
            guess = min(max(float(math.floor(guess + 0.5)), left.at + 1.0), right.at - 1.0)
        middle = curve.at(guess)
        if abs(height(middle)) <= FINE * middle.half or height(middle) == 0.0:
            return middle.at
        if (height(middle) > 0.0) == (height(right) > 0.0):
            right = middle
        else:
            left = middle
    return _between(left, right, height)


def _between(left: Point, right: Point, height: Height) -> float:
    """Where a straight line between two heights is 0."""
    one, other = height(left), height(right)
    return (left.at * other - right.at * one) / (other - one)


def _band(curve: Curve, value: float, *, rises: bool) -> tuple[float | None, float | None]:
    """Where the band begins and ends to hold 0 around a crossing; None beyond the range."""
    if any(point.gap.high is None for point in curve.points):
        return None, None

    def upper(point: Point) -> float:
        return point.mean + point.half

    def lower(point: Point) -> float:
        return point.mean - point.half

    before, after = (upper, lower) if rises else (lower, upper)
    return (
        _end(curve, value, before, rises=rises, back=True),
        _end(curve, value, after, rises=rises, back=False),
    )


def _end(curve: Curve, value: float, height: Height, *, rises: bool, back: bool) -> float | None:
    """The nearest value before (or after) a crossing at which a border of the band is 0.

    Beyond the crossing the border lies on the same side of 0 as within the band.
    """
    outward = curve.points[::-1] if back else curve.points
    beyond = [
        place
        for place, point in enumerate(outward)
        if (point.at >= value if back else point.at <= value)
        and point.mean != 0.0
        and (point.mean > 0.0) == (rises if back else not rises)
    ]
    if not beyond:
        return None
    inner = outward[beyond[-1]]
    inside = height(inner) > 0.0
    for point in outward[beyond[-1] + 1 :]:
        if (height(point) > 0.0) != inside:
            left, right = (point, inner) if back else (inner, point)
            return _root(curve, left, right, height)
        inner = point
    return None
