"""What the file implies against what its owner knows of last year: the table [known]."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sim.scenario.checking.concern import Concern, Weight
from sim.scenario.checking.known_people import people_known
from sim.scenario.checking.money import ceiling, price_field
from sim.scenario.checking.totals import (
    APART,
    CLOSE,
    FAR,
    Total,
    needs_in,
    passes_in,
    total_of,
    ways_in,
)
from sim.scenario.checking.wording import amount, apart, number, percent
from sim.scenario.implied.media import Media, media_of
from sim.scenario.implied.staff import appointments, weekly_appointments
from sim.scenario.implied.totals import implied_totals
from sim.scenario.implied.year import Year, implied_year

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario

MONTHS = (9.0, 15.0)
"""Times between spend and budget that look like a month taken for a year."""


def known_concerns(scenario: Scenario) -> Iterator[Concern]:
    """Every known total that the other numbers do not fit."""
    if scenario.known.empty:
        return
    year, implied = implied_year(scenario), implied_totals(scenario)
    yield from _orders(scenario, year)
    yield from _bookings(scenario, year, implied.get("bookings", 0.0))
    yield from _revenue(scenario, year)
    yield from people_known(scenario, implied)
    yield from _spend(scenario)
    yield from _bought(scenario)


# --- orders, bookings, revenue -----------------------------------------------------------------


def _orders(scenario: Scenario, year: Year) -> Iterator[Concern]:
    total = total_of(scenario, "orders")
    if total is not None:
        yield from _made(scenario, year, total, "orders", year.orders)


def _bookings(scenario: Scenario, year: Year, made: float) -> Iterator[Concern]:
    total = total_of(scenario, "bookings")
    if total is None:
        return
    taking = [channel for channel in scenario.channels if channel.appointments]
    if not taking:
        yield Concern(
            total.key,
            "bookings are known, but no channel here takes appointments",
            f'{number(total.value)} bookings; kind = "service" has appointments',
        )
        return
    there = sum(appointments(channel) for channel in taking)
    if total.low > there:
        yield Concern(
            total.key,
            "more bookings are known than there are appointments",
            " + ".join(f"{channel.name} {weekly_appointments(channel):,}" for channel in taking)
            + f" a week x 52 = {number(there)} a year; known: {number(total.value)}",
            Weight.WRONG,
            rests_on=tuple(f"channel.{channel.name}.servers" for channel in taking),
        )
        return
    yield from _made(scenario, year, total, "bookings", made)


def _made(
    scenario: Scenario, year: Year, total: Total, what: str, implied: float
) -> Iterator[Concern]:
    """Orders or bookings that needs and the ways to buy do not give."""
    market = scenario.scenario.market
    needs = ceiling(scenario)[0]
    each = needs / market
    chain = f"{number(market)} people x {number(each)} needs a year = {number(needs)} needs"
    if total.low > needs * 1.05:
        yield Concern(
            total.key,
            f"more {what} are known than there are needs in the market",
            f"{chain}; known: {number(total.value)} {what}",
            Weight.WRONG,
            rests_on=needs_in(scenario),
            suspects=needs_in(scenario),
        )
        return
    yield from total.unlike(
        implied,
        what,
        f"{chain}; {percent(year.met)} of these end here without campaigns, in {number(implied)} "
        f"{what}",
        rests_on=(*needs_in(scenario), *ways_in(scenario), total.key),
        suspects=needs_in(scenario),
    )


def _revenue(scenario: Scenario, year: Year) -> Iterator[Concern]:
    total, orders = total_of(scenario, "revenue"), total_of(scenario, "orders")
    if total is None or year.orders <= 0.0:
        return
    worth = year.revenue / year.orders
    rests = tuple(f"persona.{persona.name}.order_value" for persona in scenario.personas)
    if orders is not None and orders.value > 0.0:
        mean = Total(
            total.key, total.value / orders.value, total.low / orders.high if orders.high else 0.0,
            total.high / orders.low if orders.low else total.high,
        )  # fmt: skip
        if mean.times(worth) >= CLOSE:
            yield Concern(
                total.key,
                f"the orders here are worth {apart(worth / mean.value)} those that are known",
                f"{amount(scenario, total.value)} / {number(orders.value)} orders = "
                f"{amount(scenario, mean.value)} an order; the personas' mean is "
                f"{amount(scenario, worth)}",
                Weight.WRONG if mean.times(worth) >= APART else Weight.ODD,
                rests_on=rests,
                suspects=rests,
            )
    elif total.far_from(year.revenue):
        yield Concern(
            total.key,
            f"the file implies {apart(year.revenue / total.value)} the revenue that is known",
            f"{number(year.orders)} orders a year without campaigns x {amount(scenario, worth)} = "
            f"{amount(scenario, year.revenue)}; known: {amount(scenario, total.value)}",
            Weight.WRONG if total.times(year.revenue) >= FAR else Weight.ODD,
            rests_on=(*rests, *needs_in(scenario), *ways_in(scenario)),
        )


# --- money -------------------------------------------------------------------------------------


def _spend(scenario: Scenario) -> Iterator[Concern]:
    """Last year's spend against the budget of the scenario."""
    spend = scenario.known.spend
    media = media_of(scenario)
    for name, money in spend.items():
        if money > 0.0 and name not in media and name not in _by_the_spot(scenario):
            yield Concern(
                f"known.spend.{name}",
                "money was spent here, but no paid contact of the scenario leads anywhere from it",
                f"{amount(scenario, money)} last year",
                Weight.REMARK,
            )
    spent, budget = sum(spend.values()), scenario.budget.total
    yield from _more_than_sold(scenario, spent)
    if spent <= 0.0 or budget <= 0.0:
        return
    ratio = max(spent / budget, budget / spent)
    if ratio < APART:
        return
    month = MONTHS[0] <= spent / budget <= MONTHS[1]
    yield Concern(
        "budget.total",
        "the budget is far from what was spent"
        + ("; is it that of a month? It is for 365 days" if month else ""),
        f"{' + '.join(amount(scenario, money) for money in spend.values())} last year; budget: "
        f"{amount(scenario, budget)}, {number(ratio)} times {'more' if budget > spent else 'less'}",
        Weight.WRONG if ratio >= FAR else Weight.ODD,
    )


