"""The plan of a window as both clocks make it: scratch arrays, and prices.

A row of the plan is a customer, or a cohort of customers for whom the same stands.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.prices import GRID
from sim.clocks.world import Records, World
from sim.model.deciding.price_search import search_prices
from sim.model.deciding.prices import open_prices


class Plan:
    """Scratch of the plan for one phase: candidates of each row, at a fixed stride.

    Rows that are not in use have none.
    """

    def __init__(self, rows: int, planned: int) -> None:
        size = max(rows * planned, 1)
        self.rows = rows
        self.planned = planned
        self.candidate = np.zeros(size, np.int16)
        self.priority = np.zeros(size)
        self.propensity = np.zeros(size)
        self.count = np.zeros(rows, np.int64)
        self.weight = np.ones(rows, np.int64)
        self.fall = np.zeros(GRID + 1, np.int64)

    def end(self, rows: int) -> None:
        """No candidates from this row on."""
        self.count[rows:] = 0

    @property
    def all_arrays(self) -> tuple[Any, Any, Any, Any, Any]:
        """What kernels write of it."""
        return *self.arrays, self.weight

    @property
    def arrays(self) -> tuple[Any, Any, Any, Any]:
        """What kernels read of the plan."""
        return self.candidate, self.priority, self.propensity, self.count


def set_prices(world: World, output: Records, plan: Plan) -> None:
    """Find the shadow prices of the window; they hold for decisions within it too.

    Args:
        world: S takes the prices.
        output: scratch.
        plan: candidates of all rows.
    """
    if open_prices(world.P, world.S, output, plan.candidate, plan.count, plan.weight):
        search(world, output, plan)


def search(world: World, output: Records, plan: Plan) -> None:
    """Search for the prices of pools that cannot pay for all; see `set_prices`."""
    search_prices(
        world.P, world.S, output, plan.candidate, plan.priority, plan.count, plan.weight, plan.fall
    )
