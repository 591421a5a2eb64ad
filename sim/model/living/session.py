"""A visit: arrive, browse, product, basket, checkout, pay or book. It runs whole, once begun.

Each step can fail; where it fails is a signal that the brand may observe. Continuity decides
whether earlier progress is found again; steps taken twice cost effort twice.
"""

from __future__ import annotations

import numpy as np

from engine.boundaries import boundary
from engine.kernels import part
from engine.numerics import logistic
from sim.model.contact.contact import credit, discount_of
from sim.model.customers import draws
from sim.model.customers.draws import draw
from sim.model.customers.state import MILLION, attract, bump, clip, emit
from sim.model.deciding.decisions import raise_trigger, settle
from sim.model.knowledge.observations import observe_step, observe_visit, recognise
from sim.model.living.purchase import best_offer, purchase
from sim.model.records import parameters as b
from sim.model.records.layout import ASKING, NEED
from sim.model.records.sizes import FOREVER
from sim.model.records.triggers import ON_BASKET, ON_EXIT, ON_VISIT, VISITED
from sim.model.records.vocabulary import COUNTER, EVENT, OBJECTIONS, STAGES, STEPS

N_OBJECTIONS = len(OBJECTIONS)
N_STEPS = len(STEPS)
PAID = STEPS.index("paid")
BASKET = STEPS.index("basket")
AWARE, CONSIDERING, INTENT = (STAGES.index(s) for s in ("aware", "considering", "intent"))

E_VISIT = EVENT["visit"]
E_STEP = np.array([EVENT.get(s, 0) for s in STEPS], dtype=np.int64)
VISITS, BASKETS, EFFORT_DONE = COUNTER["visits"], COUNTER["baskets"], COUNTER["effort"]

CERTAIN = 39.0
"""Log-odds from which a step is no hurdle: the first one, reached by arriving."""

BEARS = np.array([4, 4, 3, 5, 3], dtype=np.int64)
"""The step at which each objection stands in the way: price and trust at checkout, information and
wanting to touch at the basket, timing at paying."""


@part
def step_chance(P, c, channel, step, before, t):
    """P(the customer goes on to the step).

    An objection stands in the way of the first uncertain step at or after its own, `before` being
    the last one taken in this session.
    """
    x = P.c_pass[channel, step]
    for o in range(N_OBJECTIONS):
        if before < BEARS[o] <= step:
            x -= P.b[b.OBJECTION] * (np.float64(c.objections[o]) / 255.0)
    felt = np.float64(c.effort) / c.tolerance - P.b[b.EFFORT_ONSET]
    x -= P.b[b.EFFORT] * clip(felt, 0.0, P.b[b.STRAIN_LIMIT])
    x += P.b[b.GOODWILL] * c.goodwill + P.b[b.LOYALTY] * (np.float64(c.loyalty) / 255.0)
    if step > BASKET:
        worth = discount_of(P, c, best_offer(P, c, t))
        x += P.b[b.OFFER] * worth * (np.float64(c.price_sensitivity) / 255.0)
    if c.flags & NEED:
        x += P.b[b.INTEREST] * (c.interest - P.b[b.USUAL_INTEREST])
    else:
        x -= P.b[b.BROWSING]
    return logistic(x)


@part
def toil(P, c, O, channel, effort):
    """Effort that the customer spends on the channel."""
    c.effort = np.float32(c.effort + effort)
    O.counters[channel, EFFORT_DONE] += np.int64(effort * MILLION)


@part
def found_step(P, c, F, channel):
    """The step at which the customer can go on: what survives the change of channel, or none."""
    step = np.int64(c.step)
    if step == 0:
        return step
    keeps = P.continuity[c.step_channel, channel]
    if keeps < 1.0 and draw(P, c, F, draws.FOUND, P.c_entity[channel]) >= keeps:
        return np.int64(0)
    return step


@boundary("P S k c F O i8 i8 i8 i8 -> i8")
def walk_steps(P, S, k, c, F, O, channel, treatment, start, t):
    """Go through the steps of the channel from `start`; the time at which it ends.

    c.step and F.paid say how far it went.
    """
    F.paid = 0
    before = 0
    for step in range(start + 1, N_STEPS):
        if not P.c_steps[channel, step]:
            continue
        chance = step_chance(P, c, channel, step, before, t)
        if draw(P, c, F, draws.STEP, P.c_entity[channel]) >= chance:
            break
        if P.c_pass[channel, step] < CERTAIN:
            before = step
        t += P.c_session[channel]
        toil(P, c, O, channel, P.c_step_effort[channel])
        if step == PAID:
            F.paid = 1
            break
        if c.flags & NEED and step > np.int64(c.step):
            c.step = np.uint8(step)
            c.step_channel = np.uint8(channel)
            c.stage = np.uint8(max(np.int64(c.stage), INTENT if step >= BASKET else CONSIDERING))
        emit(P, S, c, O, t, E_STEP[step], channel, treatment, 0, np.nan, np.nan)
        if F.identified:
            observe_step(c, channel, step)
        for o in range(N_OBJECTIONS):
            left = (1.0 - P.c_resolves[channel, o]) * c.objections[o]
            c.objections[o] = np.uint8(np.int64(left))
        if step == BASKET:
            O.counters[channel, BASKETS] += 1
            raise_trigger(F, ON_BASKET)
            settle(P, S, k, c, F, O, channel, t)
    return t


@boundary("P S c F O i8 i8 i8")
def arrive(P, S, c, F, O, channel, treatment, t):
    """The customer reaches the channel: a visit, perhaps recognised."""
    O.counters[channel, VISITS] += 1
    c.touches = bump(c.touches)
    c.stage = np.uint8(max(np.int64(c.stage), AWARE))
    F.identified = recognise(P, c, F, O, channel)
    emit(P, S, c, O, t, E_VISIT, channel, treatment, 0, np.nan, np.nan)
    if F.identified:
        observe_visit(c, channel, t)
    if c.flags & NEED:
        attract(c, P.b[b.VISIT_INTEREST])
    credit(P, c, F, O, VISITED, channel, t)


@boundary("P S k c F O i8 i8 i8")
def shop(P, S, k, c, F, O, channel, treatment, t):
    """Go through the steps; buy, ask for an appointment, or leave."""
    start = found_step(P, c, F, channel)
    if treatment >= 0 and P.t_landing[treatment] == channel:
        start = max(start, np.int64(P.t_starts[treatment]))
    end = walk_steps(P, S, k, c, F, O, channel, treatment, start, t)
    c.now = end
    F.treatment = treatment
    F.session_channel = channel
    if P.c_books[channel] >= 0 and c.due[0] < FOREVER:
        F.paid = 0  # who has an appointment takes no second one
    if not F.paid:
        raise_trigger(F, ON_EXIT)
        settle(P, S, k, c, F, O, channel, end)
        return
    F.identified = 1  # who pays or books leaves a name
    if P.c_books[channel] >= 0:
        F.request = P.c_books[channel]
        F.request_at = end
        F.state = ASKING
        return
    purchase(P, S, k, c, F, O, channel, treatment, end)


@boundary("P S k c F O i8 i8 i8")
def session(P, S, k, c, F, O, channel, treatment, t):
    """One visit on a channel, from arrival to its end."""
    arrive(P, S, c, F, O, channel, treatment, t)
    raise_trigger(F, ON_VISIT)
    settle(P, S, k, c, F, O, channel, t)
    shop(P, S, k, c, F, O, channel, treatment, t)
