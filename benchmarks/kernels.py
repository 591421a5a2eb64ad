"""Kernels that do one thing many times, and nothing else: a draw, a view, a window's transitions.

Each gives a count that follows from the model alone, so that a benchmark can say what was done.
"""

from __future__ import annotations

import numpy as np

from engine.kernels import kernel
from engine.random import uniform
from sim.clocks.blocks import crowded, idle
from sim.model.customers.draws import CLOCK
from sim.model.knowledge.view import F_VISITS, fold
from sim.model.living.dynamics import BEGIN, END, STEP, transition
from sim.model.records.layout import IDLE

__all__ = ["draws_below", "live_window", "views_with_visits"]


@kernel
def draws_below(P, customers, half):
    """Draw once for each of so many customers; how many draws are below `half`."""
    found = 0
    for i in range(customers):
        u = uniform(
            P[0].seed, np.uint64(i), np.uint64(0), np.uint64(CLOCK), np.uint64(0), np.uint64(0),
            np.uint64(0),
        )  # fmt: skip
        if u < half:
            found += 1
    return found


@kernel
def views_with_visits(P, S, K, O, customers, channel):
    """Fold the view of each customer on a channel at the window's open; how many show a visit."""
    p, s, o = P[0], S[0], O[0]
    found = 0
    for i in range(len(customers)):
        k = K[i if p.remembers else 0]
        fold(p, s, k, customers[i], o, channel, s.start, -1, 1)
        if o.values[F_VISITS] > 0.0:
            found += 1
    return found


@kernel
def live_window(P, S, K, O, customers, flights):
    """Let each customer live the window without a plan; how many transitions that takes.

    Who asks for somebody's time gets no answer: queues are no part of a transition.
    """
    p, s, o = P[0], S[0], O[0]
    F = flights[0]
    made = 0
    for i in range(len(customers)):
        c, k = customers[i], K[i if p.remembers else 0]
        transition(p, s, k, c, F, o, BEGIN, s.start, 0)
        while F.state == IDLE and F.next_at < s.end:
            if crowded(o):
                o.messages = 0
            transition(p, s, k, c, F, o, STEP, s.start, 0)
            made += 1
        transition(p, s, k, c, F, o, END, s.end, 0)
        made += 2
        idle(p, F)
    return made
