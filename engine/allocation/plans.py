"""A plan from the prices of a job of one pick a customer: mended, filled, equals told apart."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from engine.allocation.choice import Choice, Single
from engine.allocation.dual import KINKED, Dual, cut_to_kink, least_use
from engine.allocation.effort import THOROUGH, Effort
from engine.allocation.problem import Floats, Ints, Limits
from engine.allocation.repair import fill, mend
from engine.allocation.ties import told_apart

__all__ = [
    "AS_GOOD",
    "as_good",
    "at_prices",
    "better",
    "few_moved",
    "gap_of",
    "mended",
    "moved",
    "near",
    "nearest",
]

MORE_CUTS = 12
AS_GOOD = 1e-4
"""Part of its value by which a plan may be worth less that moves fewer customers."""
NO_MORE = 0.0025
"""The same where that is less than a pick."""
FEW_MOVED, SOME_MOVED = 10, 0.02
"""Customers, and their part of all, up to whom nothing is gained by moving fewer."""
NOTHING = 1e-8
"""Part of what could be had without limits that counts as nothing."""


def gap_of(bound: float, value: float, free: float) -> float:
    """How far a plan's value is below its bound, as a part of it; 0 where nothing can be had.

    Args:
        free: value of the picks without limits.
    """
    return (bound - value) / bound if bound > NOTHING * free > 0.0 else 0.0


def mended(
    choice: Single, limits: Limits, dual: Dual, effort: Effort = THOROUGH
) -> tuple[Ints, float]:
    """The picks at the prices, mended and filled; passes needed.

    Where too much is left, more prices are tried, then shifted values; the best plan counts.
    """
    picks, turns = _at_least(choice, limits, dual)
    if near(choice, limits, dual, picks, effort):
        return picks, turns
    if len(picks) > KINKED:
        cut_to_kink(dual, MORE_CUTS)
        other, more = _at_least(choice, limits, dual)
        picks, turns = better(choice, limits, picks, other), turns + more
    if not near(choice, limits, dual, picks, effort):
        plans, more = told_apart(choice, limits, dual.prices(dual.x), MORE_CUTS, effort)
        turns += more
        for plan in plans:
            picks = better(choice, limits, picks, plan)
    return picks, turns


def _at_least(choice: Single, limits: Limits, dual: Dual) -> tuple[Ints, float]:
    assert dual.best is not None
    return at_prices(choice, limits, dual.prices(dual.x), dual.best.picks)


def at_prices(choice: Single, limits: Limits, prices: Floats, start: Ints) -> tuple[Ints, float]:
    """Picks mended and, where that leaves all limits kept, filled; passes needed."""
    picks = start.copy()
    turns = mend(choice.offers, limits, prices, picks)
    if limits.kept(choice.use(picks)):
        turns += fill(choice.offers, limits, prices, picks)
    return picks, float(turns)


def near(choice: Single, limits: Limits, dual: Dual, picks: Ints, effort: Effort) -> bool:
    """Whether picks keep the limits, and no more than enough can be gained."""
    if not limits.kept(choice.use(picks)):
        return False
    value = choice.worth(picks)
    if gap_of(dual.bound, value, dual.free.value) <= effort.near:
        return True
    prices = np.where(np.isfinite(dual.prices(dual.x)), dual.prices(dual.x), 0.0)
    return dual.bound - value <= effort.left * float(np.abs(prices) @ least_use(choice))


def nearest(choice: Single, limits: Limits, prices: Floats, given: Ints, picks: Ints) -> Ints:
    """The plan nearest to the picks given, where many had to be moved and it is as good as theirs.

    That is so where many customers are alike.
    """
    if few_moved(picks, given):
        return picks
    other, _ = at_prices(choice, limits, prices, given)
    if limits.kept(choice.use(other)) and limits.kept(choice.use(picks)):
        if as_good(choice, other, picks) and moved(other, given).sum() < moved(picks, given).sum():
            return other
    return picks


def moved(picks: Ints, given: Ints) -> npt.NDArray[np.bool_]:
    """bool (customers,), whose picks are not those given."""
    other = np.atleast_2d((picks != given).T)
    return np.asarray(other.any(axis=0), np.bool_)


def few_moved(picks: Ints, given: Ints) -> bool:
    """Whether so few picks are not those given that nothing is gained by fewer."""
    return bool(moved(picks, given).sum() <= max(FEW_MOVED, SOME_MOVED * len(picks)))


def as_good(choice: Choice, one: Ints, other: Ints) -> bool:
    """Whether the one plan is worth as much as the other, or nearly so: by a pick, where few."""
    value = choice.worth(other)
    pick = float(choice.offers.value.max(initial=0.0))
    return choice.worth(one) >= value - max(AS_GOOD * abs(value), min(pick, NO_MORE * abs(value)))


def better(choice: Single, limits: Limits, one: Ints, other: Ints) -> Ints:
    """The one of two plans that keeps the limits, or is worth more; of equals the first."""
    kept = [limits.kept(choice.use(picks)) for picks in (one, other)]
    if kept[0] != kept[1]:
        return one if kept[0] else other
    return other if kept[1] and choice.worth(other) > choice.worth(one) else one
