"""Draws of the uncertain numbers of a scenario."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from engine.errors import InputError, InputErrors, ScenarioError, UsageError
from sim.scenario.uncertain import Uncertain, together, uncertain_numbers, version
from sim.study.statistics import Values
from sim.study.uncertainty.distributions import values_at
from sim.study.uncertainty.hypercube import hypercube

if TYPE_CHECKING:
    from sim.scenario import Scenario

DRAWS = 40
"""Draws unless told otherwise."""
MOST_DRAWS = 10_000


def check_draws(draws: int) -> None:
    """Refuse a number of draws that cannot be.

    Raises:
        UsageError: it is negative or too large.
    """
    if not 0 <= draws <= MOST_DRAWS:
        raise UsageError(
            "this number of draws cannot be",
            place="--draws",
            found=f"{draws:,}",
            expected=f"0 (none) to {MOST_DRAWS:,}",
        )


@dataclass(frozen=True)
class Draws:
    """So many versions of a scenario, equal but for its uncertain numbers.

    Attributes:
        scenario: as stated.
        numbers: those of its numbers that are uncertain.
        count: how many draws.
        values: every number that changes, by dotted key, in plain units; shape ``(count,)`` each.
    """

    scenario: Scenario
    numbers: tuple[Uncertain, ...]
    count: int
    values: Mapping[str, Values]

    @classmethod
    def of(cls, scenario: Scenario, draws: int, seed: int) -> Self:
        """Draw all uncertain numbers; none where there are none, or no draws are wanted.

        Raises:
            UsageError: a number of draws that cannot be.
        """
        check_draws(draws)
        numbers = uncertain_numbers(scenario)
        if not numbers or draws == 0:
            return cls(scenario, numbers, 0, {})
        places = hypercube([number.key for number in numbers], draws, seed)
        drawn = {number.key: values_at(number, places[number.key]) for number in numbers}
        return cls(scenario, numbers, draws, together(scenario, drawn))

    def version(self, draw: int) -> Scenario:
        """The scenario of one draw.

        Raises:
            ScenarioError: these values do not go together.
        """
        values = {key: float(found[draw]) for key, found in self.values.items()}
        try:
            return version(self.scenario, values, self.numbers)
        except (InputError, InputErrors) as error:
            first = error.errors[0] if isinstance(error, InputErrors) else error
            raise ScenarioError(
                f"with draw {draw + 1} of the uncertain numbers: {first.message}",
                file=self.scenario.file,
                place=first.place,
                found=first.found,
                expected=first.expected,
                nearest=first.nearest,
            ) from error
