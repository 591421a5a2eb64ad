"""The search for shadow prices, where budgets bind (DESIGN §6).

As the price of a pool rises, deciders turn from its candidates to cheaper ones, to those that
another pool pays, or to none; demand is summed in integers, so the order of rows never matters.
Where a decider chooses between pools, the price of one moves the demand for another. Each pool in
turn is then priced for the demand that is expected at the others' prices and shares, until all
agree: dearer pools only send demand to the others, so no price overshoots for long. Customers
who are alike move all at once and would be followed one step of the grid at a time; so the first
rounds take strides, which end at single steps.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.arbitration import net_of, pick
from engine.kernels import kernel, part
from engine.pools import (
    MILLION,
    MOST_MONEY,
    enter_prices,
    free_of_price,
    next_share,
    set_price,
    sum_costs,
)
from engine.prices import GRID, grid_place, grid_price

__all__ = ["find_prices", "set_prices"]

STRIDES = (1, 256, 32, 4, 1)
"""Steps of the grid between the two prices of a linked pool. The first is enough where the prices
of the last window nearly hold; the others follow where it does not settle."""
ROUNDS = 8
"""Times, for a stride, that prices of linked pools are adjusted to one another."""
SETTLED = 1e-6
"""Change of a share below which a pool's price stands."""


@kernel
def set_prices(p: Any, rows: Any, pools: Any, scratch: Any, fall: Any) -> None:
    """Find the shadow price of every pool.

    Args:
        p: a catalogue's record.
        rows, pools, scratch: see `engine.pools`; prices that are not finite are looked for anew.
        fall: scratch, int64 (GRID + 1,), all 0 before and after.
    """
    sum_costs(p, rows, pools.most)
    find_prices(p, rows, pools, scratch, fall)


@part
def find_prices(p: Any, rows: Any, pools: Any, scratch: Any, fall: Any) -> None:
    """The same where `pools.most` is known; prices found before are a start for linked pools."""
    floor = grid_place(p.minimum_price)
    for pool in range(p.n_pools):
        if free_of_price(pools, pool, floor):
            continue
        if not p.linked_pools:
            if p.single_picks:
                price_by_falls(p, rows, pools, fall, pool, floor)
            else:
                price_by_trial(p, rows, pools, scratch, pool, floor, 1)
        elif not pools.price[pool] < np.inf:
            set_price(pools, pool, grid_price(floor), grid_price(floor), 1.0)
    if p.linked_pools:
        for stride in STRIDES:
            if agree(p, rows, pools, scratch, floor, stride) and stride == 1:
                return


@part
def demand(p: Any, rows: Any, pools: Any, scratch: Any, pool: Any) -> Any:
    """Millionths of a minor unit that the picks of all customers would cost a pool."""
    total: Any = np.int64(0)
    chosen = scratch.chosen
    for i in range(len(rows.first)):
        if rows.first[i] == rows.last[i]:
            continue
        pick(
            p, pools.prices, rows.candidate, rows.priority, rows.first[i], rows.last[i], False,
            scratch.status, rows.room[i], scratch.state, scratch.left, scratch.tape, chosen,
        )  # fmt: skip
        for channel in range(p.channels):
            place = chosen[channel]
            if place >= 0 and p.pool[channel] == pool:
                cost = np.int64(p.t_cost[rows.candidate[place]] * MILLION)
                total = min(total + rows.weight[i] * cost, MOST_MONEY)
    return total


# --- one pick a decider -----------------------------------------------------------------------


@part
def decider_of(p: Any, rows: Any, place: Any) -> Any:
    """Who decides on a candidate."""
    return p.decider[p.t_channel[rows.candidate[place]]]


@part
def best_elsewhere(p: Any, rows: Any, prices: Any, i: Any, decider: Any, pool: Any) -> Any:
    """The highest net priority of the decider's candidates that the pool does not pay, or 0."""
    other = 0.0
    for place in range(rows.first[i], rows.last[i]):
        treatment = np.int64(rows.candidate[place])
        channel = p.t_channel[treatment]
        paid = p.t_cost[treatment] > 0.0 and p.pool[channel] == pool
        if p.decider[channel] == decider and not paid:
            other = max(other, net_of(p, prices, treatment, rows.priority[place]))
    return other


@part
def cheaper_than(p: Any, rows: Any, i: Any, decider: Any, pool: Any, best: Any, other: Any) -> Any:
    """What a decider turns to as the pool's price rises, and the price at which that happens.

    Returns:
        place of a cheaper candidate of the pool, -1 where the pool pays nothing more; the price.
    """
    cost = p.t_cost[rows.candidate[best]]
    ends = (rows.priority[best] - other) / cost
    cheaper = np.int64(-1)
    for place in range(rows.first[i], rows.last[i]):
        treatment = np.int64(rows.candidate[place])
        channel = p.t_channel[treatment]
        less = cost - p.t_cost[treatment]
        if p.decider[channel] != decider or p.pool[channel] != pool or less <= 0.0:
            continue
        price = (rows.priority[best] - rows.priority[place]) / less
        if p.t_cost[treatment] > 0.0 and price < ends:
            ends = price
            cheaper = np.int64(place)
    return cheaper, ends


