"""Prices that look implausible: discounts, order values, what an order won by clicks costs."""

from __future__ import annotations

import math
from collections.abc import Container, Iterator, Sequence
from typing import TYPE_CHECKING

from sim.scenario.checking.concern import Concern, Weight
from sim.scenario.checking.totals import passes_in
from sim.scenario.checking.wording import amount, listed, number, percent
from sim.scenario.implied.media import Media, media_of, shows_ads
from sim.scenario.implied.year import DAYS, curve_of, implied_year, mean_order
from sim.scenario.models import Action, Channel, Offer, Persona

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario

FAR_APART = 100.0
"""Times between order values from which a slip of the decimal point is likely."""
NEAR = 3.0
"""How near to a hundredfold of the others an order value must be to look like one in cents."""
TENFOLD = 6.0
"""Times between the order value of one private buyer and the nearest that look like ten times."""
THIN = 0.15
"""Share of a margin from which a discount leaves hardly anything."""
TINY = 0.01
"""Share of the price below which a discount moves nobody."""
YEARS = 3.0
"""Years of a customer's orders that winning one may cost, before it is wrong and not only odd."""
DEAR_OUTCOME = 8.0
"""Orders that the outcome of an action may be worth."""


def price_concerns(scenario: Scenario) -> Iterator[Concern]:
    """Every concern about order values, offers and prices of contacts."""
    yield from _order_values(scenario)
    for offer in scenario.offers:
        yield from _offer(scenario, offer)
    media = media_of(scenario)
    for channel in scenario.channels:
        if channel.name in media:
            yield from _click(scenario, channel, media[channel.name])
    for action in scenario.actions:
        yield from _value(scenario, action)


def ceiling(scenario: Scenario) -> tuple[float, float, float]:
    """(needs, revenue, contribution) of a year, were every need met here; money in minor units."""
    needs = revenue = contribution = 0.0
    for persona in scenario.personas:
        count = persona.share * scenario.scenario.market * persona.need * DAYS * curve_of(scenario)
        needs += count
        revenue += count * mean_order(persona)
        contribution += count * mean_order(persona) * persona.margin
    return needs, revenue, contribution


def earnings(scenario: Scenario) -> tuple[float, str]:
    """(contribution of a year's orders in minor units, what it is in words).

    What the file implies without campaigns, or what is known of last year where that is more.
    """
    year = implied_year(scenario)
    found = [(year.contribution, f"the {number(year.orders)} orders that the file implies")]
    known, orders = scenario.known, year.orders
    if known.revenue is not None and year.revenue > 0.0:
        worth = known.revenue * year.contribution / year.revenue
        found.append((worth, f"{amount(scenario, known.revenue)} of known revenue"))
    if known.orders is not None and orders > 0.0:
        worth = known.orders * year.contribution / orders
        found.append((worth, f"the {number(known.orders)} orders that are known"))
    return max(found, key=lambda pair: pair[0])


# --- order values ------------------------------------------------------------------------------


def _order_values(scenario: Scenario) -> Iterator[Concern]:
    """Orders of one persona that are worth about a hundred times those of the others."""
    priced = [persona for persona in scenario.personas if persona.order_value > 0.0]
    told = set()
    for persona in priced:
        others = [other for other in priced if other is not persona]
        if not others:
            continue
        least = min(others, key=lambda other: other.order_value)
        usual = math.exp(sum(math.log(other.order_value) for other in others) / len(others))
        times = persona.order_value / least.order_value
        cents = FAR_APART / NEAR <= persona.order_value / usual <= FAR_APART * NEAR
        if times >= FAR_APART or cents:
            told.add(persona.name)
            hundredth = f"; a hundredth would be {amount(scenario, persona.order_value / 100.0)}"
            yield Concern(
                f"persona.{persona.name}.order_value",
                f"an order is worth {times:,.0f} times one of {least.name}",
                f"{amount(scenario, persona.order_value)} against "
                f"{amount(scenario, least.order_value)}" + (hundredth if cents else ""),
                Weight.WRONG,
                rests_on=(f"persona.{persona.name}.order_value", _order_key(least)),
            )
    yield from _tenfold(scenario, [one for one in priced if not one.business], told)


def _tenfold(
    scenario: Scenario, private: Sequence[Persona], told: Container[str]
) -> Iterator[Concern]:
    """One private buyer whose orders are about a tenth, or ten times, of all others'."""
    if len(private) < 3:
        return
    ranked = sorted(private, key=lambda persona: persona.order_value)
    for odd, other, times in (
        (ranked[0], ranked[1], ranked[1].order_value / ranked[0].order_value),
        (ranked[-1], ranked[-2], ranked[-1].order_value / ranked[-2].order_value),
    ):
        if not TENFOLD <= times < FAR_APART or odd.name in told:
            continue
        small = odd is ranked[0]
        meant = odd.order_value * (10.0 if small else 0.1)
        yield Concern(
            _order_key(odd),
            f"an order is worth {'far less' if small else 'far more'} than one of anybody else",
            f"{amount(scenario, odd.order_value)} against {amount(scenario, other.order_value)} of "
            f"{other.name}, the nearest; {'ten times' if small else 'a tenth'} would be "
            f"{amount(scenario, meant)}",
            rests_on=(_order_key(odd), _order_key(other)),
        )


