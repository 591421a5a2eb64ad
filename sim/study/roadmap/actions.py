"""What the actions of a path bring by themselves, and what joining its channels adds to that.

A joined channel brings the target's actions along. Each state of the path is lived once more with
channels run, linked and decided for as at the start and nothing but its actions; what these states
gain over the horizon is the part of the actions, and what is left of the path's gain that of
joining (`sim.study.parts`). All meet the same luck.
"""

from __future__ import annotations

from sim.study.parts import Parts
from sim.study.roadmap.paths import Path, State, gain
from sim.study.roadmap.states import States
from sim.study.statistics import around_mean

__all__ = ["parts_of"]


def parts_of(path: Path, states: States, alone: States) -> Parts | None:
    """The two parts of what a path gains; None where it brings no action.

    Args:
        states: those of the path, lived.
        alone: where the same with their actions alone are lived.
    """
    asked = states.asked
    taken = [frozenset(path[:count]) for count in range(len(path) + 1)]
    last: State = taken[-1]
    if asked.actions_alone(last) == asked.variant(frozenset()):
        return None
    alone.need(taken)
    whole = gain(path, states.worth, asked.terms)
    actions = gain(path, alone.worth, asked.terms)
    return Parts(*(around_mean(one) for one in (whole, actions, whole - actions)))
