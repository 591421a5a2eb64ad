"""Demand: seasons, and sites that convert as none does."""

from __future__ import annotations

import statistics
from collections.abc import Iterator
from typing import TYPE_CHECKING

from sim.scenario.checking.concern import Concern, Weight
from sim.scenario.checking.wording import number, percent
from sim.scenario.implied.year import implied_year

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario

LEAST_MEAN, MOST_MEAN = 0.5, 2.0
"""Mean of a curve, which is meant to spread needs and not to make them."""
PEAK = 8.0
"""Times that a month may stand above the middle one."""
MOST_ORDERS = 0.25
"""Share of a site's visits that end in an order; 2 to 4 % is usual in shops."""
CURVES = {"season": "months", "weekday": "days"}


def demand_concerns(scenario: Scenario) -> Iterator[Concern]:
    """Curves that multiply needs, and sites that convert as none does."""
    for name in CURVES:
        yield from _curve(scenario, name)
    yield from _conversion(scenario)


def _curve(scenario: Scenario, name: str) -> Iterator[Concern]:
    factors: tuple[float, ...] = getattr(scenario.scenario, name)
    mean = sum(factors) / len(factors)
    shown = f"({' + '.join(f'{factor:g}' for factor in factors)}) / {len(factors)}"
    key = f"scenario.{name}"
    middle, peak = statistics.median(factors), max(factors)
    rest = (sum(factors) - peak + middle) / len(factors)
    if middle > 0.0 and peak > PEAK * middle and LEAST_MEAN <= rest <= MOST_MEAN:
        yield Concern(
            key,
            f"one of the {CURVES[name]} has {number(peak / middle)} times the needs of the middle "
            "one: is a decimal point missing?",
            f"{peak:g} / {middle:g} = {number(peak / middle)}",
        )
    elif not LEAST_MEAN <= mean <= MOST_MEAN:
        yield Concern(
            key,
            f"these factors multiply all needs by {number(mean)}, where 1 is the mean that "
            "leaves them as they are",
            f"{shown} = {number(mean)}",
            Weight.WRONG if mean > 2.0 * MOST_MEAN or mean < 0.5 * LEAST_MEAN else Weight.ODD,
        )


def _conversion(scenario: Scenario) -> Iterator[Concern]:
    """Sites where more visits end in an order than anybody's do."""
    year = implied_year(scenario)
    for channel in scenario.channels:
        visits, orders = year.visits[channel.name], year.ordered[channel.name]
        if channel.kind != "site" or visits <= 0.0 or orders <= MOST_ORDERS * visits:
            continue
        steps = " x ".join(percent(getattr(channel.go_on, step)) for step in channel.steps)
        yield Concern(
            f"channel.{channel.name}.pass",
            f"{percent(orders / visits)} of the visits here would end in an order; sites convert "
            "a few in a hundred",
            f"{steps} x {percent(channel.go_on.pay)} of the visits with a need; "
            f"{number(orders)} orders of {number(visits)} visits a year",
            rests_on=(
                *(f"channel.{channel.name}.pass.{step}" for step in channel.steps),
                "behaviour.browsing", "behaviour.interest_weight", "scenario.season",
                "scenario.weekday", *(f"persona.{one.name}.need" for one in scenario.personas),
            ),
        )  # fmt: skip
