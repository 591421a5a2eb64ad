"""Customers, buyers, calls and visits that are known of last year against what the file implies."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, TypeAlias

from sim.scenario.checking.concern import Concern, Weight
from sim.scenario.checking.totals import CLOSE, Total, needs_in, total_of, ways_in
from sim.scenario.checking.wording import apart, number, percent

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario


Implied: TypeAlias = "Mapping[str, float]"
"""Totals that the file implies, from `implied_totals`."""


def people_known(scenario: Scenario, implied: Implied) -> Iterator[Concern]:
    """Known customers, buyers, calls and visits that the other numbers do not fit."""
    yield from _customers(scenario, implied)
    yield from _buyers(scenario, implied)
    yield from _calls(scenario, implied)
    yield from _visits(scenario, implied)


def _customers(scenario: Scenario, implied: Implied) -> Iterator[Concern]:
    total = total_of(scenario, "customers")
    if total is None:
        return
    market = scenario.scenario.market
    if total.low > market:
        yield Concern(
            "scenario.market",
            "the market is smaller than the number of known customers",
            f"market = {market:,} people, prospects included; known: {number(total.value)} "
            "customers",
            Weight.WRONG,
        )
        return
    there = implied.get("customers")
    if there is None:
        return  # a table says who has bought
    if total.times(there) >= CLOSE:
        yield Concern(
            total.key,
            f"the personas' customers are {apart(there / max(total.value, 1.0))} those that are "
            "known",
            f"{market:,} people x {percent(there / market)} who have bought before = "
            f"{number(there)}; known: {number(total.value)}",
            total.weight(there),
            rests_on=("scenario.market",),
        )


def _buyers(scenario: Scenario, implied: Implied) -> Iterator[Concern]:
    """People who bought in the year: each made an order, and all are of the market."""
    total, orders = total_of(scenario, "buyers"), total_of(scenario, "orders")
    if total is None:
        return
    if orders is not None and orders.high < total.low:
        yield Concern(
            "known.orders",
            "fewer orders are known than people who bought, and each of these made one at least",
            f"{number(orders.value)} orders / {number(total.value)} buyers = "
            f"{number(orders.value / total.value)} each",
            Weight.WRONG,
        )
    market = scenario.scenario.market
    if scenario.known.customers is None and total.low > market:
        yield Concern(
            "scenario.market",
            "the market is smaller than the number of known buyers",
            f"market = {market:,} people, prospects included; known: {number(total.value)} buyers",
            Weight.WRONG,
        )
        return
    yield from total.unlike(
        implied["buyers"],
        "people who buy",
        f"{number(implied['orders'])} orders of {number(implied['buyers'])} people, without "
        "campaigns",
        rests_on=(*needs_in(scenario), *ways_in(scenario), "known.orders", "known.bookings"),
    )


def _calls(scenario: Scenario, implied: Implied) -> Iterator[Concern]:
    total = total_of(scenario, "calls")
    if total is None:
        return
    taking = [channel for channel in scenario.channels if channel.takes_calls]
    if not taking:
        yield Concern(
            total.key,
            "calls are known, but no channel here takes any",
            f'{number(total.value)} calls; kind = "phone" takes calls',
        )
        return
    yield from _came(
        scenario, total, implied["calls"], "calls", [channel.name for channel in taking]
    )


def _visits(scenario: Scenario, implied: Implied) -> Iterator[Concern]:
    for name in scenario.known.visits:
        total = total_of(scenario, f"visits.{name}")
        assert total is not None
        yield from _came(scenario, total, implied[f"visits.{name}"], "visits", [name])


def _came(
    scenario: Scenario, total: Total, implied: float, what: str, names: list[str]
) -> Iterator[Concern]:
    """Visits or calls that the rates of channels do not give."""
    market = scenario.scenario.market
    yield from total.unlike(
        implied,
        what,
        f"{number(market)} people x {number(implied / market)} {what} a year = {number(implied)} "
        "without campaigns",
        rests_on=(
            *needs_in(scenario), "behaviour.seek", "known.orders", "known.bookings",
            *(f"channel.{name}.visits" for name in names),
        ),
    )  # fmt: skip
