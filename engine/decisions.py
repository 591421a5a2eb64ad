"""Next best actions for profiles: one customer or a table, by the same code.

The order of rows never matters: what customers share is the price of money alone, which is found
from sums, and what is random about a customer depends on who it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from engine.allocation.solving import Certificate
from engine.budgets import MILLION
from engine.catalog import Catalog
from engine.constraints import formula_key
from engine.emission import Emitted, emit
from engine.errors import DataError, UsageError, nearest_name
from engine.planning import Price, Solved, Work, candidates, pool_names, solve
from engine.profiles import as_table, customer_numbers, encode
from engine.quantities import currency_digits
from engine.rules.expressions import fields_of
from engine.tables import at_moment

__all__ = ["Decisions", "Price", "decide"]

MOST_SEED = 1 << 64
MOST_WINDOW = 1 << 16


@dataclass(frozen=True, slots=True)
class Decisions:
    """What was decided.

    Attributes:
        table: one row for each pick, and one for each customer without any (docs/engine.md).
        prices: shadow price of each pool of money, ``all`` or by channel, and of each constraint.
        customers: profiles read; decided: customers with a pick; held_out: customers from whom a
            holdout kept an action that they would have got.
        actions: number of picks of each action.
        certificate: how good the plan is, where constraints were solved; money in the main unit.
    """

    table: pa.Table
    prices: Mapping[str, Price]
    customers: int
    decided: int
    held_out: int
    actions: Mapping[str, int]
    certificate: Certificate | None = None


def decide(
    catalog: Catalog,
    profiles: Any,
    *,
    when: str = "plan",
    channel: str | None = None,
    days: float = 1.0,
    prices: Mapping[str, Price] | None = None,
    learned: Mapping[str, tuple[float, float]] | None = None,
    customer: str = "customer",
    seed: int = 0,
    window: int = 0,
) -> Decisions:
    """Choose the next best actions.

    Args:
        catalog: what can be done.
        profiles: a pyarrow Table, or a mapping of columns by name: the fields of the catalogue's
            schema and a column that names the customer. Other columns are left alone.
        when: ``plan``, or the event that is answered; channel: where the event happens.
        days: days that this plan's part of the budget is for.
        prices: shadow prices of an earlier plan, to be used as they are; by default they are found
            for these profiles. A single profile should be given those of its plan.
        learned: trials and successes of actions with a learned propensity, by action.
        customer: name of the column of customers: whole numbers below 2^40, or texts.
        seed: names all random draws; the same customers are held out as long as it stays.
        window: number of the plan, 0 to 65,535; draws at the margin of a budget go by it.

    Raises:
        DataError: profiles that do not fit the schema.
        UsageError: another argument that cannot be used, or constraints that no plan keeps.
    """
    check_arguments(catalog, when, channel, days, seed, window)
    table = as_table(profiles)
    work = candidates(
        catalog,
        at_moment(catalog, when, channel),
        numbered(table, customer),
        read_values(catalog, table, when, channel),
        learned or {},
        seed,
    )
    work.names = table.column(customer)
    solved = solve(catalog, work, prices, days, seed, window)
    emitted = emit(work, solved)
    return _decisions(catalog, table.column(customer), work, solved, emitted)


def check_arguments(
    catalog: Catalog, when: str, channel: str | None, days: float, seed: int, window: int
) -> None:
    known = sorted({"plan", *(action.when for action in catalog.actions)})
    if when not in known:
        raise UsageError(
            "no action answers this event",
            place="when",
            found=when,
            expected=", ".join(known),
            nearest=nearest_name(when, known),
        )
    names = [each.name for each in catalog.channels]
    if channel is not None and channel not in names:
        raise UsageError(
            "there is no such channel",
            place="channel",
            found=channel,
            expected=", ".join(names),
            nearest=nearest_name(channel, names),
        )
    for place, value, most in (
        ("days", days, 36_500),
        ("seed", seed, MOST_SEED - 1),
        ("window", window, MOST_WINDOW - 1),
    ):
        if not 0 <= value <= most:
            raise UsageError(
                "this number is not accepted",
                place=place,
                found=str(value),
                expected=f"0 to {most:,}",
            )


def numbered(table: pa.Table, customer: str) -> npt.NDArray[np.uint64]:
    """The customers' numbers, from the column of this name."""
    if customer not in table.column_names:
        raise DataError(
            "nothing says who the customers are",
            found=", ".join(table.column_names),
            expected=f"a column {customer!r}",
            nearest=nearest_name(customer, table.column_names),
        )
    if table.num_rows == 0:  # empty lists have no type
        return np.zeros(0, np.uint64)
    return customer_numbers(table.column(customer))


def read_values(
    catalog: Catalog, table: pa.Table, when: str, channel: str | None
) -> npt.NDArray[np.float64]:
    """The profiles' values; fields that decisions at the moment read must have a column."""
    return encode(table, catalog.schema, fields_read(catalog, when, channel))


def fields_read(catalog: Catalog, when: str, channel: str | None) -> set[str]:
    """Names of the fields that decisions at the moment read."""
    needed: set[str] = set()
    for action in catalog.actions:
        if action.when != when or (action.on and channel not in action.on):
            continue
        needed.update(getattr(action.propensity, "weights", ()))
        for (name, _), expr in catalog.expressions.items():
            if name == action.name:
                needed.update(field.name for field in fields_of(expr))
    for constraint in catalog.constraints:
        formula = catalog.expressions.get(formula_key(constraint))
        if formula is not None:
            read = {field.name for field in fields_of(formula)}
            needed.update(read.intersection(catalog.schema.names))
    for each in catalog.channels:
        needed.update(each.contacts.values())
        needed.update(name for name in (each.consent, each.suppressed) if name is not None)
    return needed


def _decisions(
    catalog: Catalog, customers: Any, work: Work, solved: Solved, emitted: Emitted
) -> Decisions:
    unit = 10 ** currency_digits(catalog.currency)
    names = pool_names(catalog)
    limited = [int(each) for each in solved.allowance]
    scale = MILLION * unit
    prices = {
        name: Price(
            float(solved.price[pool]),
            float(solved.low[pool]),
            float(solved.share[pool]),
            float(emitted.spent[pool]) / scale,
            limited[pool] / scale if limited[pool] >= 0 else None,
        )
        for pool, name in enumerate(names)
    } | solved.constraints
    table = emitted.table(catalog, customers)
    actions = dict.fromkeys((action.name for action in catalog.actions), 0)
    for counted in table.column("action").value_counts().to_pylist():
        if counted["values"] is not None:
            actions[counted["values"]] = counted["counts"]
    return Decisions(
        table,
        prices,
        len(work.customers),
        int((solved.picks >= 0).any(axis=1).sum()) if len(work.customers) else 0,
        int(emitted.withheld.sum()),
        actions,
        solved.certificate,
    )
