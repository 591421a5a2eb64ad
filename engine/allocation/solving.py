"""An allocation from offers and limits to a plan, its prices, and the proof of how good it is."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from engine.allocation.choice import Choice, Single
from engine.allocation.columns import BySets, planned_by_sets
from engine.allocation.conflict import Contradiction, contradictions
from engine.allocation.dual import Dual, minimise, relieve
from engine.allocation.effort import FINE, THOROUGH, Effort
from engine.allocation.finish import SMALL, search_exactly
from engine.allocation.mixing import Mixed, drawn, mixed_prices
from engine.allocation.plans import (
    AS_GOOD,
    as_good,
    at_prices,
    better,
    few_moved,
    gap_of,
    mended,
    moved,
    near,
    nearest,
)
from engine.allocation.problem import FREE, Floats, Ints, Limits
from engine.allocation.repair import fill, mend
from engine.allocation.several import Several
from engine.allocation.shedding import shed

__all__ = ["THOROUGH", "Allocation", "Certificate", "Effort", "Kept", "NoPlan", "allocate"]

WIDE = 0.005
"""Gap beyond which the customers at the margin are searched exactly."""


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
            out channels, caps and exclusions of some, and may lie higher than it need.
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
        mixed: sets of prices of each limit, that keep the limits by themselves; by their draws
            customers meet one of them.
        repaired: bool (n,), whose picks are not those that these give.
    """

    picks: Ints
    prices: Floats
    mixed: Mixed
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


def allocate(choice: Choice, limits: Limits, effort: Effort = THOROUGH) -> Allocation:
    """Pick for all customers so that the limits are kept and the picks are worth most.

    Args:
        choice: customers and how each chooses.

    Raises:
        NoPlan: there is none, or none was found.
    """
    begun = _at_start(choice, limits, effort)
    if begun is not None and isinstance(choice, Single):
        plan = _at_once(choice, limits, begun, effort)
        if plan is not None:
            return _allocation(choice, limits, plan, begun, 0.0)
    dual, passes = minimise(choice, limits, effort, start=None if begun is None else begun.x)
    if dual.hopeless and choice.exact:
        raise NoPlan(_proved(choice, limits, effort), _missed(dual, limits))
    if isinstance(choice, Several):
        plan = _several(choice, limits, dual, effort)
    else:
        assert isinstance(choice, Single)
        plan = _single(choice, limits, dual, effort)
    if not limits.kept(choice.use(plan.picks)):
        plan = replace(plan, picks=shed(choice, limits, plan.picks))
    if not limits.kept(choice.use(plan.picks)):
        missed = limits.excess(choice.use(plan.picks)) / limits.scale
        raise NoPlan(_proved(choice, limits, effort), missed)
    return _allocation(choice, limits, plan, dual, passes)


def _allocation(
    choice: Choice, limits: Limits, plan: _Plan, dual: Dual, sampled: float
) -> Allocation:
    repaired = moved(plan.picks, plan.given)
    certificate = certify(
        choice, limits, plan.prices, plan.picks, plan.bound, int(repaired.sum()),
        sampled + len(dual.evaluations) + plan.passes + plan.mixed.passes, plan.searched,
        dual.free.value, plan.exact,
    )  # fmt: skip
    mixed = replace(plan.mixed, prices=plan.mixed.prices * limits.scale)
    return Allocation(plan.picks, plan.prices * limits.scale, mixed, repaired, certificate)


def _proved(choice: Choice, limits: Limits, effort: Effort) -> tuple[Contradiction, ...]:
    if not effort.proof:
        return ()
    return contradictions(choice.at_best() if isinstance(choice, Several) else choice, limits)


def _at_start(choice: Choice, limits: Limits, effort: Effort) -> Dual | None:
    """The dual at the prices to begin with; None where there are none, or nothing is short."""
    if effort.start is None:
        return None
    dual = Dual(choice, limits)
    if dual.hopeless or limits.kept(dual.free.used):
        return None
    dual.evaluate(dual.at(effort.start / limits.scale))
    return dual


def _at_once(choice: Single, limits: Limits, dual: Dual, effort: Effort) -> _Plan | None:
    """A plan by the prices to begin with, where it is good enough."""
    assert dual.best is not None
    prices, given = dual.prices(dual.x), dual.best.picks
    picks, turns = at_prices(choice, limits, prices, given)
    if near(choice, limits, dual, picks, effort):
        return _Plan(picks, prices, given, dual.bound, Mixed.alone(prices), turns)
    return None


