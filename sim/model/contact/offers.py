"""Offers as customers see them: remembered, compared, worth something."""

from __future__ import annotations

import numpy as np

from engine.boundaries import boundary
from engine.kernels import part
from sim.model.customers.state import minute, please, variant_of
from sim.model.records import parameters as b
from sim.model.records.bits import bit
from sim.model.records.vocabulary import COUNTER

CONTRADICTIONS = COUNTER["contradictions"]


@boundary("P S c O i8 i8 i8")
def see_offer(P, S, c, O, channel, offer, t):
    """The customer reads an offer; one that contradicts another still in memory costs goodwill."""
    scope = np.uint8(P.offer_scope[channel])
    now = minute(t)
    for place in range(2):
        other = np.int64(c.offer_seen[place])
        if other == 0 or other == offer:
            continue
        if now - np.int64(c.offer_seen_at[place]) > P.b[b.OFFER_MEMORY]:
            continue
        if c.offer_scope[place] == scope and bit(P.o_replaces[offer], other):
            continue  # announced as an improvement by the same source
        O.counters[channel, CONTRADICTIONS] += 1
        please(c, -P.b[b.CONTRADICTION])
    if c.offer_seen[0] == offer and now - np.int64(c.offer_seen_at[0]) <= P.o_valid[offer]:
        return  # it holds from when it was first seen
    if c.offer_seen[0] != offer:
        c.offer_seen[1] = c.offer_seen[0]
        c.offer_seen_at[1] = c.offer_seen_at[0]
        c.offer_scope[1] = c.offer_scope[0]
    c.offer_seen[0] = np.uint8(offer)
    c.offer_seen_at[0] = now
    c.offer_scope[0] = scope


@part
def order_of(P, c):
    """Value of the order before discounts, minor units: that of the variant that is looked at."""
    variant = variant_of(c)
    if variant == 0:
        return np.int64(c.order_value)
    return np.int64(np.floor(P.v_price[variant] * c.order_value + 0.5))


@part
def discount_of(P, c, offer):
    """Share of the order value that an offer takes off."""
    if offer == 0:
        return 0.0
    return min(P.o_share[offer] + in_orders(P, c, P.o_amount[offer]), 1.0)


@part
def in_orders(P, c, amount):
    """An amount in minor units as a share of the order value; 0 where an order is worth nothing."""
    order = order_of(P, c)
    return amount / np.float64(order) if order > 0 else 0.0
