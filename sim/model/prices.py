"""One shadow price a budget pool, for the plan of a window (DESIGN §6).

As the price of a pool rises, deciders turn from its candidates to cheaper ones, to those that
another pool pays, or to none. The price is the step of the grid at which demand meets the
allowance; the step's share of the customers at the margin still faces the price below.
"""

from __future__ import annotations

import numpy as np

from engine.kernels import kernel, part
from engine.prices import GRID, grid_place, grid_price
from sim.model.picks import decider_of, net_of, pick, take_up
from sim.model.state import MILLION

ROUNDS = 4
"""Times that the prices of several pools are adjusted to one another."""


@part
def demand(P, O, candidate, priority, count, pool):
    """Millionths of a minor unit that the picks of all customers would cost the pool."""
    total = np.int64(0)
    for i in range(len(count)):
        if count[i] == 0:
            continue
        take_up(P, O, candidate, priority, priority, i, count[i])
        pick(P, O)
        for channel in range(P.channels):
            place = O.chosen[channel]
            if place >= 0 and P.pool[channel] == pool:
                total += np.int64(P.t_cost[O.candidate[place]] * MILLION)
    return total


@part
def best_elsewhere(P, O, decider, pool):
    """The highest net priority of the decider's candidates that the pool does not pay, or 0."""
    other = 0.0
    for place in range(O.candidates):
        treatment = np.int64(O.candidate[place])
        channel = P.t_channel[treatment]
        paid = P.t_cost[treatment] > 0.0 and P.pool[channel] == pool
        if P.decider[channel] == decider and not paid:
            other = max(other, net_of(P, O, place))
    return other


@part
def cheaper_than(P, O, decider, pool, best, other):
    """What a decider turns to as the pool's price rises, and the price at which that happens.

    Returns:
        place of a cheaper candidate of the pool, -1 where the pool pays nothing more; the price.
    """
    cost = P.t_cost[O.candidate[best]]
    ends = (O.candidate_priority[best] - other) / cost
    cheaper = np.int64(-1)
    for place in range(O.candidates):
        treatment = np.int64(O.candidate[place])
        channel = P.t_channel[treatment]
        less = cost - P.t_cost[treatment]
        if P.decider[channel] != decider or P.pool[channel] != pool or less <= 0.0:
            continue
        price = (O.candidate_priority[best] - O.candidate_priority[place]) / less
        if P.t_cost[treatment] > 0.0 and price < ends:
            ends = price
            cheaper = place
    return cheaper, ends


@part
def drop_out(P, O, pool, fall):
    """Enter one customer's demand for a pool into `fall`: how much of it ends at which price.

    For one pick a decider. As the pool's price rises the decider moves from one candidate to a
    cheaper one, at last to none or to one that another pool pays; each move ends some cost.

    Returns:
        the highest place entered, -1 for none.
    """
    highest = np.int64(-1)
    for start in range(O.candidates):
        decider = decider_of(P, O, start)
        best = np.int64(-1)
        first = True
        for place in range(O.candidates):
            treatment = np.int64(O.candidate[place])
            if decider_of(P, O, place) != decider:
                continue
            if place < start:
                first = False
            if P.t_cost[treatment] > 0.0 and P.pool[P.t_channel[treatment]] == pool:
                if best < 0 or O.candidate_priority[place] > O.candidate_priority[best]:
                    best = place
        if not first or best < 0:
            continue
        other = best_elsewhere(P, O, decider, pool)
        while best >= 0 and O.candidate_priority[best] > other:
            cheaper, ends = cheaper_than(P, O, decider, pool, best, other)
            saved = P.t_cost[O.candidate[best]]
            if cheaper >= 0:
                saved -= P.t_cost[O.candidate[cheaper]]
            at = grid_place(ends)
            fall[at] += np.int64(saved * MILLION)
            highest = max(highest, at)
            best = cheaper
    return highest


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
def find_prices(P, S, O, candidate, priority, count, fall):
    """Find the shadow prices of the window's plan and write them to S.

    The allowance of a pool is what is left of its budget spread over the windows left, less the
    demand forecast for decisions within the window; overspending thus lowers the next allowances.

    Args:
        candidate, priority, count: candidates of each customer, P.n_planned places each.
        fall: scratch, int64[GRID + 1], all 0 before and after.
    """
    left = P.windows - S.window
    floor = grid_place(P.minimum_price)
    wanted = wanted_pools(P, candidate, count)
    for pool in range(P.n_pools):
        set_price(S, O, pool, grid_price(floor), grid_price(floor), 1.0)
    for _ in range(ROUNDS if P.linked_pools else 1):
        moved = False
        for pool in range(P.n_pools):
            if P.pool_budget[pool] < 0.0:
                continue
            rest = np.int64(P.pool_budget[pool] * MILLION) - S.spent[pool]
            allowance = rest // left - S.forecast[pool]
            before = S.price[pool]
            if allowance <= 0:
                set_price(S, O, pool, np.inf, np.inf, 1.0)
            elif not wanted >> np.uint64(pool) & np.uint64(1):
                set_price(S, O, pool, grid_price(floor), grid_price(floor), 1.0)
            elif P.single_picks:
                price_by_falls(P, S, O, candidate, priority, count, fall, pool, allowance, floor)
            else:
                price_by_trial(P, S, O, candidate, priority, count, pool, allowance, floor)
            if S.price[pool] != before:
                moved = True
        if not moved:
            break


