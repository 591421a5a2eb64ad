"""Indices of a figure with intervals that hold both kinds of luck: the design's and the years'.

All points of a design meet the same luck, so that what luck does to all of them alike is no part
of any index. What is left is how luck and inputs play together: a customer who happens to be near
gains more by an offer. It widens intervals, and adds to total indices what it adds to the variance.
Both can be told from the replications: indices without one replication at a time (the jackknife,
Tukey 1958) have the spread that luck gives them, and the interaction of points and replications in
a two-way table is the luck in the mean of a point.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sim.study.statistics import FEWEST, LEVEL, Estimate, Measured, Values, t_quantile
from sim.study.sweep.sensitivity.method import Method

__all__ = ["Effect", "Target", "target_of"]

RESAMPLES = 1_000
"""Of the bootstrap over the design."""
EXACT = 1e-12
"""A part of the variance below which there is nothing but the machine's arithmetic."""
BARELY = 2
"""The fewest that SALib takes, where the widths are of no use."""


@dataclass(frozen=True, slots=True)
class Effect:
    """What hangs on an input.

    Attributes:
        key: of the input.
        measures: by name; those of screening in the KPI's unit, per whole range.
        nothing: whether the figure does not change with it at all.
    """

    key: str
    measures: Mapping[str, Estimate]
    nothing: bool


@dataclass(frozen=True, slots=True)
class Target:
    """A figure, and what hangs on which input.

    Attributes:
        name: the strategy, or ``a - b``.
        effects: the largest first.
        line: the value of the method's main measure from which an input matters.
        mean, spread: of the figure over the points: mean and standard deviation, KPI's unit.
        luck: part of its variance over the points that is luck; None without replications.
        matters, anything: inputs that surely lie above the line, and surely below it.
    """

    name: str
    effects: tuple[Effect, ...]
    line: float
    mean: float
    spread: float
    luck: float | None
    matters: tuple[str, ...]
    anything: tuple[str, ...]


def target_of(
    name: str,
    method: Method,
    keys: Sequence[str],
    shares: Values,
    figures: Sequence[Measured],
    seed: int,
) -> Target:
    """Indices of one figure.

    Args:
        keys: of the inputs, in the order of the design's columns.
        shares: the design, float64 (points, inputs).
        figures: the figure at each point; all are defined.
    """
    values = np.array([one.theta for one in figures], np.float64)
    apart = _by_replication(figures)
    found = method.indices(shares, values, seed, RESAMPLES)
    # Without luck's part an interval would claim too much: below five replications there is none.
    extra = {} if apart is None else _luck_of(method, shares, values, apart, seed)
    effects = []
    for place, key in enumerate(keys):
        measures = {
            measure: _estimate(measure, means[place], halves[place], extra.get(measure), place)
            for measure, (means, halves) in found.items()
        }
        nothing = all(one.mean == 0.0 for one in measures.values())
        effects.append(Effect(key, measures, nothing))
    line = method.line({measure: means for measure, (means, _) in found.items()})
    ranked = sorted(effects, key=lambda one: (-(one.measures[method.main].mean or 0.0), one.key))
    ends = {one.key: one.measures[method.main] for one in ranked}
    return Target(
        name,
        tuple(ranked),
        line,
        float(np.mean(values)),
        float(np.std(values)),
        None if apart is None else _luck(values, apart),
        tuple(key for key, one in ends.items() if one.low is not None and one.low > line),
        tuple(
            one.key
            for one in ranked
            if one.nothing or ((high := ends[one.key].high) is not None and high < line)
        ),
    )


def _by_replication(figures: Sequence[Measured]) -> Values | None:
    """Pseudo-values, float64 (points, replications); None below five, or where one lacks."""
    rows = [one.pseudo for one in figures]
    if any(row is None or row.size < FEWEST for row in rows):
        return None
    return np.array(rows, np.float64)


def _luck_of(
    method: Method, shares: Values, values: Values, apart: Values, seed: int
) -> dict[str, Values]:
    """Half the widths that the luck of the replications adds, by measure and input."""
    count = apart.shape[1]
    # a pseudo-value is R t - (R - 1) t(-r), so this is the figure without replication r
    without = (count * values[:, None] - apart) / (count - 1)
    found = [method.indices(shares, without[:, r], seed, BARELY) for r in range(count)]
    quantile = t_quantile(LEVEL, count - 1)
    widths = {}
    for measure in found[0]:
        each = np.array([one[measure][0] for one in found])
        error = np.sqrt((count - 1) / count * np.sum((each - each.mean(axis=0)) ** 2, axis=0))
        widths[measure] = quantile * error
    return widths


def _estimate(measure: str, mean: float, half: float, extra: Values | None, place: int) -> Estimate:
    if extra is None or not math.isfinite(half):
        return Estimate(float(mean))
    both = math.hypot(float(half), float(extra[place]))
    low = float(mean) - both
    # sizes of effects and parts of a variance are never below 0, nor parts above 1
    if measure in ("mu_star", "total"):
        low = max(0.0, low)
    high = float(mean) + both
    if measure == "total":
        high = max(float(mean), min(1.0, high))
    return Estimate(float(mean), low, high)


def _luck(values: Values, apart: Values) -> float:
    """Part of the variance over the points that is luck, from a two-way table without repeats."""
    points, count = apart.shape
    whole = float(np.var(values))
    if points < 2 or whole == 0.0:
        return 0.0
    rest = apart - apart.mean(axis=1, keepdims=True) - apart.mean(axis=0) + apart.mean()
    together = float(np.sum(rest**2)) / ((points - 1) * (count - 1))
    found = min(1.0, float(together / count / whole))
    return found if found > EXACT else 0.0
