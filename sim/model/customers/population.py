"""Synthetic customers: traits and opening state drawn from personas.

Every draw is addressed by the customer's id, so customer 7 has the same traits in a market of ten
or of ten million. A replication redraws traits; a given table of customers stays.
"""

from __future__ import annotations

import numpy as np

from engine.kernels import kernel, part
from engine.numerics import exp, log, logistic, normal_quantile
from sim.model.customers import draws
from sim.model.customers.draws import before
from sim.model.records import parameters as b
from sim.model.records.layout import CUSTOMER, CUSTOMER_BEFORE, NEED
from sim.model.records.sizes import AGENDA, DAY, EPOCH_MINUTES, FOREVER, NEVER_MINUTE
from sim.model.records.vocabulary import OBJECTIONS, STAGES, STEPS

N_OBJECTIONS = len(OBJECTIONS)
UNAWARE, AWARE, CONSIDERING = (STAGES.index(s) for s in ("unaware", "aware", "considering"))
IS_CUSTOMER = STAGES.index("customer")
PAID = STEPS.index("paid")

(
    T_PERSONA, T_ORDER, T_DISTANCE, T_TOLERANCE, T_ANNOYANCE, T_AWARE, T_CUSTOMER, T_LAST, T_NEED,
    T_SINCE, T_AGE, T_PHASE, T_BELIEF,
) = range(13)  # fmt: skip
T_TRAIT = 32  # the first of eight
T_OBJECTION = 48
T_CONSENT = 64
T_USES = 65
LN2 = 0.6931471805599453

MOST_VALUE = 2.0e9
"""Minor units that an order may be worth: what the record holds."""


@part
def normal(P, i, what):
    """A standard normal of one trait."""
    return normal_quantile(before(P, i, draws.TRAIT, np.uint64(what), 0))


@part
def spread_share(P, i, what, mean):
    """A share around a persona's, spread on the log-odds scale and rounded to 1/255."""
    if mean <= 0.0:
        return np.uint8(0)
    if mean >= 1.0:
        return np.uint8(255)
    x = log(mean / (1.0 - mean)) + P.b[b.TRAIT_SPREAD] * normal(P, i, what)
    return np.uint8(np.int64(logistic(x) * 255.0 + 0.5))


@part
def draw_persona(P, i):
    u = before(P, i, draws.TRAIT, np.uint64(T_PERSONA), 0)
    for persona in range(P.personas):
        if u < P.p_share[persona]:
            return persona
    return P.personas - 1


@part
def share_of(P, persona, customer):
    """Share of the market that is of a persona and has bought before (1) or not (0)."""
    share = P.p_share[persona] - (P.p_share[persona - 1] if persona > 0 else 0.0)
    bought = P.p_customer[persona]
    return share * (bought if customer > 0 else 1.0 - bought)


@part
def draw_persona_given(P, i, customer):
    """The persona of who has bought (1), has not (0), or of whom that is not said (-1).

    By the same uniform as `draw_persona`, and by share alone where no persona has such people.
    """
    total = 0.0
    if customer >= 0:
        for persona in range(P.personas):
            total += share_of(P, persona, customer)
    if total <= 0.0:
        return draw_persona(P, i)
    u = before(P, i, draws.TRAIT, np.uint64(T_PERSONA), 0) * total
    passed, found = 0.0, 0
    for persona in range(P.personas):
        share = share_of(P, persona, customer)
        passed += share
        if share > 0.0:
            found = persona
            if u < passed:
                break
    return found


@part
def draw_belief(P, c, persona):
    """The persona that the firm takes the customer for, as long as it knows no better."""
    c.believed = np.uint8(persona)
    if not P.segments:
        return
    u = before(P, c.id, draws.TRAIT, np.uint64(T_BELIEF), 0)
    for other in range(P.personas):
        if u < P.p_taken_for[persona, other]:
            c.believed = np.uint8(other)
            return


@part
def affinity_of(P, c, persona, channel):
    """Liking of a channel in 1/255: none of who does not use it at all, less with distance."""
    liking = P.p_affinity[persona, channel] * 255.0
    users = np.int64(P.c_users[channel, c.age])
    if P.p_business[persona] and P.c_business[channel] >= 0:
        users = np.int64(P.c_business[channel])
    if users < 255:
        u = before(P, c.id, draws.TRAIT, P.c_entity[channel], T_USES)
        if u * 255.0 >= users:
            return np.uint8(0)
    if P.c_catchment[channel] > 0.0:
        liking *= exp(-LN2 * c.distance / P.c_catchment[channel])
    return np.uint8(np.int64(liking + 0.5))


