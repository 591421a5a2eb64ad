"""One customer at a time: the compiled dispatcher as the SimPy clock calls it."""

from __future__ import annotations

from engine.kernels import kernel
from sim.model.border import enter_appointment
from sim.model.dynamics import transition


@kernel
def move(P, S, K, customers, flights, O, place, what, time, granted):
    """Customer `place` meets what the clock brings."""
    k = K[place if len(K) > 1 else 0]
    transition(P[0], S[0], k, customers[place], flights[place], O[0], what, time, granted)


@kernel
def appointment(P, S, channel, time):
    """The first free appointment, entered into the book."""
    return enter_appointment(P[0], S[0], channel, time)
