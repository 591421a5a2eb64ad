"""Next best actions for profiles: one customer or a table, by the same code.

The order of rows never matters: what customers share is the price of money alone, which is found
from sums, and what is random about a customer depends on who it is.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from engine.allocation.solving import Certificate
from engine.asked import Asked, fields_read
from engine.catalog import Catalog
from engine.decided import COLUMNS, check_columns, decided_table
from engine.emission import Emitted, emit, emit_winners, reasons_alone
from engine.errors import DataError, nearest_name
from engine.exploration.exploring import by_lot
from engine.learning.counts import Counts, count_arrays
from engine.planning import candidates, known_prices, pool_names, solve, with_sets
from engine.pools import MILLION
from engine.profiles import as_table, customer_numbers, read_columns
from engine.quantities import currency_digits
from engine.ranking import Per, ranked
from engine.refusals import no_share
from engine.rules.stamps import Time
from engine.scan.columns import Columns
from engine.scan.scanning import OddPropensity, winners
from engine.solved import Price, Solved, Work
from engine.tables import at_moment

__all__ = [
    "Course",
    "Decisions",
    "Price",
    "course_of",
    "decide",
    "decided",
    "decisions_of",
    "found_together",
]


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
        losing: picks that cost more than they bring, as a price below 1 allows; loss: by how much
            together, main unit.
    """

    table: pa.Table
    prices: Mapping[str, Price]
    customers: int
    decided: int
    held_out: int
    actions: Mapping[str, int]
    certificate: Certificate | None = None
    losing: int = 0
    loss: float = 0.0


def found_together(catalog: Catalog, prices: Mapping[str, Price] | None) -> bool:
    """Whether prices have to be found, which follow from all customers together."""
    return prices is None and (catalog.budget.total is not None or bool(catalog.constraints))


@dataclass(slots=True)
class Course:
    """All that was worked out on the way to the decisions of one call.

    Attributes:
        record: the catalogue at its moment, shape (1,).
        customers: who they are, as they came.
        trials, successes: float64 (treatments, places), what is known of learned propensities.
    """

    record: npt.NDArray[np.void]
    customers: Any
    work: Work
    solved: Solved
    emitted: Emitted
    trials: npt.NDArray[np.float64]
    successes: npt.NDArray[np.float64]


def course_of(catalog: Catalog, table: pa.Table, asked: Asked) -> Course:
    """Decide for all rows of a table; `asked` has been checked.

    Raises:
        DataError: profiles that do not fit the schema, or a propensity below 0 or above 1.
        UsageError: counts or prices that cannot be used.
    """
    learned = asked.learned or {}
    record = at_moment(catalog, asked.when, asked.channel)
    numbers = numbered(table, asked.customer)
    values = read_values(catalog, table, asked)
    customers = table.column(asked.customer)
    try:
        work = candidates(catalog, record, numbers, values, learned, asked.seed)
    except OddPropensity as problem:
        raise no_share(catalog, customers, problem) from None
    work.names = customers
    solved = solve(catalog, work, asked.prices, asked.days, asked.seed, asked.window)
    unit = 10.0 ** currency_digits(catalog.currency)
    emitted = emit(work, solved, unit)
    trials, successes = count_arrays(catalog, learned)
    course = Course(record, customers, work, solved, emitted, trials, successes)
    if asked.ranks:
        course.emitted = ranked(course, asked.ranks, asked.per, unit)
    return course


def decide(
    catalog: Catalog,
    profiles: Any,
    *,
    when: str = "plan",
    channel: str | None = None,
    days: float = 1.0,
    prices: Mapping[str, Price] | None = None,
    learned: Counts | None = None,
    customer: str = "customer",
    seed: int = 0,
    window: int = 0,
    as_of: Time | None = None,
    ranks: int = 0,
    per: Per = "action",
    columns: Sequence[str] = COLUMNS,
) -> Decisions:
    """Choose the next best actions.

    Args:
        catalog: what can be done.
        profiles: a pyarrow Table, a data frame of pandas or Polars, or a mapping of columns by
            name: the fields of the catalogue's schema and a column that names the customer. Other
            columns are left alone.
        when: ``plan``, or the event that is answered; channel: where the event happens.
        days: days that this plan's part of the budget is for.
        prices: shadow prices of an earlier plan, to be used as they are; by default they are found
            for these profiles. A single profile should be given those of its plan.
        learned: trials and successes of actions with a learned propensity, by action; of those with
            segments by value of their field too (None: customers without one).
        customer: name of the column of customers: whole numbers below 2^40, or texts.
        seed: names all random draws; the same customers are held out as long as it stays.
        window: number of the plan, 0 to 65,535; draws at the margin of a budget go by it.
        as_of: the time of the decision, from which rules count days since timestamps: a date, a
            datetime or an ISO text, UTC where it has no zone. Needed where such rules are read.
        ranks: makes a list of so many rows a customer in place of a plan, best first, from one of
            each action, channel or treatment, as `per` says; see `engine.ranking`.
        columns: which of `engine.decided.COLUMNS` the table shall have; all by default.

    Raises:
        DataError: profiles that do not fit the schema, or a propensity below 0 or above 1.
        UsageError: another argument that cannot be used, or constraints that no plan keeps.
    """
    asked = Asked(
        when=when, channel=channel, days=days, prices=prices, learned=learned, seed=seed,
        window=window, as_of=as_of, customer=customer, ranks=ranks, per=per,
    )  # fmt: skip
    asked.check(catalog)
    columns = tuple(columns)
    check_columns(columns)
    return decided(catalog, as_table(profiles), asked, columns)