@part
def draw_traits(P, c, persona):
    """Traits that do not change, from the persona's means and spreads."""
    i = c.id
    c.persona = persona
    c.offset = P.p_offset[persona]
    value = P.p_order[persona] * exp(P.p_spread[persona] * normal(P, i, T_ORDER))
    c.order_value = np.int32(min(value + 0.5, MOST_VALUE))
    c.distance = np.float32(
        P.p_distance[persona] * exp(P.p_distance_spread[persona] * normal(P, i, T_DISTANCE))
    )
    spread = P.b[b.TRAIT_SPREAD]
    c.tolerance = np.float32(P.p_tolerance[persona] * exp(spread * normal(P, i, T_TOLERANCE)))
    c.annoyance = np.float32(P.p_annoyance[persona] * exp(spread * normal(P, i, T_ANNOYANCE)))
    c.need_rate = np.float32(P.p_need[persona])
    traits = P.p_traits[persona]
    c.price_sensitivity = spread_share(P, i, T_TRAIT, traits[0])
    c.intrusion = spread_share(P, i, T_TRAIT + 1, traits[1])
    c.recognisability = spread_share(P, i, T_TRAIT + 2, traits[2])
    c.review = spread_share(P, i, T_TRAIT + 3, traits[3])
    c.refer = spread_share(P, i, T_TRAIT + 4, traits[4])
    c.reach = np.uint8(np.int64(min(traits[5] + 0.5, 255.0)))
    youngest, oldest = P.p_age[persona, 0], P.p_age[persona, 1]
    u = before(P, i, draws.TRAIT, np.uint64(T_AGE), 0)
    c.age = np.uint8(youngest + np.int64(u * (oldest - youngest + 1)))
    draw_belief(P, c, persona)
    c.consents = np.uint32(0)
    for channel in range(P.channels):
        c.affinity[channel] = affinity_of(P, c, persona, channel)
        u = before(P, i, draws.TRAIT, P.c_entity[channel], T_CONSENT)
        if u < P.p_consent[persona, channel]:
            c.consents |= np.uint32(1) << np.uint32(channel)


@part
def visited(P, channel):
    """Whether some persona turns to the channel by itself."""
    found = False
    for persona in range(P.personas):
        found |= P.p_affinity[persona, channel] > 0.0
    return found


@part
def keeps_book(P, channel):
    """Whether people have appointments on the channel, come there or book there from elsewhere."""
    if not P.c_appointments[channel]:
        return False
    for other in range(P.channels):
        if (other == channel or P.c_books[other] == channel) and visited(P, other):
            return True
    return False


@part
def know_customer(P, c):
    """Where the firm knows a customer from before: appointments, shops, and its mailing lists."""
    for channel in range(P.channels):
        listed = not P.c_inline[channel] and not P.c_audience[channel]
        if keeps_book(P, channel) or (listed and c.consents >> np.uint32(channel) & 1):
            c.obs.flags[channel] |= np.uint8(CUSTOMER)


@part
def said_or(said, drawn):
    """What a table says (1 yes, 0 no), or what was drawn where it does not (-1)."""
    return drawn if said < 0 else said > 0


@part
def draw_opening(P, c, aware, customer, need):
    """Opening state: awareness, history, and a need that may be open already.

    P(open) = ν / (ν + κ), the stationary share of a need that arises at rate ν and lapses at κ.

    Args:
        aware, customer, need: 1 or 0 where a table of customers says so, -1 to be drawn.
    """
    i = c.id
    for place in range(AGENDA):
        c.due[place] = FOREVER
    c.need_at = NEVER_MINUTE
    c.converted_at = NEVER_MINUTE
    for channel in range(P.channels):
        c.obs.seen[channel] = NEVER_MINUTE
        c.obs.contacted[channel] = NEVER_MINUTE
    persona = c.persona
    c.satisfaction = np.uint8(np.int64(P.b[b.OPENING_SATISFACTION] * 255.0 + 0.5))
    u = before(P, i, draws.HISTORY, np.uint64(T_AWARE), 0)
    if said_or(aware, u < P.p_aware[persona]):
        c.stage = np.uint8(AWARE)
    u = before(P, i, draws.HISTORY, np.uint64(T_CUSTOMER), 0)
    if said_or(customer, u < P.p_customer[persona]):
        open_as_customer(P, c)
    rate = c.need_rate / (365.0 * DAY)
    lapse = P.b[b.COMPETITOR]
    u = before(P, i, draws.HISTORY, np.uint64(T_NEED), 0)
    if said_or(need, rate > 0.0 and u < rate / (rate + lapse)):
        open_with_need(P, c)
    else:
        open_waiting(P, c)


