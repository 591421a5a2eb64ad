"""What ``map`` is asked: two axes, which strategies, and what that takes."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.errors import UsageError
from sim.study.estimate.work import Lot, Workload
from sim.study.prepare import build_market, choose, load
from sim.study.trials.inquiry import Inquiry, TrialOptions, inquire
from sim.study.trials.life import Life, life_of
from sim.study.trials.ranges import Range
from sim.study.trials.variant import Variant
from sim.study.winmap.axis import Axis, axes_of, setting_of

if TYPE_CHECKING:
    from sim.scenario import Scenario

__all__ = ["MAP_REPLICATIONS", "Asked", "Place", "ask", "workload"]

MAP_REPLICATIONS = 10
"""Replications of ``map`` unless told otherwise."""
CELLS = 21
"""Values of each axis unless told otherwise."""
FEWEST_CELLS, MOST_CELLS = 2, 101

Place = tuple[int, int]
"""A point of a map by its places on both axes."""


@dataclass(frozen=True)
class Asked:
    """Two axes.

    Attributes:
        baseline: to which a tie goes.
        axes: across, and upwards.
        cells: values of each axis that were asked for.
        full: whether all points are simulated.
    """

    inquiry: Inquiry
    baseline: str
    axes: tuple[Axis, Axis]
    over: tuple[Range, Range]
    cells: int
    full: bool

    @property
    def question(self) -> dict[str, Any]:
        """What else than plan and strategies shapes the result."""
        return {"over": [list(one) for one in self.over], "cells": self.cells, "full": self.full}

    @property
    def shape(self) -> tuple[int, int]:
        """Values across, and upwards."""
        return len(self.axes[0].values), len(self.axes[1].values)

    @property
    def places(self) -> Iterable[Place]:
        """All points."""
        across, up = self.shape
        return product(range(across), range(up))

    def at(self, place: Place) -> tuple[float, float]:
        """Values of a point."""
        across, up = self.axes
        return across.values[place[0]], up.values[place[1]]

    @cached_property
    def along(self) -> tuple[dict[str, tuple[Life, ...]], ...]:
        """What each strategy lives and pays along either axis, next to the stated other."""
        plan, stated = self.inquiry.study.plan, self.inquiry.study.scenario
        found = []
        for axis, steps in enumerate(self.shape):
            other = self.axes[1 - axis].nearest_now or 0
            places = [(step, other) if axis == 0 else (other, step) for step in range(steps)]
            lives: dict[str, list[Life]] = {name: [] for name in self.inquiry.strategies}
            for place in places:
                for name, variant in self.variants(place).items():
                    lives[name].append(life_of(variant.market(stated, plan)))
            found.append({name: tuple(each) for name, each in lives.items()})
        return tuple(found)

    @property
    def lives(self) -> dict[str, int]:
        """Different lives that all points take, by strategy, each in one replication.

        What is lived hangs on either axis by itself, or not at all, as on prices.
        """
        return {
            name: math.prod(len({life.key for life in axis[name]}) for axis in self.along)
            for name in self.inquiry.strategies
        }

    def variants(self, place: Place) -> dict[str, Variant]:
        """What is simulated at a point, by strategy.

        Raises:
            UsageError: a number cannot have its value.
        """
        across, up = (axis.setting(at) for axis, at in zip(self.axes, self.at(place), strict=True))
        values = setting_of(self.inquiry.study.scenario, {**across, **up})
        return {name: Variant.of(name, values) for name in self.inquiry.strategies}


def ask(
    scenario: Scenario | str | Path,
    over: Sequence[Range],
    strategies: Sequence[str] | None,
    cells: int,
    full: bool,
    kpi: str | None,
    options: TrialOptions,
) -> Asked:
    """Settle what is looked at; see `sim.study.winmap.win_map`.

    Raises:
        InputError: bad input.
    """
    loaded = load(scenario)
    names, baseline = choose(loaded, strategies, None)
    inquiry = inquire(
        loaded, names, kpi, options, command="win_map", usage="--strategies",
        replications=MAP_REPLICATIONS,
    )  # fmt: skip
    if not FEWEST_CELLS <= cells <= MOST_CELLS:
        raise UsageError(
            "so many cells cannot be", place="--cells", found=f"{cells:,}",
            expected=f"{FEWEST_CELLS} to {MOST_CELLS} along each axis",
        )  # fmt: skip
    axes = axes_of(loaded, over, cells)
    return Asked(inquiry, baseline, axes, (over[0], over[1]), cells, full)


def workload(asked: Asked) -> Workload:
    """The lives of all points, as stated; a border needs fewer."""
    study = asked.inquiry.study
    lots = tuple(
        Lot(build_market(study.scenario, name, study.plan), lives * study.plan.replications)
        for name, lives in asked.lives.items()
    )
    return Workload(study, lots, at_most=not asked.full)
