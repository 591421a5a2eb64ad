"""Picks at the prices of budgets, how likely each was, and the repair of what they overspend.

Prices are those of `engine.price_search`. Where demand jumps over the allowance between two steps
of their grid, a share of the customers gets the lower price, by a draw of their own, so that
expected demand meets the allowance. What the draws still overspend is repaired, those with the
highest draws first.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from engine.arbitration import HELD, MARGIN, OPEN, consult, net_of, pick
from engine.kernels import kernel, part
from engine.pools import MILLION, MOST_MONEY, enter_prices
from engine.random import uniform

MOST_PATHS = 4_096


@part
def cost_in(p: Any, candidate: Any, chosen: Any, pool: Any) -> Any:
    """Millionths of a minor unit that one customer's picks cost a pool."""
    total = np.int64(0)
    for channel in range(p.channels):
        if chosen[channel] >= 0 and p.pool[channel] == pool:
            total += np.int64(p.t_cost[candidate[chosen[channel]]] * MILLION)
    return total


@kernel
def add_costs(p: Any, candidate: Any, picks: Any, spent: Any) -> None:
    """Add what all picks cost each pool, millionths of a minor unit; int64 (pools,)."""
    for i in range(len(picks)):
        for pool in range(len(spent)):
            cost = cost_in(p, candidate, picks[i], pool)
            spent[pool] = min(spent[pool] + cost, MOST_MONEY)


def costs_of(p: Any, candidate: Any, picks: Any, pools: int) -> npt.NDArray[np.int64]:
    """What all picks cost each pool, millionths of a minor unit: int64 (pools,)."""
    spent = np.zeros(pools, np.int64)
    add_costs(p, candidate, picks, spent)
    return spent


@part
def margin_draw(p: Any, seed: Any, customer: Any, window: Any) -> Any:
    """A customer's draw at the margin of the budgets."""
    return uniform(
        seed, customer, np.uint64(0), np.uint64(MARGIN), np.uint64(0), np.uint64(window),
        np.uint64(0),
    )  # fmt: skip


@part
def lenient_pools(p: Any, low: Any, price: Any, share: Any, u: Any) -> Any:
    """A bit for each pool whose lower price a customer with draw u gets."""
    bits = np.uint64(0)
    for pool in range(p.n_pools):
        if low[pool] < price[pool] and u < share[pool]:
            bits |= np.uint64(1) << np.uint64(pool)
    return bits


@kernel
def own_prices(p: Any, lenient: Any, closed: Any, price: Any, low: Any, prices: Any) -> None:
    """The prices that one customer meets."""
    for pool in range(p.n_pools):
        bit = np.uint64(1) << np.uint64(pool)
        prices[pool] = low[pool] if lenient & bit else price[pool]
        if closed & bit:
            prices[pool] = np.inf


@kernel
def assign(
    p: Any, seed: Any, window: Any, customers: Any, candidate: Any, priority: Any, first: Any,
    last: Any, room: Any, status: Any, state: Any, left: Any, tape: Any, prices: Any, price: Any,
    low: Any, share: Any, lenient: Any, draws: Any, picks: Any,
) -> None:  # fmt: skip
    """Every customer's picks, by the prices that the customer's own draw gives.

    Args:
        draws, lenient: float64 and uint64 (customers,), written: the draw where one matters, and a
            bit for each pool whose lower price it gives.
    """
    margin = False
    for pool in range(p.n_pools):
        margin = margin or low[pool] < price[pool]
    for i in range(len(customers)):
        if margin:
            draws[i] = margin_draw(p, seed, customers[i], window)
        lenient[i] = lenient_pools(p, low, price, share, draws[i])
        own_prices(p, lenient[i], np.uint64(0), price, low, prices)
        pick(
            p, prices, candidate, priority, first[i], last[i], False, status, room[i], state,
            left, tape, picks[i],
        )  # fmt: skip


@kernel
def repair(
    p: Any, allowance: Any, order: Any, pool: Any, candidate: Any, priority: Any, first: Any,
    last: Any, room: Any, status: Any, state: Any, left: Any, tape: Any, prices: Any, price: Any,
    low: Any, lenient: Any, closed: Any, explored: Any, repaired: Any, own: Any, picks: Any,
) -> Any:  # fmt: skip
    """Withdraw favours, then picks, in the given order until a pool keeps to its allowance.

    Args:
        explored: bool (customers,), whose picks were drawn: no favour has brought them.
        repaired: bool (customers,), set of those whose picks change; own: scratch for the picks of
            one of them.

    Returns:
        whether anything had to be changed.
    """
    spent: Any = np.int64(0)
    for i in range(len(first)):
        spent = min(spent + cost_in(p, candidate, picks[i], pool), MOST_MONEY)
    if spent <= allowance:
        return False
    bit = np.uint64(1) << np.uint64(pool)
    for favour in range(2):
        for at in range(len(order)):
            i = order[at]
            before = cost_in(p, candidate, picks[i], pool)
            if before == 0 or (favour == 0 and (explored[i] or not lenient[i] & bit)):
                continue
            for channel in range(p.channels):
                own[channel] = picks[i, channel]
            if favour == 0:
                lenient[i] &= ~bit
            else:
                closed[i] |= bit
            own_prices(p, lenient[i], closed[i], price, low, prices)
            pick(
                p, prices, candidate, priority, first[i], last[i], False, status, room[i], state,
                left, tape, picks[i],
            )  # fmt: skip
            changed = False
            for channel in range(p.channels):
                changed = changed or own[channel] != picks[i, channel]
            if changed:
                repaired[i] = True
            elif favour == 0:
                lenient[i] |= bit  # the picks did not hang on it: it costs nothing
            spent += cost_in(p, candidate, picks[i], pool) - before
            if spent <= allowance:
                return True
    return True


