"""All points that a search may try: one position of each setting."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, Any, TypeAlias

from sim.study.jobs import Plan
from sim.study.optimise.settings import Position, Setting, Split
from sim.study.outlay import at_total
from sim.study.prepare import build_market
from sim.study.trials.variant import Variant
from sim.study.uncertainty.hypercube import hypercube

if TYPE_CHECKING:
    from sim.scenario import Scenario

__all__ = ["Point", "Space", "Together"]

Point: TypeAlias = tuple[Position, ...]


@dataclass(frozen=True, slots=True)
class Together:
    """Values set in one step, some of which are lists.

    Attributes:
        text: values by dotted key, as JSON with sorted keys.
    """

    text: str

    def apply(self, scenario: Scenario) -> Scenario:
        """The scenario with these values.

        Raises:
            InputError: they do not fit.
        """
        return scenario.with_values(json.loads(self.text))


@dataclass(frozen=True, slots=True)
class AtTotal:
    """The same where the budget has to pay for the platform as well (`sim.study.outlay`).

    Attributes:
        text: as of `Together`.
        strategy: whose platform.
        plan: for how long.
    """

    text: str
    strategy: str
    plan: Plan

    def apply(self, scenario: Scenario) -> Scenario:
        """The scenario with these values, and with what its platform leaves of the budget.

        Raises:
            InputError: they do not fit.
        """
        varied = scenario.with_values(json.loads(self.text))
        market = build_market(varied, self.strategy, self.plan)
        return at_total(varied, self.strategy, market, self.plan).scenario


@dataclass(frozen=True)
class Space:
    """Settings, and what points of them are.

    Attributes:
        strategy: whose settings they are.
        total: plan of a run whose budget has to pay for the platform too; None: it is for media
            alone.
    """

    strategy: str
    settings: tuple[Setting, ...]
    total: Plan | None = None

    @property
    def stated(self) -> Point:
        """What the file has."""
        return tuple(setting.stated for setting in self.settings)

    @property
    def start(self) -> Point:
        """The nearest point to it that is searched."""
        return tuple(setting.start for setting in self.settings)

    @property
    def split(self) -> Split | None:
        """The split of the budget, where it is among the settings."""
        return next((one for one in self.settings if isinstance(one, Split)), None)

    def plain(self, point: Point) -> Point | None:
        """The point with equal parts of the budget; None where no split is searched."""
        if self.split is None:
            return None
        return tuple(
            setting.plain if isinstance(setting, Split) else position
            for setting, position in zip(self.settings, point, strict=True)
        )

    @property
    def size(self) -> float:
        """How many points there are, infinite where not all could be tried."""
        found = 1.0
        for setting in self.settings:
            found *= math.inf if setting.all is None else len(setting.all)
        return found

    def every(self) -> Iterator[Point]:
        """All points, where `size` is finite."""
        return product(*(setting.all or () for setting in self.settings))

    def values(self, point: Point) -> dict[str, Any]:
        """What is other than in the file, by dotted key."""
        found: dict[str, Any] = {}
        for setting, position in zip(self.settings, point, strict=True):
            if position != setting.stated:
                found |= setting.values(position)
        return found

    def variant(self, point: Point) -> Variant:
        """What is simulated at a point."""
        values = self.values(point)
        text = json.dumps(values, sort_keys=True, ensure_ascii=False)
        if self.total is not None:
            return Variant.of(self.strategy, edit=AtTotal(text, self.strategy, self.total))
        if any(isinstance(value, (list, dict)) for value in values.values()):
            return Variant.of(self.strategy, edit=Together(text))
        return Variant.of(self.strategy, values)

    def told(self, point: Point) -> dict[str, Any]:
        """A point as JSON: what each setting has there, by its key."""
        return {
            setting.key: setting.told(position)
            for setting, position in zip(self.settings, point, strict=True)
        }

    def moves(self, point: Point, step: float) -> Iterator[Point]:
        """Points of which one setting is a step away."""
        for place, setting in enumerate(self.settings):
            for position in setting.moves(point[place], step):
                yield (*point[:place], position, *point[place + 1 :])

    def neighbours(self, point: Point) -> Iterator[tuple[Setting, str, Point]]:
        """Points next to one, with the setting that differs, and how."""
        for place, setting in enumerate(self.settings):
            for words, position in setting.neighbours(point[place]):
                yield setting, words, (*point[:place], position, *point[place + 1 :])

    def back(self, point: Point) -> Iterator[tuple[Setting, Point]]:
        """Points of which one setting is as stated again, with that setting."""
        for place, setting in enumerate(self.settings):
            if point[place] != setting.stated:
                yield setting, (*point[:place], setting.stated, *point[place + 1 :])

    def design(self, count: int, seed: int, number: int = 0) -> list[Point]:
        """So many points that fill the space: a Latin hypercube, drawn by the names of the keys.

        Args:
            number: of the design; each has points of its own.
        """
        names = {
            setting.key: [f"optimise {number} {axis} {setting.key}" for axis in range(setting.axes)]
            for setting in self.settings
        }
        drawn = hypercube([name for some in names.values() for name in some], count, seed)
        return [
            tuple(
                setting.drawn([float(drawn[name][place]) for name in names[setting.key]])
                for setting in self.settings
            )
            for place in range(count)
        ]

    def distance(self, one: Point, other: Point) -> float:
        """How far two points are apart; 1 is from end to end of one range."""
        total = 0.0
        for setting, here, there in zip(self.settings, one, other, strict=True):
            pairs = zip(setting.coordinates(here), setting.coordinates(there), strict=True)
            total += math.fsum((a - b) ** 2 for a, b in pairs)
        return math.sqrt(total)
