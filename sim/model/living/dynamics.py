"""What happens next to a customer, and the one dispatcher that both clocks call (DESIGN §4).

Within a window a customer's next event is the earliest of: the agenda, the contacts planned for
the window, and the competing clocks (a need arises, a visit, a lapse to a competitor, a paid
impression is noticed). Each clock holds one unit exponential, consumed by its integrated rate and
drawn anew in the next window. Which channel a visit or an impression falls on is drawn by
inversion, in proportion to the channels' rates.
"""

from __future__ import annotations

import numpy as np

from engine.actions import propensity_of, qualifies
from engine.boundaries import boundary
from engine.kernels import part
from engine.random import uniform_pair
from sim.model.contact.audience import (
    enter_audience,
    impression,
    join_audience,
    leave_audience,
    reach_mass,
)
from sim.model.contact.contact import deliver, notice
from sim.model.customers import draws
from sim.model.customers.daytime import active_time, set_time, wall_time
from sim.model.customers.devices import take_device
from sim.model.customers.draws import draw, exponential
from sim.model.customers.state import (
    ANSWER,
    APPOINTMENT,
    CASE,
    DELIVER,
    HELD,
    NO_TREATMENT,
    ON_DEVICE,
    OPENING,
    VISIT,
    age,
    emit,
    forget_progress,
    minute,
    please,
)
from sim.model.deciding.decisions import settle
from sim.model.deciding.intentions import forget_plan, taken_from_plan
from sim.model.knowledge.view import fold
from sim.model.living.help import answer_case, put_case
from sim.model.living.phone import answered, call, gave_up, hang_up
from sim.model.living.places import come_later, opening, turn_elsewhere
from sim.model.living.purchase import booked, finish_service, keep_appointment
from sim.model.living.rates import (
    AWARE,
    LAPSE_CLOCK,
    NEED_CLOCK,
    NOTICE_CLOCK,
    VISIT_CLOCK,
    most_visits,
    noticed_channel,
    rate_of_needs,
    set_rates,
    visited_channel,
)
from sim.model.living.rivals import lapse
from sim.model.living.session import session
from sim.model.records import parameters as b
from sim.model.records.bits import all_but_lowest, lowest
from sim.model.records.layout import IDLE, NEED
from sim.model.records.sizes import AGENDA, CLOCKS, FOREVER
from sim.model.records.vocabulary import COUNTER, EVENT, OBJECTIONS, STAGES

N_OBJECTIONS = len(OBJECTIONS)
CONSIDERING = STAGES.index("considering")
IS_CUSTOMER = STAGES.index("customer")
E_NEED, E_GIVE_UP = EVENT["need"], EVENT["give_up"]
NEEDS, FAILURES = COUNTER["needs"], COUNTER["failures"]

CLEARLY = 1e-12
"""By how much a bound must hold before it replaces the computation: far more than rounding."""

FROM_AGENDA, FROM_PLAN, FROM_CLOCK, NOTHING = range(4)

BEGIN, STEP, GRANT, RELEASE, GIVE_UP, END = range(6)
"""What a clock may ask of the dispatcher."""


@boundary("P c F")
def find_next(P, c, F):
    """The customer's next event in the window: its time, kind and place."""
    at = F.end
    kind = NOTHING
    index = 0
    for place in range(AGENDA):
        due = max(c.due[place], c.now)
        if due < at:
            at = due
            kind = FROM_AGENDA
            index = place
    left = np.uint64(F.planned)
    while left:
        channel = lowest(left)
        left = all_but_lowest(left)
        due = max(F.plan_at[channel], c.now)
        if due < at:
            at = due
            kind = FROM_PLAN
            index = channel
    began = F.active_from
    left = F.active_end - began
    for clock in range(CLOCKS):
        rate = F.rate[clock]
        if rate > 0.0:
            wait = F.residual[clock] / rate
            if wait < left:
                due = max(wall_time(P, c, began + np.int64(wait)) + 1, F.clock_from + 1)
                due = max(due, c.now)
                if due < at:
                    at = due
                    kind = FROM_CLOCK
                    index = clock
    F.next_at = at
    F.next_kind = kind
    F.next_index = index


