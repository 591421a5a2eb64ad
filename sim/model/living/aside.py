"""Two channels in the same moment: the phone in the hand in the shop."""

from __future__ import annotations

import numpy as np

from engine.boundaries import boundary
from sim.model.customers import draws
from sim.model.customers.devices import take_device
from sim.model.customers.draws import draw
from sim.model.deciding.decisions import raise_trigger, settle
from sim.model.living.arriving import arrive
from sim.model.records.bits import bit
from sim.model.records.mechanisms import ASIDE
from sim.model.records.triggers import ON_VISIT
from sim.model.records.vocabulary import OBJECTIONS

N_OBJECTIONS = len(OBJECTIONS)


@boundary("P S k c F O i8 i8", door=ASIDE)
def look_aside(P, S, k, c, F, O, channel, t):
    """The customer looks something up on another channel while being here.

    Who is recognised there is known here too, where this channel hears of that one at once.
    """
    for other in range(P.channels):
        chance = P.c_beside[channel, other] * (c.affinity[other] / 255.0)
        if chance <= 0.0 or draw(P, c, F, draws.ASIDE, P.c_entity[other]) >= chance:
            continue
        here, device = F.identified, F.device
        take_device(P, c, F, other)
        arrive(P, S, c, F, O, other, -1, t)
        raise_trigger(F, ON_VISIT)
        settle(P, S, k, c, F, O, other, t)
        for o in range(N_OBJECTIONS):
            left = (1.0 - P.c_resolves[other, o]) * c.objections[o]
            c.objections[o] = np.uint8(np.int64(left))
        if F.identified and bit(P.knows[channel], other) and P.delay[channel, other] < 0:
            here = np.uint8(1)
        F.identified, F.device = here, device
