"""What is planned for one customer in the window that is lived: a treatment a channel at most.

F.plan holds the treatment of each channel, F.planned a bit for each channel that has one.
"""

from __future__ import annotations

import numpy as np

from engine.kernels import inlined, part
from sim.model.records.bits import all_but_lowest, lowest


@inlined
def intend(F, channel, treatment, t, propensity, probability):
    """Plan a treatment on a channel for time t."""
    F.planned |= np.uint32(1) << np.uint32(channel)
    F.plan[channel] = treatment
    F.plan_at[channel] = t
    F.plan_propensity[channel] = propensity
    F.plan_probability[channel] = probability


@inlined
def taken_from_plan(F, channel):
    """The treatment planned on the channel, which is planned no longer."""
    treatment = np.int64(F.plan[channel])
    F.plan[channel] = -1
    F.planned &= ~(np.uint32(1) << np.uint32(channel))
    return treatment


@part
def forget_plan(F):
    """Nothing is planned any longer."""
    left = np.uint64(F.planned)
    while left:
        F.plan[lowest(left)] = -1
        left = all_but_lowest(left)
    F.planned = 0
