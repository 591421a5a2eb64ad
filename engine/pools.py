"""Pools of money, and what each customer meets of their prices.

A pool's price is the step of the grid of `engine.prices` at which demand meets its allowance; a
share of the customers, each by one draw for all pools, still faces the price below. One draw, as
the numbers of pools follow the channels, and a channel that does nothing would shift them.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from engine.kernels import inlined, part
from engine.prices import grid_price

__all__ = [
    "MILLION",
    "MOST_MONEY",
    "UNLIMITED",
    "Pools",
    "Rows",
    "Scratch",
    "enter_prices",
    "free_of_price",
    "next_share",
    "set_price",
    "sum_costs",
]

MILLION = 1_000_000
MOST_MONEY = 4_000_000_000_000_000_000
"""Sums stop here, before int64 ends: 4 × 10^10 of a main unit of 100."""
UNLIMITED = -1
"""Allowance of a pool without a limit."""

Array = np.ndarray[Any, np.dtype[Any]]


class Rows(NamedTuple):
    """Candidates of all that a plan is made for, row by row.

    Attributes:
        candidate: treatments; those of row i are places first[i] to last[i].
        priority, propensity: float64, as long.
        first, last: int64 (rows,).
        weight: int64 (rows,), customers of a row.
        room: float64 (rows, caps), contacts that each cap still allows.
    """

    candidate: Array
    priority: Array
    propensity: Array
    first: Array
    last: Array
    weight: Array
    room: Array


class Scratch(NamedTuple):
    """What `engine.arbitration.pick` writes to; `status` it reads."""

    status: Array
    state: Array
    left: Array
    tape: Array
    chosen: Array


class Pools(NamedTuple):
    """Money, pool by pool.

    Attributes:
        allowance: int64, millionths of a minor unit that the plan may cost; `UNLIMITED`.
        price, low, share: float64, written: the price; the one a grid step lower, equal where all
            get the same; and the share of customers who get the lower one.
        step: int64, place on the grid where the search by trial begins, and has ended.
        prices: float64, scratch: what one customer meets. most: int64, scratch: cost of all
            candidates.
    """

    allowance: Array
    price: Array
    low: Array
    share: Array
    step: Array
    prices: Array
    most: Array


@part
def set_price(pools: Any, pool: Any, low: Any, high: Any, share: Any) -> None:
    """Enter a pool's price: `high` for all but the lenient share at the margin, who face `low`."""
    pools.prices[pool] = high
    pools.price[pool] = high
    pools.low[pool] = low
    pools.share[pool] = share


@part
def sum_costs(p: Any, rows: Any, most: Any) -> None:
    """Write what all candidates of all customers would cost each pool."""
    for pool in range(p.n_pools):
        most[pool] = 0
    for i in range(len(rows.first)):
        for place in range(rows.first[i], rows.last[i]):
            treatment = np.int64(rows.candidate[place])
            cost = np.int64(p.t_cost[treatment] * MILLION)
            pool = p.pool[p.t_channel[treatment]]
            most[pool] = min(most[pool] + rows.weight[i] * cost, MOST_MONEY)


@part
def free_of_price(pools: Any, pool: Any, floor: Any) -> Any:
    """Whether a pool needs no search for its price, which is then entered.

    Most often it can pay for all candidates there are.
    """
    allowance = pools.allowance[pool]
    if allowance == UNLIMITED:
        low = grid_price(floor)
    elif allowance <= 0:
        low = np.inf
    elif pools.most[pool] <= allowance:
        low = grid_price(floor)
        pools.step[pool] = floor
    else:
        return False
    set_price(pools, pool, low, low, 1.0)
    return True


@inlined
def enter_prices(p: Any, price: Any, low: Any, share: Any, u: Any, prices: Any) -> None:
    """Write the prices that a customer with draw u at the margin faces: the lower one of a pool
    with a share above u."""
    for pool in range(p.n_pools):
        prices[pool] = low[pool] if u < share[pool] else price[pool]


@part
def next_share(p: Any, price: Any, low: Any, share: Any, u: Any, but: Any) -> Any:
    """The next draw above u at which the price of some pool changes, 1 at most; `but` one pool."""
    end = 1.0
    for pool in range(p.n_pools):
        if pool != but and low[pool] < price[pool] and u < share[pool] < end:
            end = share[pool]
    return end
