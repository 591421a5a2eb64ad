"""Money and capacity that look implausible, each with the arithmetic that says so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from sim.scenario.dials import ResolvedDials
from sim.scenario.models import Channel, Offer, Persona
from sim.scenario.values.quantities import currency_digits, in_words

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario

Parts = tuple[str, str, str]
"""Key, message, arithmetic."""

DAYS_A_YEAR = 365.0
BUSY = 1.0
FAR_APART = 100.0
"""Times between order values from which a slip of the decimal point is likely."""


def money_concerns(scenario: Scenario, dials: Mapping[str, ResolvedDials]) -> Iterator[Parts]:
    """Every concern about prices, fees and capacity."""
    for offer in scenario.offers:
        for persona in scenario.personas:
            yield from _discount(scenario, offer, persona)
    yield from _order_values(scenario)
    for channel in scenario.channels:
        yield from _click(scenario, channel)
    for name, strategy in dials.items():
        yield from _fees(scenario, name, strategy)
    yield from _capacity(scenario)


def amount(scenario: Scenario, minor: float) -> str:
    """An amount in minor units as a reader sees it: ``EUR 1,200.00``."""
    currency = scenario.scenario.currency
    digits = currency_digits(currency)
    return f"{currency} {minor / 10.0**digits:,.{digits}f}"


def _discount(scenario: Scenario, offer: Offer, persona: Persona) -> Iterator[Parts]:
    """An offer that takes away the price, or more than the margin."""
    price = persona.order_value
    off = offer.amount + offer.discount * price
    arithmetic = (
        f"{amount(scenario, price)} less {amount(scenario, off)} is "
        f"{amount(scenario, price - off)}; goods cost "
        f"{amount(scenario, price * (1.0 - persona.margin))}"
    )
    if off >= price:
        message = f"this offer takes the whole price of an order of {persona.name}"
        yield f"offer.{offer.name}", message, arithmetic
    elif off > price * persona.margin:
        message = f"with this offer an order of {persona.name} is sold below its cost"
        yield f"offer.{offer.name}", message, arithmetic


def _order_values(scenario: Scenario) -> Iterator[Parts]:
    """Orders of one persona that are worth a hundred times those of another."""
    priced = [persona for persona in scenario.personas if persona.order_value > 0.0]
    least = min(priced, key=lambda persona: persona.order_value, default=None)
    for persona in priced:
        if least is not None and persona.order_value >= FAR_APART * least.order_value:
            yield (
                f"persona.{persona.name}.order_value",
                f"an order is worth {persona.order_value / least.order_value:,.0f} times one of "
                f"{least.name}",
                f"{amount(scenario, persona.order_value)} against "
                f"{amount(scenario, least.order_value)}",
            )


def _click(scenario: Scenario, channel: Channel) -> Iterator[Parts]:
    """Clicks that cost more than the orders they can lead to bring in."""
    if channel.cost_per_click == 0.0:
        return
    landings = {
        treatment.landing
        for action in scenario.actions
        for treatment in action.treatments
        if treatment.channel == channel.name and treatment.landing
    }
    best = max(
        (_finished(other) for other in scenario.channels if other.name in landings), default=0.0
    )
    if best == 0.0:
        return
    order = channel.cost_per_click / best
    worth = scenario.mean_contribution()
    if order > worth:
        yield (
            f"channel.{channel.name}.cost_per_click",
            "an order won by clicks here costs more than it brings",
            f"{amount(scenario, channel.cost_per_click)} a click over {best:.1%} that order is "
            f"{amount(scenario, order)}; an order brings {amount(scenario, worth)}",
        )


def _finished(channel: Channel) -> float:
    """Share of sessions with a need and nothing in the way that end in an order."""
    share = channel.go_on.pay if channel.steps else 0.0
    for step in channel.steps:
        share *= getattr(channel.go_on, step)
    return share


def yearly(scenario: Scenario) -> tuple[float, float]:
    """(needs, revenue in minor units) of a year, were every need met here."""
    market = scenario.scenario.market
    needs = sum(p.share * market * p.need * DAYS_A_YEAR for p in scenario.personas)
    revenue = sum(
        p.share * market * p.need * DAYS_A_YEAR * p.order_value for p in scenario.personas
    )
    return needs, revenue


def _fees(scenario: Scenario, name: str, dials: ResolvedDials) -> Iterator[Parts]:
    """A platform that eats up all that could be earned."""
    platform = scenario.platform
    year = 0.0
    for dial, units in dials.units().items():
        price = getattr(platform, dial)
        monthly = price.monthly + price.hours * platform.wage
        year += units * (price.setup + 12.0 * monthly)
    worth = yearly(scenario)[0] * scenario.mean_contribution()
    if year > worth:
        yield (
            f"strategy.{name}",
            f"joining costs more than all needs of a year could earn under {name}",
            f"{amount(scenario, year)} in the first year against {amount(scenario, worth)}",
        )


def _capacity(scenario: Scenario) -> Iterator[Parts]:
    """Appointments that could not all be served were every need booked."""
    needs = yearly(scenario)[0]
    for channel in scenario.channels:
        if not channel.appointments or channel.service == 0:
            continue
        first, last = channel.hours or (0, 1440)
        each_day = int((last - first) * 60_000_000 // channel.service)
        week = channel.servers * each_day * len(channel.open_days)
        year = week * DAYS_A_YEAR / 7.0
        if needs > BUSY * year:
            yield (
                f"channel.{channel.name}.servers",
                "there are fewer appointments than needs",
                f"{week:,} appointments of {in_words(channel.service)} a week are {year:,.0f} a "
                f"year, for {needs:,.0f} needs",
            )
