"""Arbitration: what qualifies, what it is worth, and who takes which of it (DESIGN §6).

Plain functions over one CATALOG record ``p`` and the candidates of all customers, which lie one
after another: those of customer i are places first[i] to last[i] of the arrays ``candidate``
(treatment) and ``priority``; places last[i] to stop[i] hold what a holdout keeps from them.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.actions import (
    AFTER_PURCHASE,
    AT_CAP,
    NO_CONSENT,
    PRICELESS,
    TAKEN,
    lost_layer,
    priority_of,
    propensity_of,
    qualifies,
)
from engine.kernels import kernel, part
from engine.random import uniform

HOLDOUT, MARGIN = 25, 26
"""Kinds of random draw; `sim.model.customers.draws` has the same numbers for them."""
ALWAYS = 0xFFFF
"""The window of draws that hold for good."""
EVERYONE = 0
"""Entity of the draw for the contact policy's holdout, which is no action's."""

ORDINARY, FALLBACK, NEEDED = range(3)

NO_MONEY = 1e-200
"""Costs below stand for limits on something else; see `engine.allocation.several`."""

FREE, HELD, OPEN, DONE = range(4)
"""What is known of an action: may be taken, held out, left to the tape, taken."""


@part
def has(mask: Any, place: Any) -> Any:
    """Whether a bit is set."""
    return (np.uint64(mask) >> np.uint64(place)) & np.uint64(1) == np.uint64(1)


@kernel
def judge(
    p: Any, treatment: Any, row: Any, room: Any, trials: Any, successes: Any, stack: Any
) -> Any:
    """Why a treatment is not for a customer (TAKEN where nothing speaks against it).

    Args:
        trials, successes: float64 (places,), what was learned of it (`engine.learning.counts`).

    Returns:
        outcome, propensity, priority (minor units); the last two NaN and 0 where not reached.
    """
    if not qualifies(p.actions, p.rules, treatment, row, stack):
        return lost_layer(p.actions, p.rules, treatment, row, stack), np.nan, 0.0
    channel = np.int64(p.t_channel[treatment])
    if not p.t_transactional[treatment]:
        field = np.int64(p.consent[channel])
        if field >= 0 and row[field] != 1.0:
            return NO_CONSENT, np.nan, 0.0
        field = np.int64(p.suppressed[channel])
        if field >= 0 and row[field] == 1.0 and not p.t_after_purchase[treatment]:
            return AFTER_PURCHASE, np.nan, 0.0
        if not fits(p, channel, room):
            return AT_CAP, np.nan, 0.0
    place = np.int64(0)
    field = np.int64(p.t_segment[treatment])
    if field >= 0:
        place = segment_place(row[field], len(trials))
    propensity = propensity_of(
        p.actions, p.rules, treatment, trials[place], successes[place], row, stack
    )
    priority = priority_of(p.actions, p.rules, treatment, propensity, row, stack)
    needed = not (p.moment and p.t_transactional[treatment])
    if priority != priority or (priority <= 0.0 and needed):
        return PRICELESS, propensity, 0.0
    return TAKEN, propensity, priority


@part
def segment_place(x: Any, places: Any) -> Any:
    """Place of a segment's counts: the value's code, or the last where it is missing."""
    return np.int64(x) if x == x else np.int64(places - 1)


@part
def fits(p: Any, channel: Any, room: Any) -> Any:
    """Whether all caps leave room for one more contact on a channel."""
    for cap in range(p.planned_caps):
        if has(p.cap_channels[cap], channel) and room[cap] <= 0.0:
            return False
    return True


@kernel
def find_room(p: Any, row: Any, room: Any) -> None:
    """Contacts that each cap still allows, by the contacts that the profile tells of."""
    for cap in range(p.planned_caps):
        count = 0.0
        for channel in range(p.channels):
            field = np.int64(p.cap_field[cap, channel])
            if field >= 0 and row[field] > 0.0:  # a missing count counts as none
                count += row[field]
        room[cap] = p.cap_limit[cap] - count


@part
def policy_holds(p: Any, seed: Any, customer: Any) -> Any:
    """Whether the contact policy's holdout keeps planned actions from a customer.

    Ordinal 1, as in the simulation: the same customers under the same seed.
    """
    share = p.policy_holdout
    if share <= 0.0:
        return False
    return (
        uniform(
            seed, customer, np.uint64(0), np.uint64(HOLDOUT), np.uint64(EVERYONE),
            np.uint64(ALWAYS), np.uint64(1),
        )
        < share
    )  # fmt: skip


@part
def held_out(p: Any, seed: Any, customer: Any, action: Any) -> Any:
    """Whether an action's holdout keeps it from a customer: always the same answer."""
    share = p.a_holdout[action]
    if share <= 0.0:
        return False
    return (
        uniform(
            seed, customer, np.uint64(0), np.uint64(HOLDOUT), p.a_entity[action],
            np.uint64(ALWAYS), np.uint64(0),
        )
        < share
    )  # fmt: skip


