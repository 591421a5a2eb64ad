"""The prices of limits: where the dual function of an allocation is least.

Large jobs are first priced on a sample of their customers by L-BFGS-B (Byrd, Lu, Nocedal and Zhu,
SIAM J. Scientific Computing 16, 1995); how usage answers to prices is measured there, and a few
Newton steps on all customers, their curvature mended by each pass, do the rest. Small jobs, whose
dual has kinks, end with cutting planes within a trust region, which find the kink itself.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from engine.allocation.choice import Choice, Response
from engine.allocation.effort import THOROUGH, Effort
from engine.allocation.problem import FREE, Floats, Ints, Limits, use_sizes

__all__ = ["KINKED", "Dual", "cut_to_kink", "least_use", "minimise", "relieve"]

SAMPLE = 16_384
"""Customers of the sample; from four times as many on a job is large."""
LARGE = 4 * SAMPLE
KINKED = 20_000
"""Customers up to which cutting planes follow in any case."""
SEARCH, NEWTON = 60, 5
"""Passes of each kind, at most."""
NEAR = 1e-7
"""Part of its value by which the dual may be above its least."""
SLACK, NEARLY = 0.02, 1e-6
"""Part of a limit that is left where it is not short; and of the dual's value that a price may cost
to be rid of it."""
UPWARDS = 1.0 + 1e-12
"""Bounds are rounded up by more than sums in floating point can err."""


@dataclass
class Dual:
    """The dual function in coordinates: one for each bound of each limit, 0 or above.

    A price of a limit is that of its upper bound less that of its lower one; coordinates are scaled
    so that 1 is about what a pick brings for what it uses.

    Attributes:
        value: what candidates are worth, in place of the offers' own values.
        unit: price of a limit, by fixed point, at coordinate 1.
        size: value that parts are counted in; most: a coordinate's end, beside `furthest`; worst:
            the least value of a candidate, where that is below 0; free: what all take without
            limits.
        evaluations: coordinates, value and slope of all passes.
        best: the response with the least dual value so far, and `x` where it was.
    """

    choice: Choice
    limits: Limits
    value: Floats | None = None
    coordinates: list[tuple[int, int, float]] = field(default_factory=list)
    evaluations: list[tuple[Floats, float, Floats]] = field(default_factory=list)
    best: Response | None = None
    x: Floats = field(default_factory=lambda: np.zeros(0))
    low: float = np.inf
    unit: Floats = field(default_factory=lambda: np.ones(0))
    size: float = 1.0
    most: float = np.inf
    worst: float = 0.0
    free: Response = field(init=False)

    def __post_init__(self) -> None:
        limits = self.limits
        for limit in range(len(limits)):
            if limits.upper[limit] < FREE:
                self.coordinates.append((limit, 1, float(limits.upper[limit])))
            if limits.lower[limit] > 0:
                self.coordinates.append((limit, -1, float(limits.lower[limit])))
        free = self.choice.respond(np.zeros(len(limits)), self.value)
        self.worst = float(self.values.min(initial=0.0))
        self.size = max(free.value, float(np.abs(self.values).max(initial=0.0)), 1e-300)
        mean = self.size / max(int((free.picks >= 0).sum()), 1)
        self.unit = np.array([mean / max(use, 1) for use in use_sizes(self.choice.offers)])
        self.x = np.zeros(len(self.coordinates))
        self.free = free
        self._note(self.x, free)

    def restart(self, size: float, furthest: float = np.inf) -> None:
        """Count in another size, within another end, as nothing had been found yet."""
        self.size, self.most, self.low = size, furthest, np.inf
        self.evaluations.clear()
        self.evaluate(self.x)

    @property
    def values(self) -> Floats:
        """What candidates are worth here."""
        return self.choice.offers.value if self.value is None else self.value

    @property
    def whole(self) -> Floats:
        """The slope at each coordinate if nothing were used, or all that is asked for missing."""
        return np.array([self.unit[k] * bound for k, _, bound in self.coordinates]) / self.size

    def prices(self, x: Floats) -> Floats:
        """Prices of the limits, by fixed point, at coordinates."""
        found = np.zeros(len(self.limits))
        for (limit, sign, _), at in zip(self.coordinates, x, strict=True):
            found[limit] += sign * at * self.unit[limit]
        return found

    def at(self, prices: Floats) -> Floats:
        """Coordinates of prices, by fixed point."""
        return np.array(
            [
                max(sign * float(prices[limit]) / self.unit[limit], 0.0)
                for limit, sign, _ in self.coordinates
            ]
        )

    def furthest(self) -> Floats:
        """Coordinates beyond which no customer would choose otherwise."""
        least = least_use(self.choice)
        top = float(np.abs(self.values).max(initial=0.0))
        several = 2.0 * (len(self.coordinates) + 1)
        return np.array(
            [
                min(several * top / (max(least[limit], 1) * self.unit[limit]) + 1.0, self.most)
                for limit, _, _ in self.coordinates
            ]
        )

    def evaluate(self, x: Floats) -> tuple[float, Floats]:
        """Value and slope, both as parts of the value without limits."""
        x = np.maximum(x, 0.0)
        return self._note(x, self.choice.respond(self.prices(x), self.value))

    def _note(self, x: Floats, response: Response) -> tuple[float, Floats]:
        total, slope = response.value, np.empty(len(x))
        for place, (limit, sign, bound) in enumerate(self.coordinates):
            room = sign * self.unit[limit] * (bound - float(response.used[limit]))
            slope[place] = room / self.size
            total += x[place] * room
        total /= self.size
        self.evaluations.append((np.array(x), total, slope))
        if total < self.low:
            self.low, self.best, self.x = total, response, np.array(x)
        return total, slope

    @property
    def bound(self) -> float:
        """No plan that keeps the limits is worth more; below 0 there is none."""
        assert self.best is not None
        total = self.low * self.size + self.best.grain
        return total * UPWARDS if total > 0.0 else total / UPWARDS

    @property
    def hopeless(self) -> bool:
        """Whether no plan keeps the limits: one that does is worth no less than its worst picks."""
        if self.value is not None:
            return False
        offers = self.choice.offers
        return self.bound < min(0.0, self.worst) * len(offers.first) * offers.picks


def least_use(choice: Choice) -> Ints:
    """The least that a pick uses of each limit, where it uses any."""
    offers = choice.offers
    found = np.ones(len(offers.load_of), np.int64)
    for limit, column in enumerate(offers.load_of):
        given = offers.usage[:, limit] if column < 0 else offers.load[:, column]
        some = given[given > 0]
        found[limit] = some.min() if len(some) else 1
    return found


def relieve(dual: Dual) -> None:
    """Take the price off limits that leave room at the prices, where that is nearly as low.

    A price of what is not short is none: where many prices are equally good, one without is chosen.
    """
    if dual.hopeless or not dual.coordinates:
        return
    slopes = min(dual.evaluations, key=lambda each: float(np.abs(each[0] - dual.x).sum()))[2]
    slack = (dual.x > 0.0) & (slopes > SLACK * dual.whole)
    if not slack.any():
        return
    there = np.where(slack, 0.0, dual.x)
    low = dual.low
    value, _ = dual.evaluate(there)
    if dual.low == low and value <= low + NEARLY * abs(low):
        used = dual.choice.respond(dual.prices(there), dual.value)
        dual.best, dual.x = used, there


# --- ways down --------------------------------------------------------------------------------


def minimise(
    choice: Choice,
    limits: Limits,
    effort: Effort = THOROUGH,
    *,
    value: Floats | None = None,
    start: Floats | None = None,
) -> tuple[Dual, float]:
    """Find the prices.

    Args:
        value: what candidates are worth, in place of the offers' own values.
        start: coordinates to begin with, beside those of no prices.

    Returns:
        the dual at its least, and passes of a sample as parts of a pass.
    """
    rows = len(choice.offers.first)
    dual = Dual(choice, limits, value)
    sampled = 0.0
    if dual.hopeless or not dual.coordinates or limits.kept(dual.free.used):
        return dual, sampled
    if start is not None:
        dual.evaluate(start)
    if rows >= LARGE:
        chosen = np.argsort(choice.offers.draws, kind="stable")[:SAMPLE]
        part = Dual(choice.subset(chosen), _part_of(limits, len(chosen) / rows), value)
        part.unit = dual.unit
        part.restart(dual.size * len(chosen) / rows)
        search(part, SEARCH)
        curve = curvature(part)
        sampled = len(part.evaluations) * len(chosen) / rows
        newton(dual, part.x, curve, NEWTON)
    else:
        search(dual, SEARCH)
    if rows <= KINKED and choice.exact:
        cut_to_kink(dual, effort.cuts)
    return dual, sampled


def _part_of(limits: Limits, share: float) -> Limits:
    """Limits of a part of the customers."""
    upper = np.where(limits.upper < FREE, limits.upper * share, float(FREE))
    return replace(
        limits,
        lower=np.rint(limits.lower * share).astype(np.int64),
        upper=np.where(limits.upper < FREE, np.rint(upper).astype(np.int64), FREE),
    )


def search(dual: Dual, passes: int) -> None:
    """L-BFGS-B from where the dual is least so far."""
    from scipy.optimize import minimize

    minimize(
        dual.evaluate, dual.x, jac=True, method="L-BFGS-B",
        bounds=[(0.0, most) for most in dual.furthest()],
        options={"maxfun": passes, "maxiter": passes, "ftol": NEAR / 10.0, "gtol": NEAR},
    )  # fmt: skip


def curvature(dual: Dual) -> Any:
    """How the slope answers to each coordinate, measured around the least; symmetric, convex."""
    count = len(dual.coordinates)
    centre, found = np.array(dual.x), np.zeros((count, count))
    mean = float(centre.mean()) if count else 0.0
    for place in range(count):
        step = 0.05 * max(centre[place], 0.2 * mean, 1e-3)
        ends = []
        for sign in (1.0, -1.0):
            there = np.array(centre)
            there[place] = max(there[place] + sign * step, 0.0)
            ends.append((there[place], dual.evaluate(there)[1]))
        (up, above), (down, below) = ends
        found[place] = (above - below) / (up - down)
    values, vectors = np.linalg.eigh((found + found.T) / 2.0)
    least = 1e-4 * max(float(values.max(initial=0.0)), 1e-9)
    return (vectors * np.maximum(values, least)) @ vectors.T


def newton(dual: Dual, start: Floats, curve: Any, passes: int) -> None:
    """Steps to where the slope should vanish; the curvature learns from each (BFGS)."""
    from scipy.optimize import lsq_linear

    at, (low, slope) = np.array(start), dual.evaluate(start)
    for _ in range(passes - 1):
        if dual.hopeless:
            return
        root = np.linalg.cholesky(curve).T
        step = lsq_linear(
            root, -np.linalg.solve(root.T, slope), bounds=(-at - 1e-12, np.inf), method="bvls"
        ).x
        if -(slope @ step) < NEAR / 10.0 * max(abs(low), 1e-9):
            return
        there = np.maximum(at + step, 0.0)
        value, next_slope = dual.evaluate(there)
        moved, turned = there - at, next_slope - slope
        if (bend := float(moved @ turned)) > 1e-12 * float(moved @ moved):
            pulled = curve @ moved
            curve = (
                curve
                + np.outer(turned, turned) / bend
                - np.outer(pulled, pulled) / float(moved @ pulled)
            )
            values, vectors = np.linalg.eigh(curve)
            floor = 1e-4 * float(values.max())
            curve = (vectors * np.maximum(values, floor)) @ vectors.T
        if value < low:
            at, low, slope = there, value, next_slope


def cut_to_kink(dual: Dual, passes: int, near: float | None = None, until: float = -np.inf) -> None:
    """Cutting planes: the least of what all slopes so far allow, within a region around the best.

    Kelley, "The cutting-plane method", J. SIAM 8, 1960, with a trust region.

    Args:
        near: how far from its least the dual may stay; by default `NEAR` of its value.
        until: a value that is low enough.
    """
    if dual.hopeless or not dual.coordinates:
        return
    furthest = dual.furthest()
    radius = np.maximum(0.1 * dual.x, 0.02 * max(float(dual.x.max()), 0.5))
    for _ in range(passes):
        there, promised = _least_of_planes(dual, radius, furthest)
        gain = dual.low - promised
        if gain <= (NEAR * max(abs(dual.low), 1e-9) if near is None else near):
            return
        before = dual.low
        value, _ = dual.evaluate(there)
        if _low_enough(dual, until):
            return
        if before - value >= 0.3 * gain:
            radius = radius * 2.0
        elif value - before > gain:
            radius = radius * 0.5


def _low_enough(dual: Dual, until: float) -> bool:
    return dual.hopeless or dual.low < until


def _least_of_planes(dual: Dual, radius: Floats, furthest: Floats) -> tuple[Floats, float]:
    from scipy.optimize import linprog

    count = len(dual.coordinates)
    planes = dual.evaluations[-PLANES:]
    rows = np.empty((len(planes), count + 1))
    right = np.empty(len(planes))
    for row, (x, value, slope) in enumerate(planes):
        rows[row, :count] = slope
        right[row] = slope @ (x - dual.x) - (value - dual.low)
    rows[:, count] = -1.0
    aim = np.zeros(count + 1)
    aim[count] = 1.0
    bounds = [
        (max(-r, -at), min(r, most - at))
        for r, at, most in zip(radius, dual.x, furthest, strict=True)
    ]
    solved = linprog(aim, A_ub=rows, b_ub=right, bounds=[*bounds, (None, None)], method="highs")
    if solved.x is None:  # a matter of rounding: nothing more to be had
        return dual.x, dual.low
    return np.maximum(dual.x + solved.x[:count], 0.0), dual.low + float(solved.x[count])


PLANES = 200
"""Latest passes whose slopes count."""
