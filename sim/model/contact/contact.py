"""A contact from the brand: delivered, noticed, heeded, clicked."""

from __future__ import annotations

import numpy as np

from engine.boundaries import boundary
from engine.kernels import part
from engine.numerics import log, logistic
from sim.model.contact.answers import answer_survey, credit, follow, refer, sign_up, write_review
from sim.model.contact.content import weigh_content
from sim.model.contact.offers import discount_of, see_offer
from sim.model.contact.policy import (
    CAPPED,
    FREE,
    SPACED,
    SUPPRESSED,
    after_quiet,
    arrival,
    count_contact,
    note_sent,
    obstacle,
    offer_to_show,
)
from sim.model.customers import draws
from sim.model.customers.draws import draw, exponential
from sim.model.customers.state import (
    DELIVER,
    HELD,
    ON_DEVICE,
    OPENING,
    VISIT,
    attract,
    bump,
    clip,
    emit,
    please,
    schedule,
    step_of,
)
from sim.model.knowledge.observations import observe_contact, observe_response
from sim.model.records import parameters as b
from sim.model.records.layout import NEED, REMINDED
from sim.model.records.sizes import FOREVER
from sim.model.records.triggers import (
    ASK_FOLLOW,
    ASK_REFERRAL,
    ASK_REVIEW,
    ASK_SIGNUP,
    ASK_SURVEY,
    CLICKED,
    ON_CLICK,
    ON_OPEN,
    OPENED,
)
from sim.model.records.vocabulary import COUNTER, EVENT, OBJECTIONS, STAGES, STEPS

N_OBJECTIONS = len(OBJECTIONS)
AWARE, CONSIDERING = STAGES.index("aware"), STAGES.index("considering")
IS_CUSTOMER = STAGES.index("customer")
BASKET = STEPS.index("basket")

E_DELIVER, E_BOUNCE, E_IMPRESSION = EVENT["deliver"], EVENT["bounce"], EVENT["impression"]
E_OPEN, E_CLICK, E_OPT_OUT = EVENT["open"], EVENT["click"], EVENT["opt_out"]

DELIVERIES, BOUNCES, MEDIA = COUNTER["deliveries"], COUNTER["bounces"], COUNTER["media"]
IMPRESSIONS, NOTICED = COUNTER["impressions"], COUNTER["noticed"]
OPENS, CLICKS, OPT_OUTS = COUNTER["opens"], COUNTER["clicks"], COUNTER["opt_outs"]
N_CAPPED, N_UNCONSENTED = COUNTER["capped"], COUNTER["unconsented"]
N_SUPPRESSED, N_QUIET = COUNTER["suppressed"], COUNTER["quiet"]
N_SPACED, WASTED = COUNTER["spaced"], COUNTER["wasted"]

AGAIN = DELIVER | HELD << ON_DEVICE
"""In the agenda: a contact that was held back falls due, and must qualify again."""


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
        return bool(c.flags & NEED) and step_of(c) < BASKET
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


@part
def held_back(O, channel, why):
    """Count a contact that was not allowed to go out."""
    if why == CAPPED:
        O.counters[channel, N_CAPPED] += 1
    elif why == SUPPRESSED:
        O.counters[channel, N_SUPPRESSED] += 1
    elif why == SPACED:
        O.counters[channel, N_SPACED] += 1
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
            F.stirred = 1
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


@boundary("P S c F O i8 i8")
def click(P, S, c, F, O, treatment, t):
    """The customer acts upon a contact."""
    channel = P.t_channel[treatment]
    F.stirred = 1
    O.counters[channel, CLICKS] += 1
    emit(P, S, c, O, t, E_CLICK, channel, treatment, 0, np.nan, np.nan)
    spend(P, O, channel, treatment, P.c_cost_click[channel])
    credit(P, c, F, O, CLICKED, channel, t)
    if c.flags & NEED:
        attract(c, P.b[b.CLICK_INTEREST])
    F.pending |= np.uint32(1) << np.uint32(ON_CLICK)
    if P.c_inline[channel]:
        F.ignored = 0
    asks = P.t_asks[treatment]
    if asks == ASK_SIGNUP:
        sign_up(P, S, c, F, O, channel, treatment, t)
    elif asks == ASK_REVIEW:
        write_review(P, S, c, F, O, channel, treatment, t)
    elif asks == ASK_REFERRAL:
        refer(P, S, c, F, O, channel, treatment, t)
    elif asks == ASK_FOLLOW:
        follow(P, S, c, O, channel, treatment, t)
    elif asks == ASK_SURVEY:
        answer_survey(P, S, c, F, O, channel, treatment, t)
    landing = P.t_landing[treatment]
    if landing >= 0 and not (P.c_inline[channel] and landing == channel):
        kind = VISIT | np.int64(F.device) << ON_DEVICE
        schedule(c, O, t + np.int64(P.c_landing[channel]), kind, landing, treatment)


