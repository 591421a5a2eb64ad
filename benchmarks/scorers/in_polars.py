"""The task in Polars: one lazy query; columns of a pass are made side by side."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from typing import Any

import polars as pl
import pyarrow as pa

from benchmarks.scorers.task import BEST, NO_ACTION, Scored, Task


def prepared(task: Task) -> Callable[[], pa.Table]:
    """What decides, from an Arrow table to an Arrow table."""
    return lambda: query(task).collect().to_arrow()


def query(task: Task) -> pl.LazyFrame:
    """Propensities, then priorities, then the best of them."""
    names = [each.name for each in task.scored]
    best = pl.col("priority")
    action, propensity = pl.lit(None, pl.UInt8), pl.lit(None, pl.Float64)
    for place, name in reversed(list(enumerate(names))):
        won = pl.col(f"y_{name}") == best
        action = pl.when(won).then(pl.lit(place, pl.UInt8)).otherwise(action)
        propensity = pl.when(won).then(pl.col(f"p_{name}")).otherwise(propensity)
    found = pl.when(best.is_null()).then(pl.lit(0, pl.UInt8)).otherwise(pl.lit(1, pl.UInt8))
    held: Any = pl.from_arrow(task.table)
    frame: pl.LazyFrame = held.lazy()
    return (
        frame.select(
            "customer", *(_propensity(each).alias(f"p_{each.name}") for each in task.scored)
        )
        .with_columns(
            (pl.col(f"p_{each.name}") * each.value).alias(f"y_{each.name}") for each in task.scored
        )
        .with_columns(pl.max_horizontal([f"y_{name}" for name in names]).alias("priority"))
        .select(
            "customer",
            action.cat.to(pl.Enum(names)).alias("action"),
            "priority",
            propensity.alias("propensity"),
            found.cat.to(pl.Enum([NO_ACTION, BEST])).alias("reason"),
        )
    )


def _propensity(each: Scored) -> pl.Expr:
    clauses = [
        pl.col(name) < number if operator == "<" else pl.col(name) > number
        for name, operator, number in each.clauses
    ]
    score = reduce(
        lambda sum_, term: sum_ + pl.col(term[0]) * term[1], each.weights, pl.lit(each.intercept)
    )
    holds = reduce(lambda one, other: one & other, clauses)
    return pl.when(holds).then(1.0 / (1.0 + (-score).exp()))
