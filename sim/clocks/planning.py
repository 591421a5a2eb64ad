"""The plan of a window as both clocks make it: scratch arrays, and prices."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.prices import GRID
from sim.clocks.world import Records, World
from sim.model.deciding.price_search import search_prices
from sim.model.deciding.prices import open_prices


class Plan:
    """Scratch of the plan: candidates of each customer, at a fixed stride."""

    def __init__(self, customers: int, planned: int) -> None:
        size = max(customers * planned, 1)
        self.planned = planned
        self.candidate = np.zeros(size, np.int16)
        self.priority = np.zeros(size)
        self.propensity = np.zeros(size)
        self.count = np.zeros(customers, np.int64)
        self.fall = np.zeros(GRID + 1, np.int64)

    @property
    def arrays(self) -> tuple[Any, Any, Any, Any]:
        """What kernels read of the plan."""
        return self.candidate, self.priority, self.propensity, self.count


def set_prices(world: World, output: Records, plan: Plan) -> None:
    """Find the shadow prices of the window; they hold for decisions within it too.

    Args:
        world: S takes the prices.
        output: scratch.
        plan: candidates of all customers.
    """
    if open_prices(world.P, world.S, output, plan.candidate, plan.count):
        search_prices(
            world.P, world.S, output, plan.candidate, plan.priority, plan.count, plan.fall
        )
