"""Paid audiences: a membership for the window, impressions as the customer browses (DESIGN §2)."""

from __future__ import annotations

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
from sim.model.contact.policy import FREE, obstacle
from sim.model.customers import draws
from sim.model.customers.draws import draw
from sim.model.customers.state import emit
from sim.model.knowledge.observations import observe_contact
from sim.model.records.bits import bit


@part
def impressions_rate(P, c, channel):
    """Paid impressions a microsecond that the customer's browsing offers on the channel."""
    return P.c_impressions[channel] * c.affinity[channel]


@part
def join_audience(P, k, c, F, O, treatment, t):
    """Membership starts, if what is known now still allows it."""
    channel = P.t_channel[treatment]
    why = obstacle(P, k, c, treatment, t)
    if why != FREE:
        held_back(O, channel, why)
        return
    enter_audience(P, F, O, treatment, t)


@part
def enter_audience(P, F, O, treatment, t):
    """Membership starts."""
    channel = P.t_channel[treatment]
    F.member[channel] = treatment
    F.members += 1
    F.member_from[channel] = t
    O.trials[treatment] += 1


@boundary("P c F O i8 i8")
def leave_audience(P, c, F, O, channel, t):
    """Membership ends: impressions that went unnoticed are counted and charged."""
    treatment = F.member[channel]
    F.member[channel] = -1
    F.members -= 1
    elapsed = t - F.member_from[channel]
    if elapsed <= 0:
        return
    mean = impressions_rate(P, c, channel) * (1.0 - P.c_notice[channel]) * elapsed
    count = poisson_quantile(draw(P, c, F, draws.IMPRESSIONS, P.c_entity[channel]), mean)
    O.counters[channel, IMPRESSIONS] += count
    spend(P, O, channel, treatment, count * P.c_cost_impression[channel])


@boundary("P S c F O i8 i8")
def impression(P, S, c, F, O, channel, t):
    """A paid impression is noticed."""
    treatment = F.member[channel]
    O.counters[channel, IMPRESSIONS] += 1
    O.counters[channel, NOTICED] += 1
    spend(P, O, channel, treatment, P.c_cost_impression[channel])
    propensity = F.plan_propensity[channel]
    probability = F.plan_probability[channel]
    emit(P, S, c, O, t, E_IMPRESSION, channel, treatment, 0, propensity, probability)
    observe_contact(c, channel, t)
    c.last_treatment[channel] = treatment + 1
    burden(P, S, c, F, O, treatment, t)
    heed(P, S, c, F, O, treatment, t)
    if not P.t_transactional[treatment] and not bit(c.consents, channel):
        leave_audience(P, c, F, O, channel, t)
