"""Mass media: what is aired or printed in a window, for everybody or for all followers.

No view is read and nobody is chosen: an action on a mass medium runs by the calendar, and costs the
same whoever looks. How many it reaches follows from its spots: a person who is shown λ of them on
average has seen one with chance 1 - exp(-λ), the usual curve of reach.
"""

from __future__ import annotations

import numpy as np

from engine.actions import qualifies
from engine.kernels import kernel, part
from sim.model.deciding.decisions import runs
from sim.model.deciding.prices import allowance_of, rest_of
from sim.model.knowledge.view import F_MONTH, F_WEEKDAY
from sim.model.records.vocabulary import COUNTER

MEDIA = COUNTER["media"]


@part
def affordable(P, S, channel, cost):
    """Whether the channel's budget has room for the cost.

    What is shown by the click is paced like all paid contact; a spot is booked as long as what is
    left for the whole run pays for it.
    """
    pool = P.pool[channel]
    if not P.paid[channel] or P.pool_budget[pool] < 0.0:
        return True
    if cost == 0:
        return allowance_of(P, S, pool) > 0
    return rest_of(P, S, pool) >= cost


@kernel
def open_media(P, S, O):
    """Choose what each mass medium carries in the window, by name, and pay for it.

    Args:
        P, S, O: arrays of one.
    """
    p, s, o = P[0], S[0], O[0]
    s.airs = 0
    for channel in range(p.channels):
        s.airing[channel] = -1
    for field in range(len(o.values)):
        o.values[field] = np.nan
    o.values[F_WEEKDAY] = s.weekday
    o.values[F_MONTH] = s.month
    for treatment in range(p.treatments):
        channel = np.int64(p.t_channel[treatment])
        if not p.c_mass[channel] or not p.t_allowed[treatment] or s.airing[channel] >= 0:
            continue
        if p.c_down[channel] or not runs(p, treatment, s.start):
            continue
        if not qualifies(p.actions, p.rules, treatment, o.values, o.stack):
            continue
        cost = np.int64(p.t_spots[treatment] * p.c_spot_cost[channel])
        if not affordable(p, s, channel, cost):
            continue
        s.airing[channel] = treatment
        s.airs += 1
        o.counters[channel, MEDIA] += cost
        o.series[1] += cost
