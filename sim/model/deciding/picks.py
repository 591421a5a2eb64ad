"""Who picks what among a customer's candidates: each decider, at given prices (DESIGN §6).

Candidates and prices are read from scratch fields of the output record O, picks are left there.
"""

from __future__ import annotations

import numpy as np

from engine.kernels import inlined, part
from sim.model.contact.policy import apart


@part
def take_up(P, O, candidate, priority, propensity, i, count):
    """Load the candidates of the customer in row i into O."""
    O.candidates = count
    at = i * P.n_planned
    for place in range(count):
        O.candidate[place] = candidate[at + place]
        O.candidate_priority[place] = priority[at + place]
        O.candidate_propensity[place] = propensity[at + place]


@inlined
def net_of(P, O, place):
    """Priority of a candidate less the price of its cost; below 0 where no money is left."""
    treatment = O.candidate[place]
    cost = P.t_cost[treatment]
    if cost <= 0.0:
        return O.candidate_priority[place]
    price = O.prices[P.pool[P.t_channel[treatment]]]
    return O.candidate_priority[place] - price * cost if price < np.inf else -1.0


@inlined
def decider_of(P, O, place):
    """Who decides on a candidate."""
    return P.decider[P.t_channel[O.candidate[place]]]


@part
def started(P, O, decider, action):
    """Whether the decider has started the action."""
    for channel in range(P.channels):
        place = O.chosen[channel]
        if place >= 0 and P.decider[channel] == decider:
            if P.t_action[O.candidate[place]] == action:
                return True
    return False


@part
def kept_apart(P, O, treatment):
    """Whether the policy keeps the treatment apart from one that has been chosen."""
    if P.n_pairs == 0:
        return False
    for channel in range(P.channels):
        place = O.chosen[channel]
        if place >= 0 and apart(P, treatment, O.candidate[place]):
            return True
    return False


@part
def best_for(P, O, decider, fallback, slot):
    """The decider's best candidate on a free channel, -1 where none is worth its price."""
    best = np.int64(-1)
    best_net = 0.0
    for place in range(O.candidates):
        treatment = np.int64(O.candidate[place])
        channel = P.t_channel[treatment]
        if P.decider[channel] != decider or P.t_fallback[treatment] != fallback:
            continue
        if slot > 0 and (O.chosen[channel] >= 0 or started(P, O, decider, P.t_action[treatment])):
            continue
        if slot > 0 and kept_apart(P, O, treatment):
            continue
        net = net_of(P, O, place)
        if net > best_net or (best >= 0 and net == best_net and treatment < O.candidate[best]):
            best = place  # ties go by name: views, and so places, are numbered by channel
            best_net = net
    return best


@part
def pick_for(P, O, decider):
    """One decider's picks: at most `slots` different actions.

    An action that delivers all of its treatments counts as one, and each of them must be worth its
    price.
    """
    for slot in range(P.slots):
        best = best_for(P, O, decider, 0, slot)
        if best < 0 and slot == 0:
            best = best_for(P, O, decider, 1, slot)
        if best < 0:
            return
        treatment = np.int64(O.candidate[best])
        O.chosen[P.t_channel[treatment]] = best
        if not P.t_every[treatment]:
            continue
        for place in range(O.candidates):
            other = np.int64(O.candidate[place])
            channel = np.int64(P.t_channel[other])
            if P.t_action[other] != P.t_action[treatment] or P.decider[channel] != decider:
                continue
            if O.chosen[channel] < 0 and net_of(P, O, place) > 0.0:
                if kept_apart(P, O, other):
                    continue
                O.chosen[channel] = place


@part
def pick(P, O):
    """Every decider's picks among the candidates in O, at the prices in O.

    Writes the candidates' places into O.chosen (one a channel, -1 none).
    """
    for channel in range(P.channels):
        O.chosen[channel] = -1
    for place in range(O.candidates):
        decider = decider_of(P, O, place)
        first = True
        for earlier in range(place):
            if decider_of(P, O, earlier) == decider:
                first = False
        if first:
            pick_for(P, O, decider)
