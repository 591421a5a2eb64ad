"""What a sweep varies: keys of a scenario, and the values that each can have."""

from __future__ import annotations

import json
import math
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from engine.errors import InputError, InputErrors, UsageError
from sim.scenario import keys
from sim.scenario.uncertain import Uncertain, uncertain_numbers, wholes
from sim.scenario.values.quantities import QuantityError, parse_share
from sim.study.statistics import Values
from sim.study.trials.ranges import STEADY, is_whole
from sim.study.uncertainty.distributions import values_at

if TYPE_CHECKING:
    from sim.scenario import Scenario

__all__ = ["Between", "Choice", "Input", "Ranged", "Stretch", "Varied", "inputs_of"]

MOST_VALUES = 65_535
"""Values of one key."""
UNVARIED = {
    **STEADY,
    "scenario.currency": "another file: amounts are not converted",
    "scenario.name": "a key that somebody meets",
    "scenario.title": "a key that somebody meets",
    "kpi.primary": "--kpi NAME: every point has all KPIs",
}
"""What is the same at all points, and what is asked for in its place."""
DIGITS = 12
"""Digits of a value that a design has worked out."""


@dataclass(frozen=True, slots=True)
class Between:
    """A number from one end to the other, as a file would have them.

    Attributes:
        low, high: ends.
        points: values of a grid, evenly from end to end; None in designs that choose them.
    """

    low: Any
    high: Any
    points: int | None = None


Varied: TypeAlias = Mapping[str, Between | Sequence[Any] | None]
"""What is varied by dotted key: between ends, a list of values, or (None) over its own range."""


@dataclass(frozen=True, slots=True)
class Input(ABC):
    """A key that is varied."""

    key: str

    @abstractmethod
    def at(self, shares: Values) -> list[Any]:
        """Values at shares of its distribution, each in (0, 1); as `Scenario.with_values` takes."""

    @abstractmethod
    def level(self, shares: Values) -> list[Any]:
        """Values at shares of the way from one end to the other, each in [0, 1]."""

    @abstractmethod
    def told(self) -> dict[str, Any]:
        """The input as JSON, of which `inputs_of` makes it again."""


@dataclass(frozen=True, slots=True)
class Stretch(Input):
    """A number between two ends, all values alike.

    Attributes:
        low, high: ends, in plain units; whole: whether it is a whole number.
        points: of a grid.
    """

    low: float
    high: float
    whole: bool
    points: int | None = None

    def at(self, shares: Values) -> list[Any]:
        """Each whole number gets the weight of the stretch of length 1 around it."""
        if not self.whole:
            return self.level(shares)
        found = self.low - 0.5 + shares * (self.high - self.low + 1.0)
        return [int(value) for value in np.clip(np.rint(found), self.low, self.high)]

    def level(self, shares: Values) -> list[Any]:
        """Whole numbers are rounded, half up."""
        found = self.low + shares * (self.high - self.low)
        if self.whole:
            return [math.floor(value + 0.5) for value in found.tolist()]
        return [clean(value) for value in found.tolist()]

    def grid(self) -> list[Any]:
        """Values from end to end, ascending, each once."""
        shares = np.linspace(0.0, 1.0, self.points or 2)
        return list(dict.fromkeys(self.level(shares)))

    def told(self) -> dict[str, Any]:
        """Key and ends."""
        points = {} if self.points is None else {"points": self.points}
        return {"key": self.key, "low": self.low, "high": self.high, **points}


@dataclass(frozen=True, slots=True)
class Choice(Input):
    """A key with a list of values: numbers in plain units, words, truth values, lists."""

    values: tuple[Any, ...]

    def at(self, shares: Values) -> list[Any]:
        """All values alike."""
        last = len(self.values) - 1
        places = np.minimum(np.floor(shares * len(self.values)).astype(int), last)
        return [self.values[place] for place in places.tolist()]

    level = at

    def told(self) -> dict[str, Any]:
        """Key and values."""
        return {"key": self.key, "values": list(self.values)}


