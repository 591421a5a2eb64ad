"""Needs and order values that give a firm's known orders and sales, and people to serve them.

The year that `implied_year` works out from a file makes o = a + b n orders of a persona, n its
needs a year, which come to n = D s w c / (1 + s w c L): D = 365, w its needs against others', c the
curve of season and weekday, L the days that a need is open. a, b and L follow from one year of the
persona, and the one unknown s by halving an interval: no simulation, no luck.

That year takes people as they are at its start. Here they are taken as they are in its middle:

- Loyalty rises by `loyalty_step` of the gap with a good purchase and falls as far with a need met
  elsewhere, so it moves towards m q, m the share of needs that end here, q that of good purchases,
  by exp(-loyalty_step) a need.
- The firm becomes known: of those who do not know it, exp(-x) are left where x times a person an ad
  is noticed, as often as its money pays for, or the firm is found in a need.
- Clicks on ads bring visits in a need, as search results do that are not paid for: impressions ×
  notice × click, as often as the money lasts.

As all of these depend on s, all is done a few times over. What is still left out (mails, offers,
word of mouth) is `Industry.by_needs`, and what that misses `fit` finds by simulating.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sim.scenario.implied.media import click_share, is_paid, shows_ads
from sim.scenario.implied.need import discovered
from sim.scenario.implied.sessions import logistic, logit
from sim.scenario.implied.staff import appointments, load
from sim.scenario.implied.year import DAYS, Life, curve_of, implied_year, life_of, mean_order
from sim.scenario.values.quantities import currency_digits
from sim.scenario.wizard.answers import Firm
from sim.scenario.wizard.archetypes import Archetype
from sim.scenario.wizard.people import Measures, archetypes
from sim.scenario.wizard.toml_writing import rounded

if TYPE_CHECKING:
    from sim.scenario.models import Channel, Persona
    from sim.scenario.scenario import Scenario

GOOD = 0.7
"""Part of the purchases after which loyalty rises."""
ROUNDS = 3
SEARCHING = 0.4
"""Part of the days with a need on which people search in general terms: 1 - interest."""
LEAST_DAYS, MOST_DAYS = 5.0, 8_700.0
"""Days between two needs that a file may plausibly say."""
HALVINGS = 60
BUSY = {"phone": 0.5, "chat": 0.5, "place": 0.5}
"""Part of their time that people and places are to be busy."""


@dataclass(frozen=True)
class _Line:
    """Orders of one persona, linear in needs.

    Attributes:
        people: of the persona.
        base, slope: orders a person without needs, and by need.
        rate: needs a day at s = 1, season and weekday included.
        length: days that a need is open.
    """

    people: float
    base: float
    slope: float
    rate: float
    length: float

    def orders(self, factor: float) -> float:
        """Orders of all at so many times the rate of needs."""
        rate = factor * self.rate
        return self.people * (self.base + self.slope * DAYS * rate / (1.0 + rate * self.length))


def measures_of(firm: Firm, draft: Scenario) -> Measures:
    """Days between needs and order values by persona.

    Args:
        draft: the firm's file, whatever needs and order values it has.
    """
    people = archetypes(firm)
    personas = {persona.name: persona for persona in draft.personas}
    loyalty = {name: one.customer * one.loyalty for name, one in personas.items()}
    met = dict.fromkeys(personas, _noticed(draft))
    factor, seen = 1.0, draft
    for _ in range(ROUNDS):
        lines = {}
        in_need = 0.0
        for one, _share in people:
            start = personas[one.name]
            middle = start.model_copy(
                update={
                    "need": factor * one.needs / DAYS, "customer": 1.0,
                    "loyalty": loyalty[one.name], "aware": _known_to(start.aware, met[one.name]),
                }
            )  # fmt: skip
            life = life_of(seen, middle)
            lines[one.name] = _line(seen, life, one)
            loyalty[one.name] = _loyalty(draft, start, life)
            met[one.name] = _noticed(draft) + life.needs * discovered(seen, start)
            in_need += life.people * life.open * DAYS
        factor = _solved(
            list(lines.values()), firm.fit.needs * firm.industry.by_needs * firm.orders
        )
        seen = _with_clicks(firm, draft, in_need)
    days = {
        one.name: max(LEAST_DAYS, min(MOST_DAYS, rounded(DAYS / (factor * one.needs), 3)))
        for one, _ in people
    }
    made = {name: line.orders(factor) for name, line in lines.items()}
    return Measures(days, _order_values(firm, made, personas))


def _line(draft: Scenario, life: Life, one: Archetype) -> _Line:
    """A persona's orders as a line over needs; nobody strolls by while a need is open."""
    kept = _kept(draft, life)
    length = life.open * DAYS / life.needs
    idle = (sum(life.orders.values()) - life.needs * life.met) / (1.0 - life.open)
    return _Line(
        people=life.people,
        base=max(0.0, idle) * kept,
        slope=(life.met - max(0.0, idle) * length / DAYS) * kept,
        rate=one.needs / DAYS * curve_of(draft),
        length=length,
    )


