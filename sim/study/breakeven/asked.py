"""What ``breakeven`` is asked: a number, its range, and what that takes."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from engine.errors import UsageError
from sim.scenario import keys
from sim.study.estimate.work import Lot, Workload
from sim.study.trials.duel import Duel, TrialOptions, duel_of

if TYPE_CHECKING:
    from sim.scenario import Scenario

Range: TypeAlias = tuple[str, Any, Any]
"""A dotted key, and the ends of its range as a file would have them."""

BREAKEVEN_REPLICATIONS = 20
"""Replications of ``breakeven`` unless told otherwise."""
FEWEST_POINTS, MOST_POINTS = 2, 1_000
STEPS = 8
"""Points for closing in on a crossing, and on the ends of its interval, at most."""


@dataclass(frozen=True)
class Asked:
    """A number between two ends.

    Attributes:
        key: dotted key; now: its stated value.
        grid: values simulated first, ascending, in plain units of `Scenario.with_values`.
        whole: whether it is a whole number.
    """

    duel: Duel
    key: str
    now: float
    grid: tuple[float, ...]
    whole: bool

    @property
    def question(self) -> dict[str, Any]:
        """What else than plan and strategies shapes the result."""
        return {"over": self.key, "grid": list(self.grid)}


def ask(
    scenario: Scenario | str | Path,
    first: str,
    second: str,
    over: Range,
    points: int,
    kpi: str | None,
    options: TrialOptions,
) -> Asked:
    """Settle what is looked at; see `sim.study.breakeven.breakeven`.

    Raises:
        InputError: bad input.
    """
    duel = duel_of(
        scenario, first, second, kpi, options, command="breakeven",
        replications=BREAKEVEN_REPLICATIONS,
    )  # fmt: skip
    if not FEWEST_POINTS <= points <= MOST_POINTS:
        raise UsageError(
            "so many points cannot be", place="--points", found=f"{points:,}",
            expected=f"{FEWEST_POINTS} to {MOST_POINTS:,}",
        )  # fmt: skip
    stated, (key, *ends) = duel.study.scenario, over
    now = stated.plain(key)
    low, high = (stated.with_values({key: end}).plain(key) for end in ends)
    if not low < high:
        raise UsageError(
            "a range needs two ends, the lower one first", place=f"--over {key}",
            found=f"{ends[0]}:{ends[1]}", expected=f"such as {min(low, high):g}:{max(low, high):g}",
        )  # fmt: skip
    kind = next(leaf.quantity.kind for leaf in keys.leaves(stated.document) if leaf.key == key)
    whole = kind == "count"
    grid = [float(value) for value in np.linspace(low, high, points)]
    if whole:
        grid = [float(math.floor(value + 0.5)) for value in grid]
    return Asked(duel, key, now, tuple(dict.fromkeys(grid)), whole)


def lives(asked: Asked) -> int:
    """Replications of both strategies, if one crossing is closed in on."""
    return 2 * (len(asked.grid) + STEPS) * asked.duel.study.plan.replications


def workload(asked: Asked) -> Workload:
    """The lives of both strategies, as stated."""
    duel, most = asked.duel, lives(asked)
    markets = duel.study.markets([duel.first, duel.second])
    lots = tuple(Lot(market, most // len(markets)) for market in markets.values())
    return Workload(duel.study, lots, at_most=True)