def _order_key(persona: Persona) -> str:
    return f"persona.{persona.name}.order_value"


# --- offers ------------------------------------------------------------------------------------


def _offer(scenario: Scenario, offer: Offer) -> Iterator[Concern]:
    """The worst that a discount does to orders; personas whom it does that are told at once."""
    judged = {persona.name: _discount(offer, persona) for persona in scenario.personas}
    for verdict, (message, weight) in _DISCOUNTS.items():
        personas = [one for one in scenario.personas if judged[one.name] == verdict]
        # a generous offer may be meant to win a few: it is odd where it is so for most
        most = {"tiny": 1.0, "thin": 0.5}.get(verdict, 0.0)
        if not personas or sum(one.share for one in personas) < most - 1e-9:
            continue
        fields = ("order_value", "margin")
        yield Concern(
            f"offer.{offer.name}",
            message.format(names=listed([persona.name for persona in personas])),
            _left_of(scenario, offer, personas[0]),
            weight,
            rests_on=(
                f"offer.{offer.name}.discount",
                *(f"persona.{one.name}.{field}" for one in personas for field in fields),
            ),
        )
        return


_DISCOUNTS: dict[str, tuple[str, Weight]] = {
    "whole": ("this offer takes the whole price of an order of {names}", Weight.WRONG),
    "loss": ("with this offer an order of {names} is sold below its cost", Weight.ODD),
    "thin": ("this offer leaves hardly anything of an order of {names}", Weight.ODD),
    "tiny": ("this offer takes so little off the price that nobody will mind", Weight.ODD),
}
"""What a discount may do to an order, the worst first."""


def _discount(offer: Offer, persona: Persona) -> str | None:
    """What an offer does to a persona's median order: a key of `_DISCOUNTS`, or None."""
    price = persona.order_value
    off = offer.amount + offer.discount * price
    earned = price * persona.margin
    if off <= 0.0:
        return None
    if off >= price:
        return "whole"
    if off > earned:
        return "loss"
    if earned - off < THIN * earned:
        return "thin"
    return "tiny" if off < TINY * price else None


def _left_of(scenario: Scenario, offer: Offer, persona: Persona) -> str:
    price = persona.order_value
    off = offer.amount + offer.discount * price
    goods = price * (1.0 - persona.margin)
    return (
        f"{amount(scenario, price)} less {amount(scenario, off)} is "
        f"{amount(scenario, price - off)}; goods cost {amount(scenario, goods)} "
        f"(margin {percent(persona.margin)}), so {amount(scenario, price - off - goods)} is left"
    )


# --- clicks ------------------------------------------------------------------------------------


def _click(scenario: Scenario, channel: Channel, media: Media) -> Iterator[Concern]:
    """Clicks that cost more than the orders they can lead to bring in."""
    worth = scenario.mean_contribution()
    if not media.per_order > worth or worth <= 0.0:
        return
    field = price_field(channel)
    needs = ceiling(scenario)[0] / scenario.scenario.market
    lasting = worth * max(1.0, YEARS * needs)
    how = (
        f"{amount(scenario, media.per_click)} a click"
        if math.isfinite(media.per_click)
        else "nobody clicks"
    )
    order = amount(scenario, media.per_order) if math.isfinite(media.per_order) else "without end"
    yield Concern(
        f"channel.{channel.name}.{field}",
        "an order won by clicks here costs more than it brings",
        f"{how} / {percent(media.in_time)} that order, with a need, nothing in the way and later "
        f"visits counted, = {order} an order; of all who click {percent(media.conversion)} order "
        f"in the same visit; an order brings {amount(scenario, worth)}, and people need "
        f"{number(needs)} a year",
        Weight.WRONG if media.per_order > lasting else Weight.ODD,
        rests_on=(
            f"channel.{channel.name}.{field}", f"channel.{channel.name}.click",
            f"channel.{channel.name}.notice", f"channel.{channel.name}.open",
            *passes_in(scenario), *_earning(scenario),
        ),
    )  # fmt: skip


def price_field(channel: Channel) -> str:
    """The price that is most of what contact on a channel costs."""
    if not shows_ads(channel):
        return "cost" if channel.cost > 0.0 else "cost_per_click"
    clicks = channel.notice * channel.click * channel.cost_per_click
    return "cost_per_click" if clicks >= channel.cost_per_thousand / 1000.0 else "cost_per_thousand"


def _earning(scenario: Scenario) -> tuple[str, ...]:
    return tuple(
        f"persona.{persona.name}.{field}"
        for persona in scenario.personas
        for field in ("order_value", "margin")
    )


def _value(scenario: Scenario, action: Action) -> Iterator[Concern]:
    """The outcome of an action that is worth many orders."""
    worth = scenario.mean_contribution()
    stated = action.value.constant if action.value is not None else None
    if stated is None or worth <= 0.0 or stated <= DEAR_OUTCOME * worth:
        return
    yield Concern(
        f"action.{action.name}.value",
        "the outcome of this action is worth more than many orders",
        f"{amount(scenario, stated)} against {amount(scenario, worth)} that an order brings: "
        f"{number(stated / worth)} orders",
        rests_on=_earning(scenario),
    )