@kernel
def set_prices(P, S, O, candidate, priority, count, fall):
    """`find_prices` for records that come as arrays of one: a lone record is slow to pass."""
    find_prices(P[0], S[0], O[0], candidate, priority, count, fall)


@part
def wanted_pools(P, candidate, count):
    """A bit for each pool that would pay for some candidate of some customer."""
    wanted = np.uint64(0)
    for i in range(len(count)):
        for place in range(i * P.n_planned, i * P.n_planned + count[i]):
            treatment = np.int64(candidate[place])
            if P.t_cost[treatment] > 0.0:
                wanted |= np.uint64(1) << np.uint64(P.pool[P.t_channel[treatment]])
    return wanted


@part
def enter_price(S, O, pool, low, above, wanted, allowance):
    """Enter the grid step at which demand crosses the allowance: `wanted` below, `above` there."""
    share = (allowance - above) / np.float64(wanted - above)
    set_price(S, O, pool, grid_price(low), grid_price(low + 1), share)


@part
def price_by_falls(P, S, O, candidate, priority, count, fall, pool, allowance, floor):
    """The price of one pool from the prices at which demand ends: one pass over the customers."""
    highest = np.int64(-1)
    for i in range(len(count)):
        if count[i] > 0:
            take_up(P, O, candidate, priority, priority, i, count[i])
            highest = max(highest, drop_out(P, O, pool, fall))
    above = np.int64(0)
    crossed = False
    for place in range(highest, -1, -1):
        if not crossed and place > floor:
            if above + fall[place] > allowance:
                enter_price(S, O, pool, place - 1, above, above + fall[place], allowance)
                crossed = True
            above += fall[place]
        fall[place] = 0
    if not crossed:
        set_price(S, O, pool, grid_price(floor), grid_price(floor), 1.0)


@part
def price_by_trial(P, S, O, candidate, priority, count, pool, allowance, floor):
    """The price of one pool by trial, where a decider may pick several actions.

    Steps of growing length from the last window's price find two prices with the allowance between
    their demands; then halves.
    """
    low = np.int64(floor - 1)  # demand here is above the allowance (below the floor: any demand)
    high = np.int64(GRID)  # demand here is not above it
    wanted = np.int64(0)
    above = np.int64(0)
    trial = max(np.int64(S.step[pool]), floor)
    stride = 1
    while high - low > 1:
        O.prices[pool] = grid_price(trial)
        spent = demand(P, O, candidate, priority, count, pool)
        if spent > allowance:
            low = trial
            wanted = spent
            trial = trial + stride if high == GRID else (low + high) // 2
        else:
            high = trial
            above = spent
            trial = trial - stride if low < floor else (low + high) // 2
        stride *= 2
        trial = min(max(trial, low + 1), high - 1)
    S.step[pool] = high
    if low < floor:
        set_price(S, O, pool, grid_price(floor), grid_price(floor), 1.0)
    else:
        enter_price(S, O, pool, low, above, wanted, allowance)
