"""Numbers of a scenario that a study varies: their keys, and how far they go."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from engine.errors import UsageError
from sim.scenario import keys
from sim.scenario.uncertain import wholes
from sim.scenario.values.quantities import QuantityError, parse_share
from sim.study.trials.moving import moved

if TYPE_CHECKING:
    from sim.scenario import Scenario

__all__ = ["STEADY", "Range", "Span", "check_moves", "span_of"]

STEADY = {
    "scenario.days": "--days D, for the whole study",
    "scenario.market": "--customers N, for the whole study",
    "scenario.window": "another file: it says how finely time is cut",
}
"""Numbers that are the same throughout a study, and what is asked for in their place."""

Range: TypeAlias = tuple[str, Any, Any]
"""A dotted key, and the ends of its range as a file would have them."""


@dataclass(frozen=True, slots=True)
class Span:
    """A number and its range, in plain units of `Scenario.with_values`.

    Attributes:
        key: dotted key; now: its stated value.
        low, high: ends.
        whole: whether it is a whole number.
    """

    key: str
    now: float
    low: float
    high: float
    whole: bool

    @property
    def width(self) -> float:
        """From one end to the other."""
        return self.high - self.low

    def at(self, share: float) -> float:
        """The value at a share of the range, 0 the lower end and 1 the upper one."""
        return self.fitting(self.low + share * (self.high - self.low))

    def fitting(self, value: float) -> float:
        """The nearest value that the number can have: whole ones are rounded, half up."""
        return float(math.floor(value + 0.5)) if self.whole else float(value)

    def grid(self, points: int) -> tuple[float, ...]:
        """So many values from end to end, ascending; whole numbers each once."""
        values = np.linspace(self.low, self.high, points)
        return tuple(dict.fromkeys(self.fitting(float(value)) for value in values))


def span_of(scenario: Scenario, given: Range, place: str = "--over") -> Span:
    """A range of a number.

    Raises:
        InputError: no such number, or no range.
    """
    key, *ends = given
    check_moves(key, place)
    now = scenario.plain(key)
    low, high = (plain_value(scenario, key, end) for end in ends)
    if not low < high:
        usual = f"{high:g}:{low:g}" if high < low else f"{low:g}:{low + abs(low or 1.0):g}"
        raise UsageError(
            "a range needs two ends, the lower one first", place=f"{place} {key}",
            found=f"{ends[0]}:{ends[1]}", expected=f"such as {usual}",
        )  # fmt: skip
    return Span(key, now, low, high, is_whole(scenario, key))


def check_moves(key: str, place: str = "--over") -> None:
    """Refuse a number that is the same throughout a study, or that nothing hangs on.

    Raises:
        UsageError: it is one.
    """
    if key in STEADY:
        raise UsageError(
            "this number is the same throughout a study", place=place, found=key,
            expected=STEADY[key],
        )  # fmt: skip
    if key.split(".")[0] == "known":
        raise UsageError(
            "this number is compared with, not simulated", place=place, found=key,
            expected="a number of people, channels, actions, strategies or prices",
        )  # fmt: skip


def plain_value(scenario: Scenario, key: str, value: Any) -> float:
    """A value as a file would have it, in plain units.

    Raises:
        InputError: it does not fit.
    """
    if isinstance(value, str) and any(key in whole.parts for whole in wholes(scenario)):
        try:  # by itself, as the others make way for it
            value = parse_share(value)
        except QuantityError as error:
            raise UsageError(
                error.message, place=f"--over {key}", found=str(error.found),
                expected=error.expected,
            ) from None  # fmt: skip
    if isinstance(value, int | float) and key in scenario.numbers:
        return scenario.with_values(moved(scenario, {key: float(value)}, "--over")).plain(key)
    return scenario.with_values({key: value}).plain(key)


def is_whole(scenario: Scenario, key: str) -> bool:
    """Whether a number of the scenario is a whole one."""
    leaf = next(leaf for leaf in keys.leaves(scenario.document) if leaf.key == key)
    return leaf.quantity.kind == "count"
