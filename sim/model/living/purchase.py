"""From the decision to pay onwards: appointment, service, money, satisfaction, word of mouth."""

from __future__ import annotations

import numpy as np

from engine.boundaries import boundary
from engine.kernels import part
from engine.numerics import logistic
from sim.model.contact.answers import credit, write_review
from sim.model.contact.audience import leave_audience
from sim.model.contact.offers import discount_of, order_of
from sim.model.contact.policy import suppressed
from sim.model.customers import draws
from sim.model.customers.draws import draw
from sim.model.customers.state import (
    APPOINTMENT,
    FINISH,
    MILLION,
    bump,
    clip,
    emit,
    forget_progress,
    minute,
    please,
    schedule,
)
from sim.model.deciding.decisions import raise_trigger, settle
from sim.model.knowledge.news import POINT_NEWS, PRAISE_NEWS, WARNING_NEWS, neighbour, tell
from sim.model.knowledge.observations import forget_steps, observe_flag, observe_visit
from sim.model.living.complaints import complain
from sim.model.living.programme import earn_points, use_points
from sim.model.records import parameters as b
from sim.model.records.layout import (
    ADDRESS,
    ATTENDED,
    BOOKED,
    BOUGHT,
    CUSTOMER,
    CUSTOMER_BEFORE,
    DIRTY,
    FRIEND,
    NEED,
    REMINDED,
)
from sim.model.records.sizes import MINUTE, NO_TIME
from sim.model.records.triggers import (
    BOOKED_ONE,
    ON_BOOKING,
    ON_NO_SHOW,
    ON_PURCHASE,
    ON_SERVICE,
    ON_VISIT,
    PURCHASED,
)
from sim.model.records.vocabulary import COUNTER, EVENT, OBJECTIONS, STAGES

N_OBJECTIONS = len(OBJECTIONS)
CONSIDERING, INTENT = STAGES.index("considering"), STAGES.index("intent")
IS_CUSTOMER, ADVOCATE = STAGES.index("customer"), STAGES.index("advocate")

E_VISIT, E_BOOKING, E_NO_SHOW = EVENT["visit"], EVENT["booking"], EVENT["no_show"]
E_SERVICE, E_PURCHASE, E_CODE_USED = EVENT["service"], EVENT["purchase"], EVENT["code_used"]
E_GIVE_UP = EVENT["give_up"]
COMMISSIONS = COUNTER["commissions"]

BOOKINGS, NO_SHOWS, SERVICES = COUNTER["bookings"], COUNTER["no_shows"], COUNTER["services"]
PURCHASES, NEW_BUYERS = COUNTER["purchases"], COUNTER["new_buyers"]
REPEAT_BUYERS, RETAINED = COUNTER["repeat_buyers"], COUNTER["retained"]
REVENUE, DISCOUNT, GOODS = COUNTER["revenue"], COUNTER["discount"], COUNTER["goods"]
CODES_USED, TOUCHES, DAYS = COUNTER["codes_used"], COUNTER["touches"], COUNTER["days"]
PURCHASE_EFFORT, SATISFACTION = COUNTER["purchase_effort"], COUNTER["satisfaction"]
VISITS, HANDLING, GIVE_UPS = COUNTER["visits"], COUNTER["handling"], COUNTER["give_ups"]


@part
def best_offer(P, c, t):
    """The most valuable valid offer that the customer remembers, 0 none."""
    best = 0
    value = 0.0
    now = np.int64(minute(t))
    for place in range(2):
        offer = np.int64(c.offer_seen[place])
        if offer == 0 or now - np.int64(c.offer_seen_at[place]) > P.o_valid[offer]:
            continue
        worth = discount_of(P, c, offer)
        if worth > value:
            best = offer
            value = worth
    return best


@part
def close_booking(P, c):
    """The day of the appointment has passed: whoever knew of it knows."""
    for other in range(P.channels):
        c.obs.flags[other] &= ~np.uint8(BOOKED)
    c.flags |= DIRTY


@part
def convert(P, S, k, c, F, O, channel, place, t):
    """The need is met here: suppression starts, and ads that it reaches end.

    Of an appointment both know, the channel where it was made and the place that keeps the book.
    """
    c.flags &= ~np.uint8(NEED)
    if not F.identified:
        return  # the firm does not know whose need it met
    if P.keeps_earlier:
        k.converted_before_all = c.converted_at
    c.converted_at = minute(t)
    c.converted_channel = np.uint8(channel)
    if P.own_conversions:
        k.converted_before[channel] = k.converted[channel]
        if place != channel:
            k.converted_before[place] = k.converted[place]
        k.converted[channel] = minute(t)
        k.converted[place] = minute(t)
    for other in range(P.channels):
        member = F.member[other]
        if member < 0 or P.c_mass[other] or P.t_after_purchase[member]:
            continue
        if suppressed(P, k, c, other, t):
            leave_audience(P, S, c, F, O, other, t)


