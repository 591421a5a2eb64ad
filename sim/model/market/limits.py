"""Limits that all picks of a window's plan share, and actions that exclude one another.

They bear on what is planned: what answers an event, or runs by the calendar, counts for none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.constraints import COST, PICKS, Constraint, matches, pairs_apart, with_propensity
from engine.quantities import currency_digits
from engine.rules import parse
from sim.scenario import Scenario
from sim.scenario.limits import constraints_of, exclusions_of

if TYPE_CHECKING:
    from sim.model.market.catalogue import Tables, TreatmentName

__all__ = ["Limit", "fill_limits", "limits_of", "read_limits"]

Record = Any  # one element of a structured array


@dataclass(frozen=True)
class Limit:
    """One constraint as a plan of a market meets it.

    Attributes:
        constraint: as the engine has it, its bounds those of this market's size.
        place: among all of the scenario.
        usage: float64 (treatments,), what a pick uses: minor units where costs are counted; 1 or 0
            where each customer's differs.
        load: its place among those that differ, -1 where none does.
        money: minor units in what is counted, 1 where that is no money.
    """

    constraint: Constraint
    place: int
    usage: np.ndarray[Any, np.dtype[np.float64]]
    load: int
    money: float

    def bounds(self, days: float) -> tuple[float, float]:
        """Minimum and maximum of a plan for so many days, NaN for none; money in minor units."""
        share = days if self.constraint.per == "day" else 1.0
        least, most = (
            np.nan if bound is None else bound * self.money * share
            for bound in (self.constraint.minimum, self.constraint.maximum)
        )
        return least, most


def fill_limits(p: Record, scenario: Scenario, names: Sequence[TreatmentName]) -> None:
    """Enter exclusions, and which planned treatments each limit counts."""
    numbers = {action.name: place for place, action in enumerate(scenario.actions)}
    for one, other in pairs_apart(exclusions_of(scenario)):
        p["n_exclusions"] += 1
        p["a_never"][numbers[one], numbers[other] // 64] |= np.uint64(1 << numbers[other] % 64)
    actions = {action.name: action for action in scenario.actions}
    p["n_limits"] = len(scenario.constraints)
    p["l_load"] = -1
    planned = p["planned"][: int(p["n_planned"])]
    for place, constraint in enumerate(constraints_of(scenario)):
        for t in planned:
            action = actions[names[t].action]
            if matches(constraint, action, action.treatments[names[t].place]):
                p["l_use"][place, t] = p["t_cost"][t] if constraint.counts == COST else 1.0
    p["limited"] = p["l_use"].any()


def read_limits(p: Record, scenario: Scenario, tables: Tables) -> None:
    """Read the formulas of what is counted, each customer's own."""
    profile = with_propensity(scenario.profile)
    for place, constraint in enumerate(constraints_of(scenario)):
        if constraint.counts in (PICKS, COST) or not p["l_use"][place].any():
            continue
        expr = parse(constraint.counts, profile, expects="number")
        tables.note(expr)
        p["l_program"][p["n_loads"]] = tables.rules.add_formula(expr)
        p["l_of"][p["n_loads"]] = place
        p["l_load"][place] = p["n_loads"]
        p["n_loads"] += 1


def limits_of(p: Record, scenario: Scenario, scale: float) -> tuple[Limit, ...]:
    """The limits that count something, in order of their names.

    Args:
        p: the phase's parameters, all entered.
        scale: customers over the scenario's market.
    """
    unit = 10.0 ** currency_digits(scenario.scenario.currency)
    found = []
    for place, constraint in enumerate(constraints_of(scenario, scale=scale)):
        usage = p["l_use"][place].copy()
        if usage.any():
            money = unit if constraint.counts == COST else 1.0
            found.append(Limit(constraint, place, usage, int(p["l_load"][place]), money))
    return tuple(found)
