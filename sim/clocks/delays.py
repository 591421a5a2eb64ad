"""What linked channels are still to be told, where compiled code goes from window to window.

A log of what was observed of whom, window by window; a channel with a delay of d windows reads at
the open of a window what was noted d windows before. `sim.clocks.pending` keeps the same by window,
for markets whose windows Python opens and closes.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from engine.kernels import part
from sim.model.records.layout import DIRTY, observation_dtype
from sim.model.records.sizes import DELAYS

Array = np.ndarray[Any, np.dtype[Any]]


class Log(NamedTuple):
    """A circular log.

    Attributes:
        rows: int64, of customers; who has been observed in a window once or more.
        obs: `observation_dtype`, what all channels had seen of them when it closed.
        ends: int64, how many entries there are up to the open of each window, those that have been
            overwritten included.
        since: int64[DELAYS], by place of a delay: the first window from which it reads.
    """

    rows: Array
    obs: Array
    ends: Array
    since: Array


def new_log(size: int, windows: int, width: int) -> Log:
    """An empty log.

    Args:
        size: entries that it has room for.
        windows: of the run and what comes before it.
        width: channels that the records have room for.
    """
    return Log(
        np.zeros(size, np.int64), np.zeros(size, observation_dtype(width)),
        np.zeros(windows + 1, np.int64), np.zeros(DELAYS, np.int64),
    )  # fmt: skip


def longer(log: Log, window: int) -> Log:
    """The same log with twice the room; `window`: the one that is being noted."""
    size, count = len(log.rows), int(log.ends[window + 1])
    entries = np.arange(max(count - size, 0), count)
    rows = np.zeros(2 * size, np.int64)
    obs = np.zeros(2 * size, log.obs.dtype)
    rows[entries % (2 * size)] = log.rows[entries % size]
    obs[entries % (2 * size)] = log.obs[entries % size]
    return Log(rows, obs, log.ends, log.since)


@part
def copy_observations(P, to, seen):
    """Copy what has been seen of a customer, channel by channel."""
    for channel in range(P.channels):
        to.seen[channel] = seen.seen[channel]
        to.contacted[channel] = seen.contacted[channel]
        to.visits[channel] = seen.visits[channel]
        to.unanswered[channel] = seen.unanswered[channel]
        to.journey[channel] = seen.journey[channel]
        to.flags[channel] = seen.flags[channel]


@part
def tell(P, K, log, window):
    """Tell linked channels at the open of a window what was observed `delay` windows ago."""
    log.ends[window + 1] = log.ends[window]
    for place in range(P.n_delays):
        noted = window - P.delays[place]
        if noted < log.since[place]:
            continue
        for entry in range(log.ends[noted], log.ends[noted + 1]):
            at = entry % len(log.rows)
            copy_observations(P, K[log.rows[at]].obs[place], log.obs[at])


@part
def note(P, customers, log, window):
    """Note at the close of a window who was observed in it; False where there is no room.

    Where the log has been made longer it is called again, and goes on.
    """
    needed = log.ends[max(window + 1 - P.delays[P.n_delays - 1], 0)]
    for i in range(len(customers)):
        c = customers[i]
        if c.flags & DIRTY:
            entry = log.ends[window + 1]
            if entry - needed == len(log.rows):
                return False
            at = entry % len(log.rows)
            log.rows[at] = i
            copy_observations(P, log.obs[at], c.obs)
            log.ends[window + 1] = entry + 1
            c.flags &= ~np.uint8(DIRTY)
    return True