@part
def charge_sale(P, O, channel, revenue):
    """Commission and fee that a channel takes of a sale, in minor units.

    A cost of the sale and not of reaching people: no budget holds it back.
    """
    fee = np.float64(P.c_order_fee[channel]) / MILLION
    cost = np.int64(np.floor(P.c_commission[channel] * revenue + fee + 0.5))
    O.counters[channel, COMMISSIONS] += cost
    return cost


@part
def settle_money(P, S, k, c, F, O, channel, treatment, t):
    """Price, discount and cost of goods of one purchase, in minor units."""
    offer = best_offer(P, c, t)
    order = order_of(P, c)
    discount = np.int64(np.floor(discount_of(P, c, offer) * order + 0.5))
    discount += use_points(P, k, c, F, O, channel, order - discount)
    revenue = order - discount
    goods = np.int64(np.floor((1.0 - P.p_margin[c.persona]) * order + 0.5))
    taken = charge_sale(P, O, channel, revenue)
    if F.via >= 0:
        taken += charge_sale(P, O, np.int64(F.via), revenue)
    earn_points(P, S, k, c, F, O, channel, revenue, t)
    O.counters[channel, REVENUE] += revenue
    O.counters[channel, DISCOUNT] += discount
    O.counters[channel, GOODS] += goods
    O.series[0] += revenue - goods - taken
    O.series[2] += 1
    if offer > 0:
        O.counters[channel, CODES_USED] += 1
        emit(P, S, c, O, t, E_CODE_USED, channel, treatment, discount, np.nan, np.nan)
        if c.flags & FRIEND and offer == np.int64(c.friend_offer):
            friend = (c.id & ~np.int64(255)) + np.int64(c.referrer)
            tell(O, c, friend, POINT_NEWS, channel, 1)
            c.flags &= ~np.uint8(FRIEND)
    emit(P, S, c, O, t, E_PURCHASE, channel, treatment, revenue, np.nan, np.nan)
    if P.store_rows:
        O.row[O.rows - 1].earned = revenue - goods - taken


@part
def judge_experience(P, c):
    """Satisfaction in 0..1: logistic in goodwill and in effort against tolerance."""
    x = P.b[b.SATISFACTION_BASE] + P.b[b.SATISFACTION_GOODWILL] * c.goodwill
    strain = clip(np.float64(c.effort) / c.tolerance, 0.0, P.b[b.STRAIN_LIMIT])
    x -= P.b[b.SATISFACTION_EFFORT] * strain
    return logistic(x)


@part
def count_buyer(P, c, O, channel, t):
    """Counters of a purchase and of the person who made it."""
    O.counters[channel, PURCHASES] += 1
    if c.purchases == 0:
        O.counters[channel, NEW_BUYERS] += 1
        if c.flags & CUSTOMER_BEFORE:
            O.counters[channel, RETAINED] += 1
    elif c.purchases == 1:
        O.counters[channel, REPEAT_BUYERS] += 1
    c.purchases = bump(c.purchases)
    O.counters[channel, TOUCHES] += c.touches
    if c.need_at >= 0:
        O.counters[channel, DAYS] += (np.int64(minute(t)) - c.need_at) * MINUTE
    O.counters[channel, PURCHASE_EFFORT] += np.int64(np.float64(c.effort) * MILLION)


@part
def spread_word(P, c, F, O, channel, mood):
    """A delighted customer praises to one friend, a disappointed one warns."""
    reach = np.float64(c.reach)
    if mood >= P.b[b.DELIGHT]:
        if draw(P, c, F, draws.WORD_OF_MOUTH, P.c_entity[channel]) < (P.b[b.WORD_OF_MOUTH] * reach):
            tell(O, c, neighbour(P, c, F, draws.LISTENER, channel), PRAISE_NEWS, channel, 0)
    elif mood < P.b[b.DISAPPOINTMENT]:
        chance = P.b[b.BAD_WORD_OF_MOUTH] * reach
        if draw(P, c, F, draws.WORD_OF_MOUTH, P.c_entity[channel]) < chance:
            tell(O, c, neighbour(P, c, F, draws.LISTENER, channel), WARNING_NEWS, channel, 0)


