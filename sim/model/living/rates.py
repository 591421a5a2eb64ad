"""Rates of a customer's competing clocks, and the channel on which a visit or impression falls."""

from __future__ import annotations

import numpy as np

from engine.boundaries import boundary
from engine.kernels import inlined, part
from engine.numerics import exp
from sim.model.contact.audience import impressions_rate
from sim.model.customers import draws
from sim.model.customers.draws import draw, exponential
from sim.model.records import parameters as b
from sim.model.records.layout import NEED
from sim.model.records.sizes import CLOCKS, DAY, FOREVER
from sim.model.records.vocabulary import STAGES

AWARE = STAGES.index("aware")
NEED_CLOCK, VISIT_CLOCK, LAPSE_CLOCK, NOTICE_CLOCK = range(CLOCKS)


@inlined
def visit_rate(P, c, channel):
    """Visits a microsecond on a channel while nothing drives the customer."""
    rate = P.c_visits[channel] * c.affinity[channel]
    return rate * P.c_discover[channel] if c.stage < AWARE else rate


@inlined
def notice_rate(P, c, F, channel):
    """Impressions noticed a microsecond on a channel."""
    if F.member[channel] < 0:
        return 0.0
    return impressions_rate(P, c, channel) * P.c_notice[channel]


@part
def visit_rates(P, c, F):
    """The visit rates of all channels together, a microsecond."""
    drive = np.float64(c.interest)
    idle = F.clock_from - c.now
    if drive > 0.0 and idle > 0:  # seen, not stored: decay is stored by transitions alone
        drive *= exp(-idle * P.b[b.INTEREST_LIFE])
    if not c.flags & NEED:
        drive *= P.b[b.IDLE_INTEREST]
    total = 0.0
    for channel in range(P.channels):
        total += visit_rate(P, c, channel)
    return total * (1.0 + P.b[b.SEEK] * drive)


@part
def notice_rates(P, c, F):
    """The rates of all noticed impressions together, a microsecond."""
    total = 0.0
    if F.members > 0:
        for channel in range(P.channels):
            total += notice_rate(P, c, F, channel)
    return total


@boundary("P S c F")
def set_rates(P, S, c, F):
    """Rates of the competing clocks until the customer's next own event."""
    loyalty = c.loyalty / 255.0
    if c.flags & NEED:
        F.rate[NEED_CLOCK] = 0.0
        F.rate[LAPSE_CLOCK] = P.b[b.COMPETITOR] * (1.0 - P.b[b.LOYALTY_LAPSE] * loyalty)
    else:
        F.rate[LAPSE_CLOCK] = 0.0
        F.rate[NEED_CLOCK] = c.need_rate * S.season / (365.0 * DAY)
        if c.due[0] < FOREVER:
            F.rate[NEED_CLOCK] = 0.0
    F.rate[VISIT_CLOCK] = visit_rates(P, c, F)
    F.rate[NOTICE_CLOCK] = notice_rates(P, c, F)
    for clock in range(CLOCKS):
        if F.rate[clock] > 0.0 and F.residual[clock] < 0.0:
            F.residual[clock] = exponential(draw(P, c, F, draws.CLOCK, np.uint64(clock)))


@part
def visited_channel(P, c, F, u):
    """The channel on which a visit falls, in proportion to the channels' rates."""
    target = 0.0
    for channel in range(P.channels):
        target += visit_rate(P, c, channel)
    target *= u
    passed = 0.0
    last = 0
    for channel in range(P.channels):
        rate = visit_rate(P, c, channel)
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
    last = 0
    for channel in range(P.channels):
        rate = notice_rate(P, c, F, channel)
        passed += rate
        if target < passed:
            return channel
        if rate > 0.0:
            last = channel
    return last
