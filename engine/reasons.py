"""Why and why not for all customers: one row for each customer and treatment of the catalogue."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Unpack

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from engine.actions import OUTCOMES
from engine.asked import Asked, OfPlan
from engine.catalog import Catalog
from engine.decided import words
from engine.decisions import Course, course_of
from engine.kernels import kernel
from engine.outcomes import NUMBERS, Block, Examiner, blocks_of
from engine.profiles import as_table
from engine.quantities import currency_digits
from engine.rules.clauses import FALSE, TRUE, missed_by

__all__ = ["COLUMNS", "explain_all", "explained", "no_reasons", "reasons_of"]

COLUMNS: tuple[str, ...] = (
    "customer", "action", "treatment", "channel", "outcome", "failed", "missing", "missed_by",
    "missed_clause", "propensity", "context", "value", "boost", "priority", "cost", "price", "net",
    "loss", "choice_probability",
)  # fmt: skip
"""Columns of the table, in order."""


@kernel
def count_failed(outcome: Any, borders: Any, members: Any, truths: Any, counts: Any) -> None:
    """How many clauses of the layer that failed are false, and how many are missing.

    Args:
        counts: int32 (customers × treatments, 2), written.
    """
    treatments = outcome.shape[1]
    for i in range(len(outcome)):
        for t in range(treatments):
            layer = outcome[i, t] - 1
            if layer < 0 or layer > 2:
                continue
            for place in range(borders[3 * t + layer], borders[3 * t + layer + 1]):
                truth = truths[i, members[place]]
                if truth != TRUE:
                    counts[i * treatments + t, 0] += 1
                    if truth != FALSE:
                        counts[i * treatments + t, 1] += 1


@kernel
def list_failed(
    outcome: Any, borders: Any, members: Any, truths: Any, rules: Any, places: Any, numeric: Any,
    values: Any, stack: Any, failed: Any, missing: Any, near: Any, nearest: Any,
) -> None:  # fmt: skip
    """Which clauses these are, in the order of the rule, and whose number came nearest.

    Args:
        failed, missing: int32, written: numbers of clauses, row after row.
        near: float64 (customers × treatments,), NaN beforehand: by how much the nearest missed.
        nearest: int32 (customers × treatments,), -1 beforehand: the clause.
    """
    treatments = outcome.shape[1]
    first = np.int64(0)
    second = np.int64(0)
    for i in range(len(outcome)):
        for t in range(treatments):
            layer = outcome[i, t] - 1
            if layer < 0 or layer > 2:
                continue
            least = np.inf
            for place in range(borders[3 * t + layer], borders[3 * t + layer + 1]):
                clause = members[place]
                truth = truths[i, clause]
                if truth == TRUE:
                    continue
                failed[first] = clause
                first += 1
                if truth != FALSE:
                    missing[second] = clause
                    second += 1
                by, of = missed_by(
                    rules, places[clause, 0], places[clause, 1], numeric, values[i], stack
                )
                if by / max(abs(of), 1.0) < least:
                    least = by / max(abs(of), 1.0)
                    near[i * treatments + t] = by
                    nearest[i * treatments + t] = clause


def explain_all(catalog: Catalog, profiles: Any, **options: Unpack[OfPlan]) -> pa.Table:
    """Explain what `decide` does for all customers, and why it does nothing else.

    Arguments are those of `decide`, but for lists and `columns`; so are the errors.

    Returns:
        a row for each customer and treatment: customers as they came, treatments by name of their
        action. It says what `explain` says of each customer alone at the prices of the plan; the
        columns are those of `COLUMNS` (docs/engine.md).
    """
    asked = Asked(**options)
    asked.check(catalog, explained=True)
    course = course_of(catalog, as_table(profiles), asked)
    return pa.concat_tables(explained(catalog, course))


def explained(catalog: Catalog, course: Course) -> Iterator[pa.Table]:
    """The rows of all customers of a call, a block at a time; one without rows for none."""
    examiner = Examiner(catalog, course.record)
    for block in blocks_of(examiner, course):
        yield reasons_of(examiner, block, course.customers)
    if not len(course.customers):
        yield no_reasons(examiner, course.customers)


def no_reasons(examiner: Examiner, customers: Any) -> pa.Table:
    """The table of nobody."""
    treatments = len(examiner.catalog.treatments)
    nobody = Block(
        slice(0, 0),
        np.empty((0, treatments), np.int8),
        np.empty((0, treatments, len(NUMBERS))),
        np.empty((0, len(examiner.places)), np.int8),
        np.empty((0, len(examiner.catalog.schema))),
    )
    return reasons_of(examiner, nobody, customers)


def reasons_of(examiner: Examiner, block: Block, customers: Any) -> pa.Table:
    """The rows of a block; `customers` are those of the whole call."""
    count, treatments = block.outcome.shape
    every = np.tile(np.arange(treatments), count)
    names = examiner.catalog.treatments
    own = customers.slice(block.rows.start, count)
    mine = own.take(pa.array(np.repeat(np.arange(count), treatments)))
    columns = {
        "customer": mine,
        "action": words([action.name for action, _ in names], every),
        "treatment": words([f"{action.name}/{place}" for action, place in names], every),
        "channel": words([action.treatments[place].channel for action, place in names], every),
        "outcome": words(list(OUTCOMES), block.outcome.reshape(-1).astype(np.int64)),
        **_failures(examiner, block),
        **_amounts(examiner.catalog, block),
    }
    return pa.table({name: columns[name] for name in COLUMNS})


def _failures(examiner: Examiner, block: Block) -> dict[str, Any]:
    """The columns about rules that do not hold."""
    pairs = block.outcome.size
    counts = np.zeros((pairs, 2), np.int32)
    count_failed(block.outcome, examiner.borders, examiner.members, block.truths, counts)
    failed, missing = (np.empty(total, np.int32) for total in counts.sum(axis=0))
    near, nearest = np.full(pairs, np.nan), np.full(pairs, -1, np.int32)
    list_failed(
        block.outcome, examiner.borders, examiner.members, block.truths, examiner.rules,
        examiner.places, examiner.clauses.numeric, block.values, np.zeros(32), failed, missing,
        near, nearest,
    )  # fmt: skip
    texts = examiner.clauses.texts
    return {
        "failed": _lists(texts, counts[:, 0], failed),
        "missing": _lists(texts, counts[:, 1], missing),
        "missed_by": pa.array(near, mask=np.isnan(near)),
        "missed_clause": words(texts, nearest.astype(np.int64)),
    }


def _lists(texts: list[str], lengths: npt.NDArray[np.int32], numbers: npt.NDArray[np.int32]) -> Any:
    """Lists of clauses as lists of their texts."""
    ends = np.concatenate([[0], np.cumsum(lengths, dtype=np.int32)]).astype(np.int32)
    named = pa.array(texts, pa.string()).take(pa.array(numbers))
    return pa.ListArray.from_arrays(pa.array(ends), named)


def _amounts(catalog: Catalog, block: Block) -> dict[str, Any]:
    """The columns of factors and money; money in the main unit."""
    unit = 10.0 ** currency_digits(catalog.currency)
    found = {name: block.numbers[:, :, place] for place, name in enumerate(NUMBERS)}
    weighed = ~np.isnan(found["priority"])
    p = catalog.tables[0]
    count = len(catalog.treatments)
    boost = np.array([action.boost for action, _ in catalog.treatments])
    cost = p["t_cost"][:count] / unit
    for t, (action, _) in enumerate(catalog.treatments):
        constant = catalog.value if action.value is None else action.value
        if isinstance(constant, (int, float)):  # as it was written, not through the minor unit
            found["value"][:, t] = np.where(np.isnan(found["value"][:, t]), np.nan, constant)
    for name in ("priority", "net", "loss"):
        found[name] = found[name] / unit
    # no-priority too has a boost: it was multiplied, whether or not there was a product
    tried = weighed | (block.outcome == OUTCOMES.index("no-priority"))
    shape = block.outcome.shape
    found["boost"] = np.where(tried, np.broadcast_to(boost, shape), np.nan)
    found["cost"] = np.where(weighed, np.broadcast_to(cost, shape), np.nan)
    found["choice_probability"] = found.pop("chance")
    return {
        name: pa.array(numbers.reshape(-1), mask=np.isnan(numbers.reshape(-1)))
        for name, numbers in found.items()
    }
