"""What has been said before, and where: wear, sameness, consistency, contradiction.

The same creative again wears out. Seen on another channel it gives no reason to turn to that one.
Another creative with the same message makes both stronger; one with a message that contradicts what
was heard costs trust.
"""

from __future__ import annotations

import numpy as np

from engine.boundaries import boundary
from engine.kernels import part
from sim.model.customers.state import minute, please
from sim.model.records import parameters as b
from sim.model.records.mechanisms import CONTENT
from sim.model.records.sizes import CONTENTS
from sim.model.records.vocabulary import COUNTER

CONTRADICTIONS, SAMENESS = COUNTER["contradictions"], COUNTER["sameness"]


@part
def remember_content(P, k, treatment, now):
    """Enter what is noticed; the oldest is forgotten."""
    for place in range(CONTENTS - 1, 0, -1):
        k.content_at[place] = k.content_at[place - 1]
        k.content[place] = k.content[place - 1]
        k.content_on[place] = k.content_on[place - 1]
        k.said[place] = k.said[place - 1]
    k.content_at[0] = now
    k.content[0] = P.t_creative[treatment]
    k.content_on[0] = np.uint8(P.t_channel[treatment])
    k.said[0] = P.t_says[treatment]


@boundary("P k c O i8 i8 -> f8", door=CONTENT)
def weigh_content(P, k, c, O, treatment, t):
    """Log-odds by which what was noticed before changes the response; below 0 it is nothing new."""
    if P.t_creative[treatment] == 0:
        return 0.0
    channel = np.int64(P.t_channel[treatment])
    says = np.int64(P.t_says[treatment])
    now = minute(t)
    worn, same, agrees = False, False, False
    for place in range(CONTENTS):
        then = np.int64(k.content_at[place])
        if then < 0 or now - then > P.b[b.CONTENT_MEMORY]:
            continue
        said = np.int64(k.said[place])
        if k.content[place] == P.t_creative[treatment]:
            worn |= k.content_on[place] == channel
            same |= k.content_on[place] != channel
        elif says > 0 and said == says:
            agrees = True
        if says > 0 and said > 0 and P.says_against[says] >> np.uint64(said) & np.uint64(1):
            O.counters[channel, CONTRADICTIONS] += 1
            please(c, -P.b[b.CONTRADICTION])
    remember_content(P, k, treatment, now)
    if same:
        O.counters[channel, SAMENESS] += 1
    shift = P.b[b.CONSISTENCY] if agrees else 0.0
    if worn:
        shift -= P.b[b.WEAR]
    if same:
        shift -= P.b[b.SAMENESS]
    return shift
