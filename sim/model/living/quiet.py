"""Windows in which a customer meets nothing but impressions that go unnoticed.

Most windows are like that. What they leave is a few counts; nothing of the customer changes. So
they pass without a flight: the draws are those of `sim.model.living.dynamics`, and where they may
lead to an event the customer lives the window in full. The SimPy clock lives all of them in full,
so that the equality of the clocks tests what stands here.
"""

from __future__ import annotations

import numpy as np

from engine.kernels import inlined, part
from engine.random import uniform, uniform_pairs, uniforms
from sim.model.contact.exposure import (
    has_table,
    impressions_rate,
    note_miss,
    room_for_misses,
    table_of,
    unnoticed,
)
from sim.model.customers import draws
from sim.model.customers.daytime import active_time
from sim.model.living.dynamics import CLEARLY
from sim.model.living.rates import (
    LAPSE_CLOCK,
    NEED_CLOCK,
    NOTICE_CLOCK,
    VISIT_CLOCK,
    find_rates,
    most_visits,
    rate_of_needs,
)
from sim.model.records import parameters as b
from sim.model.records.bits import bit
from sim.model.records.layout import NEED
from sim.model.records.sizes import AGENDA, CLOCKS


@part
def draw_ahead(P, S, customers, start, end, O):
    """Draw for the clocks of customers[start:end] together; it is a tenth of the work."""
    O.ahead = start
    for i in range(start, end):
        O.ahead_id[i - start] = customers[i].id
        O.ahead_entity[i - start] = CLOCKS
        O.notice_entity[i - start] = NOTICE_CLOCK
    uniform_pairs(
        P.seed, O.ahead_id, P.replication, np.uint64(draws.CLOCK), O.ahead_entity, S.window,
        O.need_draw, O.visit_draw, end - start,
    )  # fmt: skip
    uniforms(
        P.seed, O.ahead_id, P.replication, np.uint64(draws.CLOCK), O.notice_entity, S.window,
        O.notice_draw, end - start,
    )  # fmt: skip


@inlined
def plainly_later(u, chance):
    """Whether a clock plainly outlasts a window in which it runs out with this chance at most.

    A unit exponential -log(u) outlasts x where u < 1 - x.
    """
    return u < 1.0 - CLEARLY - chance


@inlined
def active_window(P, S, c, O):
    """Active microseconds of the window where the customer lives; kept for the next customer."""
    if O.active_from != S.start or O.active_offset != c.offset:
        O.active_from = S.start
        O.active_offset = c.offset
        O.active = active_time(P, c, S.end) - active_time(P, c, S.start)
    return O.active


@inlined
def note_member(P, S, c, O, channel, treatment, general, specific, active):
    """Note what an audience shows in vain if nothing is noticed; it counts once `kept`.

    Args:
        general, specific: shares of searches made now, as in F.search_rate.

    Returns:
        how many impressions are noticed on average.
    """
    intent = P.c_intent[channel]
    affinity = c.affinity[channel]
    if has_table(S, channel, treatment) and (intent == 0 or not c.flags & NEED):
        place = table_of(channel, np.int64(affinity))
        note_miss(P, O, c.id, channel, treatment, place, S.tables[place].mean)
        return S.noticed[place]
    elapsed = np.float64(active)
    if intent > 0:
        elapsed *= general if intent == 1 else specific
    mean = unnoticed(P, channel, treatment, affinity, elapsed)
    note_miss(P, O, c.id, channel, treatment, -1, mean)
    return impressions_rate(P, channel, treatment, affinity) * P.c_notice[channel] * elapsed


@inlined
def reached_by(P, S, c, channel):
    """The treatment that a mass medium shows the customer in this window, -1 none."""
    treatment = np.int64(S.airing[channel])
    if treatment < 0 or c.affinity[channel] == 0 or P.p_silent[c.persona]:
        return np.int64(-1)
    if P.c_followers[channel] and not bit(c.consents, channel):
        return np.int64(-1)
    return treatment


@inlined
def notices_nothing(P, S, c, X, O, general, specific, active, u):
    """Whether plainly no impression is noticed, of bought audiences and mass media; counts it then.

    Args:
        X: what was picked for the customer. Others as for `note_member`.
    """
    room_for_misses(P, S, O)
    before = O.missed
    total = 0.0
    for place in range(X.audiences):
        channel = np.int64(X.audience[place])
        treatment = np.int64(X.treatment[channel])
        total += note_member(P, S, c, O, channel, treatment, general, specific, active)
    if S.airs > 0:
        for channel in range(P.channels):
            treatment = reached_by(P, S, c, channel)
            if treatment >= 0:
                total += note_member(P, S, c, O, channel, treatment, general, specific, active)
    if total > 0.0 and not plainly_later(u, total):
        O.missed = before
        return False
    for at in range(before, O.missed):
        O.trials[O.missed_of[at]] += 1
    return True


@inlined
def due_soon(S, c):
    """Whether something is to happen to the customer in the window."""
    due = c.due[0]
    for place in range(1, AGENDA):
        due = min(due, c.due[place])
    return due < S.end or c.now > S.start


@inlined
def passes_quietly(P, S, c, X, O, i):
    """Let the window pass if it is plain that nothing happens in it; whether it did.

    Args:
        X: what was picked for the customer.
        i: row of the customer, for whom `draw_ahead` has drawn.
    """
    if X.contacts > 0 or c.flags & NEED or due_soon(S, c):
        return False
    active = active_window(P, S, c, O)
    place = i - O.ahead
    if not plainly_later(O.need_draw[place], rate_of_needs(P, S, c) * active):
        return False
    if not plainly_later(O.visit_draw[place], most_visits(P, c) * active):
        return False
    idle = P.b[b.IDLE_SEARCH]
    return notices_nothing(P, S, c, X, O, idle, 0.0, active, O.notice_draw[place])


@part
def lapse_draw(P, S, c):
    """The uniform of the customer's clock of lapses in the window."""
    return uniform(
        P.seed, np.uint64(c.id), np.uint64(P.replication), np.uint64(draws.CLOCK),
        np.uint64(LAPSE_CLOCK), np.uint64(S.window), np.uint64(0),
    )  # fmt: skip


@part
def passes_after_all(P, S, c, X, F, O, i):
    """The same as `passes_quietly` where bounds were too wide: the rates themselves are looked at.

    Args:
        F: an idle flight; scratch.
    """
    if X.contacts > 0 or due_soon(S, c):
        return False
    F.clock_from = S.start
    find_rates(P, S, c, F)
    active = active_window(P, S, c, O)
    place = i - O.ahead
    if not plainly_later(O.need_draw[place], F.rate[NEED_CLOCK] * active):
        return False
    if not plainly_later(O.visit_draw[place], F.rate[VISIT_CLOCK] * active):
        return False
    lapses = F.rate[LAPSE_CLOCK] * active
    if lapses > 0.0 and not plainly_later(lapse_draw(P, S, c), lapses):
        return False
    general, specific = F.search_rate[0], F.search_rate[1]
    return notices_nothing(P, S, c, X, O, general, specific, active, O.notice_draw[place])
