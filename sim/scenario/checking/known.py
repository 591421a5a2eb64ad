"""What the file implies against what its owner knows of last year: the table [known]."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.scenario.checking.concern import Concern, Weight
from sim.scenario.checking.money import ceiling, price_field
from sim.scenario.checking.wording import amount, number, percent
from sim.scenario.implied.media import Media, media_of
from sim.scenario.implied.staff import appointments, weekly_appointments
from sim.scenario.implied.year import Year, implied_year

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario

ABOVE, BELOW = 2.0, 3.0
"""Times that what is implied may lie above and below what is known. It leaves campaigns, loyalty
that grows and word of mouth out, and so is rather too low.
"""
APART = 3.0
"""Times between two amounts from which one is not the other's."""
CLOSE = 1.5
"""The same for what follows from the file without a model: an order's value, customers."""
FAR = 10.0
"""Times from which they fit so little that results mean nothing."""
MONTHS = (9.0, 15.0)
"""Times between spend and budget that look like a month taken for a year."""


@dataclass(frozen=True)
class _Total:
    """A known total with its range, in the unit of its model (money: minor units)."""

    key: str
    value: float
    low: float
    high: float

    def times(self, other: float) -> float:
        """How many times ``other`` lies outside the range; 1 within it."""
        if self.low <= other <= self.high:
            return 1.0
        if other > self.high:
            return other / self.high if self.high > 0.0 else FAR * FAR
        return self.low / other if other > 0.0 else FAR * FAR

    def far_from(self, implied: float) -> bool:
        """Whether what the year implies does not fit."""
        return self.times(implied) >= (ABOVE if implied > self.high else BELOW)


def known_concerns(scenario: Scenario) -> Iterator[Concern]:
    """Every known total that the other numbers do not fit."""
    if scenario.known.empty:
        return
    year = implied_year(scenario)
    yield from _orders(scenario, year)
    yield from _bookings(scenario, year)
    yield from _revenue(scenario, year)
    yield from _customers(scenario)
    yield from _buyers(scenario)
    yield from _calls(scenario, year)
    yield from _visits(scenario, year)
    yield from _spend(scenario)
    yield from _bought(scenario)


def total_of(scenario: Scenario, name: str) -> _Total | None:
    """A known total by its key below [known]: ``orders``, ``spend.search``; None if not given."""
    field, _, channel = name.partition(".")
    value = getattr(scenario.known, field)
    value = value.get(channel) if channel else value
    if value is None:
        return None
    key = f"known.{name}"
    label, plain = scenario.labels.get(key), scenario.numbers.get(key)
    low = high = float(value)
    if label is not None and label.low is not None and label.high is not None and plain:
        low, high = value * label.low / plain, value * label.high / plain
    return _Total(key, float(value), min(low, float(value)), max(high, float(value)))


# --- orders, bookings, revenue -----------------------------------------------------------------


def _orders(scenario: Scenario, year: Year) -> Iterator[Concern]:
    total = total_of(scenario, "orders")
    if total is not None:
        yield from _made(scenario, year, total, "orders", year.orders)


def _bookings(scenario: Scenario, year: Year) -> Iterator[Concern]:
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
    yield from _made(scenario, year, total, "bookings", sum(year.bookings.values()))


def _made(
    scenario: Scenario, year: Year, total: _Total, what: str, implied: float
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
            rests_on=_needs(scenario),
            suspects=_needs(scenario),
        )
    elif total.far_from(implied):
        more = "more" if implied > total.value else "fewer"
        yield Concern(
            total.key,
            f"the file implies far {more} {what} than are known",
            f"{chain}; {percent(year.met)} of these end here without campaigns, in "
            f"{number(implied)} {what}; known: {number(total.value)}",
            Weight.WRONG if total.times(implied) >= FAR else Weight.ODD,
            rests_on=(*_needs(scenario), *_ways(scenario), total.key),
            suspects=_needs(scenario),
        )


def _revenue(scenario: Scenario, year: Year) -> Iterator[Concern]:
    total, orders = total_of(scenario, "revenue"), total_of(scenario, "orders")
    if total is None or year.orders <= 0.0:
        return
    worth = year.revenue / year.orders
    rests = tuple(f"persona.{persona.name}.order_value" for persona in scenario.personas)
    if orders is not None and orders.value > 0.0:
        mean = _Total(
            total.key, total.value / orders.value, total.low / orders.high if orders.high else 0.0,
            total.high / orders.low if orders.low else total.high,
        )  # fmt: skip
        if mean.times(worth) >= CLOSE:
            yield Concern(
                total.key,
                f"the orders here are worth {_apart(worth / mean.value)} those that are known",
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
            f"the file implies {_apart(year.revenue / total.value)} the revenue that is known",
            f"{number(year.orders)} orders a year without campaigns x {amount(scenario, worth)} = "
            f"{amount(scenario, year.revenue)}; known: {amount(scenario, total.value)}",
            Weight.WRONG if total.times(year.revenue) >= FAR else Weight.ODD,
            rests_on=(*rests, *_needs(scenario), *_ways(scenario)),
        )


def _apart(ratio: float) -> str:
    return f"{number(ratio)} times"


# --- people ------------------------------------------------------------------------------------


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
            f"the personas' customers are {_apart(market * share / max(total.value, 1.0))} those "
            "that are known",
            f"{market:,} people x {percent(share)} who have bought before = "
            f"{number(market * share)}; known: {number(total.value)}",
            Weight.WRONG if total.times(market * share) >= FAR else Weight.ODD,
            rests_on=("scenario.market",),
        )


def _buyers(scenario: Scenario) -> Iterator[Concern]:
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
    scenario: Scenario, total: _Total, implied: float, what: str, names: list[str]
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
            *_needs(scenario), "behaviour.seek", "known.orders", "known.bookings",
            *(f"channel.{name}.visits" for name in names),
        ),
    )  # fmt: skip


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
        rests_on=(f"channel.{dearest}.{field}", f"channel.{dearest}.click", *_passes(scenario)),
    )


def _clicks_of(scenario: Scenario, media: Media, money: float) -> str:
    clicks = money / media.per_click
    return (
        f"{amount(scenario, money)} / {amount(scenario, media.per_click)} a click = "
        f"{number(clicks)} clicks on {media.channel} x {percent(media.conversion)} that order in "
        f"the same visit = {number(clicks * media.conversion)} orders"
    )


# --- what may be the cause ---------------------------------------------------------------------


def _needs(scenario: Scenario) -> tuple[str, ...]:
    needs = tuple(f"persona.{persona.name}.need" for persona in scenario.personas)
    return (*needs, "scenario.market", "scenario.season", "scenario.weekday")


def _ways(scenario: Scenario) -> tuple[str, ...]:
    visits = tuple(f"channel.{channel.name}.visits" for channel in scenario.channels)
    return (*visits, *_passes(scenario), "behaviour.competitor", "behaviour.seek")


def _passes(scenario: Scenario) -> tuple[str, ...]:
    return tuple(
        f"channel.{channel.name}.pass.{step}"
        for channel in scenario.channels
        for step in (*channel.steps, "pay")
    )
