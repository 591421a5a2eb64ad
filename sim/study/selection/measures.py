"""What is compared: by number of channels as a survey does it, and of everybody as it truly is.

A measure is one sum over another. As the two numbers that are compared are ratios themselves, and
their ratio is one again, intervals come from the jackknife over replications, as for all ratios
(`sim.study.statistics`).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from sim.study.heads.channels import COUNTS
from sim.study.sample import Figures
from sim.study.statistics import Measured, Values, jackknife

__all__ = ["MEASURES", "Measure", "compared", "over"]

Integers = NDArray[np.int64]


@dataclass(frozen=True)
class Measure:
    """One figure of customers.

    Attributes:
        name: short name. title: as tables have it.
        top, bottom: what is divided by what, names of `COUNTS`.
        whole_top, whole_bottom: the same sums of everybody, from the counters of the run; None:
            all people of the market.
        unit: of the figure; yearly: whether it is scaled to a year.
    """

    name: str
    title: str
    top: str
    bottom: str
    whole_top: Callable[[Figures], Values]
    whole_bottom: Callable[[Figures], Values]
    unit: Literal["money", "count", "share"]
    yearly: bool = False


def _people(figures: Figures) -> Values:
    return np.full(figures.sample.replications, float(figures.sample.reported_customers))


def _counter(name: str) -> Callable[[Figures], Values]:
    return lambda figures: figures[name]


MEASURES: tuple[Measure, ...] = (
    Measure(
        "contribution", "Contribution a head", "contribution", "people",
        lambda figures: figures.contribution, _people, "money", yearly=True,
    ),
    Measure(
        "revenue", "Revenue a head", "revenue", "people",
        _counter("revenue"), _people, "money", yearly=True,
    ),
    Measure(
        "orders", "Orders a head", "orders", "people",
        _counter("purchases"), _people, "count", yearly=True,
    ),
    Measure(
        "buyers", "Share who buy", "buyers", "people", _counter("new_buyers"), _people, "share",
    ),
    Measure(
        "repeat", "Buyers who buy again", "repeat_buyers", "buyers",
        _counter("repeat_buyers"), _counter("new_buyers"), "share",
    ),
    Measure(
        "retention", "Customers who stay", "retained", "opening",
        _counter("retained"), lambda figures: figures.opening, "share",
    ),
    Measure(
        "order_value", "Revenue an order", "revenue", "orders",
        _counter("revenue"), _counter("purchases"), "money",
    ),
)  # fmt: skip
"""What surveys tell of customers by the channels that they use; the first is the headline."""


def over(measure: Measure, tables: Integers, rows: slice) -> tuple[Values, Values]:
    """Both sums of a measure over people of some numbers of channels, by replication.

    Args:
        tables: int64 (replications, channels + 1, counts).
        rows: which numbers of channels.
    """
    top, bottom = (
        tables[:, rows, COUNTS.index(name)].sum(axis=1) for name in (measure.top, measure.bottom)
    )
    return top.astype(np.float64), bottom.astype(np.float64)


def compared(first: tuple[Values, Values], second: tuple[Values, Values]) -> Measured:
    """A figure over another: (a / b) / (c / d), each a sum over replications."""

    def odds(sums: Values) -> float:
        a, b, c, d = sums
        return (a / b) / (c / d) if b and c and d else math.nan

    return jackknife(np.stack([*first, *second], axis=1), odds)
