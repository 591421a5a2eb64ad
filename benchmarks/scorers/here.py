"""The task as a catalogue."""

from __future__ import annotations

from collections.abc import Callable

import pyarrow as pa

from benchmarks.scorers.task import ANSWER, BEST, NO_ACTION, Task
from engine import Catalog, decide
from engine.catalog import Action, Channel, Scorecard, Treatment
from engine.rules import Field, ProfileSchema


def catalog(task: Task) -> Catalog:
    """The actions, each with one treatment that costs nothing."""
    return Catalog(
        ProfileSchema(tuple(Field(name, "number") for name in task.names)),
        channels=(Channel("email"),),
        actions=tuple(
            Action(
                each.name,
                (Treatment("email"),),
                Scorecard(each.intercept, dict(each.weights)),
                value=each.value,
                eligible=" and ".join(f"{name} {op} {c}" for name, op, c in each.clauses),
            )
            for each in task.scored
        ),
    )


def prepared(task: Task) -> Callable[[], pa.Table]:
    """What decides, from an Arrow table to an Arrow table."""
    found = catalog(task)
    return lambda: decide(found, task.table, columns=ANSWER).table


def answers(table: pa.Table) -> pa.Table:
    """The same as others call it."""
    reasons = {"highest-priority": BEST, "not-eligible": NO_ACTION}
    told = [reasons[reason] for reason in table.column("reason").to_pylist()]
    place = table.column_names.index("reason")
    return table.set_column(place, "reason", pa.array(told))
