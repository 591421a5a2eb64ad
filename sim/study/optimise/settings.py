"""What a search may set: numbers, choices, and the split of the budget.

A setting has *positions*; of all settings one position each make a *point* (`space.Space`).
Positions are rounded to what a person would write down, so that a point met again is known.
"""

from __future__ import annotations

import json
import math
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, TypeAlias

from sim.scenario.keys import join
from sim.study.shapley import largest_remainder
from sim.study.trials.ranges import Span

__all__ = ["SPLIT", "Choice", "Number", "Position", "Setting", "Split"]

Position: TypeAlias = float | int | tuple[float, ...]
"""A number's value, the place of a choice's option, or the parts of a split."""

SPLIT = "budget.split"
FINEST = 500
"""Steps of a range at least, before rounding to a step of 1, 2 or 5 of a power of ten."""
PARTS = 1_000
"""Steps of a split's whole."""
ALIKE = 1e-9
"""Difference of two parts up to which they are the same but for rounding."""
NEAR = 0.1
"""How far a neighbour is: part of a number's range, or of a split's whole."""


@dataclass(frozen=True, kw_only=True)
class Setting(ABC):
    """One thing that a search may set.

    Attributes:
        key: dotted key.
        stated: position in the file; it may lie outside what is searched.
        start: the nearest position to it that is searched.
    """

    key: str
    stated: Position
    start: Position

    @property
    def axes(self) -> int:
        """Uniforms that `drawn` takes."""
        return 1

    @property
    def all(self) -> tuple[Position, ...] | None:
        """Every position that is searched; None: there is no end of them."""
        return None

    @abstractmethod
    def drawn(self, uniforms: Sequence[float]) -> Position:
        """A position, evenly distributed over what is searched, from uniforms in (0, 1)."""

    @abstractmethod
    def moves(self, position: Position, step: float) -> tuple[Position, ...]:
        """Positions a step away, 0 < step <= 1, in parts of the range or of the whole."""

    @abstractmethod
    def neighbours(self, position: Position) -> tuple[tuple[str, Position], ...]:
        """What is next to a position, with words for how it differs."""

    @abstractmethod
    def values(self, position: Position) -> dict[str, Any]:
        """As a file would have it, by dotted key (`Scenario.with_values`)."""

    @abstractmethod
    def told(self, position: Position) -> Any:
        """The same for JSON, under the setting's own key."""

    @abstractmethod
    def coordinates(self, position: Position) -> tuple[float, ...]:
        """Where it lies, each in 0 to 1, for distances."""

    @property
    @abstractmethod
    def searched(self) -> dict[str, Any]:
        """What is searched, for the question of a study's folder."""


@dataclass(frozen=True, kw_only=True)
class Number(Setting):
    """A number within a range.

    Attributes:
        span: key, stated value and range, in plain units of `Scenario.with_values`.
    """

    span: Span

    @classmethod
    def of(cls, span: Span) -> Number:
        """The number of a range."""
        now = span.fitting(span.now)
        return cls(key=span.key, stated=now, start=min(max(now, span.low), span.high), span=span)

    @property
    def all(self) -> tuple[Position, ...] | None:
        """Whole numbers can be counted, up to a number."""
        low, high = math.ceil(self.span.low), math.floor(self.span.high)
        if not self.span.whole or high - low >= PARTS:
            return None
        return tuple(float(each) for each in range(low, high + 1))

    def drawn(self, uniforms: Sequence[float]) -> Position:
        """A value of the range."""
        return self._fitting(self.span.low + uniforms[0] * self.span.width)

    def moves(self, position: Position, step: float) -> tuple[Position, ...]:
        """One up, one down."""
        here = _number(position)
        far = step * self.span.width
        if self.span.whole:
            far = max(1.0, math.floor(far + 0.5))
        return tuple(
            place
            for place in (self._fitting(here + far), self._fitting(here - far))
            if place != here
        )

    def neighbours(self, position: Position) -> tuple[tuple[str, Position], ...]:
        """A tenth of the range down and up."""
        found = sorted(_number(place) for place in self.moves(position, NEAR))
        return tuple((f"{place:,.6g}", place) for place in found)

    def values(self, position: Position) -> dict[str, Any]:
        """By its key."""
        return {self.key: self.told(position)}

    def told(self, position: Position) -> Any:
        """The value."""
        value = _number(position)
        return int(value) if self.span.whole else value

    def coordinates(self, position: Position) -> tuple[float, ...]:
        """Its part of the range."""
        return ((_number(position) - self.span.low) / self.span.width,)

    @property
    def searched(self) -> dict[str, Any]:
        """The ends of the range."""
        return {"key": self.key, "low": self.span.low, "high": self.span.high}

    def _fitting(self, value: float) -> float:
        """The nearest value of the range that a person would write."""
        within = min(max(value, self.span.low), self.span.high)
        if self.span.whole:
            ends = math.ceil(self.span.low), math.floor(self.span.high)
            return float(min(max(math.floor(within + 0.5), ends[0]), ends[1]))
        digits = math.ceil(-math.log10(self.span.width / FINEST))
        return min(max(round(within, digits), self.span.low), self.span.high)