@part
def at_margin(
    p: Any, candidate: Any, priority: Any, first: Any, stop: Any, price: Any, low: Any, pool: Any
) -> Any:
    """Whether a customer's picks may depend on which price of a pool they get."""
    if not low[pool] < price[pool]:
        return False
    for place in range(first, stop):
        treatment = np.int64(candidate[place])
        if p.pool[p.t_channel[treatment]] != pool or p.t_cost[treatment] <= 0.0:
            continue
        most = net_of(p, low, treatment, priority[place])
        least = net_of(p, price, treatment, priority[place])
        if most <= 0.0:
            continue
        if least <= 0.0:
            return True
        for other in range(first, stop):
            if other == place:
                continue
            rival = np.int64(candidate[other])
            if (
                net_of(p, low, rival, priority[other]) >= least
                and net_of(p, price, rival, priority[other]) <= most
            ):
                return True
    return False


@part
def outer_luck(
    p: Any, candidate: Any, priority: Any, first: Any, stop: Any, price: Any, low: Any, share: Any,
    tape: Any, prices: Any,
) -> Any:  # fmt: skip
    """Wind the tape back, and ask it what comes before any pick; `prices` are written.

    Returns:
        whether the contact policy's holdout applies, and the probability of what the tape said.
    """
    tape[0] = 0
    weight = 1.0
    policy = p.policy_holdout >= 1.0
    if 0.0 < p.policy_holdout < 1.0:
        policy = consult(tape) == 1
        weight *= p.policy_holdout if policy else 1.0 - p.policy_holdout
    start = 0.0
    end = next_margin(p, candidate, priority, first, stop, price, low, share, start)
    while end < 1.0 and consult(tape) == 1:  # the draw lies beyond that share
        weight *= (1.0 - end) / (1.0 - start)
        start = end
        end = next_margin(p, candidate, priority, first, stop, price, low, share, start)
    if end < 1.0:
        weight *= (end - start) / (1.0 - start)
    enter_prices(p, price, low, share, start, prices)
    return policy, weight


@part
def next_margin(
    p: Any, candidate: Any, priority: Any, first: Any, stop: Any, price: Any, low: Any, share: Any,
    u: Any,
) -> Any:  # fmt: skip
    """The next draw above u at which a price changes that the customer's picks may hang on."""
    end = 1.0
    for pool in range(p.n_pools):
        if u < share[pool] < end:
            if at_margin(p, candidate, priority, first, stop, price, low, pool):
                end = share[pool]
    return end


@part
def turn(tape: Any) -> Any:
    """Turn the last answer that was not turned yet; whether there was one."""
    while tape[1] > 0 and tape[tape[1] + 1] == 1:
        tape[1] -= 1
    if tape[1] == 0:
        return False
    tape[tape[1] + 1] = 1
    return True


@part
def chances(
    p: Any, candidate: Any, priority: Any, first: Any, stop: Any, price: Any, low: Any, share: Any,
    room: Any, status: Any, state: Any, left: Any, tape: Any, prices: Any, trial: Any, chosen: Any,
    probability: Any,
) -> Any:  # fmt: skip
    """How likely each of a customer's picks was, over holdouts and the draws at the margin.

    Plays through every course that the draws could have taken, one after another: the tape holds
    the answers of the draws that matter on the way, the last one is turned until none is left.

    Args:
        stop: end of the customer's candidates, those held out included.
        chosen: the picks; probability: float64 (channels,), written for them.

    Returns:
        probability that nothing is picked; NaN, as all probabilities, beyond 4,096 courses.
    """
    for channel in range(p.channels):
        probability[channel] = 0.0
    nothing = 0.0
    tape[1] = 0
    for _ in range(MOST_PATHS):
        policy, weight = outer_luck(
            p, candidate, priority, first, stop, price, low, share, tape, prices
        )
        weight *= pick(
            p, prices, candidate, priority, first, stop, policy, status, room, state, left, tape,
            trial,
        )  # fmt: skip
        some = False
        for channel in range(p.channels):
            if trial[channel] >= 0:
                some = True
                if trial[channel] == chosen[channel]:
                    probability[channel] += weight
        if not some:
            nothing += weight
        if not turn(tape):
            return nothing
    for channel in range(p.channels):
        probability[channel] = np.nan
    return np.nan


@kernel
def open_statuses(p: Any, status: Any) -> None:
    """Leave to the tape which actions are held out, where that is a matter of luck."""
    for action in range(p.n_actions):
        status[action] = 0
        if p.a_holdout[action] >= 1.0:
            status[action] = HELD
        elif p.a_holdout[action] > 0.0:
            status[action] = OPEN
