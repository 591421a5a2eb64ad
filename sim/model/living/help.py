"""Questions and complaints: put to somebody, answered, pursued, told again.

A case is put to one of the channels that take them, in proportion to affinity. Where people serve,
it waits in their queue; else it is answered in writing. Who waits too long, or is not helped, tries
again, perhaps elsewhere, and has to tell it again where nobody there knows of the first time.
"""

from __future__ import annotations

import numpy as np

from engine.boundaries import boundary
from engine.kernels import part
from sim.model.customers import draws
from sim.model.customers.draws import draw, exponential
from sim.model.customers.state import ANSWER, CASE, emit, minute, please, schedule
from sim.model.deciding.decisions import raise_trigger, settle
from sim.model.knowledge.observations import recognise
from sim.model.living.complaints import (
    FORGOTTEN,
    MOST_TRIES,
    PATIENCE,
    QUESTION,
    QUESTIONS,
    RECOVERY,
    REPEAT_EFFORT,
    REPEAT_GOODWILL,
    UNANSWERED,
)
from sim.model.living.places import in_hours, opening
from sim.model.records import parameters as b
from sim.model.records.bits import bit
from sim.model.records.mechanisms import ANSWERING, PURSUING, WONDERING
from sim.model.records.sizes import FOREVER, MINUTE
from sim.model.records.triggers import ON_CASE, ON_SOLVED
from sim.model.records.vocabulary import COUNTER, EVENT, OBJECTIONS

INFORMATION = OBJECTIONS.index("information")
E_CASE, E_ANSWER, E_SOLVED = EVENT["case"], EVENT["answer"], EVENT["solved"]
CASES, SOLVED, REPEATS = COUNTER["cases"], COUNTER["solved"], COUNTER["repeats"]
ANSWERS, WAITING, CASE_WAITING = COUNTER["answers"], COUNTER["waiting"], COUNTER["case_waiting"]
HANDLING = COUNTER["handling"]
SECOND = 1_000_000


@boundary("P S k c F O i8 i8", door=WONDERING)
def wonder(P, S, k, c, F, O, channel, t):
    """Who leaves a visit with a question open may ask it, within the next minute."""
    if k.case_kind > 0 and minute(t) - k.case_at < P.help[FORGOTTEN]:
        return
    doubt = np.float64(c.objections[INFORMATION]) / 255.0
    chance = P.help[QUESTIONS] * doubt
    if chance <= 0.0 or draw(P, c, F, draws.CASE, P.c_entity[channel]) >= chance:
        return
    k.case_kind = np.uint8(QUESTION)
    k.case_tries = np.uint8(0)
    k.case_on = np.uint8(channel)
    k.case_at = minute(t)
    schedule(c, O, t + MINUTE, CASE, channel, -1)


@part
def choose_desk(P, S, c, F):
    """The channel to which a case is put, in proportion to affinity; -1 where there is none."""
    total = 0.0
    for channel in range(P.channels):
        if P.c_desk[channel] and bit(S.present, channel) and not P.c_down[channel]:
            total += c.affinity[channel]
    if total <= 0.0:
        return np.int64(-1)
    target = total * draw(P, c, F, draws.DESK, np.uint64(0))
    passed = 0.0
    found = np.int64(-1)
    for channel in range(P.channels):
        if P.c_desk[channel] and bit(S.present, channel) and not P.c_down[channel]:
            passed += c.affinity[channel]
            if c.affinity[channel] > 0:
                found = np.int64(channel)
            if target < passed:
                return found
    return found


@part
def stand_in(P, desk, t):
    """The desk, or what stands in for it while it is closed or down, if cases are taken there."""
    for _ in range(P.channels):
        other = np.int64(P.c_overflow[desk])
        shut = P.c_down[desk] or (P.c_queue[desk] and opening(P, desk, t) > t)
        if not shut or other < 0 or not P.c_desk[other]:
            break
        desk = other
    return desk


