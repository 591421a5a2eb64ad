"""A visit: arrive, browse, product, basket, checkout, pay or book. It runs whole, once begun.

Each step can fail; where it fails is a signal that the brand may observe. Continuity decides
whether earlier progress is found again; steps taken twice cost effort twice.
"""

from __future__ import annotations

import numpy as np

from engine.boundaries import boundary
from engine.kernels import part
from engine.numerics import logistic
from sim.model.contact.offers import discount_of, in_orders
from sim.model.customers import draws
from sim.model.customers.devices import SAVED, device_place, lost_with_device
from sim.model.customers.draws import draw
from sim.model.customers.state import (
    MILLION,
    VIEWED_VARIANT,
    channel_of_step,
    clip,
    emit,
    minute,
    progress,
    step_of,
    turn_to_variant,
    variant_of,
)
from sim.model.deciding.decisions import raise_trigger, settle
from sim.model.knowledge.observations import (
    observe_flag,
    observe_step,
    observe_visit,
    recognise,
)
from sim.model.living.arriving import arrive
from sim.model.living.aside import look_aside
from sim.model.living.help import wonder
from sim.model.living.places import turn_elsewhere
from sim.model.living.programme import points_at_hand
from sim.model.living.purchase import best_offer, purchase
from sim.model.living.rivals import tempt
from sim.model.records import parameters as b
from sim.model.records.bits import bit
from sim.model.records.layout import ADDRESS, ASKING, BOUGHT, NEED
from sim.model.records.sizes import FOREVER
from sim.model.records.triggers import ON_BASKET, ON_EXIT, ON_VISIT
from sim.model.records.vocabulary import COUNTER, EVENT, OBJECTIONS, STAGES, STEPS

N_OBJECTIONS = len(OBJECTIONS)
N_STEPS = len(STEPS)
PAID = STEPS.index("paid")
PRODUCT, BASKET = STEPS.index("product"), STEPS.index("basket")
CONSIDERING, INTENT = STAGES.index("considering"), STAGES.index("intent")

E_STEP = np.array([EVENT.get(s, 0) for s in STEPS], dtype=np.int64)
BASKETS, EFFORT_DONE = COUNTER["baskets"], COUNTER["effort"]
MIDDLE_STARS, STARS_SPAN = 3.0, 2.0

CERTAIN = 39.0
"""Log-odds from which a step is no hurdle: the first one, reached by arriving."""

BEARS = np.array([4, 4, 3, 5, 3], dtype=np.int64)
"""The step at which each objection stands in the way: price and trust at checkout, information and
wanting to touch at the basket, timing at paying."""


@part
def reputation(P, S, channel):
    """What the reviews on a channel add, in log-odds: mean stars, the surer the more there are."""
    rated = S.rated_before[channel] + S.rated[channel]
    if rated == 0:
        return 0.0
    stars = S.stars_before[channel] + S.stars[channel]
    mood = (stars / rated - MIDDLE_STARS) / STARS_SPAN
    return P.b[b.REVIEWS] * mood * (rated / (rated + P.b[b.REVIEWS_TRUSTED]))


@part
def pays_at_once(P, c, F, channel):
    """Whether the channel knows how the customer pays, from a purchase that it may know of."""
    if P.c_express[channel] <= 0.0 or not F.identified:
        return False
    for other in range(P.channels):
        if c.obs.flags[other] & BOUGHT and bit(P.knows[channel], other):
            if P.delay[channel, other] < 0:
                return True
    return False


@part
def step_chance(P, S, k, c, F, channel, step, before, t):
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
        worth = min(worth + in_orders(P, c, points_at_hand(P, k, c, F, channel)), 1.0)
        x += P.b[b.OFFER] * worth * (np.float64(c.price_sensitivity) / 255.0)
    if P.c_shows_reviews[channel] and step >= BASKET:
        x += reputation(P, S, channel)
    if step == PAID and pays_at_once(P, c, F, channel):
        x += P.c_express[channel]
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
    step = step_of(c)
    if step == 0:
        return step
    if P.n_devices > 0 and lost_with_device(c, F):
        return np.int64(0)
    keeps = P.continuity[channel_of_step(c), channel]
    if keeps < 1.0 and draw(P, c, F, draws.FOUND, P.c_entity[channel]) >= keeps:
        return np.int64(0)
    return step