@part
def net_of(p: Any, prices: Any, treatment: Any, priority: Any) -> Any:
    """Priority less the price of what it costs; below 0 where paid actions are shut out."""
    cost = p.t_cost[treatment]
    if cost <= 0.0:
        return priority
    price = prices[p.pool[p.t_channel[treatment]]]
    if not price < np.inf:
        return -1.0
    return priority - price * cost


@kernel
def net_value(p: Any, prices: Any, treatment: Any, priority: Any) -> Any:
    """`net_of` as Python calls it."""
    return net_of(p, prices, treatment, priority)


@part
def affordable(p: Any, treatment: Any, net: Any) -> Any:
    """Whether a treatment costs nothing or is worth more than its price."""
    return p.t_cost[treatment] <= 0.0 or net > 0.0


@part
def unpriced(p: Any, prices: Any, treatment: Any, net: Any) -> Any:
    """Whether what earns nothing may go out since money has no price."""
    price = prices[p.pool[p.t_channel[treatment]]]
    return net == 0.0 and price == 0.0 and p.t_cost[treatment] > NO_MONEY


@part
def best_for(
    p: Any, decider: Any, prices: Any, candidate: Any, priority: Any, first: Any, stop: Any,
    state: Any, left: Any, chosen: Any, policy: Any, kind: Any,
) -> Any:  # fmt: skip
    """Place of a decider's best candidate of a kind that is still possible, -1 where there is none.

    Kinds: ORDINARY and FALLBACK, which must be worth more than their price, and NEEDED, the
    transactional ones of a moment.
    """
    best = np.int64(-1)
    best_net = 0.0
    for place in range(first, stop):
        treatment = np.int64(candidate[place])
        if kind_of(p, treatment) != kind or p.decider[p.t_channel[treatment]] != decider:
            continue
        state_now = state[p.t_action[treatment]]
        if state_now == HELD or state_now == DONE:
            continue
        if not possible(p, treatment, candidate, left, chosen, policy):
            continue
        net = net_of(p, prices, treatment, priority[place])
        if kind == NEEDED:
            if not affordable(p, treatment, net) and not unpriced(p, prices, treatment, net):
                continue
        elif not net > 0.0:
            continue
        # of equals the first in the catalogue, wherever it stands among the candidates
        if (
            best < 0
            or net > best_net
            or (net == best_net and treatment < np.int64(candidate[best]))
        ):
            best = np.int64(place)
            best_net = net
    return best


@part
def kind_of(p: Any, treatment: Any) -> Any:
    """ORDINARY, FALLBACK or NEEDED."""
    if p.moment and p.t_transactional[treatment]:
        return NEEDED
    return FALLBACK if p.t_fallback[treatment] else ORDINARY


@part
def possible(
    p: Any, treatment: Any, candidate: Any, left: Any, chosen: Any, policy: Any
) -> Any:  # fmt: skip
    """Whether channel, caps, exclusions and the contact policy's holdout leave room for it."""
    channel = np.int64(p.t_channel[treatment])
    if chosen[channel] >= 0 or kept_apart(p, treatment, candidate, chosen):
        return False
    if p.t_transactional[treatment]:
        return True
    return not policy and fits(p, channel, left)


@part
def kept_apart(p: Any, treatment: Any, candidate: Any, chosen: Any) -> Any:
    """Whether a treatment never goes together with one that its decider has chosen.

    Nobody knows what another decider has chosen for the same customer.
    """
    if p.n_exclusions == 0 and p.n_pairs == 0:
        return False
    own = p.decider[p.t_channel[treatment]]
    for channel in range(p.channels):
        if chosen[channel] >= 0 and p.decider[channel] == own:
            if clash(p, treatment, np.int64(candidate[chosen[channel]])):
                return True
    return False


