"""The plan of a window as both clocks make it: scratch arrays, prices, and limits.

A row of the plan is a customer, or a cohort of customers for whom the same stands.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from engine.prices import GRID
from sim.clocks.limits import keep_limits
from sim.clocks.world import Records, World
from sim.model.deciding.prices import open_prices, search_prices

Array = np.ndarray[Any, np.dtype[Any]]


class Rows(NamedTuple):
    """Candidates of all rows, as `engine.pools.Rows`, and what limits on the plan ask for.

    Attributes:
        load: float64 (candidates, loads), what each uses of the limits in which customers differ.
        chosen: int16 (rows, channels), picks that keep the limits: candidates, counted within the
            row; -1 none. repaired: bool (rows,), whose picks are not those of the prices.
    """

    candidate: Array
    priority: Array
    propensity: Array
    first: Array
    last: Array
    weight: Array
    room: Array
    load: Array
    chosen: Array
    repaired: Array


class Plan:
    """Scratch of the plan for one phase: candidates of each row, at a fixed stride.

    Rows that are not in use have none.

    Args:
        rows: how many.
        params: the phase's parameters, shape (1,); None: nothing is planned.
    """

    def __init__(self, rows: int, params: Records | None = None) -> None:
        p = None if params is None else params[0]
        self.planned = 0 if p is None else int(p["n_planned"])
        limited = p is not None and bool(p["limited"])
        size = max(rows * self.planned, 1)
        first = np.arange(rows) * self.planned
        self.rows = Rows(
            np.zeros(size, np.int16),
            np.zeros(size),
            np.zeros(size),
            first,
            first.copy(),
            np.ones(rows, np.int64),
            np.zeros((rows, 0)),  # caps are looked at as customers are judged
            np.zeros((size, 0 if p is None else int(p["n_loads"]))),
            np.full((rows, int(p["channels"]) if p is not None and limited else 0), -1, np.int16),
            np.zeros(rows if limited else 0, np.bool_),
        )
        self.fall = np.zeros(GRID + 1, np.int64)

    def __len__(self) -> int:
        return len(self.rows.first)

    def end(self, rows: int) -> None:
        """No candidates from this row on."""
        self.rows.last[rows:] = self.rows.first[rows:]


def set_prices(world: World, output: Records, plan: Plan) -> None:
    """Find the shadow prices of the window; they hold for decisions within it too.

    Args:
        world: S takes the prices.
        output: scratch.
        plan: candidates of all rows; takes the picks where there are limits.
    """
    if open_prices(world.P, world.S, output, plan.rows) or world.phase.limits:
        search(world, output, plan)


def search(world: World, output: Records, plan: Plan) -> None:
    """Search for the prices of pools that cannot pay for all, and of limits; see `set_prices`."""
    search_prices(world.P, world.S, output, plan.rows, plan.fall)
    if world.phase.limits:
        keep_limits(world, output, plan.rows)