def _loyalty(draft: Scenario, start: Persona, life: Life) -> float:
    """Mean loyalty of a year that begins with that of the start."""
    before = start.customer * start.loyalty
    steps = draft.behaviour.loyalty_step * life.needs
    lasting = -math.expm1(-steps) / steps if steps > 0.0 else 1.0
    return GOOD * life.met + (before - GOOD * life.met) * lasting


def _with_clicks(firm: Firm, draft: Scenario, in_need: float) -> Scenario:
    """The same firm where ads are channels that people with a need come by.

    Args:
        in_need: person-days of a year with an open need.
    """
    push = draft.behaviour.interest_weight * draft.behaviour.need_interest
    channels = []
    for channel in draft.document.channel:
        if not is_paid(channel) or not shows_ads(channel):
            channels.append(channel)
            continue
        search = channel.is_mass
        days = in_need * SEARCHING if search else draft.scenario.market * DAYS
        most = days * channel.impressions * _price(channel)
        paid = min(1.0, _money(draft, channel) / most) if most > 0.0 else 0.0
        clicks = channel.impressions * channel.notice * logistic(logit(channel.click) + push)
        changed = {
            "contact": "inbound", "intent": "general", "discover": 1.0, "leads_to": firm.counter,
            "visits": clicks * paid / (1.0 if search else SEARCHING),
        }  # fmt: skip
        channels.append(channel.model_copy(update=changed))
    document = draft.document.model_copy(update={"channel": tuple(channels)})
    return replace(draft, document=document)


def _money(draft: Scenario, channel: Channel) -> float:
    """The channel's part of the budget, minor units."""
    return draft.budget.split.get(channel.name, 0.0) * draft.budget.total


def _price(channel: Channel) -> float:
    """Of an impression with the clicks on it, minor units."""
    return channel.cost_per_thousand / 1000.0 + click_share(channel) * channel.cost_per_click


def _noticed(draft: Scenario) -> float:
    """Noticed ads a person and year, as many as the parts of the budget pay for."""
    market = draft.scenario.market
    total = 0.0
    for channel in draft.channels:
        money = _money(draft, channel)
        if channel.contact == "audience" and is_paid(channel):
            shown = min(money / _price(channel), channel.impressions * DAYS * market)
            total += shown * channel.notice
        elif channel.cost_per_spot > 0.0:
            total += money / channel.cost_per_spot * channel.rating * channel.notice * market
    return total / market


def _known_to(aware: float, often: float) -> float:
    """Mean share of a year that knows the firm, where it is met so often all through it."""
    if often <= 0.0:
        return aware
    return 1.0 - (1.0 - aware) * -math.expm1(-often) / often


def _kept(draft: Scenario, life: Life) -> float:
    """Part of what is ordered that becomes an order: appointments that are kept."""
    missed = {channel.name: channel.no_show for channel in draft.channels}
    total = sum(life.orders.values())
    kept = sum(
        life.orders[channel.name] * (1.0 - missed.get(channel.books or "", 0.0))
        for channel in draft.channels
    )
    return kept / total if total > 0.0 else 1.0


def _solved(lines: list[_Line], wanted: float) -> float:
    """Times the rate of needs at which there are so many orders; the nearest where none does."""
    low, high = math.log(365.0 / MOST_DAYS / 4.0), math.log(365.0 / LEAST_DAYS * 4.0)
    for _ in range(HALVINGS):
        middle = 0.5 * (low + high)
        if sum(line.orders(math.exp(middle)) for line in lines) < wanted:
            low = middle
        else:
            high = middle
    return math.exp(high)


def _order_values(
    firm: Firm, made: dict[str, float], personas: dict[str, Persona]
) -> dict[str, float]:
    """Medians whose mean over all orders is the firm's basket, apart as the personas are."""
    people = archetypes(firm)
    total = sum(made.values())
    spread = {name: mean_order(one) / one.order_value for name, one in personas.items()}
    mean = sum(made[one.name] * one.worth * spread[one.name] for one, _ in people) / total
    digits = currency_digits(firm.purse.currency)
    return {
        one.name: max(10.0**-digits, round(rounded(firm.basket * one.worth / mean, 3), digits))
        for one, _ in people
    }


def servers_of(firm: Firm, solved: Scenario) -> dict[str, int]:
    """People who answer and places that serve, so that they are busy half of their time."""
    if not any(channel.name in BUSY for channel in solved.channels):
        return {}
    year = implied_year(solved)
    found = {}
    for channel in solved.channels:
        if channel.name not in BUSY:
            continue
        if channel.appointments:
            busy = year.bookings.get(channel.name, 0.0) / appointments(channel)
        else:
            busy = load(channel, year.visits[channel.name])
        found[channel.name] = max(1, math.ceil(channel.servers * busy / BUSY[channel.name]))
    return found