@boundary("P S k c F O i8 i8 i8")
def purchase(P, S, k, c, F, O, channel, treatment, t):
    """The customer pays."""
    convert(P, S, k, c, F, O, channel, channel, t)
    settle_money(P, S, k, c, F, O, channel, treatment, t)
    count_buyer(P, c, O, channel, t)
    mood = judge_experience(P, c)
    c.satisfaction = np.uint8(np.int64(mood * 255.0))
    O.counters[channel, SATISFACTION] += np.int64(mood * MILLION)
    loyalty = c.loyalty / 255.0
    better = mood - P.b[b.NEUTRAL_SATISFACTION]
    loyalty += P.b[b.LOYALTY_STEP] * ((1.0 - loyalty) if better >= 0.0 else -loyalty)
    c.loyalty = np.uint8(np.int64(clip(loyalty, 0.0, 1.0) * 255.0))
    please(c, P.b[b.EXPERIENCE_GOODWILL] * better)
    c.stage = np.uint8(max(np.int64(c.stage), IS_CUSTOMER))
    if mood >= P.b[b.DELIGHT] and loyalty > P.b[b.ADVOCATE_LOYALTY]:
        c.stage = np.uint8(ADVOCATE)
    forget_progress(c)
    c.effort = np.float32(0.0)
    c.touches = np.uint8(0)
    c.need_at = np.int32(-1)
    c.interest = np.float32(0.0)
    for o in range(N_OBJECTIONS):
        c.objections[o] = np.uint8(0)
    c.offer_seen[0] = np.uint8(0)
    c.offer_seen[1] = np.uint8(0)
    if F.identified:
        observe_flag(c, channel, BOUGHT | CUSTOMER | ADDRESS)
        forget_steps(P, c, channel)
        if P.n_variants > 0:
            k.variant = np.uint8(0)
    credit(P, c, F, O, PURCHASED, channel, t)
    spread_word(P, c, F, O, channel, mood)
    raise_trigger(F, ON_PURCHASE)
    settle(P, S, k, c, F, O, channel, t)
    chance = P.b[b.SPONTANEOUS_REVIEW] * (c.review / 255.0)
    if draw(P, c, F, draws.REVIEW, P.c_entity[channel]) < chance:
        write_review(P, S, c, F, O, channel, treatment, t)
        settle(P, S, k, c, F, O, channel, t)
    complain(P, S, k, c, F, O, channel, mood, t)


@boundary("P S k c F O i8 i8")
def booked(P, S, k, c, F, O, at, t):
    """The appointment book has answered at t: an appointment at `at`, or none (NO_TIME)."""
    channel = np.int64(F.session_channel)
    place = np.int64(F.request)
    F.request = -1
    if at == NO_TIME:  # full for as far as the book goes
        O.counters[place, GIVE_UPS] += 1
        emit(P, S, c, O, t, E_GIVE_UP, place, F.treatment, 0, np.nan, np.nan)
        please(c, -P.b[b.WAITING])
        return
    F.identified = 1  # who books leaves a name
    convert(P, S, k, c, F, O, channel, place, t)
    O.counters[channel, BOOKINGS] += 1
    days = (at - t) // (24 * 60 * MINUTE)
    emit(P, S, c, O, t, E_BOOKING, channel, F.treatment, days, np.nan, np.nan)
    c.flags &= ~np.uint8(REMINDED)
    observe_flag(c, channel, BOOKED | ADDRESS)
    observe_flag(c, place, BOOKED | ADDRESS)
    forget_steps(P, c, channel)
    schedule(c, O, at, APPOINTMENT, place, F.treatment)
    credit(P, c, F, O, BOOKED_ONE, channel, t)
    raise_trigger(F, ON_BOOKING)
    settle(P, S, k, c, F, O, channel, t)


@boundary("P S k c F O i8 i8 i8")
def keep_appointment(P, S, k, c, F, O, channel, treatment, t):
    """The appointment falls due: the customer comes, or does not."""
    x = P.c_no_show[channel] - P.b[b.GOODWILL] * c.goodwill
    if c.flags & REMINDED:
        x -= P.b[b.REMINDER]
    if draw(P, c, F, draws.NO_SHOW, P.c_entity[channel]) < logistic(x):
        O.counters[channel, NO_SHOWS] += 1
        F.identified = 1  # the book knows who is missing
        close_booking(P, c)
        c.converted_at = k.converted_before_all
        if P.own_conversions:
            made = k.converted[channel]
            for other in range(P.channels):
                if k.converted[other] == made:  # all that knew of this booking
                    k.converted[other] = k.converted_before[other]
        c.flags |= NEED
        c.stage = np.uint8(max(CONSIDERING, np.int64(c.stage)))
        emit(P, S, c, O, t, E_NO_SHOW, channel, treatment, 0, np.nan, np.nan)
        raise_trigger(F, ON_NO_SHOW)
        settle(P, S, k, c, F, O, channel, t)
        return
    O.counters[channel, VISITS] += 1
    F.identified = 1  # the book names who is expected
    emit(P, S, c, O, t, E_VISIT, channel, treatment, 0, np.nan, np.nan)
    observe_visit(c, channel, t)
    length = np.int64(P.c_service[channel])
    O.counters[channel, HANDLING] += length
    schedule(c, O, t + length, FINISH, channel, treatment)
    raise_trigger(F, ON_VISIT)
    settle(P, S, k, c, F, O, channel, t)


@boundary("P S k c F O i8 i8 i8")
def finish_service(P, S, k, c, F, O, channel, treatment, t):
    """The work is done: service, payment, and what follows."""
    O.counters[channel, SERVICES] += 1
    F.identified = 1  # the invoice bears a name
    close_booking(P, c)
    observe_flag(c, channel, ATTENDED)
    emit(P, S, c, O, t, E_SERVICE, channel, treatment, 0, np.nan, np.nan)
    purchase(P, S, k, c, F, O, channel, treatment, t)
    raise_trigger(F, ON_SERVICE)
    settle(P, S, k, c, F, O, channel, t)
