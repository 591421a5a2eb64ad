"""Windows in which a customer meets nothing but impressions that go unnoticed.

Most windows are like that. What they leave is a few counts; nothing of the customer changes. So
they pass without a flight: the draws are those of `sim.model.living.dynamics`, and where they may
lead to an event the customer lives the window in full. The SimPy clock lives all of them in full,
so that the equality of the clocks tests what stands here.
"""

from __future__ import annotations

import numpy as np

from engine.kernels import inlined, part
from engine.random import uniform, uniform_pairs
from sim.model.contact.exposure import (
    has_table,
    impressions_rate,
    note_miss,
    searching,
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
from sim.model.records.bits import bit
from sim.model.records.layout import NEED
from sim.model.records.sizes import AGENDA, CLOCKS


@inlined
def active_window(P, S, c, O):
    """Active microseconds of the window where the customer lives; kept for the next customer."""
    if O.active_from != S.start or O.active_offset != c.offset:
        O.active_from = S.start
        O.active_offset = c.offset
        O.active = active_time(P, c, S.end) - active_time(P, c, S.start)
    return O.active


@inlined
def join(S, c, O, channel, treatment):
    """Note an audience that the customer is in."""
    O.joined[O.joins] = channel
    O.joined_for[O.joins] = treatment
    O.joined_table[O.joins] = -1
    if has_table(S, channel, treatment):
        O.joined_table[O.joins] = table_of(channel, np.int64(c.affinity[channel]))
    O.joins += 1


@inlined
def find_audiences(P, S, c, X, O):
    """The audiences of the window: those bought for the customer, and those of mass media."""
    O.joins = 0
    for place in range(X.audiences):
        channel = np.int64(X.audience[place])
        join(S, c, O, channel, np.int64(X.treatment[channel]))
    if S.airs == 0:
        return
    for channel in range(P.channels):
        treatment = np.int64(S.airing[channel])
        if treatment < 0 or c.affinity[channel] == 0:
            continue
        if not P.c_followers[channel] or bit(c.consents, channel):
            join(S, c, O, channel, treatment)


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
    uniform_pairs(
        P.seed, O.ahead_id, P.replication, np.uint64(draws.CLOCK), O.notice_entity, S.window,
        O.notice_draw, O.unused_draw, end - start,
    )  # fmt: skip


@part
def noticed_by(P, c, O, place, share, active):
    """Impressions of one audience that are noticed on average, in this share of the active time."""
    channel = O.joined[place]
    rate = impressions_rate(P, channel, O.joined_for[place], c.affinity[channel])
    return rate * P.c_notice[channel] * share * active


@inlined
def notices_nothing(P, S, c, O, active, u):
    """Whether it is plain that none of the impressions is noticed."""
    total = 0.0
    for place in range(O.joins):
        if O.joined_table[place] >= 0:
            total += S.noticed[O.joined_table[place]]
        else:
            total += noticed_by(P, c, O, place, searching(P, O.joined[place]), active)
    return total == 0.0 or u < 1.0 - CLEARLY - total


@part
def note_by_rate(P, S, c, O, at, share, active):
    """Note what one audience shows in vain, in this share of the active time."""
    channel = O.joined[at]
    elapsed = np.float64(active)
    if P.c_intent[channel] > 0:
        elapsed *= share
    if elapsed > 0.0:
        treatment = O.joined_for[at]
        mean = unnoticed(P, channel, treatment, c.affinity[channel], elapsed)
        note_miss(P, S, O, c.id, channel, treatment, -1, mean)


@inlined
def note_them(P, S, c, O, active):
    """Note what the audiences show in vain."""
    for at in range(O.joins):
        O.trials[O.joined_for[at]] += 1
        table = O.joined_table[at]
        if table < 0:
            note_by_rate(P, S, c, O, at, searching(P, O.joined[at]), active)
        elif S.tables[table].mean > 0.0:
            mean = S.tables[table].mean
            note_miss(P, S, O, c.id, O.joined[at], O.joined_for[at], table, mean)


@inlined
def busy(S, c):
    """Whether something is to happen to the customer in the window, or a need is open."""
    if c.flags & NEED or c.now > S.start:
        return True
    due = c.due[0]
    for place in range(1, AGENDA):
        due = min(due, c.due[place])
    return due < S.end


@part
def runs_out(P, S, c, clock, chance):
    """Whether a clock may run out in a window in which it does so with this chance at most."""
    u = uniform(
        P.seed, np.uint64(c.id), np.uint64(P.replication), np.uint64(draws.CLOCK),
        np.uint64(clock), np.uint64(S.window), np.uint64(0),
    )  # fmt: skip
    return not u < 1.0 - CLEARLY - chance


@part
def searched(P, F, channel):
    """What share of the time is exposure, with the customer's interest as it is."""
    if P.c_intent[channel] == 0:
        return 1.0
    return F.search_rate[P.c_intent[channel] - 1]


@part
def passes_after_all(P, S, c, X, F, O, i):
    """The same as `passes_quietly` where bounds were too wide: the rates themselves are looked at.

    Args:
        F: an idle flight; scratch.
    """
    for place in range(AGENDA):
        if c.due[place] < S.end:
            return False
    if X.contacts > 0 or c.now > S.start:
        return False
    F.clock_from = S.start
    find_rates(P, S, c, F)
    active = active_window(P, S, c, O)
    place = i - O.ahead
    if not O.need_draw[place] < 1.0 - CLEARLY - F.rate[NEED_CLOCK] * active:
        return False
    if not O.visit_draw[place] < 1.0 - CLEARLY - F.rate[VISIT_CLOCK] * active:
        return False
    if F.rate[LAPSE_CLOCK] > 0.0 and runs_out(P, S, c, LAPSE_CLOCK, F.rate[LAPSE_CLOCK] * active):
        return False
    find_audiences(P, S, c, X, O)
    total = 0.0
    for at in range(O.joins):
        total += noticed_by(P, c, O, at, searched(P, F, O.joined[at]), active)
    if not (total == 0.0 or O.notice_draw[place] < 1.0 - CLEARLY - total):
        return False
    for at in range(O.joins):
        O.trials[O.joined_for[at]] += 1
        note_by_rate(P, S, c, O, at, searched(P, F, O.joined[at]), active)
    return True


@inlined
def passes_quietly(P, S, c, X, O, i):
    """Let the window pass if it is plain that nothing happens in it; whether it did.

    Args:
        X: what was picked for the customer.
        i: row of the customer, for whom `draw_ahead` has drawn.
    """
    if X.contacts > 0 or busy(S, c):
        return False
    active = active_window(P, S, c, O)
    place = i - O.ahead
    if not O.need_draw[place] < 1.0 - CLEARLY - rate_of_needs(P, S, c) * active:
        return False
    if not O.visit_draw[place] < 1.0 - CLEARLY - most_visits(P, c) * active:
        return False
    find_audiences(P, S, c, X, O)
    if not notices_nothing(P, S, c, O, active, O.notice_draw[place]):
        return False
    note_them(P, S, c, O, active)
    return True
