"""Decisions taken at an event: pop-up, greeting, automatic mail (DESIGN §3, inbound decisions).

A trigger offers its treatments; each is judged on the view of its own channel, at the shadow
prices of the last plan; each decider takes the best one, transactional ones go out in any case.
"""

from __future__ import annotations

import numpy as np

from engine.actions import (
    PRICELESS,
    TREATMENTS,
    lost_layer,
    priority_of,
    propensity_of,
    qualifies,
)
from engine.arbitration import FALLBACK, ORDINARY, affordable, net_of
from engine.boundaries import boundary
from engine.kernels import part
from sim.model.contact.contact import deliver
from sim.model.contact.policy import CAPPED, FREE, SPACED, obstacle
from sim.model.customers import draws
from sim.model.customers.draws import before
from sim.model.customers.state import DELIVER, schedule
from sim.model.deciding.picks import best_of
from sim.model.knowledge.view import fold
from sim.model.records.bits import bit
from sim.model.records.sizes import DECISIONS, SPANS

LOW_24 = np.uint64(0xFFFFFF)
ROUNDS = 8
"""Triggers settled in one moment, at most: a guard against catalogues that trigger themselves."""

TAKEN, NO_CONSENT, AFTER_PURCHASE, AT_CAP, HELD_OUT, LOST, TOO_DEAR, NOT_KNOWN, TOO_CLOSE = (
    0, 5, 6, 7, 8, 9, 10, 11, 12,
)  # fmt: skip
"""Why a treatment was not taken; 1 to 4 are the engine's layers."""


@part
def raise_trigger(F, trigger):
    """Remember that something happened to which an action may answer."""
    F.pending |= np.uint32(1) << np.uint32(trigger)


@part
def runs(P, treatment, start):
    """Whether an action runs in the window that begins at `start`."""
    if not P.t_dated[treatment]:
        return True
    for span in range(SPANS):
        if P.t_from[treatment, span] <= start < P.t_until[treatment, span]:
            return True
    return False


@part
def held_out(P, c, treatment):
    """Whether the customer is in the action's holdout or in the common one.

    Each is one draw for the whole run; the common one keeps all planned actions away.
    """
    if held_out_alone(P, c, treatment):
        return True
    if P.t_trigger[treatment] >= 0 or P.t_transactional[treatment]:
        return False
    return in_common_holdout(P, c)


@part
def held_out_alone(P, c, treatment):
    """Whether the customer is in the action's own holdout."""
    share = P.a_holdout[P.t_action[treatment]]
    if share <= 0.0:
        return False
    return before(P, c.id, draws.HOLDOUT, P.t_hash[treatment] & LOW_24, 0) < share


@part
def in_common_holdout(P, c):
    """Whether the customer is in the common holdout, which no planned advertising reaches."""
    if P.holdout <= 0.0:
        return False
    return before(P, c.id, draws.HOLDOUT, np.uint64(0), 1) < P.holdout


@part
def waits_at_cap(P, treatment):
    """Whether a contact that meets a cap waits for room: a triggered one, out of a session."""
    if not P.hold_capped or P.t_trigger[treatment] < 0:
        return False
    return not P.c_inline[P.t_channel[treatment]]


@boundary("P S k c O i8 i8 i8 -> i8")
def judge(P, S, k, c, O, treatment, t, watched):
    """Why a treatment is not to be taken, TAKEN where nothing speaks against it.

    Reads the view in O.values; writes O.propensity and O.priority: of what may be taken, and of
    what is AT_CAP alone and would wait there. Which layer is lost is only found out for watched
    customers.
    """
    values = O.values
    O.propensity = np.nan
    O.priority = 0.0
    if not qualifies(P.actions, P.rules, treatment, values, O.stack):
        return lost_layer(P.actions, P.rules, treatment, values, O.stack) if watched else PRICELESS
    why = obstacle(P, k, c, treatment, t)
    if why != FREE and not (why == CAPPED and waits_at_cap(P, treatment)):
        return TOO_CLOSE if why == SPACED else NO_CONSENT + why - 1
    if held_out(P, c, treatment):
        return HELD_OUT
    p = propensity_of(
        P.actions, P.rules, treatment, S.trials[treatment], S.successes[treatment], values, O.stack
    )
    O.propensity = p
    priority = priority_of(P.actions, P.rules, treatment, p, values, O.stack)
    if priority != priority or (priority <= 0.0 and not P.t_transactional[treatment]):
        return PRICELESS
    O.priority = priority
    return TAKEN if why == FREE else AT_CAP


@part
def note_decision(P, S, c, O, t, trigger, channel, view):
    """Open a record of a decision about a watched customer; -1 when it is not watched."""
    if c.id != P.watch or O.watched >= DECISIONS:
        return -1
    place = O.watched
    O.watched += 1
    record = O.decision[place]
    record.time = t
    record.customer = c.id
    record.window = S.window
    record.trigger = trigger
    record.channel = channel
    record.chosen = -1
    record.view_of = view
    record.price = S.price[P.pool[channel]] if channel >= 0 else 0.0
    for field in range(len(O.values)):
        record.values[field] = O.values[field]
    for treatment in range(P.treatments):
        record.outcome[treatment] = 255
    return place


