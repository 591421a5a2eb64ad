"""A contact from the brand: delivered, noticed, heeded, clicked."""

from __future__ import annotations

import numpy as np

from engine.boundaries import boundary
from engine.kernels import part
from engine.numerics import log, logistic, normal_quantile
from sim.model.contact.policy import (
    CAPPED,
    FREE,
    SUPPRESSED,
    after_quiet,
    count_contact,
    obstacle,
    offer_to_show,
)
from sim.model.customers import draws
from sim.model.customers.draws import draw, exponential
from sim.model.customers.state import (
    DELIVER,
    OPENING,
    VISIT,
    attract,
    bump,
    clip,
    emit,
    minute,
    please,
    schedule,
)
from sim.model.knowledge.news import FRIEND_NEWS, neighbour, tell
from sim.model.knowledge.observations import (
    observe_contact,
    observe_flag,
    observe_rating,
    observe_response,
    observe_signup,
)
from sim.model.records import parameters as b
from sim.model.records.bits import bit
from sim.model.records.layout import NEED, REFERRED, REMINDED
from sim.model.records.sizes import FOREVER
from sim.model.records.triggers import (
    ASK_REFERRAL,
    ASK_REVIEW,
    ASK_SIGNUP,
    CLICKED,
    ON_CLICK,
    ON_OPEN,
    ON_REVIEW,
    ON_SIGNUP,
    OPENED,
    REVIEWED_ONE,
    SIGNED_UP,
)
from sim.model.records.vocabulary import COUNTER, EVENT, OBJECTIONS, STAGES, STEPS

N_OBJECTIONS = len(OBJECTIONS)
AWARE, CONSIDERING = STAGES.index("aware"), STAGES.index("considering")
IS_CUSTOMER = STAGES.index("customer")
BASKET = STEPS.index("basket")
FEWEST_STARS, MOST_STARS = 1.0, 5.0

E_DELIVER, E_BOUNCE, E_IMPRESSION = EVENT["deliver"], EVENT["bounce"], EVENT["impression"]
E_OPEN, E_CLICK, E_SIGNUP = EVENT["open"], EVENT["click"], EVENT["signup"]
E_OPT_OUT, E_REVIEW, E_REFERRAL = EVENT["opt_out"], EVENT["review"], EVENT["referral"]

DELIVERIES, BOUNCES, MEDIA = COUNTER["deliveries"], COUNTER["bounces"], COUNTER["media"]
IMPRESSIONS, NOTICED = COUNTER["impressions"], COUNTER["noticed"]
OPENS, CLICKS, OPT_OUTS = COUNTER["opens"], COUNTER["clicks"], COUNTER["opt_outs"]
WASTED, CONTRADICTIONS = COUNTER["wasted"], COUNTER["contradictions"]
N_CAPPED, N_UNCONSENTED = COUNTER["capped"], COUNTER["unconsented"]
N_SUPPRESSED, N_QUIET = COUNTER["suppressed"], COUNTER["quiet"]
LEADS, REVIEWS, STARS = COUNTER["leads"], COUNTER["reviews"], COUNTER["stars"]
REFERRALS = COUNTER["referrals"]


@part
def spend(P, O, channel, treatment, cost):
    """Charge media, in millionths of a minor unit."""
    O.counters[channel, MEDIA] += cost
    O.series[1] += cost
    if P.t_trigger[treatment] >= 0:
        O.inbound[channel] += cost


@part
def at_stage(c, made_for):
    """Whether the customer is where a creative is made for: 0 awareness ... 3 loyalty."""
    if made_for == 0:
        return c.stage <= AWARE
    if made_for == 1:
        return bool(c.flags & NEED) and c.step < BASKET
    if made_for == 2:
        return bool(c.flags & NEED)
    return made_for == 3 and c.stage >= IS_CUSTOMER and not c.flags & NEED


@part
def fit(P, c, treatment):
    """How well the contact suits the customer: appeal, stage, objections that it answers."""
    value = P.t_appeal[treatment]
    for o in range(N_OBJECTIONS):
        value += P.t_resolves[treatment, o] * (np.float64(c.objections[o]) / 255.0)
    if at_stage(c, P.t_stage[treatment]):
        value += P.b[b.STAGE_FIT]
    return value