@part
def join_at_once(P, S, k, c, F, O):
    """Enter the audiences whose membership starts with the window.

    What forbids it was asked by the plan just before, unless the customer comes later.
    """
    left = np.uint64(F.planned)
    while left:
        channel = lowest(left)
        left = all_but_lowest(left)
        if P.c_audience[channel] and F.plan_at[channel] <= F.clock_from:
            treatment = taken_from_plan(F, channel)
            if F.clock_from > S.start:
                join_audience(P, k, c, F, O, treatment, F.clock_from)
            else:
                enter_audience(P, c, F, O, treatment, F.clock_from)


@part
def nothing_due(P, S, c, F, first, second):
    """Whether it is plain that nothing happens to the customer in the window.

    A unit exponential -log(u) outlasts x where u < 1 - x. So most idle windows need no logarithm,
    and no sum over channels: `most_visits` bounds the rate of visits.

    Args:
        first, second: the uniforms of the clocks of needs and visits.
    """
    if F.state != IDLE or c.flags & NEED or F.members > 0:
        return False  # who is on the phone may be answered: the clocks must be set
    due = c.due[0]
    for place in range(1, AGENDA):
        due = min(due, c.due[place])
    if due < F.end or F.planned > 0:
        return False
    left = F.active_end - F.active_from
    visits = most_visits(P, c) * left
    needs = rate_of_needs(P, S, c) * left
    return first < 1.0 - CLEARLY - needs and second < 1.0 - CLEARLY - visits


@part
def begin(P, S, k, c, F, O):
    """Start the customer's window: fresh clocks, and the plan that the caller has entered.

    Memberships of paid audiences have ended with the window before.
    """
    F.window = S.window
    F.start = S.start
    F.end = S.end
    F.active_end = active_time(P, c, F.end)
    set_time(P, c, F, max(S.start, c.now))
    F.ordinals = 0
    F.overflow = 0
    F.pending = 0
    F.identified = 0
    F.stirred = 0
    F.device = 0
    F.searched[0] = 0.0
    F.searched[1] = 0.0
    # the two clocks that nearly always run share one block of random numbers
    first, second = uniform_pair(
        P.seed, np.uint64(c.id), np.uint64(P.replication), np.uint64(draws.CLOCK),
        np.uint64(CLOCKS), np.uint64(S.window), np.uint64(0),
    )  # fmt: skip
    join_at_once(P, S, k, c, F, O)
    reach_mass(P, S, c, F, O, F.clock_from)
    if nothing_due(P, S, c, F, first, second):
        F.next_at = F.end
        F.next_kind = NOTHING
        return
    F.residual[NEED_CLOCK] = exponential(first)
    F.residual[VISIT_CLOCK] = exponential(second)
    F.residual[LAPSE_CLOCK] = -1.0
    F.residual[NOTICE_CLOCK] = -1.0
    set_rates(P, S, c, F)
    find_next(P, c, F)


@boundary("P S c O F i8")
def need_arises(P, S, c, O, F, t):
    """A need arises, with the objections that come with it."""
    c.flags |= NEED
    c.need_at = minute(t)
    c.need_phase = np.uint8(0)
    forget_progress(c)
    c.effort = np.float32(0.0)
    c.touches = np.uint8(0)
    start = P.b[b.NEED_INTEREST]
    if c.stage < AWARE:
        start *= P.b[b.UNAWARE_INTEREST]
    if c.interest < start:
        c.interest = np.float32(start)
    if AWARE <= c.stage < IS_CUSTOMER:
        c.stage = np.uint8(CONSIDERING)
    ease = 1.0 - c.loyalty / 255.0
    for o in range(N_OBJECTIONS):
        u = draw(P, c, F, draws.OBJECTION, np.uint64(o))
        c.objections[o] = np.uint8(255 if u < P.p_objection[c.persona, o] * ease else 0)
    O.counters[0, NEEDS] += 1
    emit(P, S, c, O, t, E_NEED, -1, -1, 0, np.nan, np.nan)


