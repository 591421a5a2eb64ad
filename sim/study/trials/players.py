"""Dials in which two strategies differ, each for itself or in groups, and mixtures of the two."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING

from engine.errors import UsageError, one_of
from sim.scenario.dials import Mixture
from sim.scenario.words import DIALS
from sim.study.trials.variant import Variant

if TYPE_CHECKING:
    from sim.scenario import Scenario

__all__ = ["Players", "differing", "mixture", "players"]

Players = Mapping[str, tuple[str, ...]]
"""By a name, the dials that are taken together."""


def differing(scenario: Scenario, first: str, second: str) -> tuple[str, ...]:
    """Dials in which two strategies differ at some time, in the order of `DIALS`."""
    found = {
        dial
        for _, phase in scenario.phases()
        for dial in phase.resolved(first).differing(phase.resolved(second))
    }
    return tuple(dial for dial in DIALS if dial in found)


def players(
    dials: Sequence[str], groups: Mapping[str, Sequence[str]]
) -> dict[str, tuple[str, ...]]:
    """Dials of each player: groups where their first dial stands, others by themselves.

    Raises:
        UsageError: a group with no name for a dial, one that is in two, or a name that is a dial's.
    """
    of: dict[str, str] = {}
    for name, members in groups.items():
        if name in DIALS:
            raise UsageError(
                "a group is called like a dial", place="--group", found=name,
                expected="a name of its own, as in knowing=knowledge,sync",
            )  # fmt: skip
        for dial in members:
            one_of(dial, DIALS, "there is no such dial", place=f"--group {name}")
            if dial in of:
                raise UsageError(
                    "a dial is in two groups", place="--group", found=dial,
                    expected=f"{of[dial]} or {name}",
                )  # fmt: skip
            of[dial] = name
    found: dict[str, tuple[str, ...]] = {}
    for dial in dials:
        name = of.get(dial, dial)
        found[name] = (*found.get(name, ()), dial)
    return found


def mixture(base: str, other: str, among: Players, taken: Collection[str]) -> Variant:
    """One strategy with the dials of some players from another; with those of all, the other."""
    if not taken:
        return Variant.of(base)
    if len(taken) == len(among):
        return Variant.of(other)
    names = {dial for name in taken for dial in among[name]}
    dials = tuple(dial for dial in DIALS if dial in names)
    return Variant.of(base, dials=Mixture(base, other, dials))
