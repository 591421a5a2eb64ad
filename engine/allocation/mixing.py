"""Several sets of prices, each for a share of the customers, that keep the limits by themselves.

At the prices where the dual is least, many customers may be torn between two choices: those who are
alike all take one, or all the other, and a limit that lies between is kept by neither. A plan is
mended; prices that are kept for later customers cannot be. So what different prices bring is mixed:
the parts of the customers that would meet each are the weights of the master problem of Dantzig and
Wolfe ("Decomposition principle for linear programs", Operations Research 8, 1960), the best mean
value of which the mean use keeps the limits. No more sets have a weight than there are limits, and
one.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from engine.allocation.choice import Choice
from engine.allocation.dual import NEAR, SLACK, Dual
from engine.allocation.problem import Floats, Ints

__all__ = ["Mixed", "drawn", "mixed_prices", "set_of"]

FEW = 20_000
"""Customers up to which many prices are tried."""
PASSES, FEW_PASSES = 24, 2
"""Prices tried beside those that the dual has met, at most."""
LEAST = 1e-6
"""Share below which a set is left out."""
NEARLY = 1e-3
"""Part of its value that a mixture may lose where limits that leave room have no price."""
WIDTHS = (1e-6, 1e-5, 1e-4, 1e-3)
"""How far above the least dual prices may be that are mixed, as a part of it, the nearest first."""
LOST = 1e-5
"""Part of its value that a mixture may lose for that."""
STEEP = 10.0
"""What a unit beyond a limit costs, in the greatest price met: more than it can bring."""


@dataclass(frozen=True, slots=True)
class Mixed:
    """Sets of prices.

    Attributes:
        shares: float64 (sets,), of the customers who meet each; they sum to 1.
        prices: float64 (sets, limits), by fixed point.
        passes: how often all customers were asked for it.
    """

    shares: Floats
    prices: Floats
    passes: float = 0.0

    @classmethod
    def alone(cls, prices: Floats) -> Mixed:
        """One set, which everybody meets."""
        return cls(np.ones(1), prices[None, :])

    def told(self, prices: Floats) -> Floats:
        """The prices that are told of a plan: those of the only set, else those of the dual."""
        return self.prices[0] if len(self.shares) == 1 else prices


def set_of(shares: Floats, draws: Floats) -> Ints:
    """int64, which set a customer meets, by a draw from 0 to 1 each."""
    return np.searchsorted(np.cumsum(shares)[:-1], draws, side="right").astype(np.int64)


def drawn(choice: Choice, mixed: Mixed) -> Ints:
    """What customers take, each at the prices that its draw gives: as of `Response.picks`."""
    of = set_of(mixed.shares, choice.offers.draws)
    found = choice.respond(mixed.prices[0]).picks
    for number in range(1, len(mixed.shares)):
        other = choice.respond(mixed.prices[number]).picks
        found[of == number] = other[of == number]
    return found


def mixed_prices(dual: Dual) -> Mixed:
    """The sets of prices whose picks keep the limits on average, and are worth most.

    Where the prices of the least dual do so alone, or nothing is short, it is these. A limit that
    leaves room has no price in any set, unless that is worth much.
    """
    alone = Mixed.alone(dual.prices(dual.x))
    if not dual.coordinates or dual.hopeless or dual.limits.kept(dual.free.used):
        return alone
    mixture = _Mixture(dual, np.zeros(len(dual.x), np.bool_))
    if mixture.idle_after.any():
        other = _Mixture(dual, mixture.idle_after)
        other.passes += mixture.passes
        if other.worth >= mixture.worth - NEARLY * abs(mixture.worth):
            mixture = other
    return mixture.sets() or alone


class _Mixture:
    """Weights of prices that were met, and some that were tried besides.

    Attributes:
        passes: how many were tried.
        worth: mean value, less what limits are exceeded by, as a part of `Dual.size`.
    """

    def __init__(self, dual: Dual, idle: npt.NDArray[np.bool_]) -> None:
        """Mix, with no price at coordinates that are `idle`."""
        self.dual = copy.copy(dual)  # what is tried here has no part in the plan
        self.dual.evaluations = [each for each in dual.evaluations if not each[0][idle].any()]
        self.passes = 0
        most = PASSES if len(dual.choice.offers.first) <= FEW else FEW_PASSES
        self.weights, at, self.worth = _master(self.dual)
        while self.passes < most:
            value, _ = self.dual.evaluate(np.where(idle, 0.0, at))
            self.passes += 1
            gained = value - self.worth > NEAR * max(abs(value), 1e-9)
            self.weights, at, self.worth = _master(self.dual)
            if not gained:
                break
        for width in WIDTHS:
            if self._keep_near(width):
                break

    def _keep_near(self, width: float) -> bool:
        """Mix prices alone whose dual is as low as the least, or nearly; whether that will do.

        What they bring is nearly the same for most customers, which far prices need not.
        """
        every = self.dual.evaluations
        most = self.dual.low + width * max(abs(self.dual.low), 1e-9)
        near = np.array([total <= most for _, total, _ in every])
        part = copy.copy(self.dual)
        part.evaluations = [each for each, kept in zip(every, near, strict=True) if kept]
        if not part.evaluations:
            return False
        weights, _, worth = _master(part)
        if worth < self.worth - LOST * abs(self.worth):
            return False
        self.weights = np.zeros(len(every))
        self.weights[near] = weights
        return True

    @property
    def idle_after(self) -> npt.NDArray[np.bool_]:
        """Coordinates that have a price though the mean use leaves room."""
        room = self.weights @ np.array([slope for _, _, slope in self.dual.evaluations])
        priced = self.weights @ np.array([x for x, _, _ in self.dual.evaluations]) > 0.0
        return np.asarray(priced & (room > SLACK * self.dual.whole), np.bool_)

    def sets(self) -> Mixed | None:
        """Those that have a weight, the lowest prices first; None where rounding leaves none."""
        chosen = np.flatnonzero(self.weights > LEAST)
        if not len(chosen):
            return None
        shares = self.weights[chosen] / self.weights[chosen].sum()
        prices = np.array([self.dual.prices(self.dual.evaluations[j][0]) for j in chosen])
        order = np.lexsort(prices.T[::-1])
        return Mixed(shares[order], prices[order], float(self.passes))


def _master(dual: Dual) -> tuple[Floats, Floats, float]:
    """Weights of all prices met so far, the prices that they ask for next, and their worth."""
    from scipy.optimize import linprog

    count, limits = len(dual.evaluations), len(dual.coordinates)
    value = np.array([total - x @ slope for x, total, slope in dual.evaluations])
    room = np.array([slope for _, _, slope in dual.evaluations])
    steep = STEEP * max(1.0, max(float(x.max(initial=0.0)) for x, _, _ in dual.evaluations))
    solved = linprog(
        np.concatenate([-value, np.full(limits, steep)]),
        A_ub=np.hstack([-room.T, -np.eye(limits)]),
        b_ub=np.zeros(limits),
        A_eq=np.concatenate([np.ones(count), np.zeros(limits)])[None, :],
        b_eq=[1.0],
        method="highs-ds",
    )
    if solved.x is None:  # a matter of rounding: the least dual is all there is
        least = int(np.argmin([total for _, total, _ in dual.evaluations]))
        return np.eye(count)[least], dual.x, float(value[least])
    prices = np.maximum(-solved.ineqlin.marginals, 0.0)
    return np.asarray(solved.x[:count], np.float64), prices, -float(solved.fun)
