"""A map from few points: simulated coarsely, and finely where the best strategy changes.

The grid is parted into rectangles whose corners are simulated. One in which the corners, or other
points that are known by then, have different winners, or where the lead of one is not beyond
chance, is cut into four, down to single steps of the grid. In what is left the winner is that of
the corners. A region that is smaller than the first rectangles, and touches none of their corners,
is not seen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise, product
from typing import Protocol, TypeVar

__all__ = ["COARSE", "Patch", "refined"]

COARSE = 4
"""Steps of the grid from one corner to the next, at first."""
Place = tuple[int, int]


class Known(Protocol):
    """What is known of a point."""

    @property
    def best(self) -> str | None:
        """Who is best there."""

    @property
    def decided(self) -> bool | None:
        """Whether that is beyond chance; None where nothing tells."""


Spot = TypeVar("Spot", bound=Known)


@dataclass(frozen=True, order=True, slots=True)
class Patch:
    """A rectangle of the grid, its border included.

    Attributes:
        left, right: places on the axis across; low, high: on the other.
    """

    left: int
    right: int
    low: int
    high: int

    @property
    def corners(self) -> tuple[Place, ...]:
        """Its four corners."""
        return tuple(product((self.left, self.right), (self.low, self.high)))

    @property
    def places(self) -> Iterable[Place]:
        """All points in it."""
        return product(range(self.left, self.right + 1), range(self.low, self.high + 1))

    @property
    def size(self) -> int:
        """Steps of the grid that it covers."""
        return (self.right - self.left) * (self.high - self.low)

    def cut(self) -> tuple[Patch, ...]:
        """Its quarters; halves where it is one step wide; none where it is a single step."""
        if self.right - self.left <= 1 and self.high - self.low <= 1:
            return ()
        across, up = _cut(self.left, self.right), _cut(self.low, self.high)
        return tuple(Patch(*one, *other) for one in across for other in up)


def refined(
    shape: tuple[int, int], live: Callable[[list[Place]], Mapping[Place, Spot]]
) -> tuple[dict[Place, Spot], tuple[Patch, ...]]:
    """Points that tell a map, and the rectangles between them.

    Args:
        shape: points across and upwards, two at least each.
        live: simulates points, ascending, none of them twice.

    Returns:
        What is known by place, and rectangles that cover the grid; in each all that is known is
        of one winner, and beyond chance, unless it is a single step.
    """
    patches = [Patch(*one, *other) for one in _coarse(shape[0]) for other in _coarse(shape[1])]
    known: dict[Place, Spot] = {}
    while True:
        wanted = {place for patch in patches for place in patch.corners} - known.keys()
        known |= live(sorted(wanted))
        cut = {patch: patch.cut() for patch in patches if not _even(patch, known)}
        if not any(cut.values()):
            return known, tuple(sorted(patches))
        patches = [part for patch in patches for part in cut.get(patch) or (patch,)]


def _even(patch: Patch, known: Mapping[Place, Known]) -> bool:
    """Whether all that is known within has one winner, beyond chance."""
    within = [known[place] for place in patch.places if place in known]
    return len({spot.best for spot in within}) == 1 and all(
        spot.decided is not False for spot in within
    )


def _coarse(points: int) -> list[tuple[int, int]]:
    """Steps of some points of an axis, the last one perhaps shorter."""
    ends = [*range(0, points - 1, COARSE), points - 1]
    return list(pairwise(ends))


def _cut(first: int, last: int) -> list[tuple[int, int]]:
    if last - first <= 1:
        return [(first, last)]
    middle = (first + last) // 2
    return [(first, middle), (middle, last)]