@dataclass(frozen=True, kw_only=True)
class Choice(Setting):
    """One of several options.

    Attributes:
        options: each as a file has it, written as JSON.
        otherwise: what the file has where it has none of them, as JSON.
    """

    options: tuple[str, ...]
    otherwise: str = "null"

    @classmethod
    def of(cls, key: str, options: Sequence[Any], now: int, otherwise: Any = None) -> Choice:
        """A choice among options, as a file has them.

        Args:
            now: which of them is stated; -1: none.
            otherwise: what is stated then.
        """
        written = tuple(json.dumps(option, ensure_ascii=False) for option in options)
        other = json.dumps(otherwise, ensure_ascii=False)
        return cls(key=key, stated=now, start=max(now, 0), options=written, otherwise=other)

    @property
    def all(self) -> tuple[Position, ...] | None:
        """The options."""
        return tuple(range(len(self.options)))

    def drawn(self, uniforms: Sequence[float]) -> Position:
        """Any of them."""
        return min(int(uniforms[0] * len(self.options)), len(self.options) - 1)

    def moves(self, position: Position, step: float) -> tuple[Position, ...]:
        """All others."""
        return tuple(place for place in range(len(self.options)) if place != position)

    def neighbours(self, position: Position) -> tuple[tuple[str, Position], ...]:
        """All others."""
        return tuple((_words(self.told(place)), place) for place in self.moves(position, 1.0))

    def values(self, position: Position) -> dict[str, Any]:
        """By its key."""
        return {self.key: self.told(position)}

    def told(self, position: Position) -> Any:
        """The option."""
        place = int(_number(position))
        return json.loads(self.otherwise if place < 0 else self.options[place])

    def coordinates(self, position: Position) -> tuple[float, ...]:
        """1 at its place: two options are as far apart as the ends of a range."""
        return tuple(
            math.sqrt(0.5) if place == position else 0.0 for place in range(len(self.options))
        )

    @property
    def searched(self) -> dict[str, Any]:
        """The options."""
        return {"key": self.key, "options": [json.loads(option) for option in self.options]}


@dataclass(frozen=True, kw_only=True)
class Split(Setting):
    """The split of the budget over pools; parts are of what the pools have together.

    Attributes:
        pools: channels of each pool that a strategy spends on.
        within: part of its pool that each of these channels has.
        total: part of the budget that the pools have together.
    """

    pools: tuple[tuple[str, ...], ...]
    within: tuple[tuple[float, ...], ...]
    total: float

    @property
    def axes(self) -> int:
        """One for each pool."""
        return len(self.pools)

    @property
    def plain(self) -> tuple[float, ...]:
        """Equal parts; what is stated itself where it is that."""
        equal, stated = 1.0 / len(self.pools), _parts(self.stated)
        if all(abs(part - equal) < ALIKE for part in stated):
            return stated
        return (equal,) * len(self.pools)

    @property
    def names(self) -> tuple[str, ...]:
        """What the pools are called: by their channels."""
        return tuple(" + ".join(pool) for pool in self.pools)

    def drawn(self, uniforms: Sequence[float]) -> Position:
        """Evenly over all splits: spacings of a Poisson process (Devroye 1986, theorem V.2.1)."""
        drawn = [-math.log(uniform) for uniform in uniforms]
        return _snapped([one / sum(drawn) for one in drawn])

    def moves(self, position: Position, step: float) -> tuple[Position, ...]:
        """One part a step more or less, the others in proportion less or more."""
        here = _parts(position)
        found = [_moved(here, place, sign * step) for place in range(len(here)) for sign in (1, -1)]
        return tuple(dict.fromkeys(parts for parts in found if parts != here))

    def neighbours(self, position: Position) -> tuple[tuple[str, Position], ...]:
        """A tenth of the whole more for each; less for one that has it all."""
        here = _parts(position)
        found = []
        for place, name in enumerate(self.names):
            parts = _moved(here, place, NEAR if here[place] < 1.0 else -NEAR)
            found.append((f"{name} {100.0 * self.total * parts[place]:.0f} %", parts))
        return tuple(found)

    def values(self, position: Position) -> dict[str, Any]:
        """The part of every channel, by its key."""
        return {join((*SPLIT.split("."), name)): part for name, part in self.told(position).items()}

    def told(self, position: Position) -> Any:
        """The part of every channel, by its name."""
        return {
            name: round(self.total * part * share, 10)
            for pool, within, part in zip(self.pools, self.within, _parts(position), strict=True)
            for name, share in zip(pool, within, strict=True)
        }

    def coordinates(self, position: Position) -> tuple[float, ...]:
        """Its parts."""
        return _parts(position)

    @property
    def searched(self) -> dict[str, Any]:
        """The pools."""
        return {"key": SPLIT, "pools": [list(pool) for pool in self.pools]}


def _moved(parts: tuple[float, ...], place: int, step: float) -> tuple[float, ...]:
    """The parts with one of them a step more or less."""
    new = min(max(parts[place] + step, 0.0), 1.0)
    rest = 1.0 - parts[place]
    if new == parts[place]:
        return parts
    if rest > 0.0:
        others = [part * (1.0 - new) / rest for part in parts]
    else:
        others = [(1.0 - new) / (len(parts) - 1)] * len(parts)
    return _snapped([new if each == place else part for each, part in enumerate(others)])


def _snapped(parts: Sequence[float]) -> tuple[float, ...]:
    """Parts of 1 in whole steps, which add up."""
    steps = {str(place): Fraction(part) * PARTS for place, part in enumerate(parts)}
    return tuple(count / PARTS for count in largest_remainder(steps, PARTS).values())


def _number(position: Position) -> float:
    assert not isinstance(position, tuple)
    return position


def _parts(position: Position) -> tuple[float, ...]:
    assert isinstance(position, tuple)
    return position


def _words(value: Any) -> str:
    """An option as a person would say it."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