@part
def find_it_down(P, S, c, O, channel, treatment, t):
    """The channel is out of order: the way was in vain."""
    O.counters[channel, FAILURES] += 1
    emit(P, S, c, O, t, E_GIVE_UP, channel, treatment, 0, np.nan, np.nan)
    please(c, -P.b[b.WAITING])
    turn_elsewhere(P, c, O, channel, treatment, t)


@part
def reach_channel(P, S, k, c, F, O, channel, treatment, device, t):
    """Turn to a channel: by phone a call, elsewhere a session, if it is open and works.

    Args:
        device: in use already, from 1; 0 to be drawn.
    """
    if P.c_down[channel]:
        find_it_down(P, S, c, O, channel, treatment, t)
    elif P.c_queue[channel]:
        call(P, S, k, c, F, O, channel, treatment, t)
    else:
        opens = opening(P, channel, t) if P.c_hours[channel] else t
        if opens > t:
            if not turn_elsewhere(P, c, O, channel, treatment, t):
                come_later(P, c, F, O, channel, treatment, opens)
            return
        F.device = np.uint8(device)
        if device == 0:
            take_device(P, c, F, channel)
        session(P, S, k, c, F, O, channel, treatment, t)


@boundary("P S k c F O i8 i8")
def clock_event(P, S, k, c, F, O, clock, t):
    """One of the competing clocks has run out."""
    F.residual[clock] = -1.0
    if clock == NEED_CLOCK:
        c.need_phase += np.uint8(1)
        if c.need_phase >= P.p_phases[c.persona]:
            need_arises(P, S, c, O, F, t)
    elif clock == LAPSE_CLOCK:
        lapse(P, S, c, O, -1, t)
    elif clock == VISIT_CLOCK:
        u = draw(P, c, F, draws.VISIT_CHANNEL, np.uint64(0))
        reach_channel(P, S, k, c, F, O, visited_channel(P, S, c, F, u), -1, 0, t)
    else:
        u = draw(P, c, F, draws.NOTICE_CHANNEL, np.uint64(0))
        channel = noticed_channel(P, c, F, u)
        take_device(P, c, F, channel)
        impression(P, S, k, c, F, O, channel, t)
        settle(P, S, k, c, F, O, channel, t)


@boundary("P S k c F O i8 i8 i8")
def triggered_contact(P, S, k, c, F, O, treatment, held, t):
    """A triggered contact falls due: its propensity as known now goes into the log.

    One that was held back, at a cap or in quiet hours, must qualify again. An audience is joined
    for the rest of the window.
    """
    channel = P.t_channel[treatment]
    fold(P, S, k, c, O, channel, t, -1, 1)
    if held and not qualifies(P.actions, P.rules, treatment, O.values, O.stack):
        return
    p = propensity_of(
        P.actions,
        P.rules,
        treatment,
        S.trials[treatment],
        S.successes[treatment],
        O.values,
        O.stack,
    )
    if not P.c_audience[channel]:
        deliver(P, S, k, c, F, O, treatment, t, p, P.t_chance[treatment])
    elif F.member[channel] < 0:
        F.plan_propensity[channel] = p
        F.plan_probability[channel] = P.t_chance[treatment]
        join_audience(P, k, c, F, O, treatment, t)


@boundary("P S k c F O i8 i8")
def agenda_event(P, S, k, c, F, O, place, t):
    """Something that was to happen falls due."""
    word = np.int64(c.what[place])
    kind = (word >> 24) & 0xF
    device = word >> (24 + ON_DEVICE)
    channel = (word >> 16) & 0xFF
    treatment = word & NO_TREATMENT
    if treatment == NO_TREATMENT:
        treatment = np.int64(-1)
    c.due[place] = FOREVER
    if kind == DELIVER:
        triggered_contact(P, S, k, c, F, O, treatment, device == HELD, t)
    elif kind == OPENING:
        F.identified = 1  # a message goes to a known address
        take_device(P, c, F, channel)
        notice(P, S, k, c, F, O, treatment, t)
        settle(P, S, k, c, F, O, channel, t)
    elif kind == VISIT:
        reach_channel(P, S, k, c, F, O, channel, treatment, device, t)
    elif kind == APPOINTMENT:
        keep_appointment(P, S, k, c, F, O, channel, treatment, t)
    elif kind == ANSWER:
        answer_case(P, S, k, c, F, O, channel, t)
    elif kind == CASE:
        desk = put_case(P, S, k, c, F, O, t)
        if desk > 0:
            call(P, S, k, c, F, O, desk - 1, np.int64(-1), t)
    else:
        finish_service(P, S, k, c, F, O, channel, treatment, t)


