"""What a window's plan may spend, and the shadow prices that keep it to that (DESIGN §6).

Prices are the engine's (`engine.pools`, `engine.price_search`); what is the simulation's own is how
much a pool may spend: what is left of its budget, spread over the windows left.
"""

from __future__ import annotations

import numpy as np

from engine.kernels import kernel, part
from engine.pools import UNLIMITED, Pools, Scratch, free_of_price, sum_costs
from engine.price_search import find_prices
from engine.prices import grid_place
from sim.model.customers.state import MILLION


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
def pools_of(S, O):
    """The pools of money of a window."""
    return Pools(O.allowance, S.price, S.price_low, S.share, S.step, O.prices, O.most)


@part
def mark_margins(P, S):
    """Note which pools have two prices."""
    S.margins = np.uint64(0)
    for pool in range(P.n_pools):
        if S.price_low[pool] < S.price[pool]:
            S.margins |= np.uint64(1) << np.uint64(pool)


@kernel
def open_prices(P, S, O, rows):
    """Enter the prices of the pools that need no search.

    Args:
        P, S, O: arrays of one; a lone record is slow to pass from Python.
        rows: candidates of the plan, see `sim.clocks.planning.Rows`.

    Returns:
        whether some pool needs one.
    """
    p, s, o = P[0], S[0], O[0]
    sum_costs(p, rows, o.most)
    pools = pools_of(s, o)
    floor = grid_place(p.minimum_price)
    binding = False
    for pool in range(p.n_pools):
        limited = p.pool_budget[pool] >= 0.0
        o.allowance[pool] = max(allowance_of(p, s, pool), 0) if limited else UNLIMITED
        if not free_of_price(pools, pool, floor):
            binding = True
    mark_margins(p, s)
    return binding


@kernel
def note_prices(P, S, prices):
    """Write what a unit of money has had to bring in this window, channel by channel.

    Args:
        P, S: arrays of one.
        prices: float64[channels], written: the shadow price of the pool that pays for the channel,
            in the mean of the customers where two hold; inf where it has no money.
    """
    p, s = P[0], S[0]
    for channel in range(p.channels):
        pool = p.pool[channel]
        low, high = s.price_low[pool], s.price[pool]
        prices[channel] = high
        if low < high:
            prices[channel] = s.share[pool] * low + (1.0 - s.share[pool]) * high


@kernel
def search_prices(P, S, O, rows, fall):
    """Find the shadow prices that `open_prices` has left, and write them to S.

    No clock needs this kernel before a budget binds, so it is compiled then, not ahead.

    Args:
        P, S, O, rows: as there.
        fall: see `engine.price_search.set_prices`.
    """
    p, s, o = P[0], S[0], O[0]
    if s.window == 0:  # those of a run-in are no start
        for pool in range(p.n_pools):
            s.price[pool] = np.inf
    scratch = Scratch(o.status, o.state, o.left, o.tape, o.chosen)
    find_prices(p, rows, pools_of(s, o), scratch, fall)
    mark_margins(p, s)
