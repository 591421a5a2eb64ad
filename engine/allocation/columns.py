"""Customers who may get several picks, as customers who get one set of picks.

The sets that a customer takes at prices around those of a plan are its candidates; which of them
each gets is then an allocation of one pick a customer, mended and filled like any other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any

import numpy as np

from engine.allocation.choice import Single
from engine.allocation.dual import Dual, minimise
from engine.allocation.effort import Effort
from engine.allocation.finish import SMALL, search_exactly
from engine.allocation.plans import at_prices, better, gap_of, mended, nearest
from engine.allocation.problem import FREE, Floats, Ints, Limits, Offers, use_sizes
from engine.allocation.repair import fill, mend
from engine.allocation.several import Several
from engine.allocation.shedding import shed

__all__ = ["planned_by_sets"]

FACTORS = (0.5, 0.9, 1.1, 1.5)
"""Prices that are tried, as parts of each price; where it is 0, parts of what a pick brings."""
FEW = (0.9, 1.1)
"""The same in large jobs, where few customers must move, and with less effort."""
TURNS, FEW_TURNS = 8, 3
"""How often sets are added at the prices of those that are there, at most."""
LARGE = 50_000
"""Customers from which on fewer sets are tried."""
ENOUGH = 1e-6
"""Part of its value that more sets could add to a plan, at which large jobs look for no more."""
TINY = 8_192
"""Customers times selections of treatments up to which all sets are tried."""
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
    choice: Several,
    limits: Limits,
    prices: Floats,
    picks: Ints,
    effort: Effort,
    *,
    stay: bool = False,
) -> BySets:
    """A plan from the picks at some prices that keeps the limits, as far as one is found.

    Args:
        stay: whether a plan nearer to these picks is taken where it is as good.
    """
    small = effort.finish and len(picks) <= SMALL
    pool = _Pool(choice, picks)
    thorough = effort.finish and len(picks) <= LARGE
    for there in _around(choice, limits, prices, FACTORS if thorough else FEW):
        pool.add(there)
    pool.add(prices)
    if thorough and not choice.p["moment"]:
        pool.add_parts()
    without = list(_without(choice)) if small else []
    if small and len(picks) << _offered(choice) <= TINY:
        pool.add(np.zeros_like(prices), _every(choice))
    sets, dual, passes = _priced(pool, limits, without, effort)
    found = _planned(sets, limits, prices, dual, effort, stay)
    if small and not limits.kept(choice.use(found.picks)) and not dual.hopeless:
        # parts of sets would do: whole ones are looked for farther away
        pool.add(dual.prices(dual.x), _pairs(without))
        for there in _around(choice, limits, prices, FEW):
            pool.add(there, without)
        sets, dual, more = _priced(pool, limits, without, effort)
        passes += more
        found = _planned(sets, limits, prices, dual, effort, stay)
    if not limits.kept(choice.use(found.picks)):
        found = replace(found, picks=_fewer(pool, limits, dual.prices(dual.x), found.picks))
    return replace(found, passes=found.passes + passes + pool.passes)


def _fewer(pool: _Pool, limits: Limits, prices: Floats, picks: Ints) -> Ints:
    """The picks without some, so that maximums hold, and filled up with sets that fit."""
    fewer = shed(pool.choice, limits, picks)
    if not limits.kept(pool.choice.use(fewer)):
        return picks
    pool.enter(fewer)
    sets = pool.sets()
    owner = np.repeat(np.arange(len(fewer)), sets.single.offers.last - sets.single.offers.first)
    same = np.flatnonzero((sets.picks == fewer[owner]).all(axis=1))
    _, once = np.unique(owner[same], return_index=True)
    chosen = same[once]
    fill(sets.single.offers, limits, prices, chosen)
    return sets.picks[np.where(chosen < 0, sets.bare, chosen)]


def _priced(
    pool: _Pool, limits: Limits, without: list[Ints], effort: Effort
) -> tuple[Sets, Dual, float]:
    """Sets, to which those that are best at their own prices were added; these; passes."""
    passes, rows = 0.0, len(pool.picks)
    turns = TURNS if effort.finish and rows <= LARGE else FEW_TURNS
    for turn in range(turns):
        sets = pool.sets()
        dual, sampled = minimise(sets.single, limits, effort)
        passes += sampled + len(dual.evaluations)
        if turn == turns - 1 or (rows > SMALL and _enough(pool.choice, limits, dual)):
            break
        if not pool.add(dual.prices(dual.x), [None, *without]):
            break  # these prices bring no set that is not there yet
    return sets, dual, passes


def _planned(
    sets: Sets, limits: Limits, prices: Floats, dual: Dual, effort: Effort, stay: bool
) -> BySets:
    """The best choice of sets that was found, from some prices or from their own."""
    single, rows = sets.single, len(sets.plain)
    best, tried = at_prices(single, limits, prices, sets.plain)
    best_at = prices
    other, more = mended(single, limits, dual, effort)
    if better(single, limits, best, other) is other:
        best, best_at = other, dual.prices(dual.x)
    searched = effort.finish and (rows <= SMALL or not limits.kept(single.use(best)))
    if searched:
        best = _searched(single, limits, best_at, best)
    if stay:
        best = nearest(single, limits, dual.prices(dual.x), sets.plain, best)
    best = np.where(best < 0, sets.bare, best)
    return BySets(sets.picks[best], tried + more, searched, dual.prices(dual.x))


def _enough(choice: Several, limits: Limits, dual: Dual) -> bool:
    """Whether further sets would hardly make any plan better."""
    if dual.hopeless:
        return False
    ceiling = choice.ceiling(limits, dual.prices(dual.x)).value
    return gap_of(ceiling, dual.bound, dual.free.value) <= ENOUGH


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
    return better(single, limits, chosen, found)


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


def _without(choice: Several) -> Iterator[Ints]:
    """Treatments to be left out together: each one, those of an action, those of a channel.

    The best first is not always part of the best set: it may shut out two others.
    """
    p = choice.p
    offered = p["planned"][: _offered(choice)].astype(np.int64)
    seen = set()
    for of in (offered, p["t_action"][offered], p["t_channel"][offered]):
        for one in np.unique(of):
            banned = offered[of == one]
            if len(banned) < len(offered) and banned.tobytes() not in seen:
                seen.add(banned.tobytes())
                yield banned


def _offered(choice: Several) -> int:
    """Treatments that are offered."""
    return int(choice.p["n_planned"])


def _every(choice: Several) -> Iterator[Ints]:
    """All that can be left out together: what is best of the rest for nothing is each set once."""
    offered = np.sort(choice.p["planned"][: _offered(choice)].astype(np.int64))
    for many in range(len(offered)):
        for banned in combinations(offered, many):
            yield np.array(banned, np.int64)


def _pairs(without: list[Ints]) -> Iterator[Ints]:
    """The same two by two."""
    for one, other in combinations(without, 2):
        yield np.union1d(one, other)


class _Pool:
    """Sets that customers take at different prices, each once."""

    def __init__(self, choice: Several, picks: Ints) -> None:
        """Begin with the sets of a plan's prices."""
        self.choice = choice
        self.picks = picks
        self.passes = 0.0
        self._rows = [np.arange(len(picks))]
        self._sets = [picks]
        self._turn = [np.zeros(len(picks), np.int64)]
        self._number = 0
        self._known = 0

    def add(self, prices: Floats, without: Iterable[Ints | None] = (None,)) -> bool:
        """Add what customers take at prices, and what would be best there; whether that is new.

        Args:
            without: treatments that are left out, one after the other; None for none.
        """
        for banned in without:
            taken = self.choice.respond(prices, banned=banned).picks
            self._enter(taken)
            self._enter(self.choice.best(prices, taken, banned=banned))
        before = self._known
        return self._gather() > before

    def add_parts(self) -> None:
        """Add the sets that are there with one pick left out: whole ones may not fit."""
        (row,), (every,) = self._rows, self._sets
        several = (every >= 0).sum(axis=1) > 1
        for channel in range(every.shape[1]):
            some = several & (every[:, channel] >= 0)
            if some.any():
                part = every[some]
                part[:, channel] = -1
                self._number += 1
                self._rows.append(row[some])
                self._sets.append(part)
                self._turn.append(np.full(len(part), self._number))
        self._gather()

    def enter(self, taken: Ints) -> None:
        """Add these sets."""
        self._enter(taken)
        self._gather()

    def _enter(self, taken: Ints) -> None:
        """Add a set of each customer, unless it is the plain one."""
        self.passes += 1.0
        self._number += 1
        # the first is kept of everybody: it is what they get where nothing else fits
        moved = np.flatnonzero((taken != self.picks).any(axis=1) | (self._number == 1))
        self._rows.append(moved)
        self._sets.append(taken[moved])
        self._turn.append(np.full(len(moved), self._number))

    def _gather(self) -> int:
        """Leave each set once, in the order of its customer; how many there are."""
        row, every = np.concatenate(self._rows), np.concatenate(self._sets)
        turn = np.concatenate(self._turn)
        keys = np.column_stack([row, np.minimum(turn, 2), every])
        # the plain and the bare set stay by themselves, whatever else is the same
        order = np.lexsort((turn, row))
        _, once = np.unique(_as_one(keys[order]), return_index=True)
        kept = order[np.sort(once)]
        self._rows, self._sets, self._turn = [row[kept]], [every[kept]], [turn[kept]]
        self._known = len(kept)
        return self._known

    def sets(self) -> Sets:
        """All of them as candidates."""
        (row,), (every,), (turn,) = self._rows, self._sets, self._turn
        offers, numbers = self.choice.offers, np.arange(len(self.picks))
        value, load = _totals(offers, every)
        whole = Offers(
            offers.customers,
            np.searchsorted(row, numbers, side="left"),
            np.searchsorted(row, numbers, side="right"),
            turn.astype(np.int32),
            value,
            np.ones((self._number + 1, load.shape[1]), np.int64),
            load,
            tuple(range(load.shape[1])),
            offers.draws,
        )
        return Sets(Single(whole), every, np.flatnonzero(turn == 0), np.flatnonzero(turn == 1))


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
