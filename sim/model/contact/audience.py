"""Audiences: a membership for the window, impressions as the customer browses (DESIGN §2).

An audience is bought for one customer, or reached by a mass medium: everybody, or all followers.
"""

from __future__ import annotations

import numpy as np

from engine.boundaries import boundary
from engine.kernels import part
from engine.numerics import poisson_quantile
from sim.model.contact.contact import (
    E_IMPRESSION,
    IMPRESSIONS,
    NOTICED,
    burden,
    heed,
    held_back,
    spend,
)
from sim.model.contact.exposure import (
    has_table,
    miss,
    note_miss,
    room_for_misses,
    table_of,
    unnoticed,
)
from sim.model.contact.policy import FREE, obstacle
from sim.model.customers import draws
from sim.model.customers.daytime import active_at
from sim.model.customers.draws import next_ordinal, nth_draw
from sim.model.customers.state import emit
from sim.model.knowledge.observations import observe_contact
from sim.model.records.bits import bit
from sim.model.records.mechanisms import MASS


@part
def join_audience(P, k, c, F, O, treatment, t):
    """Membership starts, if what is known now still allows it."""
    channel = P.t_channel[treatment]
    why = obstacle(P, k, c, treatment, t)
    if why != FREE:
        held_back(O, channel, why)
        return
    enter_audience(P, c, F, O, treatment, t)


@part
def enter_audience(P, c, F, O, treatment, t):
    """Membership starts."""
    channel = P.t_channel[treatment]
    F.member[channel] = treatment
    F.members |= np.uint32(1) << np.uint32(channel)
    F.member_from[channel] = active_at(P, c, F, t)
    if P.c_intent[channel] > 0:
        F.searched_before[channel] = F.searched[P.c_intent[channel] - 1]
    O.trials[treatment] += 1


@boundary("P S c F O i8", door=MASS)
def reach_mass(P, S, c, F, O, t):
    """The media that carry a spot in this window reach who looks at them, or follows."""
    if P.p_silent[c.persona]:
        return
    for channel in range(P.channels):
        treatment = np.int64(S.airing[channel])
        if treatment < 0 or c.affinity[channel] == 0:
            continue
        if P.c_followers[channel] and not bit(c.consents, channel):
            continue
        F.plan_propensity[channel] = np.nan  # nobody decides for one person
        F.plan_probability[channel] = np.nan
        enter_audience(P, c, F, O, treatment, t)


@part
def exposure(P, c, F, channel, t):
    """Active microseconds of membership; of a search channel, those spent searching."""
    if P.c_intent[channel] > 0:
        return F.searched[P.c_intent[channel] - 1] - F.searched_before[channel]
    return np.float64(active_at(P, c, F, t) - F.member_from[channel])


@boundary("P S c F O i8 i8")
def leave_audience(P, S, c, F, O, channel, t):
    """Membership ends: impressions that went unnoticed are to be counted and charged."""
    treatment = np.int64(F.member[channel])
    elapsed = exposure(P, c, F, channel, t)
    F.member[channel] = -1
    F.members &= ~(np.uint32(1) << np.uint32(channel))
    if elapsed <= 0:
        return
    affinity = c.affinity[channel]
    mean = unnoticed(P, channel, treatment, affinity, elapsed)
    nth = next_ordinal(F, draws.IMPRESSIONS, P.c_entity[channel])
    if nth > 0:  # another membership in the same window
        u = nth_draw(P, c, F, draws.IMPRESSIONS, P.c_entity[channel], nth)
        miss(P, O, channel, treatment, np.int64(poisson_quantile(u, mean)))
        return
    place = np.int64(-1)
    if has_table(S, channel, treatment):
        place = table_of(channel, affinity)
        if S.tables[place].mean != mean:
            place = np.int64(-1)
    room_for_misses(P, S, O)
    note_miss(P, O, c.id, channel, treatment, place, mean)


@boundary("P S k c F O i8 i8")
def impression(P, S, k, c, F, O, channel, t):
    """An impression is noticed."""
    treatment = F.member[channel]
    O.counters[channel, IMPRESSIONS] += 1
    O.counters[channel, NOTICED] += 1
    spend(P, O, channel, treatment, P.c_cost_impression[channel])
    propensity = F.plan_propensity[channel]
    probability = F.plan_probability[channel]
    emit(P, S, c, O, t, E_IMPRESSION, channel, treatment, 0, propensity, probability)
    if not P.c_mass[channel]:  # the firm does not see who looks at its posters
        observe_contact(c, channel, t)
        c.last_treatment[channel] = treatment + 1
    burden(P, S, c, F, O, treatment, t)
    heed(P, S, k, c, F, O, treatment, t)
    if not P.t_transactional[treatment] and not bit(c.consents, channel):
        leave_audience(P, S, c, F, O, channel, t)
