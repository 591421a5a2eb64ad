"""What channels observe of a customer: each its own, of touches that are tied to the profile."""

from __future__ import annotations

import numpy as np

from engine.boundaries import boundary
from engine.kernels import part
from sim.model.customers.devices import device_place
from sim.model.customers.draws import MISFILE, MISFILED_TO, RECOGNISE, draw
from sim.model.customers.state import bump, minute
from sim.model.knowledge.news import MISFILE_NEWS, neighbour, tell
from sim.model.records.bits import bit
from sim.model.records.layout import DIRTY, MEMBER, REVIEWED
from sim.model.records.market_layout import RECOGNISED
from sim.model.records.vocabulary import COUNTER

MISFILED = COUNTER["misfiled"]


@boundary("P c F O i8 -> i8")
def recognise(P, c, F, O, channel):
    """Whether a touch on the channel is tied to a profile: 1 the right one, 0 none.

    A false match files the touch under another id of the block instead.
    """
    willing = np.float64(c.recognisability) / 255.0
    if c.flags & MEMBER:
        willing = max(willing, P.programme[RECOGNISED])
    chance = P.recognition[channel, device_place(F)] * willing
    if draw(P, c, F, RECOGNISE, P.c_entity[channel]) >= chance:
        return 0
    if P.false_match > 0.0:
        if draw(P, c, F, MISFILE, P.c_entity[channel]) < P.false_match:
            O.counters[channel, MISFILED] += 1
            tell(O, c, neighbour(P, c, F, MISFILED_TO, channel), MISFILE_NEWS, channel, 0)
            return 0
    return 1


@part
def observe_visit(c, channel, t):
    c.obs.seen[channel] = minute(t)
    c.obs.visits[channel] = bump(c.obs.visits[channel])
    c.flags |= DIRTY


@part
def observe_step(c, channel, step):
    journey = c.obs.journey[channel]
    if (journey & 7) < step:
        c.obs.journey[channel] = (journey & ~np.uint8(7)) | np.uint8(step)
        c.flags |= DIRTY


@part
def forget_steps(P, c, channel):
    """A purchase on the channel ends the journey for all channels that hear of it at once.

    Those that hear of it late leave out what lies before it from then on; see `fold`.
    """
    for other in range(P.channels):
        if bit(P.knows[other], channel) and P.delay[other, channel] < 0:
            c.obs.journey[other] &= ~np.uint8(7)
    c.flags |= DIRTY


@part
def observe_signup(c, channel):
    journey = c.obs.journey[channel]
    signups = min(((journey >> 3) & 3) + 1, 3)
    c.obs.journey[channel] = (journey & ~np.uint8(0x18)) | np.uint8(signups << 3)
    c.flags |= DIRTY


@part
def observe_rating(c, channel, stars):
    journey = c.obs.journey[channel]
    c.obs.journey[channel] = (journey & np.uint8(0x1F)) | np.uint8(stars << 5)
    c.obs.flags[channel] |= REVIEWED
    c.flags |= DIRTY


@part
def observe_flag(c, channel, flag):
    c.obs.flags[channel] |= np.uint8(flag)
    c.flags |= DIRTY


@part
def observe_contact(c, channel, t):
    c.obs.contacted[channel] = minute(t)
    c.obs.unanswered[channel] = bump(c.obs.unanswered[channel])
    c.flags |= DIRTY


@part
def observe_response(c, channel):
    c.obs.unanswered[channel] = 0
    c.flags |= DIRTY
