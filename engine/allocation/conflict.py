"""Limits that contradict one another: which ones, and by how much.

Where no plan keeps all limits, prices rise without end, in a direction that is a proof (Farkas).
Bounds are left out one by one as long as that stays so: what remains contradicts itself, and would
not with one fewer. For each of these the best that the others leave is found, by the same dual.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from engine.allocation.choice import Choice
from engine.allocation.dual import Dual, cut_to_kink, minimise
from engine.allocation.problem import FREE, Floats, Limits, use_sizes

__all__ = ["Contradiction", "contradictions"]

PASSES = 60
UNSURE = 1e-9
"""Units a customer by which limits must contradict one another, to tell it from rounding."""
Bound = tuple[int, int]
"""A limit, and 1 for its upper bound, -1 for its lower one."""


@dataclass(frozen=True, slots=True)
class Contradiction:
    """One bound that contradicts others.

    Attributes:
        limit: which one; upper: whether its upper bound, else its lower one.
        bound: the bound, and reach: the nearest to it that the others leave possible, in units.
    """

    limit: int
    upper: bool
    bound: float
    reach: float


def contradictions(choice: Choice, limits: Limits) -> tuple[Contradiction, ...]:
    """The fewest bounds that no plan keeps together; none where some plan of parts keeps all."""
    lowers = [(limit, -1) for limit in range(len(limits)) if limits.lower[limit] > 0]
    for bound in lowers:  # most often one is too much by itself
        if impossible(choice, limits, [bound]):
            return _told(choice, limits, [bound])
    every = [*lowers, *((k, 1) for k in range(len(limits)) if limits.upper[k] < FREE)]
    if not lowers or not impossible(choice, limits, every):
        return ()
    core = list(every)
    for bound in every:
        fewer = [other for other in core if other != bound]
        if impossible(choice, limits, fewer):
            core = fewer
    return _told(choice, limits, core)


def only(limits: Limits, bounds: Iterable[Bound]) -> Limits:
    """The limits with these bounds alone."""
    lower, upper = np.zeros_like(limits.lower), np.full_like(limits.upper, FREE)
    for limit, sign in bounds:
        if sign > 0:
            upper[limit] = limits.upper[limit]
        else:
            lower[limit] = limits.lower[limit]
    return replace(limits, lower=lower, upper=upper)


def impossible(choice: Choice, limits: Limits, bounds: Iterable[Bound]) -> bool:
    """Whether no plan keeps these bounds, parts of picks allowed."""
    nothing = np.zeros(len(choice.offers.value))
    dual = Dual(choice, only(limits, bounds), nothing)
    dual.unit = 1.0 / np.maximum(use_sizes(choice.offers), 1)
    dual.restart(float(max(len(choice.offers.first), 1)), furthest=1.0)
    cut_to_kink(dual, PASSES, UNSURE, until=-UNSURE)
    return dual.low < -UNSURE


def _told(choice: Choice, limits: Limits, core: list[Bound]) -> tuple[Contradiction, ...]:
    found = []
    for limit, sign in core:
        others = only(limits, [bound for bound in core if bound != (limit, sign)])
        given = limits.upper if sign > 0 else limits.lower
        scale = float(limits.scale[limit])
        found.append(
            Contradiction(
                limit, sign > 0, float(given[limit]) / scale,
                reach(choice, others, limit, sign) / scale,
            )
        )  # fmt: skip
    return tuple(found)


def reach(choice: Choice, others: Limits, limit: int, sign: int) -> float:
    """The least (for an upper bound) or most that a limit can come to, in parts."""
    dual, _ = minimise(choice, others, value=_use(choice, limit) * -float(sign))
    if len(choice.offers.first) > 0 and dual.coordinates:
        cut_to_kink(dual, PASSES)
    return -sign * dual.low * dual.size


def _use(choice: Choice, limit: int) -> Floats:
    """What each candidate uses of a limit, in parts."""
    offers = choice.offers
    found: Floats = offers.usage[offers.treatment, limit].astype(np.float64)
    if (column := offers.load_of[limit]) >= 0:
        found = found * offers.load[:, column]
    return found
