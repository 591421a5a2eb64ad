"""Rates of a customer's competing clocks, and the channel on which a visit or impression falls."""

from __future__ import annotations

import numpy as np

from engine.boundaries import boundary
from engine.kernels import inlined, part
from engine.numerics import exp
from sim.model.contact.exposure import impressions_rate
from sim.model.customers import draws
from sim.model.customers.draws import draw, exponential
from sim.model.records import parameters as b
from sim.model.records.bits import all_but_lowest, lowest
from sim.model.records.layout import FRIEND, NEED
from sim.model.records.sizes import CLOCKS, DAY, FOREVER
from sim.model.records.vocabulary import STAGES

AWARE = STAGES.index("aware")
NEED_CLOCK, VISIT_CLOCK, LAPSE_CLOCK, NOTICE_CLOCK = range(CLOCKS)
GENERAL, SPECIFIC = 1, 2
"""Intents of a search: about a kind of thing, or about a firm and its offer."""


@part
def drive_of(P, c, F):
    """Interest at the time from which rates hold: faded, but nothing is stored."""
    drive = np.float64(c.interest)
    idle = F.clock_from - c.now
    if drive > 0.0 and idle > 0:  # seen, not stored: decay is stored by transitions alone
        drive *= exp(-idle * P.b[b.INTEREST_LIFE])
    return drive


@part
def set_searches(P, c, F, drive):
    """What share of their searches people make now, by intent.

    With a need: the more interest, the more for the firm itself, once it is known; without one
    hardly any.
    """
    if c.flags & NEED:
        specific = drive if c.stage >= AWARE else 0.0
        F.search_rate[0] = 1.0 - specific
        F.search_rate[1] = specific
    else:
        F.search_rate[0] = P.b[b.IDLE_SEARCH]
        F.search_rate[1] = 0.0


@inlined
def visit_rate(P, c, F, channel):
    """Visits a microsecond on a channel, without the push that need and interest give.

    Searches follow need and interest in their own way; so they are divided by that push.
    """
    rate = P.c_visits[channel] * c.affinity[channel]
    if c.stage < AWARE:
        rate *= P.c_discover[channel]
    if P.c_intent[channel] > 0:
        rate *= F.search_rate[P.c_intent[channel] - 1] / F.push
    if P.c_friends_only[channel] and not c.flags & FRIEND:
        return 0.0
    return rate


@inlined
def notice_rate(P, c, F, channel):
    """Impressions noticed a microsecond on a channel whose audience the customer is in."""
    treatment = np.int64(F.member[channel])
    rate = impressions_rate(P, channel, treatment, c.affinity[channel]) * P.c_notice[channel]
    if P.c_intent[channel] > 0:
        rate *= F.search_rate[P.c_intent[channel] - 1]
    return rate


@part
def visit_rates(P, S, c, F):
    """The visit rates of all channels together, a microsecond, without the push."""
    total = 0.0
    left = np.uint64(P.visited & S.present)
    while left:
        total += visit_rate(P, c, F, lowest(left))
        left = all_but_lowest(left)
    return total


@part
def notice_rates(P, c, F):
    """The rates of all noticed impressions together, a microsecond."""
    total = 0.0
    left = np.uint64(F.members)
    while left:
        total += notice_rate(P, c, F, lowest(left))
        left = all_but_lowest(left)
    return total


@inlined
def rate_of_needs(P, S, c):
    """Phases of the wait for a need that pass a microsecond: as many as a need takes."""
    rate = c.need_rate * S.season / (365.0 * DAY)
    return rate * P.p_change[c.persona] * P.p_phases[c.persona]


@part
def most_visits(P, c):
    """A bound of the rate of visits on all channels, a microsecond, of who has no need."""
    drive = c.interest * P.b[b.IDLE_INTEREST]
    return P.most_visits * (1.0 + P.b[b.SEEK] * drive)


@part
def find_rates(P, S, c, F):
    """Rates of the competing clocks from F.clock_from on, until the customer's next own event."""
    loyalty = c.loyalty / 255.0
    if c.flags & NEED:
        F.rate[NEED_CLOCK] = 0.0
        F.rate[LAPSE_CLOCK] = P.b[b.COMPETITOR] * (1.0 - P.b[b.LOYALTY_LAPSE] * loyalty)
    else:
        F.rate[LAPSE_CLOCK] = 0.0
        F.rate[NEED_CLOCK] = rate_of_needs(P, S, c)
        if c.due[0] < FOREVER:
            F.rate[NEED_CLOCK] = 0.0
    drive = drive_of(P, c, F)
    set_searches(P, c, F, drive)
    if not c.flags & NEED:
        drive *= P.b[b.IDLE_INTEREST]
    F.push = 1.0 + P.b[b.SEEK] * drive
    F.rate[VISIT_CLOCK] = visit_rates(P, S, c, F) * F.push
    F.rate[NOTICE_CLOCK] = notice_rates(P, c, F)


@boundary("P S c F")
def set_rates(P, S, c, F):
    """Set the rates, and draw the clocks that run and have not been drawn."""
    find_rates(P, S, c, F)
    for clock in range(CLOCKS):
        if F.rate[clock] > 0.0 and F.residual[clock] < 0.0:
            F.residual[clock] = exponential(draw(P, c, F, draws.CLOCK, np.uint64(clock)))


@part
def visited_channel(P, S, c, F, u):
    """The channel on which a visit falls, in proportion to the channels' rates."""
    target = visit_rates(P, S, c, F) * u
    passed = 0.0
    last = np.int64(0)
    left = np.uint64(P.visited & S.present)
    while left:
        channel = lowest(left)
        left = all_but_lowest(left)
        rate = visit_rate(P, c, F, channel)
        passed += rate
        if target < passed:
            return channel
        if rate > 0.0:
            last = channel
    return last


@part
def noticed_channel(P, c, F, u):
    """The channel on which an impression is noticed, in proportion to the channels' rates."""
    target = u * notice_rates(P, c, F)
    passed = 0.0
    last = np.int64(0)
    left = np.uint64(F.members)
    while left:
        channel = lowest(left)
        left = all_but_lowest(left)
        rate = notice_rate(P, c, F, channel)
        passed += rate
        if target < passed:
            return channel
        if rate > 0.0:
            last = channel
    return last
