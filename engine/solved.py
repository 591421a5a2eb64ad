"""What one plan works on and comes to: candidates of all customers, prices and picks."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from engine.allocation.solving import Certificate
from engine.constrained import Sets
from engine.scan.columns import Columns
from engine.together import Demand, Offered

__all__ = ["Price", "Solved", "Work"]


@dataclass(frozen=True, slots=True)
class Price:
    """The shadow price of one pool of money, or of a constraint.

    Attributes:
        price: priority that a unit of money, or of what a constraint counts, must bring; infinite
            where paid actions are shut out, below 0 where a minimum asks for more.
        low: the price that some customers get, a step lower.
        share: the share of customers who get it, each by a draw of their own.
        sets: under constraints shares of the customers, and the price that these meet, by a draw of
            their own that is the same for all limits; empty where all meet `price`.
        spent: what the picks cost or count, and allowance: what they may (None: no limit), money
            in the main unit.
    """

    price: float
    low: float
    share: float
    spent: float = 0.0
    allowance: float | None = None
    sets: tuple[tuple[float, float], ...] = ()


@dataclass(slots=True)
class Work(Offered):
    """What is offered in one call, customers in the order of their rows, and how it was judged."""

    columns: Columns
    level: npt.NDArray[np.uint8]
    trials: npt.NDArray[np.float64]
    successes: npt.NDArray[np.float64]
    names: Any = None
    """The column of customers, for messages."""


@dataclass(slots=True)
class Solved:
    """Prices and picks of one call."""

    price: npt.NDArray[np.float64]
    low: npt.NDArray[np.float64]
    share: npt.NDArray[np.float64]
    allowance: npt.NDArray[np.int64]
    picks: npt.NDArray[np.int64]
    lenient: npt.NDArray[np.uint64]
    closed: npt.NDArray[np.uint64]
    repaired: npt.NDArray[np.bool_]
    p: Any
    """The record to pick by, and `net`: what candidates are worth there."""
    net: npt.NDArray[np.float64]
    demands: list[Demand] = field(default_factory=list)
    sets: Sets = ()
    """Sets of prices of each demand; empty where there are no constraints."""
    of: npt.NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, np.int64))
    """Which of the sets each customer meets."""
    constraints: dict[str, Price] = field(default_factory=dict)
    """Prices of the constraints."""
    certificate: Certificate | None = None
    seed: int = 0
    window: int = 0
    drawn: npt.NDArray[np.float64] | None = None
    """What candidates are worth with drawn rates; None where none are drawn."""
    explored: npt.NDArray[np.bool_] | None = None
    """Whose picks were drawn; None: nobody's."""

    @property
    def met(self) -> npt.NDArray[np.float64]:
        """float64 (sets, pools), the prices of money in each set."""
        pools = [demand.name for demand in self.demands if demand.pool >= 0]
        return np.array([[prices[name] for name in pools] for _, prices in self.sets])

    def meet(
        self, rows: npt.NDArray[np.int64], treatments: npt.NDArray[np.int64], prices: Any
    ) -> None:
        """Write the price of money that customers meet who meet another one than most.

        Args:
            rows, treatments: of each price; a treatment below 0 has none.
            prices: float64, written where there are several sets.
        """
        if len(self.sets) < 2:
            return
        some = treatments >= 0
        pool = self.p["pool"][self.p["t_channel"][treatments[some]]]
        prices[some] = self.met[self.of[rows[some]], pool]

    @property
    def ranked(self) -> npt.NDArray[np.float64]:
        """What picks go by."""
        return self.net if self.drawn is None else self.drawn
