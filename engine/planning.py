"""One plan from profiles to picks: judge, price, assign, repair, on arrays of all customers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from engine.allocation.solving import Certificate
from engine.budgets import assign, repair
from engine.catalog import Catalog
from engine.constrained import (
    certificate_of,
    demands,
    given_prices,
    net_values_at,
    solved_together,
)
from engine.exploration.exploring import by_lot, draw_picks, drawn_priorities
from engine.kept_prices import check_prices
from engine.learning.counts import Counts, count_arrays
from engine.pools import MILLION, MOST_MONEY, UNLIMITED, Pools, Rows, Scratch
from engine.price_search import set_prices
from engine.prices import GRID, grid_place, grid_price
from engine.quantities import YEAR_DAYS, currency_digits
from engine.scan.columns import Columns
from engine.scan.scanning import gathered
from engine.tables import CHANNELS
from engine.together import Demand, Offered, used_by

__all__ = [
    "Price",
    "Solved",
    "Work",
    "candidates",
    "known_prices",
    "pool_names",
    "solve",
]


@dataclass(frozen=True, slots=True)
class Price:
    """The shadow price of one pool of money, or of a constraint.

    Attributes:
        price: priority that a unit of money, or of what a constraint counts, must bring; infinite
            where paid actions are shut out, below 0 where a minimum asks for more.
        low: the price that some customers get, a step lower.
        share: the share of customers who get it, each by a draw of their own.
        spent: what the picks cost or count, and allowance: what they may (None: no limit), money
            in the main unit.
    """

    price: float
    low: float
    share: float
    spent: float = 0.0
    allowance: float | None = None


@dataclass(slots=True)
class Work(Offered):
    """What is offered in one call, customers in the order of their rows, and how it was judged."""

    columns: Columns
    level: npt.NDArray[np.uint8]
    trials: npt.NDArray[np.float64]
    successes: npt.NDArray[np.float64]
    names: Any = None
    """The column of customers, for messages."""


@dataclass(slots=True)
class Solved:
    """Prices and picks of one call."""

    price: npt.NDArray[np.float64]
    low: npt.NDArray[np.float64]
    share: npt.NDArray[np.float64]
    allowance: npt.NDArray[np.int64]
    picks: npt.NDArray[np.int64]
    lenient: npt.NDArray[np.uint64]
    closed: npt.NDArray[np.uint64]
    repaired: npt.NDArray[np.bool_]
    p: Any
    """The record to pick by, and `net`: what candidates are worth there."""
    net: npt.NDArray[np.float64]
    demands: list[Demand] = field(default_factory=list)
    prices_by_name: Mapping[str, float] = field(default_factory=dict)
    """Minor units for a unit of each demand."""
    constraints: dict[str, Price] = field(default_factory=dict)
    """Prices of the constraints."""
    certificate: Certificate | None = None
    seed: int = 0
    window: int = 0
    drawn: npt.NDArray[np.float64] | None = None
    """What candidates are worth with drawn rates; None where none are drawn."""
    explored: npt.NDArray[np.bool_] | None = None
    """Whose picks were drawn; None: nobody's."""

    @property
    def ranked(self) -> npt.NDArray[np.float64]:
        """What picks go by."""
        return self.net if self.drawn is None else self.drawn


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
    rows = len(work.customers)
    price, low, share = known_prices(catalog, work.p, given)
    prices = np.zeros(len(price))
    allowance = np.full(len(price), UNLIMITED, np.int64)
    if given is None:
        allowance = _allowances(work.p, days)
        _set_prices(work, allowance, price, low, share)
    solved = Solved(
        price,
        low,
        share,
        allowance,
        np.full((rows, int(work.p["channels"])), -1, np.int64),
        np.zeros(rows, np.uint64),
        np.zeros(rows, np.uint64),
        np.zeros(rows, np.bool_),
        work.p,
        work.priority,
        seed=seed,
        window=window,
    )
    draws = np.zeros(rows)
    _assign(work, solved, work.priority, prices, draws)
    solved.drawn = drawn_priorities(work, seed, window)
    if solved.drawn is not None:
        without = solved.picks.copy()
        _assign(work, solved, solved.drawn, prices, draws)
        solved.explored = (solved.picks != without).any(axis=1)
    if by_lot(work.p):
        draw_picks(work, solved, seed, window)
    _repair(work, solved, prices, draws)
    if solved.explored is not None:
        solved.explored &= ~solved.repaired
    return solved


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
    if given is None:
        together = solved_together(catalog, work, demanded, seed, window)
        prices = together.prices
    else:
        prices = given_prices(catalog, demanded, given)
    p, net = net_values_at(work, demanded, prices)
    pools = [demand for demand in demanded if demand.pool >= 0]
    price = np.array([prices[demand.name] for demand in pools])
    rows = len(work.customers)
    solved = Solved(
        price, price, np.ones(len(pools)),
        np.array([_allowed(demand) for demand in pools], np.int64),
        np.full((rows, int(p["channels"])), -1, np.int64),
        np.zeros(rows, np.uint64), np.zeros(rows, np.uint64), np.zeros(rows, np.bool_), p, net,
        demanded, prices,
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


def _repair(
    work: Work,
    solved: Solved,
    prices: npt.NDArray[np.float64],
    draws: npt.NDArray[np.float64],
) -> None:
    """Keep every pool to its allowance; each turn withdraws something, so it ends."""
    if (solved.allowance == UNLIMITED).all():
        return
    status, state, left, tape = work.scratch
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
                solved.repaired, solved.picks,
            )  # fmt: skip


def _order(
    customers: npt.NDArray[np.uint64], draws: npt.NDArray[np.float64]
) -> npt.NDArray[np.int64]:
    """Rows by draw, the highest first; equal ones by customer."""
    return np.ascontiguousarray(np.lexsort((customers, draws))[::-1])
