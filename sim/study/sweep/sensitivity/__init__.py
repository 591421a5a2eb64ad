"""Which inputs of a sweep matter, and which could be set to anything: analyses by SALib.

Both look at one figure (a KPI of a strategy, or a difference of two) as a function of the inputs,
each taken at a share of its range, and say of each input how much of the figure hangs on it.
"""

from sim.study.sweep.sensitivity.effects import Effect, Target, target_of
from sim.study.sweep.sensitivity.method import Method, salib
from sim.study.sweep.sensitivity.screening import Screening
from sim.study.sweep.sensitivity.variance import VarianceBased

METHODS: dict[str, Method] = {"screening": Screening(), "variance": VarianceBased()}
"""Analyses by name."""

__all__ = ["METHODS", "Effect", "Method", "Target", "salib", "target_of"]
