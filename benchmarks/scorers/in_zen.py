"""The task in zen-engine: a decision graph with one expression an action; a row at a time.

It knows no e to the power x, but powers, and gives all priorities; the best is taken in Python.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable

import pyarrow as pa
import zen

from benchmarks.scorers.task import BEST, NO_ACTION, Scored, Task


def prepared(task: Task) -> Callable[[], pa.Table]:
    """What decides, from an Arrow table to an Arrow table."""
    decision = zen.ZenEngine().create_decision(json.dumps(graph(task)))
    values = {each.name: each.value for each in task.scored}

    def decide() -> pa.Table:
        return pa.Table.from_pylist(
            [
                _answer(row, decision.evaluate(row)["result"], values)
                for row in task.table.to_pylist()
            ]
        )

    return decide


def graph(task: Task) -> dict[str, object]:
    """The decision in its own format."""
    expressions = [
        {"id": each.name, "key": each.name, "value": _propensity(each)} for each in task.scored
    ]
    place = {"x": 0, "y": 0}
    return {
        "contentType": "application/vnd.gorules.decision",
        "nodes": [
            {"id": "in", "name": "in", "type": "inputNode", "position": place, "content": {}},
            {
                "id": "score", "name": "score", "type": "expressionNode", "position": place,
                "content": {"expressions": expressions},
            },
            {"id": "out", "name": "out", "type": "outputNode", "position": place, "content": {}},
        ],
        "edges": [
            {"id": "1", "sourceId": "in", "targetId": "score", "type": "edge"},
            {"id": "2", "sourceId": "score", "targetId": "out", "type": "edge"},
        ],
    }  # fmt: skip


def _propensity(each: Scored) -> str:
    holds = " and ".join(f"{name} {operator} {number}" for name, operator, number in each.clauses)
    score = " + ".join([f"{each.intercept}", *(f"({w}) * {name}" for name, w in each.weights)])
    return f"{holds} ? 1 / (1 + {math.e!r} ^ (-1 * ({score}))) : null"


def _answer(
    row: dict[str, float], found: dict[str, float | None], values: dict[str, float]
) -> dict[str, object]:
    told = {name: float(chance) for name, chance in found.items() if chance is not None}
    if not told:
        return {"customer": row["customer"], "action": None, "priority": None, "propensity": None,
                "reason": NO_ACTION}  # fmt: skip
    best = max(sorted(told), key=lambda name: told[name] * values[name])
    return {"customer": row["customer"], "action": best, "priority": told[best] * values[best],
            "propensity": told[best], "reason": BEST}  # fmt: skip