@boundary("P S k c F O i8 i8")
def heed(P, S, k, c, F, O, treatment, t):
    """A contact is noticed: its offer is read, objections are answered, perhaps it is clicked.

    Who notices a request for a review or a referral follows it with the chance of the persona.
    """
    channel = P.t_channel[treatment]
    c.touches = bump(c.touches)
    if not P.c_audience[channel] and not P.c_mass[channel]:
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
    news = weigh_content(P, k, c, O, treatment, t)
    for o in range(N_OBJECTIONS):
        left = (1.0 - P.t_resolves[treatment, o]) * c.objections[o]
        c.objections[o] = np.uint8(np.int64(left))
    x = P.c_click[channel] + P.b[b.FIT] * suits + P.b[b.URGENCY] * P.t_urgent[treatment]
    x += P.b[b.GOODWILL] * c.goodwill
    x += P.b[b.OFFER] * discount_of(P, c, offer) * (np.float64(c.price_sensitivity) / 255.0)
    x += news
    if c.flags & NEED:
        if news >= 0.0:
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


@boundary("P S k c F O i8 i8")
def notice(P, S, k, c, F, O, treatment, t):
    """A message is opened."""
    channel = P.t_channel[treatment]
    O.counters[channel, OPENS] += 1
    emit(P, S, c, O, t, E_OPEN, channel, treatment, 0, np.nan, np.nan)
    if P.t_comfort[treatment] > 0.0:
        please(c, P.b[b.COMFORT] * P.t_comfort[treatment])
    heed(P, S, k, c, F, O, treatment, t)


@boundary("P S k c F O i8 i8 f8 f8")
def deliver(P, S, k, c, F, O, treatment, t, propensity, probability):
    """A message goes out, if what is known now still allows it (DESIGN §3).

    Want of consent and suppression drop it; caps and quiet hours too, or else they hold it.
    """
    channel = P.t_channel[treatment]
    why = obstacle(P, k, c, treatment, t)
    if why != FREE:
        held_back(O, channel, why)
        if why == CAPPED and P.hold_capped and P.t_trigger[treatment] >= 0:
            if not P.c_inline[channel]:  # it must qualify again in the next plan
                schedule(c, O, F.end, AGAIN, channel, treatment)
        return
    inline = P.c_inline[channel]
    if not inline and not P.t_transactional[treatment]:
        allowed = after_quiet(P, c, t)
        if allowed > t:
            O.counters[channel, N_QUIET] += 1
            if not P.drop_quiet:
                schedule(c, O, allowed, AGAIN, channel, treatment)
            return
    offer_to_show(P, c, treatment, t)  # the brand's offer state is set when it is sent
    O.counters[channel, DELIVERIES] += 1
    emit(P, S, c, O, t, E_DELIVER, channel, treatment, 0, propensity, probability)
    spend(P, O, channel, treatment, P.c_cost[channel])
    O.trials[treatment] += 1
    if P.count_transactional or not P.t_transactional[treatment]:
        if P.count_inbound or not inline:
            count_contact(P, k, c, channel, t)
    note_sent(P, k, treatment, t)
    observe_contact(c, channel, t)
    c.last_treatment[channel] = np.uint8(treatment + 1)
    burden(P, S, c, F, O, treatment, t)
    if P.c_bounce[channel] > 0.0:
        if draw(P, c, F, draws.BOUNCE, P.c_entity[channel]) < P.c_bounce[channel]:
            O.counters[channel, BOUNCES] += 1
            emit(P, S, c, O, t, E_BOUNCE, channel, treatment, 0, np.nan, np.nan)
            return
    if inline:
        F.ignored = bump(F.ignored)
    if draw(P, c, F, draws.OPEN, P.t_entity[treatment]) >= notice_chance(P, c, treatment):
        return
    if inline:
        notice(P, S, k, c, F, O, treatment, t)
    else:
        late = P.c_delay[channel] * exponential(draw(P, c, F, draws.DELAY, P.c_entity[channel]))
        there = arrival(P, channel, t)
        schedule(c, O, there + np.int64(late) + 1, OPENING, channel, treatment)