@part
def answer_to(P, S, k, c, F, O, treatment, channel, t, propensity):
    """Let a triggered treatment out: here and now, after its delay, or after the link's sync."""
    probability = P.t_chance[treatment]
    own = P.t_channel[treatment]
    if own == channel and P.c_inline[own]:
        deliver(P, S, k, c, F, O, treatment, t, propensity, probability)
        return
    at = t + P.t_delay[treatment] + 1
    place = P.delay[own, channel]
    if place >= 0:
        at = max(at, F.end + (P.delays[place] - 1) * P.window)
    schedule(c, O, at, DELIVER, own, treatment)


@part
def may_answer(P, F, treatment, trigger, channel):
    """Whether an event on the channel can start a treatment.

    The treatment's own channel must hear of the event, and elsewhere it must be known whose it is.
    Where people come by themselves nothing can be shown to who is elsewhere.
    """
    own = np.int64(P.t_channel[treatment])
    if P.t_trigger[treatment] != trigger or not bit(P.t_trigger_on[treatment], channel):
        return False
    if own != channel and P.c_inline[own]:
        return False
    if not runs(P, treatment, F.start):
        return False
    return bit(P.knows[own], channel) and (own == channel or F.identified)


@part
def weigh_answer(P, S, k, c, O, treatment, t, watched):
    """Judge a treatment at the last plan's prices: outcome, and whether it has to wait at a cap."""
    outcome = judge(P, S, k, c, O, treatment, t, watched >= 0)
    waits = outcome == AT_CAP and waits_at_cap(P, treatment)
    if waits:
        outcome = TAKEN
    if outcome == TAKEN and not P.t_transactional[treatment]:
        if not affordable(P, treatment, net_of(P, S.price, treatment, O.priority)):
            outcome = TOO_DEAR
    if watched >= 0:
        lost = outcome == TAKEN and not P.t_transactional[treatment]
        O.decision[watched].outcome[treatment] = LOST if lost else outcome
        O.decision[watched].priority[treatment] = O.priority
        O.decision[watched].propensity[treatment] = O.propensity
    return outcome, waits


@part
def find_answers(P, F, O, trigger, channel):
    """List the treatments that an event on the channel can start; their number."""
    found = 0
    for place in range(P.n_triggered):
        treatment = np.int64(P.triggered[place])
        if may_answer(P, F, treatment, trigger, channel):
            O.answer[found] = treatment
            O.judged_at[treatment] = 0
            found += 1
    return found


@part
def give_answer(P, S, k, c, F, O, found, best, decider, channel, t, watched):
    """Let a decider's pick out, with the action's other treatments where all are delivered."""
    for place in range(found):
        treatment = O.answer[place]
        with_it = P.t_every[best] and P.t_action[treatment] == P.t_action[best]
        if treatment == best or (with_it and O.judged_at[treatment] == decider + 1):
            if watched >= 0:
                O.decision[watched].chosen = best
                O.decision[watched].outcome[treatment] = TAKEN
            answer_to(P, S, k, c, F, O, treatment, channel, t, O.judged[treatment])


@part
def best_answer(P, S, O, decider, ready, held):
    """The treatment that a decider picks, -1 for none.

    What would have to wait is taken only where nothing else can go out, and a fallback last.
    """
    for kind in (ORDINARY, FALLBACK):
        best = best_of(P, O, S.price, decider, 0, ready, kind)
        if best < 0:
            best = best_of(P, O, S.price, decider, held, TREATMENTS, kind)
        if best >= 0:
            return np.int64(O.candidate[best])
    return np.int64(-1)


@boundary("P S k c F O i8 i8 i8")
def moment(P, S, k, c, F, O, trigger, channel, t):
    """Decide which triggered treatments answer an event on the channel."""
    found = find_answers(P, F, O, trigger, channel)
    if found == 0:
        return
    folded = np.int64(-1)
    watched = np.int64(-1)
    # one decider after another; a decider's treatments are rarely more than a few
    for decider in range(P.n_deciders):
        ready = np.int64(0)  # candidates that can go out now, from the first place on
        held = np.int64(TREATMENTS)  # and those that wait at a cap, from the last place on
        for place in range(found):
            treatment = O.answer[place]
            own = np.int64(P.t_channel[treatment])
            if P.decider[own] != decider:
                continue
            if folded != P.view_of[own]:
                where = channel | np.int64(F.device) << 8 | np.int64(F.ignored) << 16
                fold(P, S, k, c, O, own, t, where, F.identified)
                folded = np.int64(P.view_of[own])
                watched = note_decision(P, S, c, O, t, trigger, channel, folded)
            outcome, waits = weigh_answer(P, S, k, c, O, treatment, t, watched)
            if outcome != TAKEN:
                continue
            if P.t_transactional[treatment]:
                answer_to(P, S, k, c, F, O, treatment, channel, t, O.propensity)
                continue
            if waits:
                held -= 1
            at = held if waits else ready
            ready += not waits
            O.candidate[at] = treatment
            O.candidate_priority[at] = O.priority
            O.judged[treatment] = O.propensity
            O.judged_at[treatment] = decider + 1
        best = best_answer(P, S, O, decider, ready, held)
        if best >= 0:
            give_answer(P, S, k, c, F, O, found, best, decider, channel, t, watched)


@part
def settle(P, S, k, c, F, O, channel, t):
    """Take the decisions that the events of this moment ask for, and those they lead to."""
    for _ in range(ROUNDS):
        if F.pending == 0:
            return
        for trigger in range(32):
            if F.pending & (np.uint32(1) << np.uint32(trigger)):
                F.pending &= ~(np.uint32(1) << np.uint32(trigger))
                if P.n_triggered > 0:
                    moment(P, S, k, c, F, O, trigger, channel, t)
                break
    F.pending = 0