@part
def open_waiting(P, c):
    """How much of the wait for the next need is over: by the last purchase, else any part of it."""
    phases = P.p_phases[c.persona]
    if phases <= 1:
        return
    passed = before(P, c.id, draws.HISTORY, np.uint64(T_PHASE), 0)
    if c.converted_at >= 0 and c.need_rate > 0.0:
        passed = (EPOCH_MINUTES - c.converted_at) / (365.0 * 1440.0) * c.need_rate
    c.need_phase = np.uint8(min(np.int64(passed * phases), phases - 1))


@part
def home_channel(P):
    """Where earlier purchases were made: by appointment, else the first channel that sells."""
    for channel in range(P.channels):
        if keeps_book(P, channel):
            return channel
    for channel in range(P.channels):
        if P.c_steps[channel, PAID] and P.c_visits[channel] > 0.0 and visited(P, channel):
            return channel
    return 0


@part
def open_as_customer(P, c):
    """A customer from before the start: loyal to a degree, last served up to one cycle ago."""
    c.stage = np.uint8(IS_CUSTOMER)
    c.flags |= CUSTOMER_BEFORE
    c.loyalty = spread_share(P, c.id, T_TRAIT + 6, P.p_traits[c.persona][6])
    know_customer(P, c)
    if c.need_rate > 0.0:
        back = before(P, c.id, draws.HISTORY, np.uint64(T_LAST), 0) * 365.0 * 1440.0 / c.need_rate
        c.converted_channel = np.uint8(home_channel(P))
        c.converted_at = np.int32(EPOCH_MINUTES - np.int64(min(back, EPOCH_MINUTES - 1.0)))


@part
def open_with_need(P, c):
    """A need that arose some time before the start, at most `opening_need`."""
    c.flags |= NEED
    since = before(P, c.id, draws.HISTORY, np.uint64(T_SINCE), 0) * P.b[b.OPENING_NEED] * 1440.0
    c.need_at = np.int32(EPOCH_MINUTES - np.int64(since))
    start = P.b[b.NEED_INTEREST]
    if c.stage < AWARE:
        start *= P.b[b.UNAWARE_INTEREST]
    elif c.stage < IS_CUSTOMER:
        c.stage = np.uint8(CONSIDERING)
    c.interest = np.float32(start)
    ease = 1.0 - c.loyalty / 255.0
    for o in range(N_OBJECTIONS):
        u = before(P, c.id, draws.HISTORY, np.uint64(T_OBJECTION + o), 0)
        c.objections[o] = np.uint8(255 if u < P.p_objection[c.persona, o] * ease else 0)


@kernel
def draw_people(P, customers, first, last):
    """Fill customers[first:last], whose ids are set, with traits and opening state."""
    for i in range(first, last):
        c = customers[i]
        draw_traits(P[0], c, draw_persona(P[0], c.id))
        draw_opening(P[0], c, -1, -1, -1)


@kernel
def draw_table_traits(P, customers, personas, said):
    """Traits of customers from a table, whose ids are set.

    Args:
        personas: int64[n], -1 to be drawn, given whether they have bought.
        said: int8[n, 3], as `open_table` takes it.
    """
    for i in range(len(customers)):
        c = customers[i]
        persona = personas[i]
        if persona < 0:
            persona = np.int64(draw_persona_given(P[0], c.id, said[i, 1]))
        draw_traits(P[0], c, persona)


@kernel
def open_table(P, customers, said):
    """Opening state of customers whose traits are set.

    Args:
        said: int8[n, 3]: aware, customer, need; 1 yes, 0 no, -1 to be drawn.
    """
    for i in range(len(customers)):
        draw_opening(P[0], customers[i], said[i, 0], said[i, 1], said[i, 2])


@kernel
def remember_history(memory, customers):
    """Where and when earlier customers bought last."""
    for i in range(len(customers)):
        c = customers[i]
        if c.converted_at >= 0:
            memory[i].converted[c.converted_channel] = c.converted_at
