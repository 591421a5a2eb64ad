"""The name *scoring*: the same decisions here, in Polars, DuckDB and zen-engine, in one run.

What is scored stands in `benchmarks.scorers.task`. That all come to the same actions is checked
before any figure is shown.
"""

from __future__ import annotations

import importlib
import importlib.util
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.report import Report, Row
from benchmarks.scorers import here, limit
from benchmarks.scorers.task import Task
from benchmarks.timing import Seconds, median, timed
from engine.errors import RunError
from engine.streams import decide_file

MANY_AT_ONCE = {"Polars": "polars", "DuckDB": "duckdb"}
ONE_BY_ONE = {"zen-engine": "zen"}
PEERS = MANY_AT_ONCE | ONE_BY_ONE
DISTRIBUTIONS = {"zen": "zen-engine"}
SAME = 1e-9
"""By how much numbers may differ, relative to the larger."""


@dataclass(frozen=True)
class Size:
    """How much is scored, and how often.

    Attributes:
        tasks: for those who take a whole table; few: for who takes one row after the other.
    """

    tasks: tuple[Task, ...]
    few: Task
    rounds: int


FULL = Size((Task(), Task(rows=250_000, actions=200, columns=60)), Task(rows=2_000), 7)
QUICK = Size((Task(rows=20_000), Task(rows=5_000, actions=200, columns=60)), Task(rows=200), 3)


def measure(size: Size) -> Report:
    """Each task in turn, then one row after the other, then from a file to a file."""
    there = [name for name, package in PEERS.items() if installed(package)]
    packages = [DISTRIBUTIONS.get(PEERS[name], PEERS[name]) for name in there]
    work = "rules of three clauses, logistic propensities of eight terms, the best action"
    report = Report("scoring", work, tuple(packages))
    seconds = timed(here.prepared(size.few))[1].wall
    report.notes.append(f"Compiled, or loaded, in {seconds:.1f} s before anything was timed.")
    missing = [name for name in PEERS if name not in there]
    if missing:
        report.notes.append(f"Not installed, so left out: {', '.join(missing)}.")
    for task in size.tasks:
        many = [name for name in MANY_AT_ONCE if name in there]
        report.add(side_by_side(task, many, size.rounds))
        report.notes.append(f"{task}: an action is for {qualifying(task):.0%} of the rows.")
    for name in ONE_BY_ONE:
        if name in there:
            report.add([one_by_one(size.few, name, report.rows[0], size.rounds)])
    report.add(from_file(size.tasks[0], size.rounds))
    report.look_around()
    return report


def installed(package: str) -> bool:
    """Whether a peer can be measured."""
    return importlib.util.find_spec(package) is not None


def prepared(name: str, task: Task, ours: pa.Table) -> Callable[[], pa.Table]:
    """What decides in another package, once it has decided the same as here."""
    work: Callable[[], pa.Table] = importlib.import_module(
        f"benchmarks.scorers.in_{PEERS[name]}"
    ).prepared(task)
    refuse_others(name, ours, work())
    return work


def side_by_side(task: Task, peers: list[str], rounds: int) -> Iterator[Row]:
    """Here, the peers and the limits in turns, from an Arrow table to an Arrow table."""
    work: dict[str, Callable[[], Any]] = {"here": here.prepared(task)}
    ours = here.answers(work["here"]())
    for name in peers:
        work[name] = prepared(name, task, ours)
    work["its arithmetic alone"] = limit.arithmetic(task, qualifying(task))
    work["its memory alone"] = limit.memory(task)
    found: dict[str, list[Seconds]] = {name: [] for name in work}
    for do in work.values():
        do()
    for _ in range(rounds):  # in turns, so that what disturbs one disturbs the other
        for name, do in work.items():
            found[name].append(timed(do)[1])
    middle = {name: median(seconds) for name, seconds in found.items()}
    for name, seconds in middle.items():
        yield Row(
            "Arrow in memory to Arrow in memory", name, str(task), task.pairs, seconds.wall,
            unit="pairs", processor=seconds.processor, ratio=seconds.wall / middle["here"].wall,
            rounds=rounds,
        )  # fmt: skip


def one_by_one(task: Task, name: str, ours: Row, rounds: int) -> Row:
    """A package that takes one row after the other, on fewer rows; only rates are compared."""
    work = prepared(name, task, here.answers(here.prepared(task)()))
    middle = median([timed(work)[1] for _ in range(rounds)])
    return Row(
        ours.group, name, str(task), task.pairs, middle.wall, unit="pairs",
        processor=middle.processor, ratio=ours.rate * middle.wall / task.pairs, rounds=rounds,
    )  # fmt: skip


def qualifying(task: Task) -> float:
    """Share of the pairs of a row and an action in which the action is for the row."""
    total = 0
    for each in task.scored:
        holds: Any = np.ones(task.rows, np.bool_)
        for name, operator, number in each.clauses:
            column = task.table.column(name).to_numpy()
            holds &= column < number if operator == "<" else column > number
        total += int(holds.sum())
    return total / task.pairs


def refuse_others(name: str, ours: pa.Table, theirs: pa.Table) -> None:
    """See that another system has decided the same.

    Raises:
        RunError: a number differs, or an action where that is not by a tie.
    """
    theirs = theirs.sort_by("customer")
    for column in ("priority", "propensity"):
        one, other = (each.column(column).cast(pa.float64()).to_numpy() for each in (ours, theirs))
        if not np.allclose(one, other, rtol=SAME, atol=0.0, equal_nan=True):
            raise RunError(f"{name} comes to another {column}: these are not the same decisions")
    for column in ("action", "reason"):
        one, other = (each.column(column).cast(pa.string()).to_pylist() for each in (ours, theirs))
        if one != other:
            raise RunError(f"{name} comes to another {column}: these are not the same decisions")


def from_file(task: Task, rounds: int) -> Iterator[Row]:
    """From a Parquet file to a Parquet file with all columns, as `journey decide` does it."""
    catalog = here.catalog(task)
    with tempfile.TemporaryDirectory(prefix="journey-") as folder:
        profiles, out = Path(folder) / "profiles.parquet", Path(folder) / "decided.parquet"
        pq.write_table(task.table, profiles)
        do = partial(decide_file, catalog, profiles, out)
        middle = median([timed(do)[1] for _ in range(rounds)])
    yield Row(
        "Parquet to Parquet, all columns", "here", str(task), task.pairs, middle.wall,
        unit="pairs", processor=middle.processor, rounds=rounds,
    )  # fmt: skip


def resized(size: Size, rows: int | None, rounds: int | None) -> Size:
    """Another number of rows, of tasks that score whole tables, and of rounds."""
    tasks = tuple(replace(task, rows=rows or task.rows) for task in size.tasks)
    return replace(size, tasks=tasks, rounds=rounds or size.rounds)
