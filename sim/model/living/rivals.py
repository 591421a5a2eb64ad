"""Competitors: present on channels, cheaper or dearer than the firm."""

from __future__ import annotations

import numpy as np

from engine.boundaries import boundary
from engine.kernels import part
from engine.numerics import logistic
from sim.model.contact.offers import discount_of
from sim.model.customers import draws
from sim.model.customers.draws import draw
from sim.model.customers.state import emit, forget_progress
from sim.model.living.purchase import best_offer
from sim.model.records import parameters as b
from sim.model.records.layout import NEED
from sim.model.records.mechanisms import RIVALS
from sim.model.records.vocabulary import COUNTER, EVENT, OBJECTIONS, STAGES

N_OBJECTIONS = len(OBJECTIONS)
AWARE, IS_CUSTOMER = STAGES.index("aware"), STAGES.index("customer")
E_LAPSE = EVENT["lapse"]
LAPSES, DIVERTED = COUNTER["lapses"], COUNTER["diverted"]
ABSENT = -39.0
"""Log-odds below which a competitor is not there."""


@boundary("P S c O i8 i8")
def lapse(P, S, c, O, channel, t):
    """The need is met elsewhere or dropped; channel: where, -1 nowhere in particular."""
    c.flags &= ~np.uint8(NEED)
    c.need_at = np.int32(-1)
    forget_progress(c)
    c.interest = np.float32(0.0)
    for o in range(N_OBJECTIONS):
        c.objections[o] = np.uint8(0)
    if c.stage < IS_CUSTOMER:
        c.stage = np.uint8(min(np.int64(c.stage), AWARE))
    c.loyalty = np.uint8(np.int64(c.loyalty * (1.0 - P.b[b.LOYALTY_STEP])))
    O.counters[max(channel, 0), LAPSES] += 1
    emit(P, S, c, O, t, E_LAPSE, channel, -1, 0, np.nan, np.nan)


@part
def pull(P, c, rival, channel, paid):
    """P(somebody who leaves the channel without buying takes the competitor's offer there).

    Args:
        paid: share of our price that the customer would pay.
    """
    x = P.r_presence[rival, channel]
    if x < ABSENT:
        return 0.0
    sensitivity = np.float64(c.price_sensitivity) / 255.0
    x += P.b[b.OFFER] * (paid - P.r_price[rival]) * sensitivity
    return logistic(x - P.b[b.LOYALTY] * (np.float64(c.loyalty) / 255.0))


@boundary("P S c F O i8 i8", door=RIVALS)
def tempt(P, S, c, F, O, channel, t):
    """Competitors that are present on the channel are compared with the firm."""
    paid = 1.0 - discount_of(P, c, best_offer(P, c, t))
    stays = 1.0
    for rival in range(P.n_rivals):
        stays *= 1.0 - pull(P, c, rival, channel, paid)
    if stays >= 1.0 or draw(P, c, F, draws.RIVAL, P.c_entity[channel]) < stays:
        return
    O.counters[channel, DIVERTED] += 1
    lapse(P, S, c, O, channel, t)
