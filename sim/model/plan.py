"""The plan of a window: score, weigh, price, pick (DESIGN §3 and §6).

`weigh` scores every planned treatment for one customer and keeps the candidates; `set_prices`
finds one shadow price a budget pool; `assign` lets each decider pick for one customer. Nothing of a
customer's state changes here.
"""

from __future__ import annotations

import numpy as np

from engine.boundaries import boundary
from engine.kernels import kernel, part
from engine.prices import GRID, grid_place, grid_price
from engine.random import uniform
from sim.model import draws
from sim.model.decisions import LOST, TAKEN, TOO_DEAR, judge, note_decision
from sim.model.knowledge import fold
from sim.model.policy import after_quiet
from sim.model.sizes import DAY
from sim.model.state import MILLION

ROUNDS = 4
"""Times that the prices of several pools are adjusted to one another."""


@boundary("P S k c O")
def weigh(P, S, k, c, O):
    """Score every planned treatment for one customer; the candidates are left in O."""
    O.candidates = 0
    folded = np.int64(-1)
    watched = np.int64(-1)
    for place in range(P.n_planned):
        treatment = np.int64(P.planned[place])
        channel = np.int64(P.t_channel[treatment])
        if folded != P.view_of[channel]:
            fold(P, S, k, c, O, channel, S.start, -1, 1)
            folded = np.int64(P.view_of[channel])
            watched = note_decision(P, S, c, O, S.start, -1, channel, folded)
        outcome = judge(P, S, k, c, O, treatment, S.start, watched >= 0)
        if outcome == TAKEN:
            at = O.candidates
            O.candidate[at] = treatment
            O.candidate_priority[at] = O.priority
            O.candidate_propensity[at] = O.propensity
            O.candidates = at + 1
        if watched >= 0:
            O.decision[watched].outcome[treatment] = LOST if outcome == TAKEN else outcome
            O.decision[watched].priority[treatment] = O.priority
            O.decision[watched].propensity[treatment] = O.propensity


@part
def net_of(P, prices, candidate, priority, place):
    """Priority of a candidate less the price of its cost; below 0 where no money is left."""
    treatment = candidate[place]
    cost = P.t_cost[treatment]
    if cost <= 0.0:
        return priority[place]
    price = prices[P.pool[P.t_channel[treatment]]]
    return priority[place] - price * cost if price < np.inf else -1.0


@part
def started(P, decider, candidate, chosen, action):
    """Whether the decider has started the action."""
    for channel in range(P.channels):
        place = chosen[channel]
        if place >= 0 and P.decider[channel] == decider:
            if P.t_action[candidate[place]] == action:
                return True
    return False


@part
def best_for(P, decider, prices, candidate, priority, first, last, chosen, fallback):
    """The decider's best candidate on a free channel, -1 where none is worth its price."""
    best = np.int64(-1)
    best_net = 0.0
    for place in range(first, last):
        treatment = np.int64(candidate[place])
        channel = P.t_channel[treatment]
        if P.decider[channel] != decider or P.t_fallback[treatment] != fallback:
            continue
        if chosen[channel] >= 0 or started(P, decider, candidate, chosen, P.t_action[treatment]):
            continue
        net = net_of(P, prices, candidate, priority, place)
        if net > best_net or (best >= 0 and net == best_net and treatment < candidate[best]):
            best = place  # ties go by name: views, and so places, are numbered by channel
            best_net = net
    return best


@part
def pick(P, prices, candidate, priority, first, last, chosen):
    """Every decider's picks at the given prices.

    Writes the candidates' places into `chosen` (one a channel, -1 none). A decider starts at most
    `slots` different actions; an action that delivers all of its treatments counts as one, and
    each of them must be worth its price.
    """
    for channel in range(P.channels):
        chosen[channel] = -1
    for decider in range(P.n_deciders):
        for slot in range(P.slots):
            best = best_for(P, decider, prices, candidate, priority, first, last, chosen, 0)
            if best < 0 and slot == 0:
                best = best_for(P, decider, prices, candidate, priority, first, last, chosen, 1)
            if best < 0:
                break
            treatment = np.int64(candidate[best])
            chosen[P.t_channel[treatment]] = best
            if not P.t_every[treatment]:
                continue
            for place in range(first, last):
                other = np.int64(candidate[place])
                channel = np.int64(P.t_channel[other])
                if P.t_action[other] != P.t_action[treatment] or P.decider[channel] != decider:
                    continue
                worth = net_of(P, prices, candidate, priority, place)
                if chosen[channel] < 0 and worth > 0.0:
                    chosen[channel] = place


