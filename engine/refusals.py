"""What a catalogue asks for in vain, told so that who wrote it can mend it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from engine.constraints import COST, PICKS
from engine.errors import DataError, UsageError
from engine.quantities import currency_digits

if TYPE_CHECKING:
    from engine.allocation.conflict import Contradiction
    from engine.allocation.solving import NoPlan
    from engine.catalog import Catalog
    from engine.constrained import Demand
    from engine.scan.scanning import OddPropensity

__all__ = ["CONTRADICT", "MORE_THAN_THERE_IS", "no_share", "told"]

MORE_THAN_THERE_IS = "this asks for more than there is"
CONTRADICT = "these constraints contradict one another"


def told(catalog: Catalog, demanded: list[Demand], problem: NoPlan) -> UsageError:
    """The error that no plan keeps all limits, with the fewest that contradict one another."""
    if not problem.core:
        missed = [
            f"{_name(demand)} by {_amount(catalog, demand, abs(float(by)))}"
            for demand, by in zip(demanded, problem.excess, strict=True)
            if by
        ]
        return UsageError(
            "no plan was found that keeps all constraints",
            file=catalog.file,
            place="constraint",
            found=f"the nearest misses {'; '.join(missed) or 'one of them'}",
            expected="more room between the limits",
        )
    parts = [_asked(catalog, demanded[each.limit], each) for each in problem.core]
    mends = [_mend(catalog, demanded[each.limit], each) for each in problem.core]
    alone = len(problem.core) == 1
    return UsageError(
        MORE_THAN_THERE_IS if alone else CONTRADICT,
        file=catalog.file,
        place=", ".join(_place(demanded[each.limit]) for each in problem.core),
        found="; ".join(parts),
        expected=" or ".join(mends),
    )


def no_share(catalog: Catalog, customers: Any, problem: OddPropensity) -> DataError:
    """The error that a propensity is no share, with the customer for whom it was found."""
    action, _ = catalog.treatments[problem.treatment]
    return DataError(
        "a propensity lies outside 0 to 1",
        file=catalog.file,
        place=f"action.{action.name}.propensity",
        found=f"{problem.value}, of customer {customers[problem.row].as_py()}",
        expected="a number from 0 to 1 for everybody; clip(FORMULA, 0, 1) keeps it there",
    )


def _name(demand: Demand) -> str:
    if demand.pool < 0:
        return demand.name
    return "the budget" if demand.name == "all" else f"the budget of {demand.name}"


def _place(demand: Demand) -> str:
    if demand.pool < 0:
        return f"constraint.{demand.name}"
    return "budget.total" if demand.name == "all" else f"budget.split.{demand.name}"


def _counts(demand: Demand) -> str:
    if demand.constraint is None or demand.constraint.counts == COST:
        return "money"
    return "picks" if demand.constraint.counts == PICKS else "expected"


def _amount(catalog: Catalog, demand: Demand, units: float) -> str:
    """An amount of what is counted, with its unit; `units` as of the demand."""
    kind = _counts(demand)
    if kind == "money":
        main = units / demand.money
        return f"{main:,.{currency_digits(catalog.currency)}f} {catalog.currency}"
    shown = f"{units:,.4g}" if units < 1000 and units != round(units) else f"{units:,.0f}"
    return f"{shown} {'pick' if shown == '1' else 'picks'}" if kind == "picks" else shown


def _whole(demand: Demand, each: Contradiction) -> float:
    """What can be reached: of picks whole ones, never too many or too few."""
    if _counts(demand) != "picks":
        return each.reach
    if each.upper:
        return math.ceil(each.reach - 1e-4)
    return math.floor(each.reach + 1e-4)


def _asked(catalog: Catalog, demand: Demand, each: Contradiction) -> str:
    reach = _whole(demand, each)
    apart = _amount(catalog, demand, abs(each.bound - reach))
    bound, can = (_amount(catalog, demand, units) for units in (each.bound, reach))
    if each.upper:
        return f"{_name(demand)}: at most {bound}, but {can} are needed: {apart} too few"
    return f"{_name(demand)}: at least {bound}, but {can} can be had: {apart} too many"


def _total(catalog: Catalog, demand: Demand, each: Contradiction) -> str:
    """What the file's budget has to be for that, rounded up: a file holds the money of a year."""
    if catalog.file is None or catalog.budget.total is None or each.bound <= 0.0:
        return ""
    digits = currency_digits(catalog.currency)
    total = catalog.budget.total * each.reach / each.bound
    total = math.ceil(round(total * 10**digits, 3)) / 10**digits
    return f" (total = {total:.{digits}f} in [budget], which is for a year)"


def _mend(catalog: Catalog, demand: Demand, each: Contradiction) -> str:
    reach = _amount(catalog, demand, _whole(demand, each))
    if each.upper:
        what = f"a maximum of {reach} or more"
        if demand.pool >= 0:
            what = f"{reach} or more for the plan{_total(catalog, demand, each)}"
        return f"{what} for {_name(demand)}" if demand.pool < 0 else f"{_name(demand)}: {what}"
    if _whole(demand, each) <= 0.0:
        return f"no minimum for {_name(demand)}"
    return f"a minimum of {reach} or less for {_name(demand)}"
