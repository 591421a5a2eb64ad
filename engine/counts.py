"""Poisson counts by table, for means that come up again and again.

A table holds the distribution function around one mean, and where to begin looking in it. It
answers as `engine.numerics.poisson_quantile` does, to the last bit: where u is too near a step of
the function, or beyond the table, it says that it does not know.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.kernels import inlined, part
from engine.numerics import exp, rounded_mean

__all__ = ["COUNTS", "looked_up", "tabulate"]

STEPS = 64
"""Counts in a table, and parts into which its guide divides the draws."""
BELOW = 28
"""Counts below the mean at which a table begins; six standard deviations of a mean of 20."""
HIGHEST_MEAN = 200.0
"""Beyond, so few counts are a small part of what is drawn."""
UNSURE = 1e-10
"""Far more than a sum of the table can err, or the mean is rounded by."""

COUNTS = np.dtype(
    [
        ("mean", "f8"),
        ("reached", "f8", (STEPS,)),  # distribution function at first, first + 1, ...
        ("guide", "u1", (STEPS,)),  # by u * STEPS: the first place that may reach u
        ("first", "i8"),  # -1: no table
    ],
    align=True,
)
"""Table of one mean."""


@part
def tabulate(table: Any, mean: float) -> None:
    """Fill a table for a mean; it knows nothing of means that are too high, or not above 0.

    Args:
        table: a record of `COUNTS`.
    """
    table.mean = mean
    table.first = -1
    if not 0.0 < mean <= HIGHEST_MEAN:
        return
    mean = rounded_mean(mean)
    table.first = max(int(mean) - BELOW, 0)
    mass = exp(-mean)
    total = mass
    for count in range(1, table.first + 1):
        mass = mass * mean / count
        total += mass
    for place in range(STEPS):
        table.reached[place] = total
        mass = mass * mean / (table.first + place + 1)
        total += mass
    place = 0
    for share in range(STEPS):
        while place < STEPS - 1 and table.reached[place] < share / STEPS:
            place += 1
        table.guide[share] = place


@inlined
def looked_up(table: Any, u: float) -> int:
    """The smallest count whose distribution function reaches u, -1 where the table is not sure.

    Args:
        table: a record of `COUNTS` that has been filled.
        u: in (0, 1).
    """
    if table.first < 0:
        return -1
    place = np.int64(table.guide[np.int64(u * STEPS)])
    while place < STEPS and table.reached[place] < u + UNSURE:
        place += 1
    if place == STEPS:
        return -1
    if place == 0:
        return -1 if table.first > 0 else 0
    if table.reached[place - 1] > u - UNSURE:
        return -1
    return int(table.first + place)
