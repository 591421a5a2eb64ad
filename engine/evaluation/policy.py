"""What a catalogue would have done in the place of each logged decision."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from engine.asked import Terms
from engine.catalog import Catalog
from engine.decisions import Decisions, decided, found_together
from engine.errors import UsageError
from engine.evaluation.log import Log
from engine.exploration.checks import explores

__all__ = ["Moment", "choices"]

BLOCK = 1 << 16
"""Rows that are decided together where money does not tie them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment(Terms):
    """When, at which prices and by which draws the policy decides.

    Attributes:
        seed: names the policy's own draws. It must be another than that of the log, as the policy
            may not know how the log's draws fell (docs/evaluation.md).
    """

    seed: int = 1


def choices(catalog: Catalog, log: Log, moment: Moment) -> npt.NDArray[np.int64]:
    """int64[n]: the arm that the catalogue's first pick is, for every row of the log.

    Each row is a decision of its own, also where customers have several. Draws (holdouts, the
    margin of a budget) are those that the customer's number has.

    Raises:
        UsageError: the catalogue takes several actions a customer, or another argument is wrong.
    """
    moment.check(catalog)
    if catalog.slots != 1:
        raise UsageError(
            "a policy of one action a customer can be evaluated, no other",
            file=catalog.file,
            place="decision.slots",
            found=str(catalog.slots),
            expected="1",
        )
    if len(log.starts) == len(log):
        return _decided(catalog, log, np.arange(len(log)), log.numbers, moment)
    return _several(catalog, log, moment)


def _several(catalog: Catalog, log: Log, moment: Moment) -> npt.NDArray[np.int64]:
    """The arms where customers have several rows.

    `decide` takes each customer once. So prices, where they must be found, are those of the rows as
    so many customers; with them the first rows of all are decided, then the second ones, and so on.
    """
    everyone = np.arange(len(log), dtype=np.uint64)
    if found_together(catalog, moment.prices):
        moment = replace(moment, prices=_decide(catalog, log.profiles, everyone, moment).prices)
    if _without_draws(catalog, moment):
        return _decided(catalog, log, np.arange(len(log)), everyone, moment)
    rows = np.arange(len(log))
    turn = rows - np.repeat(log.starts, np.diff(log.starts, append=len(log)))
    chosen = np.zeros(len(log), np.int64)
    for nth in range(int(turn.max()) + 1):
        own = rows[turn == nth]
        chosen[own] = _decided(catalog, log, own, log.numbers[own], moment)
    return chosen


def _without_draws(catalog: Catalog, moment: Moment) -> bool:
    """Whether it does not matter who a customer is: nothing is held out, explored, at a margin."""
    return (
        not explores(catalog)
        and catalog.contact_policy.holdout == 0.0
        and all(action.holdout == 0.0 for action in catalog.actions)
        and all(price.price == price.low for price in (moment.prices or {}).values())
    )


def _decided(
    catalog: Catalog,
    log: Log,
    rows: npt.NDArray[np.int64],
    customers: npt.NDArray[np.uint64],
    moment: Moment,
) -> npt.NDArray[np.int64]:
    """The arms of some rows, each of a customer of its own."""
    together = found_together(catalog, moment.prices)
    size = max(len(rows), 1) if together else BLOCK
    chosen = np.zeros(len(rows), np.int64)
    for start in range(0, len(rows), size):
        part = slice(start, start + size)
        profiles = log.profiles.take(pa.array(rows[part]))
        table = _decide(catalog, profiles, customers[part], moment).table
        chosen[part] = _first_picks(catalog, log, table, moment)
    return chosen


def _decide(
    catalog: Catalog, profiles: pa.Table, customers: npt.NDArray[np.uint64], moment: Moment
) -> Decisions:
    name = "customer"
    while name in catalog.schema:
        name += "_"
    columns = dict(zip(profiles.column_names, profiles.columns, strict=True))
    table = pa.table({**columns, name: pa.array(customers)})
    return decided(catalog, table, moment.of(name))


def _first_picks(
    catalog: Catalog, log: Log, table: pa.Table, moment: Moment
) -> npt.NDArray[np.int64]:
    """The arm of each customer's row of rank 0 or 1; further ones must be of the same action."""
    rank = table.column("rank").to_numpy()
    action = table.column("action").combine_chunks()
    first = rank < 2
    customer = np.cumsum(first) - 1
    codes = _codes(action, [each.name for each in catalog.actions])
    if (codes != codes[first][customer]).any():
        raise UsageError(
            "a policy of one action a customer can be evaluated, no other",
            file=catalog.file,
            place=f"when {moment.when}",
            found="a transactional action goes out beside another",
            expected="one action at this moment",
        )
    chosen = codes
    if log.arms.level == "treatment":
        chosen = _codes(table.column("treatment").combine_chunks(), log.arms.names[1:])
    arms: npt.NDArray[np.int64] = chosen[first] + 1
    return arms


def _codes(column: Any, names: Sequence[str]) -> npt.NDArray[np.int64]:
    """The places of the column's names, -1 where it has none."""
    plain = column.cast(pa.string())
    places = pc.index_in(plain, value_set=pa.array(names, pa.string()))
    return np.asarray(pc.fill_null(places, -1).to_numpy(zero_copy_only=False), np.int64)
