"""A plan under constraints: from candidates and a catalogue's limits to picks, prices and proof.

Budgets join as limits on money. `engine.allocation` solves; here its numbers get their meaning.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from engine.allocation.mixing import set_of
from engine.allocation.problem import draws_of
from engine.allocation.several import priced_record
from engine.allocation.solving import Certificate, NoPlan
from engine.constraints import COST, PICKS, Constraint, counted, formula_key
from engine.errors import DataError
from engine.kept_prices import check_prices
from engine.kernels import kernel
from engine.quantities import YEAR_DAYS, currency_digits
from engine.refusals import told
from engine.rules import RuleTables
from engine.rules.kernel import amount
from engine.scan.memory import number_at
from engine.together import Demand, Together, beyond, keep_together, used_by

if TYPE_CHECKING:
    from engine.catalog import Catalog
    from engine.solved import Solved, Work

__all__ = [
    "Demand",
    "as_kept",
    "certificate_of",
    "charges_of",
    "demands",
    "given_prices",
    "met_by",
    "net_values_at",
    "net_values_met",
    "solved_together",
    "used_by",
]

Floats = npt.NDArray[np.float64]
Sets = tuple[tuple[float, Mapping[str, float]], ...]
"""Shares of the customers, and the prices by name that they meet, minor units."""


def demands(catalog: Catalog, work: Work, days: float) -> list[Demand]:
    """Budgets and constraints that bear on what the moment offers."""
    unit = 10.0 ** currency_digits(catalog.currency)
    number = len(catalog.treatments)
    offered = np.zeros(number, np.bool_)
    offered[work.p["planned"][: int(work.p["n_planned"])]] = True
    cost = np.array(work.p["t_cost"][:number], np.float64)
    found = list(_pools(catalog, work, cost * offered, days, unit))
    for constraint in catalog.constraints:
        counts = np.zeros(number)
        counts[counted(catalog, constraint)] = 1.0
        counts *= offered
        if not counts.any():  # belongs to another moment
            continue
        share = days if constraint.per == "day" else 1.0
        money = unit if constraint.counts == COST else 1.0
        bounds = [
            np.nan if bound is None else bound * money * share
            for bound in (constraint.minimum, constraint.maximum)
        ]
        load = None
        if constraint.counts == COST:
            counts *= cost
        elif constraint.counts != PICKS:
            load = _expected(catalog, work, constraint, counts > 0.0)
        found.append(
            Demand(constraint.name, counts, load, bounds[0], bounds[1], money, -1, 0.0, constraint)
        )
    return found


def _pools(catalog: Catalog, work: Work, cost: Floats, days: float, unit: float) -> Any:
    from engine.planning import pool_names

    floor = float(work.p["minimum_price"])
    pools = work.p["pool"][work.p["t_channel"][: len(cost)]]
    for pool, name in enumerate(pool_names(catalog)):
        budget = float(work.p["pool_budget"][pool])
        maximum = budget * days / YEAR_DAYS if budget >= 0.0 else np.nan
        usage = np.where(pools == pool, cost, 0.0)
        yield Demand(name, usage, None, np.nan, maximum, unit, pool, floor)


@kernel
def expected_use(
    rules: Any, program: Any, counts: Any, first: Any, stop: Any, candidate: Any, columns: Any,
    propensity: Any, fields: Any, stack: Any, found: Any,
) -> Any:  # fmt: skip
    """What each candidate that counts is expected to use; the first place that cannot be, or -1.

    Args:
        columns: int64, addresses of the fields.
        fields: float64 (fields + 1,), scratch: a profile, and the propensity behind it.
    """
    last = len(fields) - 1
    for i in range(len(first)):
        for place in range(first[i], stop[i]):
            found[place] = 0.0
            if not counts[candidate[place]]:
                continue
            for field in range(last):
                fields[field] = number_at(columns[field], i)
            fields[last] = propensity[place]
            use = amount(rules, program, fields, stack)
            if not (use >= 0.0 and use < np.inf):
                found[place] = use
                return np.int64(place)
            found[place] = use
    return np.int64(-1)


def _expected(catalog: Catalog, work: Work, constraint: Constraint, counts: Any) -> Floats:
    tables = RuleTables()
    program = tables.add_formula(catalog.expressions[formula_key(constraint)])
    found = np.zeros(len(work.candidate))
    wrong = int(
        expected_use(
            tables.record()[0], program, counts, work.first, work.stop, work.candidate,
            work.columns.addresses, work.propensity, np.empty(len(work.columns.fields) + 1),
            np.zeros(32), found,
        )
    )  # fmt: skip
    if wrong >= 0:
        row = int(np.searchsorted(work.stop, wrong, side="right"))
        use = found[wrong]
        shown = "missing" if np.isnan(use) else f"{use:g}"
        raise DataError(
            "what a pick comes to cannot be told for a customer",
            file=catalog.file,
            place=f"constraint.{constraint.name}.counts",
            found=f"{shown}, of customer {_who(work, row)}",
            expected="0 or more for everybody; coalesce(FIELD, 0) stands in where FIELD is missing",
        )
    return found


def _who(work: Work, row: int) -> Any:
    """A customer's name, for messages."""
    return work.names[row].as_py() if work.names is not None else int(work.customers[row])


