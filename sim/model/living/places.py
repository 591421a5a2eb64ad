"""When places are open: hours, days of the week, stretches of the year."""

from __future__ import annotations

import numpy as np

from engine.kernels import part
from sim.model.customers import draws
from sim.model.customers.draws import draw
from sim.model.customers.state import VISIT, schedule
from sim.model.records import parameters as b
from sim.model.records.sizes import DAY, FOREVER, SPANS
from sim.model.records.vocabulary import STEPS

SECOND = 1_000_000
N_STEPS = len(STEPS)


@part
def in_hours(P, channel, t):
    """t in the hours of the channel, else the next time at which they begin."""
    clock = (t + P.midnight) % DAY
    midnight = t - clock
    day = (midnight + P.midnight) // DAY
    if clock >= P.c_closes_at[channel]:
        midnight += DAY
        day += 1
        clock = np.int64(-1)
    for _ in range(8):
        if P.c_open_days[channel] >> np.uint8((day + P.weekday) % 7) & 1:
            return midnight + max(clock, P.c_opens_at[channel])
        midnight += DAY
        day += 1
        clock = np.int64(-1)
    return FOREVER


@part
def opening(P, channel, t):
    """t while the channel is open, else the next time at which it opens, FOREVER if it does not."""
    if not P.c_dated[channel]:
        return in_hours(P, channel, t)
    for span in range(SPANS):
        until = P.c_until[channel, span]
        if until > t:
            opens = in_hours(P, channel, max(t, P.c_from[channel, span]))
            if opens < until:
                return opens
    return FOREVER


@part
def come_later(P, c, F, O, channel, treatment, opens):
    """Who came in vain comes again within the first hours after the opening."""
    if opens == FOREVER:
        return
    spread = draw(P, c, F, draws.REPLY, P.c_entity[channel]) * P.b[b.CALLBACK_SPREAD]
    schedule(c, O, opens + np.int64(spread * 3600.0 * SECOND), VISIT, channel, treatment)


@part
def has_steps(P, channel):
    """Whether a visit on the channel can lead on."""
    steps = 0
    for step in range(N_STEPS):
        steps += np.int64(P.c_steps[channel, step])
    return steps > 0


@part
def turn_elsewhere(P, c, O, channel, treatment, t):
    """The customer turns to the channel that stands in for this one; whether there is any.

    Where nobody can go on, as in a mailbox, only cases are turned to: see `help.stand_in`.
    """
    other = np.int64(P.c_overflow[channel])
    if other < 0 or not has_steps(P, other):
        return False
    schedule(c, O, t + np.int64(P.b[b.LANDING_DELAY]), VISIT, other, treatment)
    return True