@dataclass(frozen=True, slots=True)
class Ranged(Input):
    """A number over the range that the scenario gives it, by its distribution there."""

    number: Uncertain

    def at(self, shares: Values) -> list[Any]:
        """By inversion of its distribution."""
        return self._clean(values_at(self.number, shares))

    def level(self, shares: Values) -> list[Any]:
        """Evenly between the ends, whatever the distribution."""
        number = self.number
        found = number.low + shares * (number.high - number.low)
        return self._clean(np.floor(found + 0.5) if number.whole else found)

    def _clean(self, found: Values) -> list[Any]:
        return [int(one) if self.number.whole else clean(one) for one in found.tolist()]

    def told(self) -> dict[str, Any]:
        """Key and ends, and that they are the scenario's."""
        return {
            "key": self.key,
            "low": self.number.low,
            "high": self.number.high,
            "dist": self.number.dist,
            "ranged": True,
        }


def clean(value: float) -> float:
    """Without the last digits, which are of the machine's arithmetic."""
    return float(f"{value:.{DIGITS}g}") + 0.0


def inputs_of(
    scenario: Scenario, varied: Varied, *, ranges: bool = False, listed: bool = False
) -> tuple[Input, ...]:
    """What is varied, in the order in which it was given; then numbers with ranges.

    Args:
        ranges: whether all numbers of the scenario that have ranges are varied, too.
        listed: whether values stand side by side, so that one may come again.

    Raises:
        InputError: no such key, values that it cannot have, or nothing to vary.
    """
    own = {number.key: number for number in uncertain_numbers(scenario)}
    found: list[Input] = []
    alone = len(varied) == 1 and not ranges
    for key, given in varied.items():
        if given is None:
            found.append(_ranged(own, key, scenario))
        elif isinstance(given, Between):
            found.append(_stretch(scenario, key, given, alone=alone))
        else:
            found.append(_choice(scenario, key, given, alone=alone, listed=listed))
    if ranges:
        found += [Ranged(key, number) for key, number in own.items() if key not in varied]
    if ranges and not own:
        raise UsageError(
            "no number of this scenario has a range", place="--ranges",
            expected="ranges in the file (docs/uncertainty.md), or --vary KEY=lo:hi",
        )  # fmt: skip
    if not found:
        raise UsageError(
            "nothing is varied", place="--vary",
            expected="a key and its values, such as platform.factor=0:1:5, or --ranges",
        )  # fmt: skip
    return tuple(found)


def _ranged(own: Mapping[str, Uncertain], key: str, scenario: Scenario) -> Input:
    if key not in own:
        scenario.plain(key)  # tells of a key that is none
        raise UsageError(
            "this number has no range in the scenario", place=f"--vary {key}",
            expected=f"its ends, as in {key}=lo:hi",
        )  # fmt: skip
    return Ranged(key, own[key])


def _stretch(scenario: Scenario, key: str, given: Between, *, alone: bool) -> Stretch:
    low, high = (_settled(scenario, key, end, alone=alone) for end in (given.low, given.high))
    ends = f"{given.low}:{given.high}"
    for end in (low, high):
        if isinstance(end, bool) or not isinstance(end, (int, float)):
            raise UsageError(
                "only numbers have a range", place=f"--vary {key}", found=ends,
                expected=f"a list of values, such as {key}={given.low},{given.high}",
            )  # fmt: skip
    if not low < high:
        raise UsageError(
            "a range needs two ends, the lower one first", place=f"--vary {key}", found=ends,
            expected=f"such as {min(low, high):g}:{max(low, high):g}",
        )  # fmt: skip
    if given.points is not None and not 2 <= given.points <= MOST_VALUES:
        raise UsageError(
            "so many values cannot be", place=f"--vary {key}", found=f"{given.points:,}",
            expected=f"2 to {MOST_VALUES:,}, as in {key}={ends}:5",
        )  # fmt: skip
    whole = isinstance(low, int) and isinstance(high, int)
    return Stretch(key, float(low), float(high), whole, given.points)