@boundary("P c F O i8 i8 i8")
def credit(P, c, F, O, outcome, channel, t):
    """Count an outcome as a success of the last contact whose decider may see it."""
    now = minute(t)
    for other in range(P.channels):
        last = np.int64(c.last_treatment[other]) - 1
        if last < 0 or P.t_outcome[last] != outcome:
            continue
        if now - np.int64(c.obs.contacted[other]) > P.b[b.ATTRIBUTION]:
            continue
        if not bit(P.knows[other], channel):
            continue
        if other != channel and not F.identified:
            continue
        O.successes[last] += 1
        c.last_treatment[other] = 0


@part
def held_back(O, channel, why):
    """Count a contact that was not allowed to go out."""
    if why == CAPPED:
        O.counters[channel, N_CAPPED] += 1
    elif why == SUPPRESSED:
        O.counters[channel, N_SUPPRESSED] += 1
    else:
        O.counters[channel, N_UNCONSENTED] += 1


@part
def excess_pressure(P, c):
    """By how much the pressure of contacts exceeds what the customer bears, from 0 on."""
    return clip(np.float64(c.pressure) / c.annoyance - 1.0, 0.0, P.b[b.STRAIN_LIMIT])


@boundary("P S c F O i8 i8")
def burden(P, S, c, F, O, treatment, t):
    """A contact adds to the pressure, may be one too many, and may be wasted."""
    channel = P.t_channel[treatment]
    c.pressure = np.float32(c.pressure + P.c_pressure[channel])
    if not P.t_transactional[treatment] and not P.t_after_purchase[treatment]:
        if not c.flags & NEED:
            O.counters[channel, WASTED] += 1
    chance = P.c_unsubscribe[channel] * (1.0 + P.b[b.EXCESS_OPT_OUT] * excess_pressure(P, c))
    chance *= 1.0 - P.b[b.GOODWILL_OPT_OUT] * c.goodwill
    if not P.t_transactional[treatment] and chance > 0.0:
        if draw(P, c, F, draws.OPT_OUT, P.c_entity[channel]) < chance:
            c.consents &= ~(np.uint32(1) << np.uint32(channel))
            O.counters[channel, OPT_OUTS] += 1
            emit(P, S, c, O, t, E_OPT_OUT, channel, treatment, 0, np.nan, np.nan)


@part
def annoy(P, c, treatment):
    """What a noticed contact costs in goodwill: irrelevance, intrusion, excess.

    Each weighs as much as the contact presses: an ad in the corner less than a message.
    """
    weight = min(P.c_pressure[P.t_channel[treatment]], P.b[b.ANNOYANCE_LIMIT])
    loss = P.b[b.EXCESS] * excess_pressure(P, c)
    if not P.t_transactional[treatment] and not P.t_after_purchase[treatment]:
        if not c.flags & NEED:
            loss += P.b[b.IRRELEVANCE]
    personal = P.t_personal[treatment] - np.float64(c.intrusion) / 255.0
    loss += P.b[b.INTRUSION] * max(personal, 0.0)
    please(c, -weight * loss)


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
def discount_of(P, c, offer):
    """Share of the order value that an offer takes off."""
    if offer == 0:
        return 0.0
    share = P.o_share[offer]
    if c.order_value > 0:
        share += P.o_amount[offer] / np.float64(c.order_value)
    return min(share, 1.0)


@part
def sign_up(P, S, c, F, O, channel, treatment, t):
    """The customer leaves an address: a lead, a consent, a touch tied to the profile."""
    emit(P, S, c, O, t, E_SIGNUP, channel, treatment, 0, np.nan, np.nan)
    O.counters[channel, LEADS] += 1
    c.consents |= P.t_grants[treatment]
    offer = offer_to_show(P, c, treatment, t)
    if offer > 0:
        see_offer(P, S, c, O, channel, offer, t)
    F.identified = 1
    observe_signup(c, channel)
    credit(P, c, F, O, SIGNED_UP, channel, t)
    F.pending |= np.uint32(1) << np.uint32(ON_SIGNUP)