# --- at prices --------------------------------------------------------------------------------


@kernel
def less_price(
    first: Any, stop: Any, candidate: Any, load: Any, price: Any, counts: Any, net: Any
) -> None:
    """Take the price of a load off net values."""
    for i in range(len(first)):
        for place in range(first[i], stop[i]):
            if counts[candidate[place]] and load[place] > 0.0:
                net[place] -= price * load[place]


def net_values_at(
    work: Work, demanded: list[Demand], prices: Mapping[str, float]
) -> tuple[Any, Floats]:
    """The record to pick by, and net values of all candidates, at prices by name, minor units.

    One customer comes to the same as among others: nothing here hangs on how many there are.
    """
    penalty = np.zeros(len(demanded[0].usage) if demanded else 0)
    bears = np.zeros((len(penalty), 1))
    for demand in demanded:
        if demand.load is None:
            penalty += priced(demand.usage, prices[demand.name])
    net = work.priority[: len(work.candidate)] - penalty[work.candidate]
    for demand in demanded:
        if demand.load is not None:
            price = prices[demand.name]
            less_price(
                work.first, work.stop, work.candidate, demand.load, price, demand.usage > 0.0, net
            )
            if price != 0.0:
                bears[demand.usage > 0.0] = 1.0
    for demand in demanded:  # no price says that nothing is left for these
        never = beyond(demand, work.candidate)
        net[never] = -np.inf
        bears[work.candidate[never]] = 1.0
    return priced_record(work.p, penalty, bears), net


def met_by(sets: Sets, draws: Floats) -> npt.NDArray[np.int64]:
    """int64 (rows,), which set of prices each customer meets."""
    return set_of(np.array([share for share, _ in sets]), draws)


def net_values_met(
    work: Work, demanded: list[Demand], sets: Sets, of: npt.NDArray[np.int64]
) -> tuple[Any, Floats]:
    """The same where customers meet different sets of prices, `of` telling which."""
    owner = np.repeat(of, work.stop - work.first)
    p, net = net_values_at(work, demanded, sets[0][1])
    bears = p["t_cost"].copy()
    for number, (_, prices) in enumerate(sets[1:], 1):
        other, there = net_values_at(work, demanded, prices)
        net = np.where(owner == number, there, net)
        bears = np.maximum(bears, other["t_cost"])
    p["t_cost"] = bears  # what no price bears on is worth more than 0 in any case
    return p, net


def charges_of(work: Work, solved: Solved, row: int) -> dict[int, dict[str, float]]:
    """What limits ask of a customer: minor units by treatment and by limit."""
    prices = solved.sets[int(solved.of[row])][1]
    never = {demand.name: beyond(demand, work.candidate) for demand in solved.demands}
    found: dict[int, dict[str, float]] = {}
    for place in range(int(work.first[row]), int(work.stop[row])):
        treatment = int(work.candidate[place])
        asked = found.setdefault(treatment, {})
        for demand in solved.demands:
            use = float(demand.usage[treatment])
            if demand.load is not None:
                use *= float(demand.load[place])
            if never[demand.name][place]:
                asked[title_of(demand)] = np.inf
            elif use > 0.0 and (price := prices[demand.name]) != 0.0:
                asked[title_of(demand)] = price * use
    return found


