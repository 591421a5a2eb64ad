"""The customer reaches a channel."""

from __future__ import annotations

import numpy as np

from engine.boundaries import boundary
from sim.model.contact.answers import credit
from sim.model.customers import draws
from sim.model.customers.draws import draw
from sim.model.customers.state import attract, bump, emit
from sim.model.knowledge.observations import observe_visit, recognise
from sim.model.records import parameters as b
from sim.model.records.layout import NEED
from sim.model.records.triggers import VISITED
from sim.model.records.vocabulary import COUNTER, EVENT, STAGES

AWARE = STAGES.index("aware")
E_VISIT = EVENT["visit"]
VISITS = COUNTER["visits"]


@boundary("P S c F O i8 i8 i8")
def arrive(P, S, c, F, O, channel, treatment, t):
    """The customer reaches the channel: a visit, perhaps recognised."""
    O.counters[channel, VISITS] += 1
    c.touches = bump(c.touches)
    c.stage = np.uint8(max(np.int64(c.stage), AWARE))
    F.identified = recognise(P, c, F, O, channel)
    emit(P, S, c, O, t, E_VISIT, channel, treatment, 0, np.nan, np.nan)
    if F.identified:
        observe_visit(c, channel, t)
        if P.segments and draw(P, c, F, draws.INSIGHT, P.c_entity[channel]) < P.b[b.INSIGHT]:
            c.believed = c.persona
    if c.flags & NEED:
        attract(c, P.b[b.VISIT_INTEREST])
    credit(P, c, F, O, VISITED, channel, t)