def _choice(
    scenario: Scenario, key: str, given: Sequence[Any], *, alone: bool, listed: bool
) -> Choice:
    """Values of a list; in lists side by side they may come again."""
    values = list(given)
    if not 1 <= len(values) <= MOST_VALUES:
        raise UsageError(
            "so many values cannot be", place=f"--vary {key}", found=f"{len(values):,}",
            expected=f"1 to {MOST_VALUES:,}",
        )  # fmt: skip
    known: dict[str, Any] = {}
    for value in values:
        told = json.dumps(value)
        if told not in known:
            known[told] = _settled(scenario, key, value, alone=alone)
    settled = [known[json.dumps(value)] for value in values]
    again = [json.dumps(value) for value in settled]
    for place, one in enumerate(again):
        if one in again[:place] and not listed:
            raise UsageError(
                "a value is there twice", place=f"--vary {key}", found=str(values[place])
            )
    return Choice(key, tuple(settled))


def _settled(scenario: Scenario, key: str, value: Any, *, alone: bool) -> Any:
    """A value in plain units, whole numbers as such; what is no number as it is given.

    Args:
        alone: whether nothing else is varied, which could make a value fit that does not by itself.

    Raises:
        InputError: no such key, or it cannot have the value.
    """
    target = keys.find(scenario.data, key)
    if key in UNVARIED or key.startswith("known."):
        raise UsageError(
            "this is the same at all points", place=f"--vary {key}",
            expected=UNVARIED.get(key, "a key that is simulated: what is known is compared with"),
        )  # fmt: skip
    if isinstance(value, str) and any(key in whole.parts for whole in wholes(scenario)):
        with suppress(QuantityError):  # then it is told below
            value = parse_share(value)
    try:
        found = scenario.with_values(kept_whole(scenario, {key: value}))
    except (InputError, InputErrors) as error:
        if alone:
            raise told_where(error, f"--vary {key}", found=str(value)) from error
        whole = target.quantity is not None and target.quantity.kind == "count"
        return int(value) if whole and _is_number(value) and value == int(value) else value
    if key not in found.numbers:
        return value
    plain = found.numbers[key]
    return int(plain) if is_whole(found, key) else clean(plain)


def told_where(error: InputError | InputErrors, place: str, found: str) -> UsageError:
    """The first mistake in a value, as one of the command line."""
    first = error.errors[0] if isinstance(error, InputErrors) else error
    about = "" if first.place is None or first.place in place else f" ({first.place})"
    return UsageError(
        f"{first.message}{about}", place=place, found=first.found or found,
        expected=first.expected, nearest=first.nearest,
    )  # fmt: skip


def kept_whole(scenario: Scenario, at: Mapping[str, Any]) -> dict[str, Any]:
    """Values with those that must change along with them: shares of personas, of the budget.

    Where some parts of a whole are given, the others take up what is left, in proportion.

    Raises:
        UsageError: the parts are more than the whole, or do not make it up.
    """
    found = dict(at)
    for whole in wholes(scenario):
        given = {key: at[key] for key in whole.parts if _is_number(at.get(key))}
        if not given:
            continue
        total, taken = sum(whole.parts.values()), sum(given.values())
        rest = sum(value for key, value in whole.parts.items() if key not in given)
        fits = taken <= total + 1e-9 if rest > 0.0 else abs(taken - total) <= 1e-9
        if not fits:
            raise UsageError(
                f"the {whole.name} do not add up", place=", ".join(given), found=f"{taken:g}",
                expected=f"{'at most ' if rest > 0.0 else ''}{total:g} together",
            )  # fmt: skip
        drawn = {key: np.array([float(value)]) for key, value in given.items()}
        others = whole.kept(drawn)
        found |= {key: float(others[key][0]) for key in others if key not in given}
    return found


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)
