"""A point as a change of the scenario, which any process can make."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.errors import InputError, InputErrors
from sim.scenario.uncertain import Uncertain, together, uncertain_numbers, version
from sim.study.sweep.designs import Place
from sim.study.sweep.inputs import kept_whole, told_where

if TYPE_CHECKING:
    from sim.scenario import Scenario

__all__ = ["Placed", "check_places", "placed"]


@dataclass(frozen=True, slots=True)
class Placed:
    """An edit that sets values; see `sim.study.trials.variant`.

    Attributes:
        values: by dotted key, as JSON: lists can be told by it, and it can be hashed.
        later: plain numbers that changes during the run set, by the keys of `Uncertain`.
    """

    values: str
    later: tuple[tuple[str, float], ...] = ()

    def apply(self, scenario: Scenario) -> Scenario:
        """The scenario with these values.

        Raises:
            InputError: they do not fit.
        """
        found = scenario.with_values(json.loads(self.values))
        if self.later:
            values = dict(self.later)
            own = tuple(one for one in uncertain_numbers(scenario) if one.key in values)
            found = version(found, values, own)
        return found


def placed(scenario: Scenario, at: Place, ranged: tuple[Uncertain, ...]) -> Placed:
    """A point with all that must change along with it.

    Args:
        at: a value of each key.
        ranged: numbers among them that are varied over the scenario's own ranges.

    Raises:
        UsageError: parts of a whole that do not add up.
    """
    given = {number.key for number in ranged}
    stated = {key: value for key, value in at.items() if key not in given}
    values = kept_whole(scenario, stated)
    if ranged:
        numbers = {
            key: np.array([float(value)])
            for key, value in at.items()
            if key in scenario.numbers or key in given
        }
        values |= {key: float(found[0]) for key, found in together(scenario, numbers).items()}
    later = {number.key for number in ranged if number.change is not None}
    own = {key: value for key, value in values.items() if key not in later}
    return Placed(
        json.dumps(own, sort_keys=True),
        tuple(sorted((key, float(values[key])) for key in later)),
    )


def check_places(
    scenario: Scenario, design: list[Place], ranged: tuple[Uncertain, ...]
) -> list[Placed]:
    """All points of a design, each a valid scenario.

    Raises:
        UsageError: the first that is none, and which one it is.
    """
    found = []
    for number, at in enumerate(design, start=1):
        try:
            one = placed(scenario, at, ranged)
            one.apply(scenario)
        except (InputError, InputErrors) as error:
            where = ", ".join(f"{key}={_short(value)}" for key, value in at.items())
            place = where if len(at) <= 4 else f"point {number:,} of {len(design):,}"
            raise told_where(error, place, found=where[:120]) from error
        found.append(one)
    return found


def _short(value: Any) -> str:
    return f"{value:.6g}" if isinstance(value, float) else str(value)