def decided(
    catalog: Catalog, table: pa.Table, asked: Asked, columns: Sequence[str] = COLUMNS
) -> Decisions:
    """Decide for all rows of a table, the short way where there is one; `asked` has been checked.

    Raises:
        DataError: profiles that do not fit the schema, or a propensity below 0 or above 1.
        UsageError: counts or prices that cannot be used.
    """
    record = at_moment(catalog, asked.when, asked.channel)
    if catalog.constraints or asked.ranks:
        return decisions_of(catalog, course_of(catalog, table, asked), columns)
    at = known_prices(catalog, record[0], asked.prices)
    if not by_price_alone(record[0], at, asked.prices is not None):
        return decisions_of(catalog, course_of(catalog, table, asked), columns)
    numbers = numbered(table, asked.customer)
    fields = read_values(catalog, table, asked)
    trials, successes = count_arrays(catalog, asked.learned or {})
    unit = 10.0 ** currency_digits(catalog.currency)
    reasons = reasons_alone(record[0])
    customers = table.column(asked.customer)
    try:
        found = winners(record[0], fields, trials, successes, at[0], unit, reasons)
    except OddPropensity as problem:
        raise no_share(catalog, customers, problem) from None
    emitted = emit_winners(record[0], found, at[0])
    return Decisions(
        decided_table(catalog, record[0], fields, customers, emitted, columns),
        _prices(catalog, at, np.full(len(at[0]), -1), emitted),
        len(numbers),
        emitted.decided,
        emitted.held_out,
        _actions(catalog, emitted),
        None,
        *_losing(catalog, record[0], emitted, at[0]),
    )


def by_price_alone(p: Any, at: tuple[npt.NDArray[np.float64], ...], given: bool) -> bool:
    """Whether each customer's pick is the best at a price that is known and the same for all.

    Args:
        p: the catalogue's record at the moment; at: price, lower price and share of every pool.
        given: whether these are kept ones; if not, they hold where money has no limit.
    """
    price, low, _ = at
    offered = p["planned"][: int(p["n_planned"])]
    return bool(
        int(p["slots"]) == 1
        and (given or (p["pool_budget"][: int(p["n_pools"])] < 0.0).all())
        and (price == low).all()
        and float(p["policy_holdout"]) == 0.0
        and not p["a_holdout"][p["t_action"][offered]].any()
        and not p["t_every"][offered].any()
        and not by_lot(p)
        and not int(p["thompson_draws"])
        and not (p["moment"] and p["t_transactional"][offered].any())
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
    return customer_numbers(table.column(customer), customer)


def read_values(catalog: Catalog, table: pa.Table, asked: Asked) -> Columns:
    """The profiles' values; fields that decisions at the moment read must have a column."""
    needed = fields_read(catalog, asked.when, asked.channel)
    return read_columns(table, catalog.schema, needed, asked.time)


def decisions_of(catalog: Catalog, course: Course, columns: Sequence[str] = COLUMNS) -> Decisions:
    """The decisions that a call came to."""
    work, solved, emitted = course.work, course.solved, course.emitted
    at = solved.price, solved.low, solved.share
    prices = _prices(catalog, at, solved.allowance, emitted) | solved.constraints
    return Decisions(
        decided_table(catalog, work.p, work.columns, course.customers, emitted, columns),
        with_sets(prices, solved, 10.0 ** currency_digits(catalog.currency)),
        len(work.customers),
        emitted.decided,
        emitted.held_out,
        _actions(catalog, emitted),
        solved.certificate,
        *_losing(catalog, work.p, emitted, solved.price),
    )


def _losing(
    catalog: Catalog, p: Any, emitted: Emitted, price: npt.NDArray[np.float64]
) -> tuple[int, float]:
    """Picks that cost more than they bring, and how much more together, main unit.

    What a moment cannot do without is none of them, whatever it costs.
    """
    cheap = (price < 1.0)[p["pool"][p["t_channel"]]] & (p["t_transactional"] == 0)
    cost = np.append(p["t_cost"] * cheap, 0.0) / 10.0 ** currency_digits(catalog.currency)
    if not cost.any():
        return 0, 0.0
    short = cost[emitted.treatment] - emitted.priority
    short = short[(short > 0.0) & (emitted.treatment >= 0)]
    return len(short), math.fsum(short)


def _prices(
    catalog: Catalog,
    at: tuple[npt.NDArray[np.float64], ...],
    allowance: npt.NDArray[np.int64],
    emitted: Emitted,
) -> dict[str, Price]:
    """Prices by pool, with what was spent at them."""
    price, low, share = at
    scale = MILLION * 10 ** currency_digits(catalog.currency)
    return {
        name: Price(
            float(price[pool]),
            float(low[pool]),
            float(share[pool]),
            float(emitted.spent[pool]) / scale,
            int(allowance[pool]) / scale if allowance[pool] >= 0 else None,
        )
        for pool, name in enumerate(pool_names(catalog))
    }


def _actions(catalog: Catalog, emitted: Emitted) -> dict[str, int]:
    """Number of picks of each action."""
    found = dict.fromkeys((action.name for action in catalog.actions), 0)
    for (action, _), count in zip(catalog.treatments, emitted.picks, strict=False):
        found[action.name] += int(count)
    return found
