"""Two clocks over one behaviour: SimPy, the model of record, and the compiled one."""

from __future__ import annotations

from sim.clocks.drive import simulate
from sim.clocks.outcome import Outcome
from sim.clocks.world import EventSink

__all__ = ["EventSink", "Outcome", "simulate"]