@part
def plan_event(P, S, k, c, F, O, channel, t):
    """A planned contact goes out, or membership of a paid audience starts."""
    treatment = taken_from_plan(F, channel)
    if P.c_audience[channel]:
        join_audience(P, k, c, F, O, treatment, t)
        return
    propensity = F.plan_propensity[channel]
    deliver(P, S, k, c, F, O, treatment, t, propensity, F.plan_probability[channel])


@part
def run_down(P, c, F, t):
    """Consume the unit exponentials up to t."""
    before = F.active_from
    set_time(P, c, F, t)
    passed = F.active_from - before
    for clock in range(CLOCKS):
        if F.residual[clock] >= 0.0:
            F.residual[clock] = max(F.residual[clock] - F.rate[clock] * passed, 0.0)
    if F.members > 0:
        F.searched[0] += F.search_rate[0] * passed
        F.searched[1] += F.search_rate[1] * passed


@part
def stirs(P, kind, index):
    """Whether an event may change which planned treatments qualify, and when.

    Neither a need does, of which the firm does not know, nor an ad that is noticed, unless rules
    read what is noted of it; if it is clicked or one too many, that stirs.
    """
    if kind != FROM_CLOCK:
        return True
    if index == NOTICE_CLOCK:
        return P.ads_tell
    return index != NEED_CLOCK


@boundary("P S k c F O")
def step(P, S, k, c, F, O):
    """The customer meets the next event."""
    t = F.next_at
    kind = F.next_kind
    index = np.int64(F.next_index)
    run_down(P, c, F, t)
    age(P, c, t)
    F.identified = 0
    F.device = 0
    F.ignored = 0
    F.via = -1
    if stirs(P, kind, index):
        F.stirred = 1
    if kind == FROM_AGENDA:
        agenda_event(P, S, k, c, F, O, index, t)
    elif kind == FROM_PLAN:
        plan_event(P, S, k, c, F, O, index, t)
    else:
        clock_event(P, S, k, c, F, O, index, t)


@part
def finish(P, S, c, F, O):
    """End the customer's window: plan and memberships of paid audiences end with it."""
    forget_plan(F)
    if F.members > 0:
        run_down(P, c, F, F.end)
        leaving = np.uint64(F.members)
        while leaving:
            leave_audience(P, S, c, F, O, lowest(leaving), F.end)
            leaving = all_but_lowest(leaving)


@boundary("P S k c F O i8 i8 i8")
def transition(P, S, k, c, F, O, what, t, granted):
    """The dispatcher: customer c meets what the clock brings at time t.

    Args:
        P: the market's parameters. S: shared state. k: optional memory of the customer.
        c: the customer. F: the customer's window. O: where events and counts go.
        what: BEGIN, STEP, GRANT, RELEASE, GIVE_UP or END.
        t: time of a grant, release or give-up (microseconds).
        granted: time of the appointment granted, NO_TIME none.
    """
    if what == BEGIN:
        begin(P, S, k, c, F, O)
        return
    if what == END:
        finish(P, S, c, F, O)
        return
    if what == STEP:
        step(P, S, k, c, F, O)
    else:
        run_down(P, c, F, max(t, F.clock_from))
        age(P, c, t)
        if what == RELEASE:
            hang_up(P, S, k, c, F, O, t)
        elif what == GIVE_UP:
            gave_up(P, S, k, c, F, O, t)
        elif P.c_appointments[F.request]:
            F.state = IDLE
            booked(P, S, k, c, F, O, granted, t)
        else:
            answered(P, S, c, F, O, t)
    if F.state == IDLE:
        set_rates(P, S, c, F)
        find_next(P, c, F)
