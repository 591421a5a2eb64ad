"""A scenario with a mechanism switched off, or half or twice as strong."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sim.scenario import keys
from sim.study.robustness.mechanisms import Mechanism
from sim.study.trials.variant import Variant

if TYPE_CHECKING:
    from sim.scenario import Scenario

__all__ = ["STRENGTHS", "Later", "Switch", "switch"]

STRENGTHS: Mapping[str, float] = {"off": 0.0, "half": 0.5, "double": 2.0}
"""How strong a mechanism is made, by the word for it."""


@dataclass(frozen=True, slots=True)
class Later:
    """What changes during the run set besides: by their place, values by dotted key."""

    sets: tuple[tuple[int, tuple[tuple[str, Any], ...]], ...]

    def apply(self, scenario: Scenario) -> Scenario:
        """The scenario with them."""
        return scenario.with_changes({place: dict(values) for place, values in self.sets})


@dataclass(frozen=True, slots=True)
class Switch:
    """What is set, and what could not be set so far.

    Attributes:
        values: by dotted key; later: by changes during the run.
        clipped: keys that their fields allow less of, and what they were set to.
    """

    values: tuple[tuple[str, Any], ...]
    later: Later | None
    clipped: tuple[tuple[str, float], ...]

    @property
    def changes(self) -> bool:
        """Whether anything is other than stated."""
        return bool(self.values) or self.later is not None

    def variant(self, strategy: str) -> Variant:
        """A strategy in that scenario."""
        return Variant.of(strategy, dict(self.values), edit=self.later)


def switch(scenario: Scenario, mechanism: Mechanism, strength: float) -> Switch:
    """A mechanism made so strong, 0 is off.

    What a `[[change]]` sets of it later is made so strong, too.
    """
    clipped: dict[str, float] = {}
    values = _moved(scenario, mechanism, strength, clipped)
    for key in mechanism.curves:
        curve = _curve(getattr(scenario.scenario, key.split(".")[1]), strength)
        if curve is not None:
            values[key] = curve
    later = []
    order = sorted(enumerate(scenario.document.change), key=lambda one: one[1].at)
    for (place, change), (_, phase) in zip(order, scenario.phases()[1:], strict=True):
        moved = _moved(phase, mechanism, strength, clipped)
        own = tuple((key, value) for key, value in moved.items() if _set_by(change.set, key))
        if own:
            later.append((place, own))
    return Switch(
        tuple(values.items()), Later(tuple(later)) if later else None, tuple(clipped.items())
    )


def _moved(
    scenario: Scenario, mechanism: Mechanism, strength: float, clipped: dict[str, float]
) -> dict[str, Any]:
    """Numbers that are other than stated; those cut off are noted."""
    leaves = {leaf.key: leaf for leaf in keys.leaves(scenario.document)}
    found = {}
    for key, rule in mechanism.found_in(scenario.numbers):
        now = scenario.numbers[key]
        wanted = rule.at(now, strength)
        if wanted is None:
            continue
        value = _allowed(leaves[key], wanted)
        if abs(value - wanted) > 1e-9 and not (leaves[key].quantity.kind == "count"
                                               and abs(value - wanted) <= 0.5):  # fmt: skip
            clipped[key] = value
        if value != now:
            found[key] = value
    return found


def _allowed(leaf: keys.Leaf, value: float) -> float:
    """The nearest value that the field allows; whole numbers rounded, half up."""
    least, most = keys.bounds(leaf)
    if leaf.quantity.kind == "count":
        # nobody at all would be another market
        least = max(least, 1.0) if leaf.value >= 1 else least
        value = float(math.floor(value + 0.5))
    return min(max(value, least), most)


def _curve(now: tuple[float, ...], strength: float) -> tuple[float, ...] | None:
    """Factors nearer to their mean, or farther away; None where they are flat."""
    mean = math.fsum(now) / len(now)
    if all(factor == now[0] for factor in now):
        return None
    return tuple(max(0.0, mean + strength * (factor - mean)) for factor in now)


def _set_by(sets: Mapping[str, Any], key: str) -> bool:
    """Whether a change sets a number, or the table that it is in."""
    return any(key == one or key.startswith(f"{one}.") for one in sets)
