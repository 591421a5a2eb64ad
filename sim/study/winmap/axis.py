"""The axes of a map: one number of a scenario, or several that move together."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.errors import UsageError, nearest_name
from sim.scenario import keys
from sim.scenario.ledger import ledger
from sim.scenario.values.quantities import plain
from sim.study.trials.moving import moved
from sim.study.trials.ranges import Range, check_moves, span_of

if TYPE_CHECKING:
    from sim.scenario import Scenario

__all__ = ["Axis", "axes_of"]

PLACE = "--over"
TIMES = "times"
"""Unit of an axis of factors."""
_FACTOR = re.compile(r"\s*(\d*\.?\d+(?:e[+-]?\d+)?)\s*[x×]\s*", re.IGNORECASE)
OF_ITS_OWN = "false_match"
"""A number in the table of a dial that is of another sort than its others."""


@dataclass(frozen=True, slots=True)
class Moves:
    """A number that an axis moves.

    Attributes:
        stated: its value in the file; least, most: what its field allows.
    """

    key: str
    stated: float
    least: float
    most: float
    whole: bool

    def fitting(self, value: float) -> float:
        """The nearest value that it can have."""
        held = min(max(value, self.least), self.most)
        return float(math.floor(held + 0.5)) if self.whole else held


@dataclass(frozen=True, slots=True)
class Axis:
    """Values of one number, or of several together.

    Attributes:
        key: dotted key, what several begin with, a pattern, or some of these after commas.
        unit: as of the ledger; ``times`` where the stated values are multiplied.
        now: where the file stands on it; None where several numbers stand apart.
        values: ascending, in plain units.
        moves: the numbers.
    """

    key: str
    unit: str
    now: float | None
    values: tuple[float, ...]
    moves: tuple[Moves, ...]

    def setting(self, value: float) -> dict[str, float]:
        """The numbers at a value of the axis, in plain units."""
        if self.unit == TIMES:
            return {one.key: one.fitting(value * one.stated) for one in self.moves}
        return {one.key: value for one in self.moves}

    @property
    def nearest_now(self) -> int | None:
        """The place of the value next to the stated one; None where that lies beyond the ends."""
        if self.now is None or not self.values[0] <= self.now <= self.values[-1]:
            return None
        return int(np.argmin([abs(value - self.now) for value in self.values]))


def axes_of(scenario: Scenario, over: Sequence[Range], cells: int) -> tuple[Axis, Axis]:
    """The two axes of a map.

    Args:
        over: a key, or several by a pattern or what they begin with, and the ends.
        cells: values of each.

    Raises:
        InputError: no such number, no range, not two, or both move the same number.
    """
    if len(over) != 2:
        raise UsageError(
            "a map has two axes", place=PLACE, found=f"{len(over)} of them",
            expected="--over KEY=LO:HI twice, such as --over platform.factor=0:2",
        )  # fmt: skip
    first, second = (_axis(scenario, one, cells) for one in over)
    both = {one.key for one in first.moves} & {one.key for one in second.moves}
    if both:
        raise UsageError(
            "both axes move the same number", place=PLACE, found=min(both),
            expected="two numbers, or two groups that share none",
        )  # fmt: skip
    return first, second


def setting_of(scenario: Scenario, settings: Mapping[str, float]) -> dict[str, float]:
    """What is other than stated: the settings of both axes, and what keeps a sum with them.

    Raises:
        UsageError: a number cannot have its value.
    """
    found = moved(scenario, settings, PLACE)
    return {key: value for key, value in found.items() if value != scenario.numbers[key]}


def _axis(scenario: Scenario, given: Range, cells: int) -> Axis:
    key, low, high = given
    factors = tuple(_factor(end) for end in (low, high))
    if key in scenario.numbers and factors == (None, None):
        span = span_of(scenario, given, PLACE)
        moves = _moves(scenario, [key])
        return Axis(key, _unit(scenario, [key]), span.now, span.grid(cells), moves)
    chosen = _numbers(scenario, key)
    for one in chosen:
        check_moves(one, PLACE)
    if None not in factors:
        ends = [factor for factor in factors if factor is not None]
        _check(key, ends, low, high)
        moves = _moves(scenario, chosen)
        values = tuple(float(value) for value in np.linspace(ends[0], ends[1], cells))
        axis = Axis(key, TIMES, 1.0, values, moves)
    elif factors == (None, None):
        chosen = _alike(chosen)
        unit = _unit(scenario, chosen)
        span = span_of(scenario, (chosen[0], low, high), PLACE)
        stated = {scenario.plain(one) for one in chosen}
        now = stated.pop() if len(stated) == 1 else None
        axis = Axis(key, unit, now, span.grid(cells), _moves(scenario, chosen))
    else:
        raise UsageError(
            "one end is a factor, the other is none", place=f"{PLACE} {key}",
            found=f"{low}:{high}", expected="such as 0x:2x",
        )  # fmt: skip
    for end in (axis.values[0], axis.values[-1]):
        scenario.with_values(moved(scenario, axis.setting(end), PLACE))
    return axis


def _check(key: str, ends: Sequence[float], low: Any, high: Any) -> None:
    if not ends[0] < ends[1]:
        raise UsageError(
            "a range needs two ends, the lower one first", place=f"{PLACE} {key}",
            found=f"{low}:{high}", expected="such as 0x:2x",
        )  # fmt: skip


def _factor(end: Any) -> float | None:
    """The factor of ``1.5x``; None of anything else."""
    match = _FACTOR.fullmatch(end) if isinstance(end, str) else None
    return None if match is None else float(match[1])


def _numbers(scenario: Scenario, named: str) -> list[str]:
    """The numbers that a key, a beginning of keys, a pattern or a comma list of these means.

    Raises:
        UsageError: there are none.
    """
    found: dict[str, None] = {}
    for pattern in (part.strip() for part in named.split(",")):
        fit = [
            key
            for key in scenario.numbers
            if key == pattern or key.startswith(f"{pattern}.") or fnmatchcase(key, pattern)
        ]
        if not fit:
            raise UsageError(
                "no number of the scenario has such a key", place=PLACE, found=pattern,
                expected="a dotted key, what several begin with, or a pattern such as "
                "platform.*.monthly",
                nearest=nearest_name(pattern, scenario.numbers),
            )  # fmt: skip
        found |= dict.fromkeys(fit)
    return list(found)


def _alike(chosen: Sequence[str]) -> list[str]:
    """Numbers that can all have the same value: without rates of error among chances."""
    found = [key for key in chosen if keys.split(key)[-1] != OF_ITS_OWN]
    return found or list(chosen)


def _unit(scenario: Scenario, chosen: Sequence[str]) -> str:
    """The unit that all these numbers share.

    Raises:
        UsageError: they do not.
    """
    units = {entry.key: entry.unit for entry in ledger(scenario)}
    found = {units[key]: key for key in reversed(chosen)}
    if len(found) > 1:
        told = ", ".join(f"{key} ({unit})" for unit, key in sorted(found.items()))
        raise UsageError(
            "these numbers have no unit in common", place=PLACE, found=told,
            expected="numbers of one unit, or factors such as 0x:2x",
        )  # fmt: skip
    return units[chosen[0]]


def _moves(scenario: Scenario, chosen: Sequence[str]) -> tuple[Moves, ...]:
    leaves = {leaf.key: leaf for leaf in keys.leaves(scenario.document)}
    found = []
    for key in chosen:
        leaf = leaves[key]
        least, most = (
            plain(leaf.quantity.kind, end, currency=scenario.scenario.currency)
            for end in keys.bounds(leaf)
        )
        whole = leaf.quantity.kind == "count"
        found.append(Moves(key, scenario.plain(key), least, most, whole))
    return tuple(found)
