"""The search for shadow prices, where budgets bind (DESIGN §6).

Where a decider chooses between pools, the price of one moves the demand for another. Each pool in
turn is then priced for the demand that is expected at the others' prices and shares, until all
agree: dearer pools only send demand to the others, so no price overshoots for long. Customers
who are alike move all at once and would be followed one step of the grid at a time; so the first
rounds take strides, which end at single steps.

No clock needs this kernel before a budget binds, so it is compiled then, not ahead.
"""

from __future__ import annotations

import numpy as np

from engine.kernels import kernel, part
from engine.prices import GRID, grid_place, grid_price
from sim.model.customers.state import MILLION
from sim.model.deciding.picks import decider_of, net_of, pick, take_up
from sim.model.deciding.prices import (
    allowance_of,
    enter_prices,
    free_of_price,
    next_share,
    set_price,
)

STRIDES = (1, 256, 32, 4, 1)
"""Steps of the grid between the two prices of a linked pool. The first is enough where the prices
of the last window nearly hold; the others follow where it does not settle."""
ROUNDS = 8
"""Times, for a stride, that prices of linked pools are adjusted to one another."""
SETTLED = 1e-6
"""Change of a share below which a pool's price stands."""


@part
def demand(P, O, candidate, priority, count, weight, pool):
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
                total += weight[i] * np.int64(P.t_cost[O.candidate[place]] * MILLION)
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
def drop_out(P, O, pool, fall, weight):
    """Enter a row's demand for a pool into `fall`: how much of it ends at which price.

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
            fall[at] += weight * np.int64(saved * MILLION)
            highest = max(highest, at)
            best = cheaper
    return highest


@kernel
def search_prices(P, S, O, candidate, priority, count, weight, fall):
    """Find the shadow prices that `open_prices` has left, and write them to S.

    Args:
        P, S, O: arrays of one.
        candidate, priority, count: candidates of each row, n_planned places each.
        weight: int64, customers of each row.
        fall: scratch, int64[GRID + 1], all 0 before and after.
    """
    find_prices(P[0], S[0], O[0], candidate, priority, count, weight, fall)


@part
def find_prices(P, S, O, candidate, priority, count, weight, fall):
    """The same for records."""
    floor = grid_place(P.minimum_price)
    for pool in range(P.n_pools):
        if free_of_price(P, S, O, pool, floor):
            continue
        if not P.linked_pools:
            if P.single_picks:
                price_by_falls(P, S, O, candidate, priority, count, weight, fall, pool, floor)
            else:
                price_by_trial(P, S, O, candidate, priority, count, weight, pool, floor, 1)
        elif S.window == 0 or not S.price[pool] < np.inf:
            set_price(S, O, pool, grid_price(floor), grid_price(floor), 1.0)
    if P.linked_pools:
        for stride in STRIDES:
            if agree(P, S, O, candidate, priority, count, weight, floor, stride) and stride == 1:
                return


@part
def agree(P, S, O, candidate, priority, count, weight, floor, stride):
    """Adjust the prices of linked pools to one another; whether they settled."""
    for _ in range(ROUNDS):
        moved = False
        for pool in range(P.n_pools):
            if free_of_price(P, S, O, pool, floor):
                continue
            price, low, share = S.price[pool], S.price_low[pool], S.share[pool]
            price_by_trial(P, S, O, candidate, priority, count, weight, pool, floor, stride)
            same = price == S.price[pool] and low == S.price_low[pool]
            moved = moved or not same or abs(share - S.share[pool]) > SETTLED
        if not moved:
            return True
    return False


@part
def price_by_falls(P, S, O, candidate, priority, count, weight, fall, pool, floor):
    """The price of one pool from the prices at which demand ends: one pass over the customers."""
    allowance = allowance_of(P, S, pool)
    highest = np.int64(-1)
    for i in range(len(count)):
        if count[i] > 0:
            take_up(P, O, candidate, priority, priority, i, count[i])
            highest = max(highest, drop_out(P, O, pool, fall, weight[i]))
    above = np.int64(0)
    crossed = False
    for place in range(highest, -1, -1):
        if not crossed and place > floor:
            if above + fall[place] > allowance:
                share = (allowance - above) / np.float64(fall[place])
                set_price(S, O, pool, grid_price(place - 1), grid_price(place), share)
                crossed = True
            above += fall[place]
        fall[place] = 0
    if not crossed:
        set_price(S, O, pool, grid_price(floor), grid_price(floor), 1.0)


@part
def price_by_trial(P, S, O, candidate, priority, count, weight, pool, floor, stride):
    """The price of one pool by trial: where deciders may pick several actions, or choose pools.

    Steps of growing length from the last price find two prices with the allowance between their
    demands; then halves, until no more than a stride lies between.
    """
    allowance = allowance_of(P, S, pool)
    low = np.int64(floor - 1)  # demand here is above the allowance (below the floor: any demand)
    high = np.int64(GRID)  # demand here is not above it
    trial = min(max(np.int64(S.step[pool]), floor), high - 1)
    length = stride
    while high - low > stride or (low < floor < high):
        if (
            expected(P, S, O, candidate, priority, count, weight, pool, grid_price(trial))
            > allowance
        ):
            low = trial
            trial = trial + length if high == GRID else (low + high) // 2
        else:
            high = trial
            trial = trial - length if low < floor else (low + high) // 2
        length *= 2
        trial = min(max(trial, low + 1), high - 1)
    S.step[pool] = high
    if low < floor:
        set_price(S, O, pool, grid_price(floor), grid_price(floor), 1.0)
        return
    below, above = grid_price(low), grid_price(high)
    share = share_at(P, S, O, candidate, priority, count, weight, pool, below, above, allowance)
    set_price(S, O, pool, below, above, share)


@part
def expected(P, S, O, candidate, priority, count, weight, pool, price):
    """Demand for a pool at a price of its own, over all draws at the margin of the others."""
    total = 0.0
    start = 0.0
    while start < 1.0:
        end = next_share(P, S, start, pool)
        enter_prices(P, S, O, start)
        O.prices[pool] = price
        total += (end - start) * demand(P, O, candidate, priority, count, weight, pool)
        start = end
    return total


@part
def share_at(P, S, O, candidate, priority, count, weight, pool, low, high, allowance):
    """The share of draws that may face the low price, so that expected demand is the allowance."""
    room = allowance - expected(P, S, O, candidate, priority, count, weight, pool, high)
    start = 0.0
    while start < 1.0:
        end = next_share(P, S, start, pool)
        enter_prices(P, S, O, start)
        O.prices[pool] = high
        more = -np.float64(demand(P, O, candidate, priority, count, weight, pool))
        O.prices[pool] = low
        more += demand(P, O, candidate, priority, count, weight, pool)
        if (end - start) * more > room:
            return start + room / more
        room -= (end - start) * more
        start = end
    return 1.0