@dataclass(frozen=True, slots=True)
class _Plan:
    """Picks, the prices that go with them, by fixed point, what sets of these give, and a bound."""

    picks: Ints
    prices: Floats
    given: Ints
    bound: float
    mixed: Mixed
    passes: float = 0.0
    searched: bool = False
    exact: bool = True


def _several(choice: Several, limits: Limits, dual: Dual, effort: Effort) -> _Plan:
    """A plan where customers may get several picks."""
    assert dual.best is not None
    prices, given = dual.prices(dual.x), dual.best.picks
    if choice.plain and limits.kept(dual.free.used):  # nothing is short
        ceiling = choice.ceiling(limits, prices)
        alone = Mixed.alone(prices)
        return _Plan(given, prices, given, ceiling.value, alone, exact=ceiling.exact)
    found = planned_by_sets(choice, limits, prices, given, effort)
    ceilings = [choice.ceiling(limits, at) for at in (found.prices, prices)]
    ceiling = min(ceilings, key=lambda each: each.value)
    if effort.finish:
        relieve(dual)
        if ceilings[0].value < (1.0 - AS_GOOD) * ceilings[1].value:
            prices = found.prices
        mixed = mixed_prices(dual)
        prices, given = mixed.told(prices), drawn(choice, mixed)
        found = _nearer(choice, limits, prices, given, found, effort)
    else:
        # of the two prices those are kept that alone give more customers what they get
        others = choice.respond(found.prices).picks
        if moved(found.picks, others).sum() < moved(found.picks, given).sum():
            prices, given = found.prices, others
        mixed = Mixed.alone(prices)
    passes = found.passes + 1.0
    return _Plan(
        found.picks, prices, given, ceiling.value, mixed, passes, found.searched, ceiling.exact
    )


def _nearer(
    choice: Several, limits: Limits, prices: Floats, given: Ints, found: BySets, effort: Effort
) -> BySets:
    """The same, or a plan nearer to the picks given where many had to be moved; see `nearest`."""
    if few_moved(found.picks, given) or not limits.kept(choice.use(found.picks)):
        return found
    other = planned_by_sets(choice, limits, prices, given, effort, stay=True)
    kept = limits.kept(choice.use(other.picks)) and as_good(choice, other.picks, found.picks)
    if kept and moved(other.picks, given).sum() < moved(found.picks, given).sum():
        return replace(other, passes=found.passes + other.passes)
    return replace(found, passes=found.passes + other.passes)


def _single(choice: Single, limits: Limits, dual: Dual, effort: Effort) -> _Plan:
    """A plan of one pick a customer."""
    assert dual.best is not None
    if limits.kept(dual.free.used):  # nothing is short
        given, prices = dual.best.picks, dual.prices(dual.x)
        return _Plan(given, prices, given, dual.bound, Mixed.alone(prices))
    picks, turns = mended(choice, limits, dual, effort)
    bound, searched = dual.bound, False
    if effort.finish:
        picks, bound, searched = _finished(choice, limits, dual, picks, bound)
    if effort.finish:
        relieve(dual)
    prices, given = dual.prices(dual.x), dual.best.picks  # more may have been tried meanwhile
    mixed = Mixed.alone(prices)
    if effort.finish:
        mixed = mixed_prices(dual)
        prices, given = mixed.told(prices), drawn(choice, mixed)
        picks = nearest(choice, limits, prices, given, picks)
    return _Plan(picks, prices, given, bound, mixed, turns, searched)


def _finished(
    choice: Single, limits: Limits, dual: Dual, picks: Ints, bound: float
) -> tuple[Ints, float, bool]:
    """The plan after an exact search, where one is worth while; bound; whether there was one."""
    kept = limits.kept(choice.use(picks))
    gap = gap_of(bound, choice.worth(picks), dual.free.value)
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
    return better(choice, limits, picks, found), bound, True


def _missed(dual: Dual, limits: Limits) -> Floats:
    assert dual.best is not None
    found: Floats = limits.excess(dual.best.used) / limits.scale
    return found


def certify(
    choice: Choice, limits: Limits, prices: Floats, picks: Ints, bound: float, repaired: int,
    passes: float, searched: bool, free: float, exact: bool,
) -> Certificate:  # fmt: skip
    """What is known of a plan."""
    used, value = choice.use(picks), choice.worth(picks)
    bound = max(bound, value)  # a search may round its bound down to what was found
    if not free:  # nothing can be had, whatever rounding leaves of it
        bound = value
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
        value, float(bound), exact, float(gap_of(bound, value, free)),
        not excess.any(), kept, repaired, float(passes), searched,
    )  # fmt: skip