@part
def demand(P, prices, candidate, priority, count, pool, chosen):
    """Millionths of a minor unit that the picks of all customers would cost the pool."""
    total = np.int64(0)
    for i in range(len(count)):
        if count[i] == 0:
            continue
        first = i * P.n_planned
        pick(P, prices, candidate, priority, first, first + count[i], chosen)
        for channel in range(P.channels):
            place = chosen[channel]
            if place >= 0 and P.pool[channel] == pool:
                total += np.int64(P.t_cost[candidate[place]] * MILLION)
    return total


@part
def drop_out(P, prices, candidate, priority, first, last, pool, fall):
    """Enter one customer's demand for a pool into `fall`: how much of it ends at which price.

    For one pick a decider. As the pool's price rises the decider moves from one candidate to a
    cheaper one, at last to none or to one that another pool pays; each move ends some cost.
    """
    for decider in range(P.n_deciders):
        other = 0.0
        best = -1
        for place in range(first, last):
            treatment = np.int64(candidate[place])
            channel = P.t_channel[treatment]
            if P.decider[channel] != decider:
                continue
            cost = P.t_cost[treatment]
            if cost > 0.0 and P.pool[channel] == pool:
                if best < 0 or priority[place] > priority[best]:
                    best = place
                continue
            net = priority[place]
            if cost > 0.0:
                price = prices[P.pool[channel]]
                net = net - price * cost if price < np.inf else 0.0
            other = max(other, net)
        while best >= 0 and priority[best] > other:
            cost = P.t_cost[candidate[best]]
            ends = (priority[best] - other) / cost
            cheaper = -1
            saved = cost
            for place in range(first, last):
                treatment = np.int64(candidate[place])
                channel = P.t_channel[treatment]
                less = cost - P.t_cost[treatment]
                if P.decider[channel] != decider or P.pool[channel] != pool or less <= 0.0:
                    continue
                if P.t_cost[treatment] > 0.0 and (priority[best] - priority[place]) / less < ends:
                    ends = (priority[best] - priority[place]) / less
                    cheaper = place
                    saved = less
            fall[grid_place(ends)] += np.int64(saved * MILLION)
            best = cheaper


@kernel
def set_prices(P, S, candidate, priority, count, chosen, prices, fall):
    """Find the shadow prices of the window's plan and write them to S.

    The allowance of a pool is what is left of its budget spread over the windows left, less the
    demand forecast for decisions within the window; overspending thus lowers the next allowances.

    Args:
        chosen, prices, fall: scratch: int64 and float64 by channel, int64[GRID + 1].
    """
    left = P.windows - S.window
    floor = grid_place(P.minimum_price)
    for pool in range(P.n_pools):
        prices[pool] = grid_price(floor)
        S.price[pool] = prices[pool]
        S.price_low[pool] = prices[pool]
        S.share[pool] = 1.0
    for _ in range(ROUNDS if P.linked_pools else 1):
        moved = False
        for pool in range(P.n_pools):
            if P.pool_budget[pool] < 0.0:
                continue
            rest = np.int64(P.pool_budget[pool] * MILLION) - S.spent[pool]
            allowance = rest // left - S.forecast[pool]
            before = S.price[pool]
            if allowance <= 0:
                prices[pool] = np.inf
                S.price[pool] = np.inf
                S.price_low[pool] = np.inf
            elif P.single_picks:
                price_by_falls(
                    P, S, candidate, priority, count, prices, fall, pool, allowance, floor
                )
            else:
                price_by_trial(
                    P, S, candidate, priority, count, chosen, prices, pool, allowance, floor
                )
            if S.price[pool] != before:
                moved = True
        if not moved:
            break


@part
def enter_price(S, prices, pool, low, above, wanted, allowance):
    """Enter the grid step at which demand crosses the allowance: `wanted` below, `above` there."""
    prices[pool] = grid_price(low + 1)
    S.price[pool] = prices[pool]
    S.price_low[pool] = grid_price(low)
    S.share[pool] = (allowance - above) / np.float64(wanted - above)


@part
def price_by_falls(P, S, candidate, priority, count, prices, fall, pool, allowance, floor):
    """The price of one pool from the prices at which demand ends: one pass over the customers."""
    for place in range(len(fall)):
        fall[place] = 0
    for i in range(len(count)):
        if count[i] > 0:
            first = i * P.n_planned
            drop_out(P, prices, candidate, priority, first, first + count[i], pool, fall)
    above = np.int64(0)
    for place in range(GRID, floor, -1):
        if above + fall[place] > allowance:
            enter_price(S, prices, pool, place - 1, above, above + fall[place], allowance)
            return
        above += fall[place]
    prices[pool] = grid_price(floor)
    S.price[pool] = prices[pool]
    S.price_low[pool] = prices[pool]
    S.share[pool] = 1.0


