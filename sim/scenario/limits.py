"""A scenario's constraints and exclusions as the engine has them, for a plan of the simulation."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from engine.constraints import OF, PICKS, Constraint, Exclusion
from engine.quantities import currency_digits
from sim.scenario import models

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario

__all__ = ["constraints_of", "exclusions_of", "in_engine"]


def constraints_of(scenario: Scenario, *, scale: float = 1.0) -> tuple[Constraint, ...]:
    """The constraints in order of their names.

    A plan is that of one window. Bounds are those of a plan, or with ``per="day"`` of a day, to be
    multiplied by the days of the window; money is in the main unit where costs are counted.

    Args:
        scale: customers over the scenario's market, by which bounds grow as the budget does.
    """
    currency = scenario.scenario.currency
    found = (in_engine(each, currency) for each in scenario.constraints)
    if scale == 1.0:
        return tuple(found)
    return tuple(
        replace(each, minimum=_times(each.minimum, scale), maximum=_times(each.maximum, scale))
        for each in found
    )


def _times(bound: float | None, scale: float) -> float | None:
    return None if bound is None else bound * scale


def exclusions_of(scenario: Scenario) -> tuple[Exclusion, ...]:
    """The exclusions in order of their actions' names, which are in order too."""
    return tuple(Exclusion(tuple(sorted(each.actions))) for each in scenario.exclusions)


def in_engine(constraint: models.Constraint, currency: str) -> Constraint:
    """One constraint as the engine has it."""
    unit = 10.0 ** currency_digits(currency) if constraint.counts_cost else 1.0
    least, most = (
        None if bound is None else bound / unit
        for bound in (constraint.minimum, constraint.maximum)
    )
    counts = constraint.counts
    of = {key: names for key in OF if (names := getattr(constraint.of, key))}
    return Constraint(
        constraint.name,
        minimum=least,
        maximum=most,
        of=of,
        counts=(counts.text or PICKS) if counts.constant is None else repr(counts.constant),
        per=constraint.per,
    )
