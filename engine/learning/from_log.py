"""Counts from a log of decisions and what came of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from engine.catalog import Catalog, Learned
from engine.errors import DataError, UsageError, nearest_name
from engine.joined import require_joined
from engine.learning.counts import Counts, segment_values
from engine.profiles import as_table, read_columns
from engine.values import marks_of, numbers_in, texts_in

__all__ = ["Lesson", "learn", "learn_file", "segmented_actions", "sum_of"]

REPAIRED = "repaired"


@dataclass(frozen=True, slots=True)
class Lesson:
    """What a log taught.

    Attributes:
        counts: trials and successes of all actions that learn, and by segment where they do.
        rows: rows of the log; left_out: those marked as repaired; counted: those of an action that
            learns; nothing: those in which nothing was done.
    """

    counts: Counts
    rows: int
    left_out: int
    counted: int
    nothing: int


def segmented_actions(catalog: Catalog) -> frozenset[str]:
    """Names of the actions that learn by segment."""
    return frozenset(a.name for a in catalog.actions if segment_values(catalog, a))


def learn_file(
    catalog: Catalog, log: str | Path, *, action: str = "action", success: str = "reward"
) -> Lesson:
    """`learn` from a Parquet file.

    Raises:
        InputError: a file that cannot be read, or as of `learn`.
    """
    fields = {name for name in map(_segment, catalog.actions) if name is not None}
    wanted = {*fields, action, success, REPAIRED}
    try:
        file = pq.ParquetFile(log)
        there = file.schema_arrow.names
        table = file.read(columns=[name for name in there if name in wanted])
    except (OSError, pa.ArrowException) as error:
        reason = getattr(error, "strerror", None) or str(error).splitlines()[0][:200]
        raise DataError(
            "this log cannot be read", file=str(log), found=reason, expected="a Parquet file"
        ) from None
    try:
        return learn(catalog, table, action=action, success=success, there=there)
    except DataError as error:
        error.file = error.file or str(log)
        raise


def learn(
    catalog: Catalog,
    log: Any,
    *,
    action: str = "action",
    success: str = "reward",
    there: list[str] | None = None,
) -> Lesson:
    """Count trials and successes of all actions that learn.

    Args:
        log: a pyarrow Table or a mapping of columns, a row for each pick.
        action: column of what was done: names of actions, or of treatments such as ``offer/0``;
            null, an empty text or ``none`` where nothing was.
        success: column of what came of it, a number or a boolean: above 0 is a success.
        there: names of all columns of the log, where the table holds but some; for messages.

    Raises:
        DataError: a column is missing, or holds what it cannot.
        UsageError: the catalogue learns nothing.
    """
    table = as_table(log)
    known = [each for each in catalog.actions if isinstance(each.propensity, Learned)]
    if not known:
        raise UsageError(
            "no action of this catalogue learns",
            file=catalog.file,
            place="action",
            expected='propensity = { learned = "click", prior = 0.03, strength = 20 } of an action',
        )
    fields = {name for name in map(_segment, known) if name is not None}
    needed = [
        (action, "what was done", f"a column {action!r}, or its name by --action"),
        (success, "what came of it", f"a column {success!r}, or its name by --success"),
    ]
    _columns_there(needed, there or table.column_names)
    require_joined(there or table.column_names, catalog.schema, fields)
    kept = np.ones(table.num_rows, np.bool_)
    if REPAIRED in table.column_names and REPAIRED not in catalog.schema:
        kept = ~marks_of(table.column(REPAIRED), REPAIRED)
    done = _actions(catalog, table.column(action), action)
    reward = numbers_in(table.column(success), success, booleans=True)
    names = [each.name for each in catalog.actions]
    learning = np.array([isinstance(each.propensity, Learned) for each in catalog.actions])
    asked = kept & (done >= 0) & learning[done]
    if np.isnan(reward[asked]).any():
        row = int(np.flatnonzero(asked & np.isnan(reward))[0])
        raise DataError(
            "nothing says what came of a pick",
            place=f"column {success!r}, row {row + 1:,}",
            found="null",
            expected="a number or a boolean; above 0 is a success",
        )
    columns = read_columns(table, catalog.schema, fields)
    counts: dict[str, Any] = {}
    for each in known:
        mine = asked & (done == names.index(each.name))
        segment = _segment(each)
        codes = None if segment is None else columns.fields[catalog.schema.index(segment)]
        counts[each.name] = _counted(mine, reward > 0.0, codes, segment_values(catalog, each))
    return Lesson(
        counts, table.num_rows, int((~kept).sum()), int(asked.sum()), int((kept & (done < 0)).sum())
    )


def sum_of(earlier: Counts, later: Counts) -> Counts:
    """Both counts together.

    Raises:
        UsageError: an action has segments in one, and none in the other.
    """
    found: dict[str, Any] = dict(earlier)
    for name, more in later.items():
        before = found.get(name)
        if before is None:
            found[name] = more
        elif isinstance(before, Mapping) and isinstance(more, Mapping):
            keys = [*before, *(key for key in more if key not in before)]
            found[name] = {
                key: _sum(before.get(key, (0.0, 0.0)), more.get(key, (0.0, 0.0))) for key in keys
            }
        elif isinstance(before, tuple) and isinstance(more, tuple):
            found[name] = _sum(before, more)
        else:
            raise UsageError(
                "these counts are by segment on one side alone",
                place=f"learned.{name}",
                found="earlier by segment" if isinstance(before, Mapping) else "earlier of all",
                expected="counts that were made with this catalogue",
            )
    return found


def _sum(one: Any, other: Any) -> tuple[float, float]:
    return one[0] + other[0], one[1] + other[1]


def _segment(action: Any) -> str | None:
    found: str | None = getattr(action.propensity, "segment", None)
    return found


def _counted(
    mine: npt.NDArray[np.bool_],
    success: npt.NDArray[np.bool_],
    codes: npt.NDArray[np.float64] | None,
    values: tuple[str, ...],
) -> Any:
    """Trials and successes of one action, by segment where it has some that were tried."""
    if codes is None:
        return float(mine.sum()), float((mine & success).sum())
    found = {}
    for code, value in [*enumerate(values), (np.nan, None)]:
        there = mine & (np.isnan(codes) if value is None else codes == code)
        if there.any():
            found[value] = (float(there.sum()), float((there & success).sum()))
    return found


def _actions(catalog: Catalog, column: Any, name: str) -> npt.NDArray[np.int64]:
    """The number of each row's action, -1 where nothing was done."""
    texts = texts_in(column, name, "names of actions or treatments")
    number = {each.name: place for place, each in enumerate(catalog.actions)}
    words = {f"{each.name}/{place}": number[each.name] for each, place in catalog.treatments}
    words |= number
    if "none" not in words:
        words["none"] = -1
    words[""] = -1
    keys = pa.array(list(words), texts.type)
    places = pc.index_in(texts, value_set=keys)
    strange = pc.filter(texts, pc.and_(pc.is_valid(texts), pc.is_null(places)))
    if len(strange):
        word = strange[0].as_py()
        raise DataError(
            "the catalogue has no such action",
            place=f"column {name!r}",
            found=word,
            expected=", ".join(number),
            nearest=nearest_name(word, words),
        )
    codes = np.array([*words.values(), -1], np.int64)
    found: npt.NDArray[np.int64] = codes[pc.fill_null(places, len(words)).to_numpy()]
    return found


def _columns_there(needed: list[tuple[str, str, str]], there: list[str]) -> None:
    """Refuse a log that lacks a column, or has it twice."""
    for column, what, expected in needed:
        if there.count(column) > 1:
            raise DataError("two columns have one name", place=f"column {column!r}", found=column)
        if column not in there:
            raise DataError(
                f"nothing says {what}",
                found=", ".join(there),
                expected=expected,
                nearest=nearest_name(column, there),
            )
