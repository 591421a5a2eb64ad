"""Customers who may get several picks, as customers who get one set of picks.

The sets that a customer takes at prices around those of a plan are its candidates; which of them
each gets is then an allocation of one pick a customer, mended and filled like any other.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.allocation.choice import Single
from engine.allocation.dual import minimise
from engine.allocation.finish import SMALL, search_exactly
from engine.allocation.problem import FREE, Floats, Ints, Limits, Offers, use_sizes
from engine.allocation.repair import fill, mend
from engine.allocation.several import Several

__all__ = ["planned_by_sets"]

FACTORS = (0.5, 0.9, 1.1, 1.5)
"""Prices that are tried, as parts of each price; where it is 0, parts of what a pick brings."""
FEW = (0.9, 1.1)
"""The same in large jobs, where few customers must move."""
LARGE = 50_000
EVERYBODY = 8.0
"""Price, in values of the dearest pick, at which all who can help towards a minimum do."""


@dataclass(frozen=True, slots=True)
class Sets:
    """Sets of picks as candidates.

    Attributes:
        single: the allocation of one set a customer.
        picks: int64 (sets, channels), places of the candidates in each.
        plain: int64 (n,), the set that each customer takes at the plan's prices.
        bare: int64 (n,), the one that uses nothing of what has a maximum.
    """

    single: Single
    picks: Ints
    plain: Ints
    bare: Ints


@dataclass(frozen=True, slots=True)
class BySets:
    """A plan of sets.

    Attributes:
        picks: as of `Response.picks`; passes: how many it took; searched: whether exactly.
        prices: those of the limits for sets, by fixed point.
    """

    picks: Ints
    passes: float
    searched: bool
    prices: Floats


def planned_by_sets(
    choice: Several, limits: Limits, prices: Floats, picks: Ints, *, finish: bool
) -> BySets:
    """A plan near the picks at some prices that keeps the limits, as far as one is found."""
    rows = len(picks)
    around = list(_around(choice, limits, prices, FEW if rows > LARGE else FACTORS))
    sets = _gathered(choice, prices, picks, around)
    single = sets.single
    dual, sampled = minimise(single, limits)  # sets have prices of their own
    passes = sampled + len(dual.evaluations) + len(around)
    starts = [(sets.plain, prices)]
    if dual.best is not None:
        starts.append((dual.best.picks, dual.prices(dual.x)))
    best, best_at = sets.plain, prices
    for start, at in starts:
        chosen = start.copy()
        passes += mend(single.offers, limits, at, chosen)
        if limits.kept(single.use(chosen)):
            passes += fill(single.offers, limits, at, chosen)
        if _better(single, limits, chosen, best):
            best, best_at = chosen, at
    searched = finish and (rows <= SMALL or not limits.kept(single.use(best)))
    if searched:
        best = _searched(single, limits, best_at, best)
    best = np.where(best < 0, sets.bare, best)
    return BySets(sets.picks[best], passes, searched, dual.prices(dual.x))


def _better(single: Single, limits: Limits, one: Ints, other: Ints) -> bool:
    """Whether a choice keeps the limits, and is worth more than another or that one does not."""
    if not limits.kept(single.use(one)):
        return False
    return not limits.kept(single.use(other)) or single.worth(one) > single.worth(other)


def _searched(single: Single, limits: Limits, prices: Floats, chosen: Ints) -> Ints:
    """The best choice of sets at the margin, where it is better than the one at hand."""
    apart = np.inf
    if limits.kept(single.use(chosen)):
        response = single.respond(prices)
        bound = np.where(prices >= 0.0, limits.upper, limits.lower).astype(np.float64)
        room = np.where(prices == 0.0, 0.0, prices) @ (bound - response.used)
        apart = response.value + response.grain + float(room) - single.worth(chosen)
        apart = max(apart, 0.0)
    found, _ = search_exactly(single.offers, limits, prices, chosen, apart)
    mend(single.offers, limits, prices, found)
    if limits.kept(single.use(found)):
        fill(single.offers, limits, prices, found)
    return found if _better(single, limits, found, chosen) else chosen


def _around(
    choice: Several, limits: Limits, prices: Floats, factors: tuple[float, ...]
) -> Iterator[Floats]:
    """Prices around some; those that shut out all that has a maximum come first."""
    limited = limits.upper < FREE
    top = float(choice.offers.value.max(initial=0.0))
    unit = top / np.maximum(use_sizes(choice.offers), 1)
    yield np.where(limited, np.inf, prices)
    for limit in range(len(limits)):
        ends = [np.inf] if limited[limit] else []
        if limits.lower[limit] > 0:
            ends.append(-EVERYBODY * float(unit[limit]))
        steps = [prices[limit] * factor for factor in factors]
        if prices[limit] == 0.0:
            sign = 1.0 if limited[limit] else -1.0
            steps = [sign * unit[limit] * factor / 8.0 for factor in factors]
        for price in (*steps, *ends):
            there = prices.copy()
            there[limit] = price
            yield there


def _gathered(choice: Several, prices: Floats, picks: Ints, around: list[Floats]) -> Sets:
    """All sets that customers take at the prices or around them, each once."""
    rows, sets, turn = [np.arange(len(picks))], [picks], [np.zeros(len(picks), np.int64)]
    for number, there in enumerate(around):
        taken = choice.respond(there).picks
        # the first is kept of everybody: it is what they get where nothing else fits
        moved = np.flatnonzero((taken != picks).any(axis=1) | (number == 0))
        rows.append(moved)
        sets.append(taken[moved])
        turn.append(np.full(len(moved), number + 1))
    row, every, when = np.concatenate(rows), np.concatenate(sets), np.concatenate(turn)
    keys = np.column_stack([row, np.where(when <= 1, when, 2), every])
    # a set that comes again is no further choice, but the plain and the bare one stay by themselves
    _, once = np.unique(_as_one(keys), return_index=True)
    order = once[np.lexsort((when[once], row[once]))]
    row, every, when = row[order], every[order], when[order]
    offers = choice.offers
    numbers = np.arange(len(picks))
    value, load = _totals(offers, every)
    whole = Offers(
        offers.customers,
        np.searchsorted(row, numbers, side="left"),
        np.searchsorted(row, numbers, side="right"),
        np.zeros(len(row), np.int32),
        value,
        np.ones((1, load.shape[1]), np.int64),
        load,
        tuple(range(load.shape[1])),
        offers.draws,
    )
    return Sets(Single(whole), every, np.flatnonzero(when == 0), np.flatnonzero(when == 1))


def _as_one(keys: Ints) -> Any:
    """Rows of numbers as single values that can be compared."""
    tight = np.ascontiguousarray(keys)
    return tight.view(np.dtype((np.void, tight.dtype.itemsize * tight.shape[1]))).ravel()


def _totals(offers: Offers, sets: Ints) -> tuple[Floats, Ints]:
    """What each set is worth, and uses of each limit."""
    value = np.zeros(len(sets))
    used = np.zeros((len(sets), offers.usage.shape[1]), np.int64)
    for channel in range(sets.shape[1]):
        there = np.flatnonzero(sets[:, channel] >= 0)
        places = sets[there, channel]
        value[there] += offers.value[places]
        used[there] += offers.usages(places)
    return value, used