@part
def clash(p: Any, one: Any, other: Any) -> Any:
    """Whether two treatments never go together: by an exclusion, or by the contact policy."""
    action, taken = np.int64(p.t_action[one]), np.int64(p.t_action[other])
    if has(p.a_never[taken, action // 64], action % 64):
        return True
    if p.n_pairs == 0 or p.policy_scope[p.t_channel[one]] != p.policy_scope[p.t_channel[other]]:
        return False
    return has(p.a_spaced[taken, action // 64], action % 64)


@part
def take(p: Any, place: Any, treatment: Any, left: Any, chosen: Any) -> None:
    """Enter a pick, and count it against the caps."""
    channel = np.int64(p.t_channel[treatment])
    chosen[channel] = place
    if p.t_transactional[treatment] and not p.count_transactional:
        return
    for cap in range(p.planned_caps):
        if has(p.cap_channels[cap], channel):
            left[cap] -= 1.0


@part
def consult(tape: Any) -> Any:
    """The next entry of the tape, 0 where it has not been that far."""
    place = tape[0] + 2
    if tape[0] == tape[1]:
        tape[place] = 0
        tape[1] += 1
    tape[0] += 1
    return tape[place]


@part
def deciders_of(p: Any, candidate: Any, first: Any, stop: Any) -> Any:
    """A bit for each decider that chooses among the candidates."""
    if p.n_deciders == 1:
        return np.uint64(1)
    found = np.uint64(0)
    for place in range(first, stop):
        found |= np.uint64(1) << np.uint64(p.decider[p.t_channel[candidate[place]]])
    return found


@part
def pick(
    p: Any, prices: Any, candidate: Any, priority: Any, first: Any, stop: Any, policy: Any,
    status: Any, room: Any, state: Any, left: Any, tape: Any, chosen: Any,
) -> Any:  # fmt: skip
    """A customer's picks at the given prices: places of candidates, one a channel, -1 none.

    Of each decider at most `slots` actions, the best first; an action that delivers all of its
    treatments counts once; one fallback where nothing else is worth its price. At a moment
    transactional actions go out in any case, without a slot.

    Args:
        status: of each action; what is OPEN is decided by the tape when it matters.
        room: float64 (caps,), contacts that each cap still allows.
        state, left: scratch of actions and caps.

    Returns:
        probability of what the tape decided.
    """
    for channel in range(p.channels):
        chosen[channel] = -1
    for cap in range(p.planned_caps):
        left[cap] = room[cap]
    probability = 1.0
    deciders = deciders_of(p, candidate, first, stop)
    for decider in range(p.n_deciders):
        if has(deciders, decider):
            probability *= pick_for(
                p, decider, prices, candidate, priority, first, stop, policy, status, state, left,
                tape, chosen,
            )  # fmt: skip
    return probability


@part
def pick_for(
    p: Any, decider: Any, prices: Any, candidate: Any, priority: Any, first: Any, stop: Any,
    policy: Any, status: Any, state: Any, left: Any, tape: Any, chosen: Any,
) -> Any:  # fmt: skip
    """One decider's part of `pick`."""
    for place in range(first, stop):
        action = np.int64(p.t_action[candidate[place]])
        state[action] = status[action]
    probability = 1.0
    started = 0
    kind = NEEDED if p.moment else ORDINARY
    while kind == NEEDED or started < p.slots:
        best = best_for(
            p, decider, prices, candidate, priority, first, stop, state, left, chosen, policy, kind
        )
        if best < 0:
            if kind == FALLBACK or (kind == ORDINARY and started > 0):
                break
            kind = FALLBACK if kind == ORDINARY else ORDINARY
            continue
        treatment = np.int64(candidate[best])
        action = np.int64(p.t_action[treatment])
        probability *= settle(p, action, state, tape)
        if state[action] == HELD:
            continue
        deliver(p, prices, candidate, priority, first, stop, best, policy, state, left, chosen)
        started += kind != NEEDED
        if kind == FALLBACK:
            break
    return probability


@part
def deliver(
    p: Any, prices: Any, candidate: Any, priority: Any, first: Any, stop: Any, best: Any,
    policy: Any, state: Any, left: Any, chosen: Any,
) -> None:  # fmt: skip
    """Take the action of the candidate at `best`: that treatment, or all that it delivers."""
    treatment = np.int64(candidate[best])
    action = np.int64(p.t_action[treatment])
    decider = np.int64(p.decider[p.t_channel[treatment]])
    state[action] = DONE
    take(p, best, treatment, left, chosen)
    if p.t_every[treatment]:
        for place in range(first, stop):
            other = np.int64(candidate[place])
            if p.t_action[other] != action or p.decider[p.t_channel[other]] != decider:
                continue
            if possible(p, other, candidate, left, chosen, policy):
                net = net_of(p, prices, other, priority[place])
                if affordable(p, other, net):
                    take(p, place, other, left, chosen)


@part
def settle(p: Any, action: Any, state: Any, tape: Any) -> Any:
    """Let the tape decide whether an open action is held out; the probability of its answer."""
    if state[action] != OPEN:
        return 1.0
    if consult(tape) == 1:
        state[action] = HELD
        return p.a_holdout[action]
    state[action] = FREE
    return 1.0 - p.a_holdout[action]
