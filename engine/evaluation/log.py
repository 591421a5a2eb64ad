"""A log of decisions as arrays, in an order of its own, whatever that of the rows was."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from engine.asked import Terms, fields_read
from engine.catalog import Catalog
from engine.errors import DataError, UsageError, nearest_name
from engine.evaluation.arms import Arms
from engine.evaluation.doubts import ESTIMATED, TREATMENT, doubts_of
from engine.joined import require_joined
from engine.profiles import as_table, numbers_of, read_columns
from engine.values import marks_of, numbers_in, plain

__all__ = ["Columns", "Log", "log_of", "read_table"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

MOST_REWARD = 1e15
LEAST_CHANCE = 1e-12
"""A choice probability below is taken for none: no log tells it from 0."""
REPAIRED, HELD_OUT, RANK = "repaired", "held_out", "rank"


@dataclass(frozen=True, slots=True)
class Columns:
    """Names of the log's columns.

    Attributes:
        action: what was done; reward: what it brought, a number or a boolean.
        choice_probability: P(what was done was chosen | profile).
        customer: whose decision it was. None: ``customer`` where there is such a column; otherwise
            each row is taken as a customer of its own.
    """

    action: str = "action"
    reward: str = "reward"
    choice_probability: str = "choice_probability"
    customer: str | None = None


@dataclass(frozen=True, slots=True)
class Log:
    """The rows that are evaluated, sorted by customer's number; rows of one customer by content.

    Attributes:
        arms: what the log and the catalogue can do; arm: int64[n], what was done, by its place.
        reward: float64[n], finite.
        probability: float64[n], P(arm | profile), above 0; None where the log has no such column.
        numbers: uint64[n], the customers' numbers, ascending.
        profiles: the profiles' columns as they came, n rows.
        values: float64[n, fields], as kernels have them: NaN missing, booleans 0 and 1,
            a category's position. Fields without a column are missing in all rows.
        modelled: fields of the profile that a model of the reward may use.
        rows: rows that were read; left_out: those marked as repaired, which are not here.
        held_out: rows here from which a holdout kept an action.
        named: whether the log says who the customers are.
        doubts: what speaks against its choice probabilities, one sentence each.
    """

    arms: Arms
    arm: Ints
    reward: Floats
    probability: Floats | None
    numbers: npt.NDArray[np.uint64]
    profiles: pa.Table
    values: Floats
    modelled: tuple[str, ...]
    rows: int
    left_out: int
    held_out: int
    named: bool
    doubts: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.arm)

    @property
    def starts(self) -> Ints:
        """int64[customers]: the first row of each customer."""
        changes = np.flatnonzero(self.numbers[1:] != self.numbers[:-1]) + 1
        return np.concatenate([np.zeros(1, np.int64), changes])


# --- reading ----------------------------------------------------------------------------------


def read_table(
    source: Path, catalog: Catalog, columns: Columns
) -> tuple[pa.Table, tuple[str, ...]]:
    """The columns of a Parquet file that an evaluation may use, and the names of all.

    Raises:
        DataError: it cannot be read.
    """
    wanted = {*catalog.schema.names, REPAIRED, HELD_OUT, RANK, ESTIMATED, TREATMENT}
    wanted |= {columns.action, columns.reward, columns.choice_probability}
    wanted |= {columns.customer or "customer"}
    try:
        file = pq.ParquetFile(source)
        there = file.schema_arrow.names
        return file.read(columns=[name for name in there if name in wanted]), tuple(there)
    except (OSError, pa.ArrowException) as error:
        reason = getattr(error, "strerror", None) or str(error).splitlines()[0][:200]
        raise DataError(
            "this log cannot be read", found=reason, expected="a Parquet file"
        ) from None


def log_of(
    catalog: Catalog,
    table: Any,
    columns: Columns,
    nothing: str | None = None,
    *,
    terms: Terms = Terms(),  # noqa: B008 -- frozen
    declared: bool = False,
    there: Sequence[str] | None = None,
) -> Log:
    """A log from a table.

    Args:
        table: a pyarrow Table or a mapping of columns.
        nothing: what stands in the column of actions where nothing was done, besides null and the
            empty text; by default ``none``.
        terms: the moment and the time of the decisions, checked.
        declared: choice probabilities come from elsewhere; the log's are not read.
        there: names of all columns of the log, where the table holds but some; for messages.

    Raises:
        DataError: a column is missing, or holds what it cannot.
        UsageError: the words for actions are none of the catalogue's, or mean two things.
    """
    table = as_table(table)
    if table.num_rows == 0:
        raise DataError("the log has no rows")
    needed = fields_read(catalog, terms.when, terms.channel)
    _columns_there(catalog, columns, needed, there or table.column_names)
    modelled = _modelled(catalog, table, columns, needed, dated=terms.time is not None)
    kept = _kept(catalog, table)
    rows = np.flatnonzero(kept)
    if len(rows) == 0:
        raise DataError("all rows of the log are marked as repaired", place=f"column {REPAIRED!r}")
    _one_row_a_decision(catalog, table, kept)
    arms, arm = Arms.read(catalog, table.column(columns.action), columns.action, nothing)
    reward = _reward(table, columns.reward, rows)
    probability = None if declared else _probability(table, columns.choice_probability, rows)
    values = _values(catalog, table, needed, terms)[rows]
    held = HELD_OUT in table.column_names and HELD_OUT not in catalog.schema
    numbers = _customers(table, columns, rows)
    content: list[npt.NDArray[Any]] = [values[:, place] for place in range(values.shape[1])]
    content += [arm[rows], reward] + ([] if probability is None else [probability])
    order, numbers, named = _ordered(numbers, content)
    return Log(
        arms,
        arm[rows][order],
        reward[order],
        None if probability is None else probability[order],
        numbers,
        _profiles(catalog, table, rows[order]),
        np.ascontiguousarray(values[order]),
        modelled,
        table.num_rows,
        table.num_rows - len(rows),
        int(marks_of(table.column(HELD_OUT), HELD_OUT)[rows].sum()) if held else 0,
        named,
        ()
        if probability is None
        else tuple(doubts_of(catalog, table, kept, arms.level == "action")),
    )


def _columns_there(
    catalog: Catalog, columns: Columns, needed: set[str], there: Sequence[str]
) -> None:
    """Refuse a log that lacks a column, or has two of one name among those that are read."""
    wanted = [
        (columns.reward, "what came of the decisions", "--reward"),
        (columns.action, "what was done", "--action"),
    ]
    if columns.customer is not None:
        wanted.append((columns.customer, "who the customers are", "--customer"))
    for name, what, option in wanted:
        if name not in there:
            raise DataError(
                f"nothing says {what}",
                found=", ".join(there),
                expected=f"a column {name!r}, or its name by {option}",
                nearest=nearest_name(name, there),
            )
    require_joined(there, catalog.schema, needed)


def _modelled(
    catalog: Catalog, table: pa.Table, columns: Columns, needed: Iterable[str], *, dated: bool
) -> tuple[str, ...]:
    """Fields that are known before the decision: all but those that the log keeps its own in.

    Timestamps are among them where it is told as of when they are seen.
    """
    own = {columns.action, columns.reward, columns.choice_probability}
    for name in needed:
        if name in own:
            raise UsageError(
                "the catalogue reads what only came of the decisions",
                place=f"column {name!r}",
                file=catalog.file,
                expected="rules on fields that are known before a decision",
            )
    return tuple(
        field.name
        for field in catalog.schema
        if field.name in table.column_names
        and field.name not in own
        and (dated or field.kind != "timestamp")
    )


def _kept(catalog: Catalog, table: pa.Table) -> npt.NDArray[np.bool_]:
    """Rows whose choice probability is that of their choice: repaired ones have it before that."""
    if REPAIRED in table.column_names and REPAIRED not in catalog.schema:
        return ~marks_of(table.column(REPAIRED), REPAIRED)
    return np.ones(table.num_rows, np.bool_)


def _one_row_a_decision(catalog: Catalog, table: pa.Table, kept: npt.NDArray[np.bool_]) -> None:
    """Refuse what `decide` wrote of several picks a customer."""
    if RANK not in table.column_names or RANK in catalog.schema:
        return
    column = plain(table.column(RANK))
    if not pa.types.is_integer(column.type):
        return
    ranks = pc.fill_null(column, 0).to_numpy()
    several = np.flatnonzero(kept & (ranks > 1))
    if len(several):
        raise DataError(
            "a decision stands in several rows",
            place=f"column {RANK!r}, row {several[0] + 1:,}",
            found=str(ranks[several[0]]),
            expected="one row for each decision: of a customer the row of rank 0 or 1",
        )


def _reward(table: pa.Table, name: str, rows: Ints) -> Floats:
    reward = numbers_in(table.column(name), name, booleans=True)[rows]
    _refuse(
        ~(np.abs(reward) < MOST_REWARD), rows, reward, name, "this is no reward",
        f"a number between -{MOST_REWARD:g} and {MOST_REWARD:g}",
    )  # fmt: skip
    return reward


def _probability(table: pa.Table, name: str, rows: Ints) -> Floats | None:
    """The choice probabilities; None where there is no such column."""
    if name not in table.column_names:
        return None
    probability = numbers_in(table.column(name), name, booleans=False)[rows]
    _refuse(
        ~((probability >= LEAST_CHANCE) & (probability <= 1.0)), rows, probability, name,
        "this is no choice probability", "above 0, and at most 1",
    )  # fmt: skip
    return probability


def _values(catalog: Catalog, table: pa.Table, needed: Iterable[str], terms: Terms) -> Floats:
    """All fields that have a column; timestamps that nobody needs only where they can be read."""
    there = {
        field.name
        for field in catalog.schema
        if field.name in table.column_names and (terms.time or field.kind != "timestamp")
    }
    columns = read_columns(table, catalog.schema, there.union(needed), terms.time)
    return columns.profiles(slice(None))


def _profiles(catalog: Catalog, table: pa.Table, rows: Ints) -> pa.Table:
    names = [name for name in catalog.schema.names if name in table.column_names]
    return table.select(names).take(pa.array(rows))


def _refuse(
    wrong: npt.NDArray[np.bool_], rows: Ints, seen: Floats, name: str, what: str, expected: str
) -> None:
    """Refuse the first row in which something is wrong, and say in how many it is."""
    if not wrong.any():
        return
    first = int(np.argmax(wrong))
    value = "null" if np.isnan(seen[first]) else f"{seen[first]:g}"
    more = int(wrong.sum()) - 1
    raise DataError(
        what,
        place=f"column {name!r}, row {rows[first] + 1:,}",
        found=value if not more else f"{value}; {more:,} more such rows",
        expected=expected,
    )


def _customers(table: pa.Table, columns: Columns, rows: Ints) -> npt.NDArray[np.uint64] | None:
    """The customers' numbers; None where the log does not say who they are."""
    name = columns.customer or "customer"
    if name not in table.column_names:
        return None
    return numbers_of(table.column(name), name)[rows]


def _ordered(
    numbers: npt.NDArray[np.uint64] | None, content: list[npt.NDArray[Any]]
) -> tuple[Ints, npt.NDArray[np.uint64], bool]:
    """An order of the rows that hangs on what they hold alone, the customers' numbers in it.

    Rows that are equal in all may change places: nobody could tell. Where customers have no names
    their place in this order is their number.
    """
    if numbers is None:
        order = np.lexsort(content)
        return order, np.arange(len(order), dtype=np.uint64), False
    order = np.argsort(numbers, kind="stable")
    ordered = numbers[order]
    same = np.zeros(len(order) + 1, np.bool_)
    same[1:-1] = ordered[1:] == ordered[:-1]
    shared = np.flatnonzero(same[1:] | same[:-1])  # rows of customers who have several
    if len(shared):
        among = order[shared]
        order[shared] = among[np.lexsort([*(each[among] for each in content), numbers[among]])]
    return order, ordered, True
