"""What stands for a customer: the planned treatments that qualify, and until when that is so.

Most customers meet nothing on most days, and what rules say of them hangs on few things that time
alone changes. So the outcome of the rules, of the contact policy and of holdouts is kept, as a
*standing*: a bit for each planned treatment. It holds until something happens to the customer, or
until the first window in which time may change it:

- a comparison of days since something changes once, at a time that is known;
- a step, or a variant that was looked at, is forgotten at a time that is known;
- what hangs on weekday and month alone is the same for everybody and left to each window;
- where it is not plain when something changes, the customer is looked at in the next window.

`weigh` (`sim.model.deciding.plan`) is the same without memory, customer by customer; the SimPy
clock uses it, so that the equality of the clocks tests what stands here.
"""

from __future__ import annotations

import numpy as np

from engine.actions import priority_of, propensity_of
from engine.boundaries import boundary
from engine.kernels import inlined, part
from engine.rules.kernel import clause_holds
from sim.model.contact.policy import (
    FREE,
    SPACED,
    SUPPRESSED,
    ask_anew,
    obstacle_by_channel,
    too_close,
    unconsented,
)
from sim.model.customers.state import minute
from sim.model.deciding.decisions import held_out_alone, in_common_holdout, runs
from sim.model.knowledge.view import (
    F_MONTH,
    F_OFFER,
    F_OFFER_DAYS,
    F_VARIANT,
    F_WEEKDAY,
    fold,
)
from sim.model.records.bits import bit
from sim.model.records.parameters import STEP_MEMORY
from sim.model.records.sizes import DAY, MINUTE
from sim.model.records.varying import (
    AGEING,
    OF_CALENDAR,
    OF_HOUR,
    OF_OFFER,
    OF_STEP,
    OF_VARIANT,
    ONLY_CALENDAR,
)
from sim.model.records.window_layout import STEADY

FAR = 1e9
"""Minutes beyond which nothing is expected to change."""
CLOSE = 2
"""Minutes by which a moment of change may be off; looking too early costs nothing but time."""


@inlined
def this_window(P, S):
    """Number of the window; those of a run-in are below 0."""
    return S.start // P.window


