"""Human channels with a queue: the call, its answer, the talk, or giving up."""

from __future__ import annotations

import numpy as np

from engine.boundaries import boundary
from sim.model.customers import draws
from sim.model.customers.draws import draw, exponential
from sim.model.customers.state import CASE, emit, please, schedule
from sim.model.deciding.decisions import raise_trigger, settle
from sim.model.living.arriving import arrive
from sim.model.living.complaints import PATIENCE as CASE_PATIENCE
from sim.model.living.help import answer_case
from sim.model.living.places import come_later, opening, turn_elsewhere
from sim.model.living.session import shop
from sim.model.records import parameters as b
from sim.model.records.layout import ASKING, IDLE, SPEAKING
from sim.model.records.sizes import FOREVER
from sim.model.records.triggers import ON_CALL
from sim.model.records.vocabulary import COUNTER, EVENT

E_CALL, E_ANSWER, E_GIVE_UP = EVENT["call"], EVENT["answer"], EVENT["give_up"]
CALLS, ANSWERS, GIVE_UPS = COUNTER["calls"], COUNTER["answers"], COUNTER["give_ups"]
WAITING_TIME, HANDLING = COUNTER["waiting"], COUNTER["handling"]
SECOND = 1_000_000


@boundary("P S k c F O i8 i8 i8")
def call(P, S, k, c, F, O, channel, treatment, t):
    """The customer asks for a person's time; outside hours the call is made after opening.

    Patience and talking time are the customer's own draws, taken at arrival.
    """
    opens = opening(P, channel, t)
    if opens > t:
        if not turn_elsewhere(P, c, O, channel, treatment, t):
            come_later(P, c, F, O, channel, treatment, opens)
        return
    F.via = -1
    F.device = 0
    O.counters[channel, CALLS] += 1
    emit(P, S, c, O, t, E_CALL, channel, treatment, 0, np.nan, np.nan)
    entity = P.c_entity[channel]
    talk = P.c_service[channel] * exponential(draw(P, c, F, draws.SERVICE_TIME, entity))
    F.service = np.int64(talk) + 1
    F.patience = FOREVER
    if P.c_patience[channel] > 0.0:
        wait = P.c_patience[channel] * exponential(draw(P, c, F, draws.PATIENCE, entity))
        F.patience = np.int64(wait) + 1
    F.treatment = treatment
    F.session_channel = channel
    F.request = channel
    F.request_at = t
    F.state = ASKING


@boundary("P S c F O i8")
def answered(P, S, c, F, O, t):
    """A person takes the call at t; F.request_at becomes the time at which it ends."""
    channel = np.int64(F.request)
    waited = t - F.request_at
    O.counters[channel, ANSWERS] += 1
    O.counters[channel, WAITING_TIME] += waited
    O.counters[channel, HANDLING] += F.service
    c.now = t
    emit(P, S, c, O, t, E_ANSWER, channel, F.treatment, waited // SECOND, np.nan, np.nan)
    F.request_at = t + F.service
    F.state = SPEAKING


@boundary("P S k c F O i8")
def hang_up(P, S, k, c, F, O, t):
    """The call ends at t: what was said leads on, like a visit."""
    channel = np.int64(F.request)
    treatment = np.int64(F.treatment)
    F.request = -1
    F.state = IDLE
    c.now = t
    arrive(P, S, c, F, O, channel, treatment, t)
    raise_trigger(F, ON_CALL)
    settle(P, S, k, c, F, O, channel, t)
    if P.cases and answer_case(P, S, k, c, F, O, channel, t):
        return
    shop(P, S, k, c, F, O, channel, treatment, t)


@boundary("P S k c F O i8")
def gave_up(P, S, k, c, F, O, t):
    """Patience runs out at t."""
    channel = np.int64(F.request)
    O.counters[channel, GIVE_UPS] += 1
    O.counters[channel, WAITING_TIME] += t - F.request_at
    waited = (t - F.request_at) // SECOND
    emit(P, S, c, O, t, E_GIVE_UP, channel, F.treatment, waited, np.nan, np.nan)
    please(c, -P.b[b.WAITING])
    treatment = np.int64(F.treatment)
    F.request = -1
    F.state = IDLE
    c.now = t
    if P.cases and k.case_kind > 0 and k.case_tries > 0:
        schedule(c, O, t + np.int64(P.help[CASE_PATIENCE]), CASE, channel, -1)
    else:
        turn_elsewhere(P, c, O, channel, treatment, t)
