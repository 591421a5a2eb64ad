"""What came out on both sides: figures of runs, how sure their change is; answers of studies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np

from engine.errors import InputError
from sim.study.diff.entries import Change, changes, entries
from sim.study.diff.sides import RUN, Side
from sim.study.kpis import KPI, Kpi
from sim.study.money import Currency, json_number, json_unit
from sim.study.statistics import (
    UNDEFINED,
    Estimate,
    Values,
    interval,
    spread_apart,
)

__all__ = ["Figure", "changed_answer", "changed_figures"]

SAME_LUCK = ("seed", "replications", "customers", "days", "people")
"""Settings that make replications of two runs meet the same luck."""
UNTOLD = ("trials", "asked", "unit", "period")
"""Last names of entries that tell of the work alone, or of what stands beside them."""
SETTLED = (
    "verdict.decided",
    "verdict.best",
    "verdict.leader",
    "verdict.probability_best",
    "tuned.",
)
"""Beginnings of entries of a run's answer that its figures do not tell."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A KPI of a strategy on both sides, in its unit (money: minor units).

    Attributes:
        first, second: means; None where not defined.
        change: second - first, with a 95 % interval where there are replications enough.
    """

    strategy: str
    kpi: Kpi
    first: float | None
    second: float | None
    change: Estimate

    def to_json(self, currency: Currency) -> dict[str, object]:
        """``{a, b, change, ci_low, ci_high, unit}``."""
        kpi = self.kpi
        return {
            "a": json_number(kpi, self.first, currency),
            "b": json_number(kpi, self.second, currency),
            "change": json_number(kpi, self.change.mean, currency),
            "ci_low": json_number(kpi, self.change.low, currency),
            "ci_high": json_number(kpi, self.change.high, currency),
            "unit": json_unit(kpi, currency),
        }


@dataclass(frozen=True)
class _Column:
    """A KPI of a strategy as a file has it: over all replications, and of each."""

    mean: float | None
    values: Values


Columns: TypeAlias = Mapping[tuple[str, str], _Column]
"""By strategy and KPI."""


def changed_figures(first: Side, second: Side) -> tuple[tuple[Figure, ...], bool, list[str]]:
    """KPIs that are not the same, whether they share their luck, and what is on one side alone."""
    a, b = _columns(first), _columns(second)
    paired = all(first.settings.get(name) == second.settings.get(name) for name in SAME_LUCK)
    notes = [*_alone(first, a, b), *_alone(second, b, a)]
    scale = 10.0 ** Currency(first.scenario.scenario.currency).digits
    found = [
        _figure(strategy, KPI[name], a[strategy, name], b[strategy, name], scale, paired=paired)
        for strategy, name in a
        if (strategy, name) in b and name in KPI
    ]
    return tuple(one for one in found if one is not None), paired, notes


def _alone(side: Side, own: Columns, other: Columns) -> list[str]:
    """Strategies that the other run has not."""
    strategies = dict.fromkeys(strategy for strategy, _ in own)
    there = {strategy for strategy, _ in other}
    return [f"{name} is in {side.name} alone" for name in strategies if name not in there]


def changed_answer(first: Side, second: Side) -> tuple[Change, ...]:
    """Entries of two answers that are not the same; of runs those that no figure tells."""
    told = [
        {key: value for key, value in entries(side.answer) if _is_told(side, key)}
        for side in (first, second)
    ]
    return changes(*told)


def _is_told(side: Side, key: str) -> bool:
    if key.rpartition(".")[2] in UNTOLD:
        return False
    return side.kind != RUN or (key.startswith(SETTLED) and ".kpis." not in key)


def _figure(
    strategy: str, kpi: Kpi, a: _Column, b: _Column, scale: float, *, paired: bool
) -> Figure | None:
    if a.mean == b.mean and np.array_equal(a.values, b.values, equal_nan=True):
        return None
    factor = scale if kpi.unit == "money" else 1.0
    means = [None if one.mean is None else one.mean * factor for one in (a, b)]
    return Figure(strategy, kpi, means[0], means[1], _change(kpi, a, b, factor, paired=paired))


def _change(kpi: Kpi, a: _Column, b: _Column, factor: float, *, paired: bool) -> Estimate:
    """Second less first. Of a ratio replications have no mean of their own: no interval."""
    if a.mean is None or b.mean is None:
        return UNDEFINED
    mean = (b.mean - a.mean) * factor
    whole = np.all(np.isfinite(a.values)) and np.all(np.isfinite(b.values))
    if kpi.bottom is not None or kpi.top is None or not whole:
        return Estimate(mean)
    if paired:
        return interval(mean, (b.values - a.values) * factor)
    return spread_apart(mean, b.values * factor, a.values * factor)


def _columns(side: Side) -> Columns:
    """Every KPI of every strategy in a run's file."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    assert side.folder is not None
    path = side.folder / "kpis.parquet"
    try:
        rows = pq.read_table(path).to_pylist()
    except (OSError, pa.ArrowException) as problem:
        raise InputError(
            "The figures of the run can't be read", file=str(path), found=str(problem)[:100],
            expected="the file that a run wrote",
        ) from problem  # fmt: skip
    means: dict[tuple[str, str], float | None] = {}
    values: dict[tuple[str, str], list[Any]] = {}
    for row in rows:
        if row["channel"] is not None:
            continue
        key = row["strategy"], row["kpi"]
        if row["replication"] is None:
            means[key] = row["value"]
        else:
            values.setdefault(key, []).append(row["value"])
    return {
        key: _Column(mean, np.array(values.get(key, []), np.float64)) for key, mean in means.items()
    }
