"""Customers, buyers, calls and visits that are known of last year against what the file implies."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sim.scenario.checking.concern import Concern, Weight
from sim.scenario.checking.totals import CLOSE, FAR, Total, needs_in, total_of, ways_in
from sim.scenario.checking.wording import apart, number, percent
from sim.scenario.implied.year import Year

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario


def people_known(scenario: Scenario, year: Year) -> Iterator[Concern]:
    """Known customers, buyers, calls and visits that the other numbers do not fit."""
    yield from _customers(scenario)
    yield from _buyers(scenario, year)
    yield from _calls(scenario, year)
    yield from _visits(scenario, year)


def _customers(scenario: Scenario) -> Iterator[Concern]:
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
    if scenario.document.customers is not None:
        return  # a table says who has bought
    share = sum(persona.share * persona.customer for persona in scenario.personas)
    if total.times(market * share) >= CLOSE:
        yield Concern(
            total.key,
            f"the personas' customers are {apart(market * share / max(total.value, 1.0))} those "
            "that are known",
            f"{market:,} people x {percent(share)} who have bought before = "
            f"{number(market * share)}; known: {number(total.value)}",
            Weight.WRONG if total.times(market * share) >= FAR else Weight.ODD,
            rests_on=("scenario.market",),
        )


def _buyers(scenario: Scenario, year: Year) -> Iterator[Concern]:
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
    elif total.far_from(year.buyers):
        more = "more" if year.buyers > total.value else "fewer"
        yield Concern(
            total.key,
            f"the file implies far {more} people who buy than are known",
            f"{number(year.orders)} orders of {number(year.buyers)} people, without campaigns; "
            f"known: {number(total.value)} buyers",
            Weight.WRONG if total.times(year.buyers) >= FAR else Weight.ODD,
            rests_on=(*needs_in(scenario), *ways_in(scenario), "known.orders", "known.bookings"),
        )


def _calls(scenario: Scenario, year: Year) -> Iterator[Concern]:
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
    calls = sum(year.visits[channel.name] for channel in taking)
    yield from _came(scenario, total, calls, "calls", [channel.name for channel in taking])


def _visits(scenario: Scenario, year: Year) -> Iterator[Concern]:
    for name in scenario.known.visits:
        total = total_of(scenario, f"visits.{name}")
        assert total is not None
        yield from _came(scenario, total, year.visits[name], "visits", [name])


def _came(
    scenario: Scenario, total: Total, implied: float, what: str, names: list[str]
) -> Iterator[Concern]:
    """Visits or calls that the rates of channels do not give."""
    if not total.far_from(implied):
        return
    market = scenario.scenario.market
    more = "more" if implied > total.value else "fewer"
    yield Concern(
        total.key,
        f"the file implies far {more} {what} than are known",
        f"{number(market)} people x {number(implied / market)} {what} a year = {number(implied)} "
        f"without campaigns; known: {number(total.value)}",
        Weight.WRONG if total.times(implied) >= FAR else Weight.ODD,
        rests_on=(
            *needs_in(scenario), "behaviour.seek", "known.orders", "known.bookings",
            *(f"channel.{name}.visits" for name in names),
        ),
    )  # fmt: skip
