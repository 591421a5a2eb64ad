"""How quick the same arithmetic can be, and reading the same memory, with nothing around it.

*Arithmetic*: for every row and action the comparisons, and for the rows that an action is for the
multiplications, additions and the logistic function, each loop over a few numbers that the
processor has at hand. *Memory*: every column is read once, and the answer written.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np

from benchmarks.scorers.task import Task
from engine.kernels import kernel
from engine.numerics import logistic
from engine.scan.blocks import BLOCK
from engine.scan.memory import number_at
from sim.study.jobs import usable_threads

CLAUSES, TERMS = 3, 8


@kernel
def compute(blocks: Any, actions: Any, chosen: Any, numbers: Any, mask: Any, scores: Any) -> Any:
    """The arithmetic of so many blocks, `chosen` rows of each being those of an action."""
    found = 0.0
    for _ in range(blocks * actions):
        for row in range(BLOCK):
            mask[row] = 1
        for clause in range(CLAUSES):
            low = -1.0 / (clause + 1)
            for row in range(BLOCK):
                mask[row] &= (numbers[row] >= low) & (numbers[row] <= 9.0)
        for row in range(chosen):
            scores[row] = -2.0
        for term in range(TERMS):
            weight = 0.1 * term
            for row in range(chosen):
                scores[row] += weight * numbers[row]
        for row in range(chosen):
            scores[row] = logistic(scores[row])
        found += scores[0]
    return found


@kernel
def read_and_write(columns: Any, first: Any, last: Any, priority: Any, propensity: Any) -> Any:
    """Find the greatest number of each column of some rows, and write two numbers a row."""
    found = 0.0
    for column in range(len(columns)):
        for row in range(first, last):
            found = max(found, number_at(columns[column], row))
    for row in range(first, last):
        priority[row] = propensity[row] = 1.0
    return found


def arithmetic(task: Task, decided: float) -> Callable[[], None]:
    """What does the arithmetic, on all processors.

    Args:
        decided: share of the pairs of a row and an action in which the action is for the row.
    """
    threads = usable_threads()
    blocks = -(-task.rows // BLOCK // threads)
    chosen = max(round(decided * BLOCK), 1)
    numbers = np.random.default_rng(1).normal(size=BLOCK)

    def one(_: int) -> float:
        mask, scores = np.zeros(BLOCK, np.uint8), np.zeros(BLOCK)
        return float(compute(blocks, task.actions, chosen, numbers, mask, scores))

    return lambda: _on_all(one, threads)


def memory(task: Task) -> Callable[[], None]:
    """What reads and writes, on all processors."""
    threads = usable_threads()
    held = [task.table.column(name).chunk(0).to_numpy() for name in task.names]
    columns = np.array([column.ctypes.data for column in held], np.int64)
    priority, propensity = np.zeros(task.rows), np.zeros(task.rows)
    ends = [task.rows * part // threads for part in range(threads + 1)]

    def one(part: int) -> float:
        return float(read_and_write(columns, ends[part], ends[part + 1], priority, propensity))

    return lambda: _on_all(one, threads)


def _on_all(work: Callable[[int], float], threads: int) -> None:
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(work, range(threads)))