@part
def drop_out(p: Any, rows: Any, pools: Any, i: Any, pool: Any, fall: Any) -> Any:
    """Enter a row's demand for a pool into `fall`: how much of it ends at which price.

    For one pick a decider. As the pool's price rises the decider moves from one candidate to a
    cheaper one, at last to none or to one that another pool pays; each move ends some cost.

    Returns:
        the highest place entered, -1 for none.
    """
    highest = np.int64(-1)
    first, last = rows.first[i], rows.last[i]
    for start in range(first, last):
        decider = decider_of(p, rows, start)
        best = np.int64(-1)
        leads = True
        for place in range(first, last):
            treatment = np.int64(rows.candidate[place])
            if decider_of(p, rows, place) != decider:
                continue
            if place < start:
                leads = False
            if p.t_cost[treatment] > 0.0 and p.pool[p.t_channel[treatment]] == pool:
                if best < 0 or rows.priority[place] > rows.priority[best]:
                    best = np.int64(place)
        if not leads or best < 0:
            continue
        other = best_elsewhere(p, rows, pools.prices, i, decider, pool)
        while best >= 0 and rows.priority[best] > other:
            cheaper, ends = cheaper_than(p, rows, i, decider, pool, best, other)
            saved = p.t_cost[rows.candidate[best]]
            if cheaper >= 0:
                saved -= p.t_cost[rows.candidate[cheaper]]
            at = grid_place(ends)
            more = rows.weight[i] * np.int64(saved * MILLION)
            fall[at] = min(fall[at] + more, MOST_MONEY)
            highest = max(highest, at)
            best = cheaper
    return highest


@part
def price_by_falls(p: Any, rows: Any, pools: Any, fall: Any, pool: Any, floor: Any) -> None:
    """The price of one pool from the prices at which demand ends: one pass over the customers."""
    allowance = pools.allowance[pool]
    highest = np.int64(-1)
    for i in range(len(rows.first)):
        if rows.first[i] < rows.last[i]:
            highest = max(highest, drop_out(p, rows, pools, i, pool, fall))
    above: Any = np.int64(0)
    crossed = False
    for place in range(highest, -1, -1):
        if not crossed and place > floor:
            if above + fall[place] > allowance:
                share = (allowance - above) / np.float64(fall[place])
                set_price(pools, pool, grid_price(place - 1), grid_price(place), share)
                crossed = True
            above = min(above + fall[place], MOST_MONEY)
        fall[place] = 0
    if not crossed:
        set_price(pools, pool, grid_price(floor), grid_price(floor), 1.0)


# --- several picks, or several pools ----------------------------------------------------------


@part
def agree(p: Any, rows: Any, pools: Any, scratch: Any, floor: Any, stride: Any) -> Any:
    """Adjust the prices of linked pools to one another; whether they settled."""
    for _ in range(ROUNDS):
        moved = False
        for pool in range(p.n_pools):
            if free_of_price(pools, pool, floor):
                continue
            price, low, share = pools.price[pool], pools.low[pool], pools.share[pool]
            price_by_trial(p, rows, pools, scratch, pool, floor, stride)
            same = price == pools.price[pool] and low == pools.low[pool]
            moved = moved or not same or abs(share - pools.share[pool]) > SETTLED
        if not moved:
            return True
    return False


@part
def price_by_trial(
    p: Any, rows: Any, pools: Any, scratch: Any, pool: Any, floor: Any, stride: Any
) -> None:
    """The price of one pool by trial: where deciders may pick several actions, or choose pools.

    Steps of growing length from the last price find two prices with the allowance between their
    demands; then halves, until no more than a stride lies between.
    """
    allowance = pools.allowance[pool]
    low = np.int64(floor - 1)  # demand here is above the allowance (below the floor: any demand)
    high = np.int64(GRID)  # demand here is not above it
    trial = min(max(np.int64(pools.step[pool]), floor), high - 1)
    length = stride
    while high - low > stride or (low < floor < high):
        if expected(p, rows, pools, scratch, pool, grid_price(trial)) > allowance:
            low = trial
            trial = trial + length if high == GRID else (low + high) // 2
        else:
            high = trial
            trial = trial - length if low < floor else (low + high) // 2
        length *= 2
        trial = min(max(trial, low + 1), high - 1)
    pools.step[pool] = high
    if low < floor:
        set_price(pools, pool, grid_price(floor), grid_price(floor), 1.0)
        return
    below, above = grid_price(low), grid_price(high)
    share = share_at(p, rows, pools, scratch, pool, below, above)
    set_price(pools, pool, below, above, share)


@part
def expected(p: Any, rows: Any, pools: Any, scratch: Any, pool: Any, price: Any) -> Any:
    """Demand for a pool at a price of its own, over all draws at the margin of the others."""
    total = 0.0
    start = 0.0
    while start < 1.0:
        end = next_share(p, pools.price, pools.low, pools.share, start, pool)
        enter_prices(p, pools.price, pools.low, pools.share, start, pools.prices)
        pools.prices[pool] = price
        total += (end - start) * demand(p, rows, pools, scratch, pool)
        start = end
    return total


@part
def share_at(p: Any, rows: Any, pools: Any, scratch: Any, pool: Any, low: Any, high: Any) -> Any:
    """The share of draws that may face the low price, so that expected demand is the allowance."""
    room = pools.allowance[pool] - expected(p, rows, pools, scratch, pool, high)
    start = 0.0
    while start < 1.0:
        end = next_share(p, pools.price, pools.low, pools.share, start, pool)
        enter_prices(p, pools.price, pools.low, pools.share, start, pools.prices)
        pools.prices[pool] = high
        more = -np.float64(demand(p, rows, pools, scratch, pool))
        pools.prices[pool] = low
        more += demand(p, rows, pools, scratch, pool)
        if (end - start) * more > room:
            return start + room / more
        room -= (end - start) * more
        start = end
    return 1.0