@boundary("P S k c F O i8 i8 i8 i8 -> i8")
def walk_steps(P, S, k, c, F, O, channel, treatment, start, t):
    """Go through the steps of the channel from `start`; the time at which it ends.

    c.progress and F.paid say how far it went.
    """
    F.paid = 0
    before = 0
    for step in range(start + 1, N_STEPS):
        if not P.c_steps[channel, step]:
            continue
        chance = step_chance(P, S, k, c, F, channel, step, before, t)
        if draw(P, c, F, draws.STEP, P.c_entity[channel]) >= chance:
            break
        if P.c_pass[channel, step] < CERTAIN:
            before = step
        t += P.c_session[channel]
        effort = P.c_step_effort[channel]
        if F.device > 0:
            effort *= P.d_effort[device_place(F)]
        toil(P, c, O, channel, effort)
        if step == PAID:
            F.paid = 1
            break
        if c.flags & NEED and step > step_of(c):
            c.progress = progress(step, channel)
            c.viewed = (c.viewed & np.uint8(VIEWED_VARIANT)) | F.device
            c.stage = np.uint8(max(np.int64(c.stage), INTENT if step >= BASKET else CONSIDERING))
        if step == PRODUCT and P.n_variants > 0:
            choose_variant(P, c, F, channel)
        looks_at = variant_of(c) if step == PRODUCT else 0
        emit(P, S, c, O, t, E_STEP[step], channel, treatment, looks_at, np.nan, np.nan)
        if P.c_form[channel] > 0 and step >= P.c_form[channel]:
            if not F.identified:
                observe_visit(c, channel, t)  # only now it is known whose visit this is
            F.identified = 1
            observe_flag(c, channel, ADDRESS)
        if F.identified:
            observe_step(c, channel, step)
            if step_of(c) == step:
                c.viewed |= np.uint8(SAVED)
            if step == PRODUCT and P.n_variants > 0 and variant_of(c) > 0:
                k.variant = np.uint8(variant_of(c))
                k.variant_on = np.uint8(channel)
                k.variant_at = minute(t)
        for o in range(N_OBJECTIONS):
            left = (1.0 - P.c_resolves[channel, o]) * c.objections[o]
            c.objections[o] = np.uint8(np.int64(left))
        if step == BASKET:
            O.counters[channel, BASKETS] += 1
            raise_trigger(F, ON_BASKET)
            settle(P, S, k, c, F, O, channel, t)
    return t


@part
def choose_variant(P, c, F, channel):
    """The customer turns to a variant of the product, or stays with what was looked at before."""
    u = draw(P, c, F, draws.VARIANT, P.c_entity[channel])
    passed = 0.0
    for variant in range(1, P.n_variants + 1):
        passed += P.v_chance[variant]
        if u < passed:
            turn_to_variant(c, variant)
            return


@part
def place_of_payment(P, c, F, O, channel):
    """The channel that takes the money; whether the payer is known there stands in F.identified."""
    till = np.int64(P.c_pays_at[channel])
    if till >= 0:
        told = F.identified and bit(P.knows[till], channel) and P.delay[till, channel] < 0
        F.identified = 1 if told else recognise(P, c, F, O, till)
        channel = till
    if P.c_names_buyers[channel]:
        F.identified = 1
    return channel


@part
def leave(P, S, k, c, F, O, channel, t):
    """A visit ends without a purchase."""
    raise_trigger(F, ON_EXIT)
    settle(P, S, k, c, F, O, channel, t)
    if c.flags & NEED:
        tempt(P, S, c, F, O, channel, t)
        wonder(P, S, k, c, F, O, channel, t)


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
        leave(P, S, k, c, F, O, channel, end)
        return
    if P.c_books[channel] >= 0:
        F.request = P.c_books[channel]
        F.request_at = end
        F.state = ASKING
        return
    place = place_of_payment(P, c, F, O, channel)
    purchase(P, S, k, c, F, O, place, treatment, end)


@boundary("P S k c F O i8 i8 i8")
def session(P, S, k, c, F, O, channel, treatment, t):
    """One visit, from arrival to its end; from a channel that only leads on it goes to another."""
    F.via = -1
    F.ignored = 0
    while P.c_leads_to[channel] >= 0:
        arrive(P, S, c, F, O, channel, treatment, t)
        raise_trigger(F, ON_VISIT)
        settle(P, S, k, c, F, O, channel, t)
        F.via = channel
        channel = np.int64(P.c_leads_to[channel])
    arrive(P, S, c, F, O, channel, treatment, t)
    raise_trigger(F, ON_VISIT)
    settle(P, S, k, c, F, O, channel, t)
    look_aside(P, S, k, c, F, O, channel, t)
    if P.c_solves[channel] < 1.0:
        if draw(P, c, F, draws.SOLVE, P.c_entity[channel]) >= P.c_solves[channel]:
            if turn_elsewhere(P, c, O, channel, treatment, t):
                return
    shop(P, S, k, c, F, O, channel, treatment, t)