@boundary("P S c F O i8 i8 i8")
def write_review(P, S, c, F, O, channel, treatment, t):
    """A review of one to five stars: satisfaction plus noise, rounded."""
    u = draw(P, c, F, draws.STARS, P.c_entity[channel])
    mood = np.float64(c.satisfaction) / 255.0 + P.b[b.STARS_NOISE] * normal_quantile(u)
    scale = MOST_STARS - FEWEST_STARS
    stars = np.int64(clip(np.floor(FEWEST_STARS + 0.5 + scale * mood), FEWEST_STARS, MOST_STARS))
    O.counters[channel, REVIEWS] += 1
    O.counters[channel, STARS] += stars
    F.identified = 1
    observe_rating(c, channel, stars)
    emit(P, S, c, O, t, E_REVIEW, channel, treatment, stars, np.nan, np.nan)
    credit(P, c, F, O, REVIEWED_ONE, channel, t)
    F.pending |= np.uint32(1) << np.uint32(ON_REVIEW)


@part
def refer(P, S, c, F, O, channel, treatment, t):
    """The customer passes a code on to a friend."""
    O.counters[channel, REFERRALS] += 1
    observe_flag(c, channel, REFERRED)
    emit(P, S, c, O, t, E_REFERRAL, channel, treatment, 0, np.nan, np.nan)
    friend = neighbour(P, c, F, draws.FRIEND, channel)
    tell(O, c, friend, FRIEND_NEWS, channel, np.int64(P.t_offer[treatment]))


@boundary("P S c F O i8 i8")
def click(P, S, c, F, O, treatment, t):
    """The customer acts upon a contact."""
    channel = P.t_channel[treatment]
    O.counters[channel, CLICKS] += 1
    emit(P, S, c, O, t, E_CLICK, channel, treatment, 0, np.nan, np.nan)
    spend(P, O, channel, treatment, P.c_cost_click[channel])
    credit(P, c, F, O, CLICKED, channel, t)
    if c.flags & NEED:
        attract(c, P.b[b.CLICK_INTEREST])
    F.pending |= np.uint32(1) << np.uint32(ON_CLICK)
    asks = P.t_asks[treatment]
    if asks == ASK_SIGNUP:
        sign_up(P, S, c, F, O, channel, treatment, t)
    elif asks == ASK_REVIEW:
        write_review(P, S, c, F, O, channel, treatment, t)
    elif asks == ASK_REFERRAL:
        refer(P, S, c, F, O, channel, treatment, t)
    landing = P.t_landing[treatment]
    if landing >= 0 and not (P.c_inline[channel] and landing == channel):
        schedule(c, O, t + np.int64(P.b[b.LANDING_DELAY]), VISIT, landing, treatment)


@boundary("P S c F O i8 i8")
def heed(P, S, c, F, O, treatment, t):
    """A contact is noticed: its offer is read, objections are answered, perhaps it is clicked.

    Who notices a request for a review or a referral follows it with the chance of the persona.
    """
    channel = P.t_channel[treatment]
    c.touches = bump(c.touches)
    if not P.c_audience[channel]:
        observe_response(c, channel)
    c.stage = np.uint8(max(np.int64(c.stage), AWARE))
    if c.flags & NEED:
        c.stage = np.uint8(max(np.int64(c.stage), CONSIDERING))
    if P.t_transactional[treatment] and c.due[0] < FOREVER:
        c.flags |= REMINDED
    annoy(P, c, treatment)
    credit(P, c, F, O, OPENED, channel, t)
    F.pending |= np.uint32(1) << np.uint32(ON_OPEN)
    offer = offer_to_show(P, c, treatment, t)
    suits = fit(P, c, treatment)
    for o in range(N_OBJECTIONS):
        left = (1.0 - P.t_resolves[treatment, o]) * c.objections[o]
        c.objections[o] = np.uint8(np.int64(left))
    x = P.c_click[channel] + P.b[b.FIT] * suits + P.b[b.URGENCY] * P.t_urgent[treatment]
    x += P.b[b.GOODWILL] * c.goodwill
    x += P.b[b.OFFER] * discount_of(P, c, offer) * (np.float64(c.price_sensitivity) / 255.0)
    if c.flags & NEED:
        attract(c, P.b[b.OPEN_INTEREST])
        x += P.b[b.INTEREST] * c.interest
    asks = P.t_asks[treatment]
    if offer > 0 and asks != ASK_SIGNUP:  # that one is given for the address
        see_offer(P, S, c, O, channel, offer, t)
    chance = logistic(x)
    if asks == ASK_REVIEW:
        chance = c.review / 255.0
    elif asks == ASK_REFERRAL:
        chance = (c.refer / 255.0) * (c.satisfaction / 255.0)
    if draw(P, c, F, draws.CLICK, P.t_entity[treatment]) < chance:
        click(P, S, c, F, O, treatment, t)


