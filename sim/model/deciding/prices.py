"""One shadow price a budget pool, for the plan of a window (DESIGN §6).

As the price of a pool rises, deciders turn from its candidates to cheaper ones, to those that
another pool pays, or to none. The price is the step of the grid at which demand meets the
allowance; a share of the customers, by their draws, still faces the price below. Most pools can
pay for all candidates of a window; `sim.model.deciding.price_search` finds the prices of the
others.
"""

from __future__ import annotations

import numpy as np

from engine.kernels import kernel, part
from engine.prices import grid_place, grid_price
from sim.model.customers.state import MILLION


@part
def set_price(S, O, pool, low, high, share):
    """Enter a pool's price: `high` for all but the lenient share at the margin, who face `low`."""
    O.prices[pool] = high
    S.price[pool] = high
    S.price_low[pool] = low
    S.share[pool] = share
    mark = np.uint64(1) << np.uint64(pool)
    S.margins = S.margins | mark if low < high else S.margins & ~mark


@part
def rest_of(P, S, pool):
    """Millionths of a minor unit that are left of the pool's budget for the run."""
    rest = np.int64(P.pool_budget[pool] * MILLION)
    for channel in range(P.channels):
        if P.pool[channel] == pool:
            rest -= S.spent[channel]
    return rest


@part
def allowance_of(P, S, pool):
    """Millionths of a minor unit that the plan of this window may cost the pool.

    What is left of its budget spread over the windows left, less the demand forecast for decisions
    within the window; overspending thus lowers the next allowances.
    """
    forecast = np.int64(0)
    for channel in range(P.channels):
        if P.pool[channel] == pool:
            forecast += S.forecast[channel]
    return rest_of(P, S, pool) // S.left - forecast


@part
def sum_costs(P, O, candidate, count, weight):
    """Into O.most: what all candidates of all customers would cost each pool."""
    for pool in range(P.n_pools):
        O.most[pool] = 0
    for i in range(len(count)):
        for place in range(i * P.n_planned, i * P.n_planned + count[i]):
            treatment = np.int64(candidate[place])
            cost = np.int64(P.t_cost[treatment] * MILLION)
            O.most[P.pool[P.t_channel[treatment]]] += weight[i] * cost


@part
def free_of_price(P, S, O, pool, floor):
    """Whether a pool needs no search for its price, which is then entered.

    Most often it can pay for all candidates there are.
    """
    allowance = allowance_of(P, S, pool)
    if P.pool_budget[pool] < 0.0:
        low = grid_price(floor)
    elif allowance <= 0:
        low = np.inf
    elif O.most[pool] <= allowance:
        low = grid_price(floor)
        S.step[pool] = floor
    else:
        return False
    set_price(S, O, pool, low, low, 1.0)
    return True


@kernel
def open_prices(P, S, O, candidate, count, weight):
    """Enter the prices of the pools that need no search.

    Args:
        P, S, O: arrays of one; a lone record is slow to pass from Python.
        candidate, count: candidates of each row, n_planned places each.
        weight: int64, customers of each row.

    Returns:
        whether some pool needs one.
    """
    p, s, o = P[0], S[0], O[0]
    sum_costs(p, o, candidate, count, weight)
    floor = grid_place(p.minimum_price)
    binding = False
    for pool in range(p.n_pools):
        if not free_of_price(p, s, o, pool, floor):
            binding = True
    return binding


@part
def enter_prices(P, S, O, u):
    """The prices that a customer with draw u at the margin faces: the lower one of a pool with
    a share above u."""
    for pool in range(P.n_pools):
        O.prices[pool] = S.price_low[pool] if u < S.share[pool] else S.price[pool]


@part
def next_share(P, S, u, but):
    """The next draw above u at which the price of some pool changes, 1 at most; `but` one pool."""
    end = 1.0
    for pool in range(P.n_pools):
        if pool != but and S.price_low[pool] < S.price[pool] and u < S.share[pool] < end:
            end = S.share[pool]
    return end
