"""The same decisions here and by others, and what would show if they were not."""

import numpy as np
import pyarrow as pa
import pytest

from benchmarks import scoring
from benchmarks.scorers import here, limit
from benchmarks.scorers.task import Task
from engine.errors import RunError

TASK = Task(rows=3_000)


@pytest.fixture(scope="module")
def ours():
    return here.answers(here.prepared(TASK)())


def test_here_decides_as_numpy_does(ours):
    table = TASK.table
    worth = np.full((TASK.rows, TASK.actions), -1.0)
    for place, each in enumerate(TASK.scored):
        holds = np.ones(TASK.rows, bool)
        for name, operator, number in each.clauses:
            column = table.column(name).to_numpy()
            holds &= column < number if operator == "<" else column > number
        score = each.intercept + sum(w * table.column(name).to_numpy() for name, w in each.weights)
        worth[holds, place] = each.value / (1.0 + np.exp(-score[holds]))
    best = worth.argmax(axis=1)
    none = worth.max(axis=1) < 0.0
    expected = [None if n else TASK.scored[b].name for b, n in zip(best, none, strict=True)]
    assert ours.column("action").to_pylist() == expected
    assert 0.05 < none.mean() < 0.3
    assert np.allclose(ours.column("priority").to_numpy()[~none], worth.max(axis=1)[~none])
    assert scoring.qualifying(TASK) == pytest.approx((worth >= 0.0).mean())


@pytest.mark.parametrize(("name", "package"), scoring.PEERS.items())
def test_others_decide_the_same(name, package, ours):
    pytest.importorskip(package)
    assert scoring.prepared(name, TASK, ours)().num_rows == TASK.rows


@pytest.mark.parametrize("column", ["action", "priority", "propensity", "reason"])
def test_other_decisions_are_refused(column, ours):
    values = ours.column(column).to_pylist()
    values[7] = "other" if isinstance(values[0], str) else 1e-3
    if column == "action":
        values = [value or "a000" for value in values]
    place = ours.column_names.index(column)
    strange = ours.set_column(place, column, pa.array(values))
    with pytest.raises(RunError, match=column):
        scoring.refuse_others("somebody", ours, strange)


def test_limits_do_work():
    limit.arithmetic(TASK, 0.1)()
    limit.memory(TASK)()


def test_rows_of_the_file_are_decided():
    (row,) = scoring.from_file(Task(rows=500, actions=3), 1)
    assert row.count == 1_500
    assert row.seconds > 0.0