@part
def notice_chance(P, c, treatment):
    """P(a delivered message is opened): base rate, fit, interest, pressure, goodwill."""
    channel = P.t_channel[treatment]
    x = P.c_open[channel] + P.b[b.FIT] * fit(P, c, treatment)
    x += P.b[b.INTEREST] * c.interest + P.b[b.GOODWILL] * c.goodwill
    x -= P.b[b.PRESSURE] * excess_pressure(P, c)
    if not P.c_inline[channel]:  # in a session the customer is there anyway
        if c.affinity[channel] == 0:
            return 0.0
        x += log((c.affinity[channel] / 255.0) / P.c_affinity[channel])
    return logistic(x)


@boundary("P S c F O i8 i8")
def notice(P, S, c, F, O, treatment, t):
    """A message is opened."""
    channel = P.t_channel[treatment]
    O.counters[channel, OPENS] += 1
    emit(P, S, c, O, t, E_OPEN, channel, treatment, 0, np.nan, np.nan)
    if P.t_comfort[treatment] > 0.0:
        please(c, P.b[b.COMFORT] * P.t_comfort[treatment])
    heed(P, S, c, F, O, treatment, t)


@boundary("P S k c F O i8 i8 f8 f8")
def deliver(P, S, k, c, F, O, treatment, t, propensity, probability):
    """A message goes out, if what is known now still allows it (DESIGN §3).

    Quiet hours hold it; want of consent, suppression and caps drop it.
    """
    channel = P.t_channel[treatment]
    why = obstacle(P, k, c, treatment, t)
    if why != FREE:
        held_back(O, channel, why)
        return
    inline = P.c_inline[channel]
    if not inline and not P.t_transactional[treatment]:
        allowed = after_quiet(P, c, t)
        if allowed > t:
            O.counters[channel, N_QUIET] += 1
            schedule(c, O, allowed, DELIVER, channel, treatment)
            return
    offer_to_show(P, c, treatment, t)  # the brand's offer state is set when it is sent
    O.counters[channel, DELIVERIES] += 1
    emit(P, S, c, O, t, E_DELIVER, channel, treatment, 0, propensity, probability)
    spend(P, O, channel, treatment, P.c_cost[channel])
    O.trials[treatment] += 1
    if P.count_transactional or not P.t_transactional[treatment]:
        count_contact(P, k, c, channel, t)
    observe_contact(c, channel, t)
    c.last_treatment[channel] = np.uint8(treatment + 1)
    burden(P, S, c, F, O, treatment, t)
    if P.c_bounce[channel] > 0.0:
        if draw(P, c, F, draws.BOUNCE, P.c_entity[channel]) < P.c_bounce[channel]:
            O.counters[channel, BOUNCES] += 1
            emit(P, S, c, O, t, E_BOUNCE, channel, treatment, 0, np.nan, np.nan)
            return
    if draw(P, c, F, draws.OPEN, P.t_entity[treatment]) >= notice_chance(P, c, treatment):
        return
    if inline:
        notice(P, S, c, F, O, treatment, t)
    else:
        late = P.c_delay[channel] * exponential(draw(P, c, F, draws.DELAY, P.c_entity[channel]))
        schedule(c, O, t + np.int64(late) + 1, OPENING, channel, treatment)