def title_of(demand: Demand) -> str:
    """A limit's name in a certificate."""
    if demand.pool < 0:
        return demand.name
    return "budget" if demand.name == "all" else f"budget.{demand.name}"


def priced(usage: Floats, price: float) -> Floats:
    """Usage × price, where what uses nothing costs nothing even at a price of infinity."""
    return np.where(usage > 0.0, np.where(usage > 0.0, usage, 1.0) * price, 0.0)


# --- solved -----------------------------------------------------------------------------------


def solved_together(
    catalog: Catalog, work: Work, demanded: list[Demand], seed: int, window: int
) -> Together:
    """Prices and picks that keep all limits.

    Raises:
        DataError: a priority without an end.
        UsageError: no plan does.
    """
    endless = np.flatnonzero(~np.isfinite(work.priority[: len(work.candidate)]))
    if len(endless):
        row = int(np.searchsorted(work.stop, int(endless[0]), "right"))
        raise DataError(
            "a priority has no end, so nothing can be weighed against it",
            file=catalog.file,
            found=f"infinity, of customer {_who(work, row)}",
            expected="numbers in the fields that propensities, contexts and values read",
        )
    try:
        return keep_together(work, demanded, draws_of(work.customers, seed, window))
    except NoPlan as problem:
        raise told(catalog, demanded, problem) from None


def certificate_of(
    catalog: Catalog,
    demanded: list[Demand],
    candidate: Any,
    together: Together,
    repaired: int,
) -> Certificate:
    """The certificate in words and units of the catalogue: money in its main unit."""
    unit = 10.0 ** currency_digits(catalog.currency)
    found = together.certificate
    used = used_by(demanded, candidate, together.picks[together.picks >= 0])
    kept = []
    for demand, limit in zip(demanded, found.limits, strict=True):
        if demand.pool >= 0 and limit.maximum is None:
            continue  # a pool of money without an end
        kept.append(
            replace(
                limit,
                name=title_of(demand),
                used=used[demand.name],
                minimum=None if limit.minimum is None else limit.minimum / demand.money,
                maximum=None if limit.maximum is None else limit.maximum / demand.money,
                price=together.prices[demand.name] * demand.money / unit,
                excess=limit.excess / demand.money,
            )
        )
    return replace(
        found,
        value=found.value / unit,
        bound=found.bound / unit,
        limits=tuple(kept),
        repaired=repaired,
    )


def as_kept(catalog: Catalog, demanded: list[Demand], sets: Sets) -> Sets:
    """Sets of prices as `given_prices` has them: in units and back, which may turn a last digit.

    At these prices many are torn between two choices, and a digit would decide.
    """
    unit = 10.0 ** currency_digits(catalog.currency)
    money = {demand.name: demand.money for demand in demanded}
    return tuple(
        (
            share,
            {
                name: price * (money[name] / unit) * (unit / money[name])
                for name, price in prices.items()
            },
        )
        for share, prices in sets
    )


def given_prices(
    catalog: Catalog, demanded: list[Demand], given: Mapping[str, Any]
) -> tuple[dict[str, float], Sets]:
    """Prices of an earlier plan by name, and its sets of prices, in minor units for a unit.

    Raises:
        UsageError: one is missing, or is none, or that of a pool of money is below 0.
    """
    unit = 10.0 ** currency_digits(catalog.currency)
    pools = [demand.name for demand in demanded if demand.pool >= 0]
    check_prices(given, pools, [demand.name for demand in demanded if demand.pool < 0])
    parts = {demand.name: unit / demand.money for demand in demanded}
    prices = {name: float(given[name].price) * part for name, part in parts.items()}
    sets = [
        (float(share), {name: float(given[name].sets[k][1]) * parts[name] for name in parts})
        for k, (share, _) in enumerate(next(iter(given[name].sets for name in parts), ()))
    ]
    return prices, tuple(sets) or ((1.0, prices),)
