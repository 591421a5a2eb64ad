"""What is scored: a table of numbers and actions with rules, weights and a value.

An action is for rows for which three comparisons of a column with a number hold; its propensity is
logistic(intercept + eight weights × columns), its priority propensity × value. Asked for are the
best action of each row, its priority and propensity, and why; a row without any says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow as pa

NO_ACTION, BEST = "no-action", "best-priority"
ANSWER = ("customer", "action", "priority", "propensity", "reason")


@dataclass(frozen=True)
class Scored:
    """One action.

    Attributes:
        clauses: (column, ``<`` or ``>``, number), all of which must hold.
        weights: (column, weight), in the order in which they are added up.
    """

    name: str
    clauses: tuple[tuple[str, str, float], ...]
    intercept: float
    weights: tuple[tuple[str, float], ...]
    value: float


@dataclass(frozen=True)
class Task:
    """So many rows, columns and actions, by a seed."""

    rows: int = 1_000_000
    columns: int = 24
    actions: int = 20
    seed: int = 1

    def __str__(self) -> str:
        return f"{self.rows:,} rows × {self.actions} actions, {self.columns} columns"

    @property
    def pairs(self) -> int:
        """Rows times actions."""
        return self.rows * self.actions

    @cached_property
    def table(self) -> pa.Table:
        """Standard normal numbers, and who the customers are."""
        rng = np.random.default_rng(self.seed)
        columns = {name: rng.normal(size=self.rows) for name in self.names}
        return pa.table({"customer": np.arange(self.rows), **columns})

    @property
    def names(self) -> list[str]:
        """Names of the columns."""
        return [f"f{place}" for place in range(self.columns)]

    @cached_property
    def scored(self) -> tuple[Scored, ...]:
        """The actions; a clause holds for half of the rows, more or less."""
        rng = np.random.default_rng(self.seed + 1)
        return tuple(
            Scored(
                f"a{number:03d}",
                tuple(
                    (name, str(rng.choice(["<", ">"])), round(float(rng.normal(0.0, 0.7)), 3))
                    for name in rng.choice(self.names, 3, replace=False)
                ),
                -2.0,
                tuple(
                    (str(name), round(float(rng.normal(0.0, 0.3)), 3))
                    for name in rng.choice(self.names, 8, replace=False)
                ),
                round(float(rng.uniform(5.0, 50.0)), 2),
            )
            for number in range(self.actions)
        )
