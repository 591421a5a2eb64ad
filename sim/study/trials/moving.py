"""Numbers of a scenario set to other values, with all that must change along with them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from engine.errors import UsageError
from sim.scenario.uncertain import together

if TYPE_CHECKING:
    from sim.scenario import Scenario

__all__ = ["moved"]


def moved(scenario: Scenario, values: Mapping[str, float], place: str) -> dict[str, float]:
    """The values, and those of numbers that keep a sum with them (`sim.scenario.uncertain`).

    Args:
        values: plain ones by dotted key, as `Scenario.with_values` takes them.
        place: what asked for it, for messages.

    Raises:
        UsageError: a number cannot have its value, whatever the others are.
    """
    drawn = {key: np.array([value], np.float64) for key, value in values.items()}
    found = {key: float(one[0]) for key, one in together(scenario, drawn).items()}
    for key, value in values.items():
        if not math.isclose(found[key], value, rel_tol=1e-9, abs_tol=1e-12):
            raise UsageError(
                "this number cannot have this value, whatever others that go with it are",
                place=f"{place} {key}", found=f"{value:g}", expected=f"such as {found[key]:g}",
            )  # fmt: skip
    return {**found, **values}