@part
def price_by_trial(P, S, candidate, priority, count, chosen, prices, pool, allowance, floor):
    """The price of one pool by bisection, where a decider may pick several actions."""
    low = floor
    prices[pool] = grid_price(low)
    wanted = demand(P, prices, candidate, priority, count, pool, chosen)
    if wanted <= allowance:
        S.price[pool] = prices[pool]
        S.price_low[pool] = prices[pool]
        S.share[pool] = 1.0
        return
    high = np.int64(GRID)
    above = np.int64(0)
    while high - low > 1:
        middle = (low + high) // 2
        prices[pool] = grid_price(middle)
        trial = demand(P, prices, candidate, priority, count, pool, chosen)
        if trial > allowance:
            low = middle
            wanted = trial
        else:
            high = middle
            above = trial
    enter_price(S, prices, pool, low, above, wanted, allowance)


@part
def send_time(P, c, treatment, t, end):
    """When a planned contact goes out: its hour where the customer lives, after quiet hours.

    An hour that falls, or is put off, beyond the window gives way to the first time allowed.
    """
    at = P.t_at[treatment]
    if at >= 0:
        clock = (t + P.midnight + np.int64(c.offset) * 900_000_000) % DAY
        wished = after_quiet(P, c, t + (at - clock) % DAY)
        if wished < end:
            return wished
    return after_quiet(P, c, t)


@part
def explain_plan(P, S, F, O):
    """Complete the log of a watched customer's plan: who won, who lost, what was too dear."""
    for entry in range(O.watched):
        record = O.decision[entry]
        if record.window != S.window or record.trigger != -1:
            continue
        for place in range(O.candidates):
            treatment = np.int64(O.candidate[place])
            channel = P.t_channel[treatment]
            if P.view_of[channel] != record.view_of:
                continue
            price = O.prices[P.pool[channel]]
            if F.plan[channel] == treatment:
                record.outcome[treatment] = TAKEN
                record.chosen = treatment
                record.price = price
            elif P.t_cost[treatment] > 0.0:
                if not O.candidate_priority[place] - price * P.t_cost[treatment] > 0.0:
                    record.outcome[treatment] = TOO_DEAR


@part
def enter_prices(P, S, prices, lenient):
    """The prices that one customer faces: the lenient ones of the pools in the mask."""
    for pool in range(P.n_pools):
        easy = lenient >> np.uint64(pool) & np.uint64(1)
        prices[pool] = S.price_low[pool] if easy else S.price[pool]


@part
def at_the_margin(P, S, c):
    """A bit for each pool whose lenient price the customer faces, by the customer's own draw.

    One draw for all pools: their numbers follow the channels, which an idle channel would shift.
    """
    lenient = np.uint64(0)
    u = uniform(
        P.seed, np.uint64(c.id), np.uint64(P.replication), np.uint64(draws.MARGIN),
        np.uint64(0), np.uint64(S.window), np.uint64(0),
    )  # fmt: skip
    for pool in range(P.n_pools):
        if S.price_low[pool] < S.price[pool]:
            if u < S.share[pool]:
                lenient |= np.uint64(1) << np.uint64(pool)
    return lenient


@boundary("P S c F O")
def assign(P, S, c, F, O):
    """Let the deciders pick among the candidates in O, and enter the picks into the flight.

    A pick that depends on the draw at the margin has the margin's share as choice probability.
    """
    every = np.uint64(2**64 - 1)
    last = O.candidates
    lenient = at_the_margin(P, S, c)
    enter_prices(P, S, O.prices, lenient)
    pick(P, O.prices, O.candidate, O.candidate_priority, 0, last, O.chosen)
    margin = False
    for pool in range(P.n_pools):
        if S.price_low[pool] < S.price[pool]:
            margin = True
    if margin:  # what the other outcome of the draw would have picked
        enter_prices(P, S, O.prices, every if lenient == 0 else np.uint64(0))
        pick(P, O.prices, O.candidate, O.candidate_priority, 0, last, O.other)
        enter_prices(P, S, O.prices, lenient)
    for channel in range(P.channels):
        place = O.chosen[channel]
        if place < 0:
            continue
        treatment = np.int64(O.candidate[place])
        F.plan[channel] = treatment
        F.plan_at[channel] = send_time(P, c, treatment, S.start, S.end)
        F.plan_propensity[channel] = O.candidate_propensity[place]
        share = 1.0
        if margin and O.other[channel] != place:
            pool = P.pool[channel]
            share = S.share[pool] if lenient >> np.uint64(pool) & 1 else 1.0 - S.share[pool]
        F.plan_probability[channel] = share * P.t_chance[treatment]
    if c.id == P.watch:
        explain_plan(P, S, F, O)
