"""The totals of a year that [known] may hold, as the other numbers of the file imply them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sim.scenario.implied.year import implied_year

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario


def implied_totals(scenario: Scenario) -> dict[str, float]:
    """Totals by their key below [known]: ``orders``, ``visits.web``; money in minor units.

    A budget says what may be spent, so that nothing is implied of spend; nor of customers where a
    table says who they are.
    """
    return dict(_totals(scenario))


def known_totals(scenario: Scenario) -> dict[str, float]:
    """What the file knows of a year, by the same keys in the same order, spend left out."""
    known = scenario.known
    named = {
        name: getattr(known, name)
        for name in ("orders", "revenue", "customers", "buyers", "bookings", "calls")
    }
    named |= {f"visits.{channel}": count for channel, count in known.visits.items()}
    return {name: float(value) for name, value in named.items() if value is not None}


def _totals(scenario: Scenario) -> Iterator[tuple[str, float]]:
    year = implied_year(scenario)
    yield "orders", year.orders
    yield "revenue", year.revenue
    if scenario.document.customers is None:
        share = sum(persona.share * persona.customer for persona in scenario.personas)
        yield "customers", scenario.scenario.market * share
    yield "buyers", year.buyers
    if year.bookings:
        yield "bookings", sum(year.bookings.values())
    taking = [channel.name for channel in scenario.channels if channel.takes_calls]
    if taking:
        yield "calls", sum(year.visits[name] for name in taking)
    for name, visits in year.visits.items():
        yield f"visits.{name}", visits
