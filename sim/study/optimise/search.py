"""Pattern search with racing: a spread of points, then steps that shrink, from the best on.

All points meet the same replications, so the mean of a KPI is a fixed function of the point, with
kinks where decisions change: a direct search fits, which asks for no slope (Hooke and Jeeves,
"Direct search solution of numerical and statistical problems", JACM 8, 1961; Torczon, "On the
convergence of pattern search algorithms", SIAM J. Optim. 7, 1997). It begins with the stated point
and a Latin hypercube. From the best of these it goes: each setting is moved a step up and down, the
first move that is better is taken, and where none is the step is halved. With effort left it goes
on from another good point far from the best, then from new points. Which points are tried hangs on
nothing but the answers and the seed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol

from sim.study.optimise.space import Point, Space
from sim.study.optimise.trial import Trial

__all__ = ["Tries", "search"]

SPREAD = 0.25
"""Part of the effort for the spread of points at the beginning."""
FIRST, LAST = 0.25, 0.01
"""First and last step, in parts of a range."""
FAR = 0.25
"""Distance from the best from which a descent begins anew; it shrinks with each."""
MORE = 5
"""New points where none is far enough."""
ROUNDS = 100
"""Descents at most: each of the later ones may find nothing new to try."""


class Tries(Protocol):
    """Who tries points: `sim.study.optimise.racing.Races` does by simulation."""

    @property
    def known(self) -> Mapping[Point, Trial]:
        """What was tried, in its order."""

    @property
    def room(self) -> bool:
        """Whether there is effort left for another point."""

    def attempt(self, point: Point, stage: str, against: Trial | None) -> Trial | None:
        """Try a point, giving it up where it falls behind another one.

        Returns:
            None: it was tried before, or cannot be, or no effort is left.
        """


def search(space: Space, tries: Tries, effort: int, seed: int) -> Trial | None:
    """The best point that was found; None where none could be tried.

    Args:
        effort: points that may be tried in full, about.
        seed: of the points that are spread.
    """
    tries.attempt(space.stated, "stated", None)  # known, whether or not it may be the answer
    run = _Run(space, tries, seed)
    run.all_of([space.start], "start")
    if space.size <= effort:
        run.all_of(space.every(), "all")
        return run.best
    plain = space.plain(space.start)
    if plain is not None:
        run.all_of([plain], "start")
    run.all_of(space.design(max(2, round(SPREAD * effort)), seed), "spread")
    here, step, barren = run.best, FIRST, 0
    for number in range(1, ROUNDS):
        before = len(tries.known)
        if here is not None:
            run.descend(here, step)
        barren = barren + 1 if len(tries.known) == before else 0
        if not tries.room or barren > MORE:
            break
        here, step = run.another(number), FIRST / 2.0
    return run.best


class _Run:
    """The best so far, and the ways on from it."""

    def __init__(self, space: Space, tries: Tries, seed: int) -> None:
        self._space, self._tries, self._seed = space, tries, seed
        stated = tries.known.get(space.stated)
        self.best = stated if space.stated == space.start else None

    def all_of(self, points: Iterable[Point], stage: str) -> None:
        """Try points one after the other."""
        for point in points:
            self._attempt(point, stage, self.best)

    def descend(self, here: Trial, step: float) -> None:
        """Go from a point by steps that shrink."""
        while step >= LAST and self._tries.room:
            for point in self._space.moves(here.point, step):
                found = self._attempt(point, "step", here)
                if found is not None and found.beats(here):
                    here = found
                    break
            else:
                step /= 2.0

    def another(self, number: int) -> Trial | None:
        """The best that is far from the best; None where nothing could be tried."""
        if self.best is None:
            return None
        far = self._far(FAR / number)
        if not far:
            self.all_of(self._space.design(MORE, self._seed, number), "spread")
            far = self._far(0.0)
        return max(far, key=lambda trial: trial.rank, default=None)

    def _far(self, distance: float) -> list[Trial]:
        assert self.best is not None
        return [
            trial
            for point, trial in self._tries.known.items()
            if self._inside(point) and self._space.distance(point, self.best.point) > distance
        ]

    def _inside(self, point: Point) -> bool:
        return point != self._space.stated or point == self._space.start

    def _attempt(self, point: Point, stage: str, against: Trial | None) -> Trial | None:
        found = self._tries.attempt(point, stage, against)
        if found is not None and found.beats(self.best):
            self.best = found
        return found