@part
def tell_again(P, c, O, desk, known):
    """What it costs to be asked everything once more; nothing where the first time is known."""
    if known:
        return
    O.counters[desk, REPEATS] += 1
    c.effort = np.float32(c.effort + P.help[REPEAT_EFFORT])
    please(c, -P.help[REPEAT_GOODWILL])


@part
def give_up_case(P, k, c):
    """Nobody helped: the case is over, and so is some loyalty."""
    k.case_kind = np.uint8(0)
    please(c, -P.help[UNANSWERED])
    c.loyalty = np.uint8(np.int64(c.loyalty * (1.0 - P.b[b.LOYALTY_STEP])))


@boundary("P S k c F O i8 -> i8", door=PURSUING)
def put_case(P, S, k, c, F, O, t):
    """Put the case to a channel, for the first time or again.

    Returns:
        1 + the channel where somebody must be asked for in a queue, 0 where it is written.
    """
    if k.case_kind == 0:
        return 0
    desk = choose_desk(P, S, c, F)
    if desk < 0 or k.case_tries >= P.help[MOST_TRIES]:
        give_up_case(P, k, c)
        return 0
    desk = stand_in(P, desk, t)
    before = np.int64(k.case_on)
    F.identified = recognise(P, c, F, O, desk)
    if k.case_tries == 0:
        k.case_at = minute(t)
        O.counters[desk, CASES] += 1
        emit(P, S, c, O, t, E_CASE, desk, -1, np.int64(k.case_kind), np.nan, np.nan)
    else:
        told = bit(P.knows[desk], before) and P.delay[desk, before] < 0
        tell_again(P, c, O, desk, desk == before or (told and F.identified))
    k.case_tries += np.uint8(1)
    k.case_on = np.uint8(desk)
    raise_trigger(F, ON_CASE)
    settle(P, S, k, c, F, O, desk, t)
    if P.c_queue[desk]:
        return desk + 1
    late = P.c_answer[desk] * exponential(draw(P, c, F, draws.ANSWER, P.c_entity[desk]))
    at = in_hours(P, desk, t + np.int64(late) + 1)
    if at == FOREVER or at > t + P.help[PATIENCE]:
        please(c, -P.b[b.WAITING])
        schedule(c, O, t + np.int64(P.help[PATIENCE]), CASE, desk, -1)
    else:
        schedule(c, O, at, ANSWER, desk, -1)
    return 0


@boundary("P S k c F O i8 i8 -> i8", door=ANSWERING)
def answer_case(P, S, k, c, F, O, channel, t):
    """Somebody has dealt with the case; whether it was a complaint or did not help: 1, else 0."""
    kind = np.int64(k.case_kind)
    if kind == 0 or k.case_tries == 0:
        return 0  # there is none, or it will only be put some days from now
    waited = (np.int64(minute(t)) - np.int64(k.case_at)) * MINUTE
    F.identified = 1  # the answer goes to who asked
    if not P.c_queue[channel]:
        O.counters[channel, ANSWERS] += 1
        O.counters[channel, WAITING] += waited
        O.counters[channel, HANDLING] += np.int64(P.c_service[channel])
        emit(P, S, c, O, t, E_ANSWER, channel, -1, waited // SECOND, np.nan, np.nan)
    if draw(P, c, F, draws.HELPED, P.c_entity[channel]) >= P.c_solves[channel]:
        schedule(c, O, t + MINUTE, CASE, channel, -1)
        return 1
    k.case_kind = np.uint8(0)
    O.counters[channel, SOLVED] += 1
    O.counters[channel, CASE_WAITING] += waited
    emit(P, S, c, O, t, E_SOLVED, channel, -1, kind, np.nan, np.nan)
    please(c, P.help[RECOVERY])
    if kind == QUESTION:
        c.objections[INFORMATION] = np.uint8(0)
    raise_trigger(F, ON_SOLVED)
    settle(P, S, k, c, F, O, channel, t)
    return 0 if kind == QUESTION else 1