@part
def window_before(P, S, minutes):
    """The first window that may begin so many minutes after the present one, the next at least."""
    ahead = np.int64(min(minutes, FAR)) - CLOSE
    return this_window(P, S) + max(ahead * MINUTE // P.window, 1)


@part
def step_forgotten(P, S, c, channel, now):
    """The first window in which some channel may have forgotten the step that it saw.

    A channel that is told late has caught up by then, or is looked at anew (`still_being_told`).
    """
    left = FAR
    for other in range(P.channels):
        if bit(P.knows[channel], other) and c.obs.journey[other] & 7:
            rest = np.int64(c.obs.seen[other]) + P.b[STEP_MEMORY] - now
            if rest >= 0.0:
                left = min(left, rest)
    return window_before(P, S, left)


@part
def comparison_changes(P, S, O, place):
    """The first window in which time may change the outcome of a comparison of days."""
    value = O.values[np.int64(P.rules.clause_field[place])]
    if value != value:
        return np.int64(STEADY)
    minutes = (P.rules.clause_constant[place] - value) * 1440.0
    if minutes < -CLOSE:
        return np.int64(STEADY)
    return window_before(P, S, minutes)


@part
def clause_changes(P, S, k, c, O, channel, place, varies):
    """The first window in which time may change the outcome of a clause, STEADY if none."""
    if varies == AGEING:
        return comparison_changes(P, S, O, place)
    values = O.values
    soon = this_window(P, S) + 1
    changes = np.int64(STEADY)
    now = np.int64(minute(S.start))
    if varies & OF_STEP and O.step > 0:
        changes = min(changes, step_forgotten(P, S, c, channel, now))
    if varies & OF_VARIANT and values[F_VARIANT] == values[F_VARIANT]:
        left = np.int64(k.variant_at) + P.b[STEP_MEMORY] - now
        changes = min(changes, window_before(P, S, left))
    if varies & OF_OFFER and (
        values[F_OFFER] == values[F_OFFER] or values[F_OFFER_DAYS] == values[F_OFFER_DAYS]
    ):
        changes = soon
    if varies & OF_HOUR and P.window % DAY != 0:
        changes = soon
    if varies & OF_CALENDAR:
        changes = soon
    for field in range(3):  # days since a visit, a contact, a purchase; within a larger clause
        if varies >> np.uint16(field) & np.uint16(1) and values[field] == values[field]:
            changes = soon
    return changes


@part
def rule_stands(P, S, k, c, O, channel, rule):
    """Whether a rule holds, its part that hangs on the calendar alone left out, and until when.

    It fails as long as one of the clauses that fail does, and holds until the first of all changes.
    """
    holds = True
    until = np.int64(STEADY)
    for place in range(P.rules.rule_start[rule], P.rules.rule_stop[rule]):
        varies = P.clause_varies[place]
        if varies == ONLY_CALENDAR:
            continue
        true = clause_holds(P.rules, place, O.values, O.stack)
        if true and not holds:
            continue
        changes = np.int64(STEADY)
        if varies:
            changes = clause_changes(P, S, k, c, O, channel, place, varies)
        if true:
            until = min(until, changes)
        elif holds:
            holds = False
            until = changes
        else:
            until = max(until, changes)
        if not holds and until == STEADY:
            break
    return holds, until


@part
def freed(P, S, k, c, treatment, why):
    """The first window in which the contact policy may have nothing against a contact any more."""
    if why == SPACED:
        return window_before(P, S, too_close(P, k, treatment, S.start))
    if why == SUPPRESSED and not P.own_conversions:
        left = np.int64(c.converted_at) + P.after_purchase - np.int64(minute(S.start))
        return window_before(P, S, left)
    return this_window(P, S) + 1


@part
def still_being_told(P, S, c):
    """Whether linked channels may yet hear of something, or counters show it."""
    passed = S.start - c.now
    if P.count_lag > 0 and passed <= (P.count_lag + CLOSE) * MINUTE:
        return True
    if P.n_delays == 0:
        return False
    # what was seen in a window is told as many windows later as the delay has
    return this_window(P, S) < c.now // P.window + P.delays[P.n_delays - 1]


@boundary("P S k c O -> i8")
def stand(P, S, k, c, O):
    """Find the customer's standing; its bits are left in O.standing, by place in P.planned.

    Returns:
        number of the first window in which it must be found anew, if nothing happens before.
    """
    O.standing[0] = 0
    O.standing[1] = 0
    until = np.int64(STEADY)
    if still_being_told(P, S, c):
        until = this_window(P, S) + 1
    kept_out = in_common_holdout(P, c)
    ask_anew(O)
    folded = np.int64(-1)
    for place in range(P.n_planned):
        treatment = np.int64(P.planned[place])
        if unconsented(P, c, treatment) or (kept_out and not P.t_transactional[treatment]):
            continue  # before the view is folded and rules are read: it saves most
        channel = np.int64(P.t_channel[treatment])
        rule = np.int64(P.actions.whole[treatment])
        if rule >= 0:
            if folded != P.view_of[channel]:
                fold(P, S, k, c, O, channel, S.start, -1, 1)
                folded = np.int64(P.view_of[channel])
            holds, changes = rule_stands(P, S, k, c, O, channel, rule)
            until = min(until, changes)
            if not holds:
                continue
        why = obstacle_by_channel(P, k, c, O, treatment, S.start)
        if why != FREE:
            until = min(until, freed(P, S, k, c, treatment, why))
            continue
        if held_out_alone(P, c, treatment):
            continue
        O.standing[place >> 6] |= np.uint64(1) << np.uint64(place & 63)
    return until


@part
def calendar_allows(P, O, treatment):
    """Whether the clauses of a treatment's rule that hang on the calendar alone are true."""
    rule = np.int64(P.actions.whole[treatment])
    if rule < 0:
        return True
    for place in range(P.rules.rule_start[rule], P.rules.rule_stop[rule]):
        if P.clause_varies[place] == ONLY_CALENDAR:
            if not clause_holds(P.rules, place, O.values, O.stack):
                return False
    return True


@part
def open_standings(P, S, O):
    """What is the same for everybody in the window: which treatments are open, their priorities.

    Written to S, by place in P.planned; priority 0 where a treatment is not open and never for one
    that is.
    """
    for field in range(len(O.values)):
        O.values[field] = np.nan
    O.values[F_WEEKDAY] = S.weekday
    O.values[F_MONTH] = S.month
    S.open[0] = 0
    S.open[1] = 0
    for place in range(P.n_planned):
        treatment = np.int64(P.planned[place])
        if not runs(P, treatment, S.start) or not calendar_allows(P, O, treatment):
            continue
        p = propensity_of(
            P.actions, P.rules, treatment, S.trials[treatment], S.successes[treatment],
            O.values, O.stack,
        )  # fmt: skip
        priority = priority_of(P.actions, P.rules, treatment, p, O.values, O.stack)
        if priority != priority or (priority <= 0.0 and not P.t_transactional[treatment]):
            continue
        S.open[place >> 6] |= np.uint64(1) << np.uint64(place & 63)
        S.open_priority[place] = priority
        S.open_propensity[place] = p
