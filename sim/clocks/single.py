"""The compiled dispatcher as the SimPy clock calls it: for all customers, then one at a time."""

from __future__ import annotations

import numpy as np

from engine.kernels import kernel
from sim.clocks.blocks import begin_one, crowded
from sim.model.living.border import enter_appointment
from sim.model.living.dynamics import END, transition
from sim.model.records.layout import IDLE


@kernel
def move(P, S, K, O, customers, flights, place, what, time, granted):
    """Customer `place` meets what the clock brings.

    Returns:
        the state of the customer's flight; when what comes next is due: the next event of one who
        is free, else the request for capacity, or the end of service; whether the output buffers
        must be emptied before anybody's next event.
    """
    F = flights[place]
    k = K[place if P[0].remembers else 0]
    transition(P[0], S[0], k, customers[place], F, O[0], what, time, granted)
    due = F.next_at if F.state == IDLE else F.request_at
    return np.int64(F.state), due, crowded(O[0])


@kernel
def appointment(P, S, channel, time):
    """The first free appointment, entered into the book."""
    return enter_appointment(P[0], S[0], channel, time)


@kernel
def begin_flights(P, S, K, O, customers, flights, plan, rows, times):
    """Start the window of every customer, each with a flight of their own.

    Args:
        plan: see `sim.clocks.planning.Rows`.
        rows, times: int64[customers], filled with those to whom something happens in the window,
            but for who waits or is served from before, and when it first does.

    Returns:
        how many these are.
    """
    remembers = P[0].remembers
    found = 0
    for i in range(len(customers)):
        F = flights[i]
        begin_one(P[0], S[0], K[i if remembers else 0], O[0], customers[i], F, i, plan)
        if F.state == IDLE and F.next_at < S[0].end:
            rows[found] = i
            times[found] = F.next_at
            found += 1
    return found


@kernel
def end_flights(P, S, K, O, customers, flights, first):
    """End the window of customers from row `first` on.

    Returns:
        the number of customers, or where O is nearly full the row to go on from.
    """
    remembers = P[0].remembers
    for i in range(first, len(customers)):
        if crowded(O[0]):
            return i
        k = K[i if remembers else 0]
        transition(P[0], S[0], k, customers[i], flights[i], O[0], END, S[0].end, 0)
    return len(customers)
