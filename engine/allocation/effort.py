"""How hard a plan is sought."""

from __future__ import annotations

from dataclasses import dataclass

from engine.allocation.problem import Floats

__all__ = ["FINE", "THOROUGH", "Effort"]

FINE = 1e-4
"""Gap beyond which more is tried."""


@dataclass(frozen=True, slots=True)
class Effort:
    """What may be spent on a plan.

    Attributes:
        finish: whether an exact search may take part.
        near: gap that is good enough.
        left: how many of the smallest picks of each limit that has a price may be left in place
            of that gap.
        cuts: cutting planes to the kink of the dual, at most.
        proof: whether limits that contradict one another are to be found out.
        start: float64 (limits,), prices that may nearly hold, value for a unit.
    """

    finish: bool = True
    near: float = FINE
    left: int = 0
    cuts: int = 150
    proof: bool = True
    start: Floats | None = None


THOROUGH = Effort()
