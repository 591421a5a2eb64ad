"""An allocation from offers and limits to a plan, its prices, and the proof of how good it is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.allocation.choice import Choice, Single
from engine.allocation.columns import planned_by_sets
from engine.allocation.conflict import Contradiction, contradictions
from engine.allocation.dual import KINKED, Dual, cut_to_kink, minimise
from engine.allocation.finish import SMALL, search_exactly
from engine.allocation.problem import FREE, Floats, Ints, Limits
from engine.allocation.repair import fill, mend
from engine.allocation.several import Several
from engine.allocation.ties import told_apart

__all__ = ["Allocation", "Certificate", "Kept", "NoPlan", "allocate"]

WIDE = 0.005
"""Gap beyond which the customers at the margin are searched exactly."""
FINE = 1e-4
"""Gap beyond which more prices are tried in large jobs."""
MORE_CUTS = 12


@dataclass(frozen=True, slots=True)
class Kept:
    """How a plan keeps to one limit, all in units of what is counted.

    Attributes:
        used: what all picks use; minimum, maximum: its bounds, None for none.
        price: value that a unit must bring; below 0 what a unit more is worth to the minimum.
        excess: by how much the maximum is exceeded, or (below 0) the minimum missed: 0 in a plan
            that keeps it.
    """

    name: str
    used: float
    minimum: float | None
    maximum: float | None
    price: float
    excess: float


@dataclass(frozen=True, slots=True)
class Certificate:
    """How good a plan is, and why no other can be much better.

    Attributes:
        value: what all picks are worth.
        bound: no plan that keeps the limits is worth more.
        exact: whether the bound counts all that a customer's choice must keep to; else it leaves
            out channels, caps and exclusions, and lies higher than it need.
        gap: (bound - value) / bound; 0 where both are 0.
        feasible: whether every limit is kept.
        limits: one by one, in their order.
        repaired: customers whose picks are not those that the prices give.
        passes: how often all customers were asked what they take; that of a sample as a part.
        searched: whether an exact search took part.
    """

    value: float
    bound: float
    exact: bool
    gap: float
    feasible: bool
    limits: tuple[Kept, ...]
    repaired: int
    passes: float
    searched: bool = False


@dataclass(frozen=True, slots=True)
class Allocation:
    """A plan.

    Attributes:
        picks: places of candidates as of `Response.picks`.
        prices: of each limit, value for a unit.
        repaired: bool (n,), whose picks are not those that the prices give.
    """

    picks: Ints
    prices: Floats
    repaired: np.ndarray
    certificate: Certificate


class NoPlan(Exception):  # noqa: N818 - what there is, not what went wrong
    """No plan keeps all limits.

    Attributes:
        core: the fewest bounds that contradict one another; empty where parts of picks would do,
            but whole ones were not found.
        excess: what the nearest plan found exceeds or misses, in units.
    """

    def __init__(self, core: tuple[Contradiction, ...], excess: Floats) -> None:
        super().__init__("no plan keeps all limits")
        self.core = core
        self.excess = excess


def allocate(choice: Choice, limits: Limits, *, finish: bool = True) -> Allocation:
    """Pick for all customers so that the limits are kept and the picks are worth most.

    Args:
        choice: customers and how each chooses.
        finish: whether an exact search may take part.

    Raises:
        NoPlan: there is none, or none was found.
    """
    dual, passes = minimise(choice, limits)
    if dual.hopeless and choice.exact:
        raise NoPlan(contradictions(choice, limits), _missed(dual, limits))
    assert dual.best is not None
    searched = False
    if limits.kept(dual.free.used):  # nothing is short
        picks, turns, bound = dual.free.picks, 0.0, dual.bound
        if isinstance(choice, Several):
            bound = choice.ceiling(limits, dual.prices(dual.x))
    elif isinstance(choice, Several):
        by_sets = planned_by_sets(
            choice, limits, dual.prices(dual.x), dual.best.picks, finish=finish
        )
        picks, turns, searched = by_sets.picks, by_sets.passes, by_sets.searched
        bound = min(choice.ceiling(limits, at) for at in (dual.prices(dual.x), by_sets.prices))
    else:
        assert isinstance(choice, Single)
        picks, turns = _mended(choice, limits, dual)
        bound = dual.bound
    if finish and isinstance(choice, Single) and picks is not dual.free.picks:
        picks, bound, searched = _finished(choice, limits, dual, picks, bound)
    if not limits.kept(choice.use(picks)):
        missed = limits.excess(choice.use(picks)) / limits.scale
        raise NoPlan(contradictions(choice, limits), missed)
    prices = dual.prices(dual.x)
    moved = picks != dual.best.picks
    repaired = moved if moved.ndim == 1 else moved.any(axis=1)
    certificate = certify(
        choice, limits, prices, picks, bound, int(repaired.sum()),
        passes + len(dual.evaluations) + turns, searched,
    )  # fmt: skip
    return Allocation(picks, prices * limits.scale, repaired, certificate)


def _mended(choice: Single, limits: Limits, dual: Dual) -> tuple[Ints, float]:
    """The picks at the prices, mended and filled; passes needed.

    Where much is left, more prices are tried, then shifted values; the best plan counts.
    """
    picks, turns = _at_prices(choice, limits, dual)
    if _near(choice, limits, dual, picks):
        return picks, turns
    if len(picks) > KINKED:
        cut_to_kink(dual, MORE_CUTS)
        other, more = _at_prices(choice, limits, dual)
        picks, turns = _better(choice, limits, picks, other), turns + more
    if not _near(choice, limits, dual, picks):
        plans, more = told_apart(choice, limits, dual.prices(dual.x), MORE_CUTS)
        turns += more
        for plan in plans:
            picks = _better(choice, limits, picks, plan)
    return picks, turns


def _at_prices(choice: Single, limits: Limits, dual: Dual) -> tuple[Ints, float]:
    assert dual.best is not None
    picks, prices = dual.best.picks.copy(), dual.prices(dual.x)
    turns = mend(choice.offers, limits, prices, picks)
    if limits.kept(choice.use(picks)):
        turns += fill(choice.offers, limits, prices, picks)
    return picks, float(turns)


def _near(choice: Single, limits: Limits, dual: Dual, picks: Ints) -> bool:
    """Whether picks keep the limits, and next to nothing can be gained."""
    return limits.kept(choice.use(picks)) and _gap(dual.bound, choice.worth(picks)) <= FINE


def _better(choice: Single, limits: Limits, one: Ints, other: Ints) -> Ints:
    """The one of two plans that keeps the limits, or is worth more; of equals the first."""
    kept = [limits.kept(choice.use(picks)) for picks in (one, other)]
    if kept[0] != kept[1]:
        return one if kept[0] else other
    return other if kept[1] and choice.worth(other) > choice.worth(one) else one


def _finished(
    choice: Single, limits: Limits, dual: Dual, picks: Ints, bound: float
) -> tuple[Ints, float, bool]:
    """The plan after an exact search, where one is worth while; bound; whether there was one."""
    kept = limits.kept(choice.use(picks))
    gap = _gap(bound, choice.worth(picks))
    if kept and (gap <= WIDE and (len(choice.offers.first) > SMALL or gap <= FINE)):
        return picks, bound, False
    prices = dual.prices(dual.x)
    apart = bound - choice.worth(picks) if kept else np.inf
    found, lower_bound = search_exactly(choice.offers, limits, prices, picks, apart)
    if lower_bound is not None:
        bound = min(bound, lower_bound)
    mend(choice.offers, limits, prices, found)
    if limits.kept(choice.use(found)):
        fill(choice.offers, limits, prices, found)
        if not kept or choice.worth(found) > choice.worth(picks):
            return found, bound, True
    return picks, bound, True


def _missed(dual: Dual, limits: Limits) -> Floats:
    assert dual.best is not None
    found: Floats = limits.excess(dual.best.used) / limits.scale
    return found


def _gap(bound: float, value: float) -> float:
    return (bound - value) / bound if bound > 0.0 else 0.0


def certify(
    choice: Choice, limits: Limits, prices: Floats, picks: Ints, bound: float, repaired: int,
    passes: float, searched: bool,
) -> Certificate:  # fmt: skip
    """What is known of a plan."""
    used, value = choice.use(picks), choice.worth(picks)
    bound = max(bound, value)  # a search may round its bound down to what was found
    excess = limits.excess(used)
    kept = tuple(
        Kept(
            name,
            float(used[k]) / float(limits.scale[k]),
            float(limits.lower[k]) / float(limits.scale[k]) if limits.lower[k] > 0 else None,
            float(limits.upper[k]) / float(limits.scale[k]) if limits.upper[k] < FREE else None,
            float(prices[k] * limits.scale[k]),
            float(excess[k]) / float(limits.scale[k]),
        )
        for k, name in enumerate(limits.names)
    )
    return Certificate(
        value, float(bound), choice.exact, float(_gap(bound, value)), not excess.any(), kept,
        repaired, float(passes), searched,
    )  # fmt: skip
