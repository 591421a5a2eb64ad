"""Cross-checks of ranges: parts that may become more than their whole, ends that do not go."""

from __future__ import annotations

import numpy as np

from engine.errors import InputErrors, ScenarioError
from sim.scenario import keys
from sim.scenario.reading.translate import Mistakes
from sim.scenario.scenario import Scenario
from sim.scenario.uncertain import (
    Uncertain,
    bound_pairs,
    together,
    uncertain_numbers,
    version,
    wholes,
)


def check_ranges(scenario: Scenario, mistakes: Mistakes) -> None:
    """Add what is wrong with the ranges of a scenario that is valid at its stated values."""
    numbers = uncertain_numbers(scenario)
    if not numbers:
        return
    _sums(scenario, numbers, mistakes)
    _crossing(scenario, numbers, mistakes)
    for end in ("low", "high"):
        _corner(scenario, numbers, end, mistakes)


def _sums(scenario: Scenario, numbers: tuple[Uncertain, ...], mistakes: Mistakes) -> None:
    """Where some parts have ranges, the others must be able to take up the rest."""
    for whole in wholes(scenario):
        highs = [number.high for number in numbers if number.key in whole.parts]
        stated = sum(whole.parts.values())
        if not highs or len(highs) == len(whole.parts) or sum(highs) <= stated + 1e-9:
            continue
        mistakes.add(
            tuple(whole.place.split(".")),
            f"the ranges of the {whole.name} may add up to more than the whole",
            found=f"highs with a sum of {sum(highs):.6g}",
            expected=f"at most {stated:.6g}, as the {whole.name} without a range take up what is "
            "left; or a range for each",
        )


def _crossing(scenario: Scenario, numbers: tuple[Uncertain, ...], mistakes: Mistakes) -> None:
    """The minimum of a constraint stays below its maximum at all ends of their ranges."""
    ranged = {number.key: number for number in numbers}
    for least, most in bound_pairs(scenario):
        high, low = scenario.numbers[least], scenario.numbers[most]
        high = ranged[least].high if least in ranged else high
        low = ranged[most].low if most in ranged else low
        if high > low:
            mistakes.add(
                tuple(keys.find(scenario.data, least).path),
                "the ranges of minimum and maximum cross",
                found=f"a minimum of up to {high:g}, a maximum of {low:g} or more",
                expected="a minimum that is never above the maximum",
            )


def _corner(
    scenario: Scenario, numbers: tuple[Uncertain, ...], end: str, mistakes: Mistakes
) -> None:
    """With all numbers at one end of their ranges the scenario must be valid too."""
    drawn = {number.key: np.array([getattr(number, end)]) for number in numbers}
    values = {key: float(found[0]) for key, found in together(scenario, drawn).items()}
    try:
        version(scenario, values, numbers)
    except (ScenarioError, InputErrors) as error:
        for one in error.errors if isinstance(error, InputErrors) else (error,):
            about = f" ({one.place})" if one.place else ""
            mistakes.add(
                (),
                f"with every range at its {end} end: {one.message}{about}",
                found=one.found,
                expected=one.expected,
                nearest=one.nearest,
            )
