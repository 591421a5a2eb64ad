"""Hours of the day: people are more active in some than in others.

Competing clocks run in *active time*, in which a day has as many microseconds as on the wall but
passes faster where people are active. It is counted from the customer's own midnight.
"""

from __future__ import annotations

import numpy as np

from engine.kernels import part
from sim.model.records.sizes import DAY, HOUR, MINUTE


@part
def active_time(P, c, t):
    """Active microseconds up to wall time t, for differences only."""
    if P.flat_day:
        return t
    local = t + P.midnight + np.int64(c.offset) * (15 * MINUTE)
    day = local // DAY
    within = local - day * DAY
    hour = within // HOUR
    before = P.day[hour - 1] if hour > 0 else 0.0
    share = before + (P.day[hour] - before) * ((within - hour * HOUR) / HOUR)
    return day * DAY + np.int64(share * DAY)


@part
def set_time(P, c, F, t):
    """Let the clocks of a flight run from t on; active time is kept, as it is asked for often."""
    F.clock_from = t
    F.active_from = active_time(P, c, t)


@part
def active_at(P, c, F, t):
    """Active microseconds up to t, most often the time from which the clocks run."""
    return F.active_from if t == F.clock_from else active_time(P, c, t)


@part
def wall_time(P, c, active):
    """The wall time at which so much active time has passed; inverse of `active_time`."""
    if P.flat_day:
        return active
    day = active // DAY
    share = (active - day * DAY) / DAY
    hour = 0
    while hour < 23 and P.day[hour] <= share:
        hour += 1
    before = P.day[hour - 1] if hour > 0 else 0.0
    part_of_hour = (share - before) / (P.day[hour] - before)
    local = day * DAY + hour * HOUR + np.int64(part_of_hour * HOUR)
    return local - P.midnight - np.int64(c.offset) * (15 * MINUTE)