def _by_the_spot(scenario: Scenario) -> set[str]:
    """Channels paid by the spot that an action uses: they make a firm known, and lead nowhere."""
    paid = {channel.name for channel in scenario.channels if channel.cost_per_spot > 0.0}
    return paid & {t.channel for action in scenario.actions for t in action.treatments}


def _more_than_sold(scenario: Scenario, spent: float) -> Iterator[Concern]:
    revenue = total_of(scenario, "revenue")
    if revenue is not None and revenue.high > 0.0 and spent >= revenue.high:
        yield Concern(
            "known.spend",
            "more was spent on media than was sold",
            f"{amount(scenario, spent)} / {amount(scenario, revenue.value)} of revenue = "
            f"{percent(spent / revenue.value)}",
            Weight.WRONG,
        )


def _bought(scenario: Scenario) -> Iterator[Concern]:
    """Spend / cost of a click x conversion, against all orders of the year."""
    total = total_of(scenario, "orders") or total_of(scenario, "bookings")
    if total is None:
        return
    media = media_of(scenario)
    known = {name: money for name, money in scenario.known.spend.items() if name in media}
    parts: dict[str, float] = {}
    for name, money in known.items():
        clicks = money / media[name].per_click if media[name].per_click > 0.0 else 0.0
        parts[name] = clicks * media[name].conversion
    bought = sum(parts.values())
    if not parts or bought <= total.high:
        return
    dearest = max(parts, key=lambda name: parts[name])
    channel = next(item for item in scenario.channels if item.name == dearest)
    field = price_field(channel)
    yield Concern(
        f"channel.{dearest}.{field}",
        "the clicks that were paid for would have brought more orders than there were",
        f"{_clicks_of(scenario, media[dearest], known[dearest])}"
        + (f", {number(bought)} with the other channels" if len(parts) > 1 else "")
        + f"; known: {number(total.value)} in all",
        Weight.WRONG,
        rests_on=(f"channel.{dearest}.{field}", f"channel.{dearest}.click", *passes_in(scenario)),
    )


def _clicks_of(scenario: Scenario, media: Media, money: float) -> str:
    clicks = money / media.per_click
    return (
        f"{amount(scenario, money)} / {amount(scenario, media.per_click)} a click = "
        f"{number(clicks)} clicks on {media.channel} x {percent(media.conversion)} that order in "
        f"the same visit = {number(clicks * media.conversion)} orders"
    )


# --- what may be the cause ---------------------------------------------------------------------
