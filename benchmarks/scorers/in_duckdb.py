"""The task in DuckDB: one query over the Arrow table."""

from __future__ import annotations

from collections.abc import Callable

import duckdb
import pyarrow as pa

from benchmarks.scorers.task import BEST, NO_ACTION, Scored, Task


def prepared(task: Task) -> Callable[[], pa.Table]:
    """What decides, from an Arrow table to an Arrow table, on as many threads as there are."""
    connection = duckdb.connect()
    connection.register("profiles", task.table)
    sql = query(task)
    return lambda: connection.sql(sql).to_arrow_table()


def query(task: Task) -> str:
    """Propensities, then priorities, then the best of them."""
    names = [each.name for each in task.scored]
    kind = f"ENUM({', '.join(repr(name) for name in names)})"
    reasons = f"ENUM('{NO_ACTION}', '{BEST}')"
    propensities = ", ".join(f"{_propensity(each)} AS p_{each.name}" for each in task.scored)
    priorities = ", ".join(f"p_{each.name} * {each.value} AS y_{each.name}" for each in task.scored)
    best = f"greatest({', '.join(f'y_{name}' for name in names)})"
    actions = " ".join(f"WHEN y_{name} = priority THEN '{name}'::{kind}" for name in names)
    chances = " ".join(f"WHEN y_{name} = priority THEN p_{name}" for name in names)
    return f"""
        WITH propensities AS (SELECT customer, {propensities} FROM profiles),
        priorities AS (SELECT *, {priorities} FROM propensities),
        winners AS (SELECT *, {best} AS priority FROM priorities)
        SELECT customer, CASE {actions} END AS action, priority,
            CASE {chances} END AS propensity,
            CASE WHEN priority IS NULL THEN '{NO_ACTION}'::{reasons}
                ELSE '{BEST}'::{reasons} END AS reason
        FROM winners
    """


def _propensity(each: Scored) -> str:
    holds = " AND ".join(f"{name} {operator} {number}" for name, operator, number in each.clauses)
    score = " + ".join([f"{each.intercept}", *(f"{w} * {name}" for name, w in each.weights)])
    return f"CASE WHEN {holds} THEN 1 / (1 + exp(-({score}))) END"
