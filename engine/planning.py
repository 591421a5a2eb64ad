"""One plan from profiles to picks: judge, price, assign, repair, on arrays of all customers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from engine.allocation.problem import draws_of
from engine.budgets import assign, costs_of, repair
from engine.catalog import Catalog
from engine.constrained import (
    Sets,
    as_kept,
    certificate_of,
    demands,
    given_prices,
    met_by,
    net_values_met,
    solved_together,
)
from engine.exploration.exploring import by_lot, draw_picks, drawn_priorities, explores
from engine.kept_prices import check_prices
from engine.learning.counts import Counts, count_arrays
from engine.pools import MILLION, MOST_MONEY, UNLIMITED, Pools, Rows, Scratch
from engine.price_search import set_prices
from engine.prices import GRID, grid_place, grid_price
from engine.quantities import YEAR_DAYS, currency_digits
from engine.scan.columns import Columns
from engine.scan.scanning import gathered
from engine.solved import Price, Solved, Work
from engine.tables import CHANNELS
from engine.together import Demand, used_by

__all__ = [
    "candidates",
    "known_prices",
    "pool_names",
    "solve",
    "with_sets",
]


Floats = npt.NDArray[np.float64]
TRIALS = 5
"""How often prices are tried with exploration, at most."""
OTHER, MOST_SEED = 0x9E3779B97F4A7C15, (1 << 64) - 1
"""Sets seeds of such trials apart from those of plans."""


def candidates(
    catalog: Catalog,
    record: npt.NDArray[np.void],
    customers: npt.NDArray[np.uint64],
    columns: Columns,
    learned: Counts,
    seed: int,
) -> Work:
    """Judge all treatments for all customers."""
    p = record[0]
    trials, successes = count_arrays(catalog, learned)
    found = gathered(p, columns, trials, successes, seed, customers)
    return Work(
        p, customers, found.candidate, found.priority, found.propensity, found.first, found.last,
        found.stop, found.room, bool(p["single_picks"]), columns, found.level, trials, successes,
    )  # fmt: skip


def pool_names(catalog: Catalog) -> tuple[str, ...]:
    """Names of the pools of money: ``all``, or the channels where the budget is split."""
    if catalog.budget.split:
        return tuple(each.name for each in catalog.channels)
    return ("all",)


def known_prices(
    catalog: Catalog, p: Any, given: Mapping[str, Price] | None
) -> tuple[npt.NDArray[np.float64], ...]:
    """Price, lower price and share of every pool: as given, or those of money without a limit.

    Raises:
        UsageError: the price of a pool is not given.
    """
    pools = int(p["n_pools"])
    if given is None:
        least = np.full(pools, grid_price(grid_place(float(p["minimum_price"]))))
        return least, least.copy(), np.ones(pools)
    names = pool_names(catalog)
    check_prices(given, names, ())
    price, low, share = (
        np.array([getattr(given[name], key) for name in names], np.float64)
        for key in ("price", "low", "share")
    )
    return price, low, share


def solve(
    catalog: Catalog,
    work: Work,
    given: Mapping[str, Price] | None,
    days: float,
    seed: int,
    window: int,
) -> Solved:
    """Find the prices, unless they are given, and let every customer pick."""
    if catalog.constraints:
        return _constrained(catalog, work, given, days, seed, window)
    price, low, share = known_prices(catalog, work.p, given)
    allowance = np.full(len(price), UNLIMITED, np.int64)
    if given is None:
        allowance = _allowances(work.p, days)
        _set_prices(work, allowance, price, low, share)
        if explores(work.p) and (allowance != UNLIMITED).any():
            _leave_room(work, allowance, price, low, share, seed, window)
    solved, draws = _picked(work, allowance, price, low, share, seed, window)
    _repair(work, solved, draws)
    if solved.explored is not None:
        solved.explored &= ~solved.repaired
    return solved


def _picked(
    work: Work, allowance: npt.NDArray[np.int64], price: Floats, low: Floats, share: Floats,
    seed: int, window: int,
) -> tuple[Solved, Floats]:  # fmt: skip
    """What every customer picks at prices, exploration drawn; and the draws at the margin."""
    rows = len(work.customers)
    solved = Solved(
        price, low, share, allowance,
        np.full((rows, int(work.p["channels"])), -1, np.int64),
        np.zeros(rows, np.uint64), np.zeros(rows, np.uint64), np.zeros(rows, np.bool_),
        work.p, work.priority, seed=seed, window=window,
    )  # fmt: skip
    draws, prices = np.zeros(rows), np.zeros(len(price))
    _assign(work, solved, work.priority, prices, draws)
    solved.drawn = drawn_priorities(work, seed, window)
    if solved.drawn is not None:
        without = solved.picks.copy()
        _assign(work, solved, solved.drawn, prices, draws)
        solved.explored = (solved.picks != without).any(axis=1)
    if by_lot(work.p):
        draw_picks(work, solved, seed, window)
    return solved, draws


def _leave_room(
    work: Work, allowance: npt.NDArray[np.int64], price: Floats, low: Floats, share: Floats,
    seed: int, window: int,
) -> None:  # fmt: skip
    """Write prices that leave room for what exploration will cost.

    How much that is, is tried with other luck: prices are fixed before anything is drawn.
    """
    aim = allowance.copy()
    limited = allowance > 0
    for turn in range(TRIALS):
        tried, _ = _picked(
            work, allowance, price, low, share, (seed + 1 + turn ^ OTHER) & MOST_SEED, window
        )
        spent = costs_of(work.p, work.candidate, tried.picks, len(price))
        over = limited & (spent > allowance)
        if not over.any():
            return
        aim[over] = (aim[over] * (allowance[over] / spent[over])).astype(np.int64)
        _set_prices(work, aim, price, low, share)


def _allowances(p: Any, days: float) -> npt.NDArray[np.int64]:
    """Millionths of a minor unit that each pool may spend on a plan for so many days."""
    return np.array(
        [
            UNLIMITED
            if budget < 0.0
            else int(min(budget * days / YEAR_DAYS * MILLION, float(MOST_MONEY)))
            for budget in p["pool_budget"][: int(p["n_pools"])].tolist()
        ],
        np.int64,
    )


def _set_prices(
    work: Work,
    allowance: npt.NDArray[np.int64],
    price: npt.NDArray[np.float64],
    low: npt.NDArray[np.float64],
    share: npt.NDArray[np.float64],
) -> None:
    """Find the prices of pools, and write them."""
    count = len(work.customers)
    rows = Rows(
        work.candidate, work.priority, work.propensity, work.first, work.last,
        np.ones(count, np.int64), work.room,
    )  # fmt: skip
    places, zeros = np.zeros(len(price), np.int64), np.zeros(len(price))
    pools = Pools(allowance, price, low, share, places, zeros, np.zeros_like(places))
    status, state, left, tape = work.scratch
    scratch = Scratch(status, state, left, tape, np.zeros(CHANNELS, np.int64))
    set_prices(work.p, rows, pools, scratch, np.zeros(GRID + 1, np.int64))


def _assign(
    work: Work,
    solved: Solved,
    worth: npt.NDArray[np.float64],
    prices: npt.NDArray[np.float64],
    draws: npt.NDArray[np.float64],
) -> None:
    """Let every customer pick by what candidates are worth; `prices` is scratch."""
    status, state, left, tape = work.scratch
    assign(
        work.p, np.uint64(solved.seed), np.uint64(solved.window), work.customers, work.candidate,
        worth, work.first, work.last, work.room, status, state, left, tape, prices, solved.price,
        solved.low, solved.share, solved.lenient, draws, solved.picks,
    )  # fmt: skip


def _constrained(
    catalog: Catalog,
    work: Work,
    given: Mapping[str, Price] | None,
    days: float,
    seed: int,
    window: int,
) -> Solved:
    """The same under constraints, which are solved together with the budget."""
    demanded = demands(catalog, work, days)
    together = None
    sets: Sets
    if given is None:
        together = solved_together(catalog, work, demanded, seed, window)
        prices, sets = together.prices, as_kept(catalog, demanded, together.sets)
    else:
        prices, sets = given_prices(catalog, demanded, given)
    of = met_by(sets, draws_of(work.customers, seed, window))
    p, net = net_values_met(work, demanded, sets, of)
    pools = [demand for demand in demanded if demand.pool >= 0]
    price = np.array([prices[demand.name] for demand in pools])
    rows = len(work.customers)
    solved = Solved(
        price, price, np.ones(len(pools)),
        np.array([_allowed(demand) for demand in pools], np.int64),
        np.full((rows, int(p["channels"])), -1, np.int64),
        np.zeros(rows, np.uint64), np.zeros(rows, np.uint64), np.zeros(rows, np.bool_), p, net,
        demanded, sets, of, seed=seed, window=window,
    )  # fmt: skip
    status, state, left, tape = work.scratch
    assign(
        p, np.uint64(seed), np.uint64(window), work.customers, work.candidate, net, work.first,
        work.last, work.room, status, state, left, tape, np.zeros(len(pools)), price, price,
        solved.share, solved.lenient, np.zeros(rows), solved.picks,
    )  # fmt: skip
    if together is not None:
        solved.repaired = (solved.picks != together.picks).any(axis=1)
        solved.picks = together.picks
        solved.certificate = certificate_of(
            catalog, demanded, work.candidate, together, int(solved.repaired.sum())
        )
    solved.constraints = _prices_of_constraints(catalog, work, solved, prices)
    return solved


def _allowed(demand: Demand) -> int:
    """Millionths of a minor unit that a pool of money may spend; -1 for no limit."""
    if np.isnan(demand.maximum):
        return -1
    return int(min(demand.maximum * MILLION, float(MOST_MONEY)))


def _prices_of_constraints(
    catalog: Catalog, work: Work, solved: Solved, prices: Mapping[str, float]
) -> dict[str, Price]:
    """Prices by name of the constraint; money in the main unit."""
    unit = 10.0 ** currency_digits(catalog.currency)
    used = used_by(solved.demands, work.candidate, solved.picks[solved.picks >= 0])
    found = {}
    for demand in solved.demands:
        if demand.pool < 0:
            price = prices[demand.name] * demand.money / unit
            most = None if np.isnan(demand.maximum) else demand.maximum / demand.money
            found[demand.name] = Price(price, price, 1.0, used[demand.name], most)
    return found


def with_sets(prices: Mapping[str, Price], solved: Solved, unit: float) -> dict[str, Price]:
    """Prices by name, with the sets that customers meet; `unit`: minor units of a main one."""
    if len(solved.sets) < 2:
        return dict(prices)
    parts = {demand.name: demand.money / unit for demand in solved.demands}
    return {
        name: replace(
            price, sets=tuple((share, found[name] * parts[name]) for share, found in solved.sets)
        )
        for name, price in prices.items()
    }


def _repair(work: Work, solved: Solved, draws: Floats) -> None:
    """Keep every pool to its allowance; each turn withdraws something, so it ends."""
    if (solved.allowance == UNLIMITED).all():
        return
    status, state, left, tape = work.scratch
    explored = np.zeros(len(work.customers), np.bool_)
    if solved.explored is not None:
        explored = solved.explored
    prices = np.zeros(len(solved.price))
    own = np.zeros(max(int(work.p["channels"]), 1), np.int64)
    order = _order(work.customers, draws)
    changed = True
    while changed:
        changed = False
        for pool in range(len(solved.price)):
            if solved.allowance[pool] == UNLIMITED:
                continue
            changed |= repair(
                work.p, solved.allowance[pool], order, pool,
                work.candidate, solved.ranked, work.first, work.last, work.room, status, state,
                left, tape, prices, solved.price, solved.low, solved.lenient, solved.closed,
                explored, solved.repaired, own, solved.picks,
            )  # fmt: skip


def _order(
    customers: npt.NDArray[np.uint64], draws: npt.NDArray[np.float64]
) -> npt.NDArray[np.int64]:
    """Rows by draw, the highest first; equal ones by customer."""
    return np.ascontiguousarray(np.lexsort((customers, draws))[::-1])
