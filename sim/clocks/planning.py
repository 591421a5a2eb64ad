"""The plan of a window as both clocks make it: scratch arrays, and prices.

A row of the plan is a customer, or a cohort of customers for whom the same stands.
"""

from __future__ import annotations

import numpy as np

from engine.pools import Rows
from engine.prices import GRID
from sim.clocks.world import Records, World
from sim.model.deciding.prices import open_prices, search_prices


class Plan:
    """Scratch of the plan for one phase: candidates of each row, at a fixed stride.

    Rows that are not in use have none.
    """

    def __init__(self, rows: int, planned: int) -> None:
        size = max(rows * planned, 1)
        self.planned = planned
        first = np.arange(rows) * planned
        self.rows = Rows(
            np.zeros(size, np.int16),
            np.zeros(size),
            np.zeros(size),
            first,
            first.copy(),
            np.ones(rows, np.int64),
            np.zeros((rows, 0)),  # caps are looked at as customers are judged
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
        plan: candidates of all rows.
    """
    if open_prices(world.P, world.S, output, plan.rows):
        search(world, output, plan)


def search(world: World, output: Records, plan: Plan) -> None:
    """Search for the prices of pools that cannot pay for all; see `set_prices`."""
    search_prices(world.P, world.S, output, plan.rows, plan.fall)
