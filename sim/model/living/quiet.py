"""Windows in which a customer meets nothing but impressions that go unnoticed.

Most windows are like that. What they leave is a few counts; nothing of the customer changes. So
they pass without a flight: the draws are those of `sim.model.living.dynamics`, and where they may
lead to an event the customer lives the window in full. The SimPy clock lives all of them in full,
so that the equality of the clocks tests what stands here.
"""

from __future__ import annotations

import numpy as np

from engine.kernels import part
from engine.random import uniform, uniform_pair
from sim.model.contact.audience import impressions_rate, miss
from sim.model.customers import draws
from sim.model.customers.daytime import active_time
from sim.model.living.dynamics import CLEARLY
from sim.model.living.rates import NOTICE_CLOCK, most_visits, rate_of_needs
from sim.model.records import parameters as b
from sim.model.records.bits import bit
from sim.model.records.layout import NEED
from sim.model.records.sizes import AGENDA, CLOCKS


@part
def active_window(P, S, c, O):
    """Active microseconds of the window where the customer lives; kept for the next customer."""
    if O.active_from != S.start or O.active_offset != c.offset:
        O.active_from = S.start
        O.active_offset = c.offset
        O.active = active_time(P, c, S.end) - active_time(P, c, S.start)
    return O.active


@part
def join(O, channel, treatment):
    """Note an audience that the customer is in."""
    O.joined[O.joins] = channel
    O.joined_for[O.joins] = treatment
    O.joins += 1


@part
def find_audiences(P, S, c, X, O):
    """The audiences of the window: those bought for the customer, and those of mass media."""
    O.joins = 0
    for place in range(X.audiences):
        channel = np.int64(X.audience[place])
        join(O, channel, np.int64(X.treatment[channel]))
    if S.airs == 0:
        return
    for channel in range(P.channels):
        treatment = np.int64(S.airing[channel])
        if treatment < 0 or c.affinity[channel] == 0:
            continue
        if not P.c_followers[channel] or bit(c.consents, channel):
            join(O, channel, treatment)


@part
def searching(P, channel):
    """What share of the time is exposure: on a search channel that spent searching, idly."""
    if P.c_intent[channel] == 0:
        return 1.0
    return P.b[b.IDLE_SEARCH] if P.c_intent[channel] == 1 else 0.0


@part
def notices_nothing(P, S, c, O, active):
    """Whether it is plain that none of the impressions is noticed."""
    total = 0.0
    for place in range(O.joins):
        channel = O.joined[place]
        rate = impressions_rate(P, c, channel, O.joined_for[place]) * P.c_notice[channel]
        total += rate * searching(P, channel)
    if total == 0.0:
        return True
    u = uniform(
        P.seed, np.uint64(c.id), np.uint64(P.replication), np.uint64(draws.CLOCK),
        np.uint64(NOTICE_CLOCK), np.uint64(S.window), np.uint64(0),
    )  # fmt: skip
    return u < 1.0 - CLEARLY - total * active


@part
def see_them(P, S, c, O, active):
    """Count what the audiences cost."""
    for place in range(O.joins):
        channel = O.joined[place]
        treatment = O.joined_for[place]
        O.trials[treatment] += 1
        elapsed = np.float64(active)
        if P.c_intent[channel] > 0:
            elapsed *= searching(P, channel)
        if elapsed <= 0.0:
            continue
        u = uniform(
            P.seed, np.uint64(c.id), np.uint64(P.replication), np.uint64(draws.IMPRESSIONS),
            P.c_entity[channel] & np.uint64(0xFFFFFF), np.uint64(S.window), np.uint64(0),
        )  # fmt: skip
        miss(P, c, O, channel, treatment, elapsed, u)


@part
def busy(S, c):
    """Whether something is to happen to the customer in the window, or a need is open."""
    if c.flags & NEED or c.now > S.start:
        return True
    due = c.due[0]
    for place in range(1, AGENDA):
        due = min(due, c.due[place])
    return due < S.end


@part
def passes_quietly(P, S, c, X, O):
    """Let the window pass if it is plain that nothing happens in it; whether it did.

    Args:
        X: what was picked for the customer.
    """
    if X.contacts > 0 or busy(S, c):
        return False
    active = active_window(P, S, c, O)
    first, second = uniform_pair(
        P.seed, np.uint64(c.id), np.uint64(P.replication), np.uint64(draws.CLOCK),
        np.uint64(CLOCKS), np.uint64(S.window), np.uint64(0),
    )  # fmt: skip
    if not first < 1.0 - CLEARLY - rate_of_needs(P, S, c) * active:
        return False
    if not second < 1.0 - CLEARLY - most_visits(P, c) * active:
        return False
    find_audiences(P, S, c, X, O)
    if not notices_nothing(P, S, c, O, active):
        return False
    see_them(P, S, c, O, active)
    return True
