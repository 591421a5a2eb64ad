"""Money of a firm in its file: parts of the budget, prices of spots, the price list of joining."""

from __future__ import annotations

import math
from dataclasses import dataclass

from sim.scenario.kinds import PRESETS
from sim.scenario.wizard.answers import Firm
from sim.scenario.wizard.menu import BY_NAME, SPOTS
from sim.scenario.wizard.toml_writing import rounded

SPOT_PRICES = {"tv": (800.0, 20.0), "radio": (80.0, 8.0), "leaflet": (150.0, 60.0),
               "posters": (60.0, 4.0)}  # fmt: skip
"""Least price of a spot or insertion in euro, and of a thousand people reached by it; assumed."""
RATINGS = {"tv": 0.03, "radio": 0.02, "leaflet": 0.20, "posters": 0.10}
"""Share of people whom one reaches: the defaults of their kinds."""
LONGEST_FLIGHT = 28
NEWSLETTERS = 13
"""A year: one every 28 days."""
SPARE = 1.5
"""Mails a year against newsletters alone: others follow what customers do; assumed."""
MOST_FOR_MAIL = 40
"""Per cent of the budget that mail gets at most."""
SMALL_FIRM = 50_000.0
"""Sales, in euro, of a firm for which the tools of the built-in car service are made."""


def media_channels(firm: Firm) -> tuple[str, ...]:
    """Channels on which contact costs money."""
    return tuple(name for name in firm.names if name in BY_NAME and BY_NAME[name].media > 0.0)


def split(firm: Firm) -> dict[str, float]:
    """Parts of the budget by channel; they add up to 1, the largest taking what is left over."""
    weights = {
        name: BY_NAME[name].media * firm.fit.parts.get(name, 1.0) for name in media_channels(firm)
    }
    if not weights:
        return {}
    total = sum(weights.values())
    parts = {name: max(1, round(100.0 * weight / total)) for name, weight in weights.items()}
    if "email" in parts and len(parts) > 1 and firm.spend:
        needed = math.ceil(100.0 * mailing(firm) / firm.spend)
        parts["email"] = max(parts["email"], min(MOST_FOR_MAIL, needed))
    largest = max(parts, key=lambda name: (parts[name], name))
    parts[largest] += 100 - sum(parts.values())
    return {name: part / 100.0 for name, part in parts.items()}


def mailing(firm: Firm) -> float:
    """What a year of newsletters and automatic mails costs, main units."""
    permit = BY_NAME["email"].consent
    assert permit is not None
    everybody, customers_more = permit
    readers = everybody * firm.size + customers_more * min(firm.customers, firm.size)
    price = float(PRESETS["email"].values["cost"])  # in euro
    return readers * NEWSLETTERS * price * firm.purse.rate * SPARE


def advertised(firm: Firm) -> dict[str, float]:
    """Last year's spend by channel of advertising: in proportion to the parts of the budget.

    Mail and text messages cost next to nothing and are left out.
    """
    parts = split(firm)
    dear = {name: part for name, part in parts.items() if name not in ("email", "sms")}
    total = sum(dear.values())
    if not total or not firm.spend:
        return {}
    spent = {name: rounded(firm.spend * part / total, 3) for name, part in dear.items()}
    largest = max(spent, key=lambda name: (spent[name], name))
    rest = sum(amount for name, amount in spent.items() if name != largest)
    return {**spent, largest: round(firm.spend - rest, 2)}


def shown_on(firm: Firm) -> tuple[str, ...]:
    """Channels on which ads are shown, as many as are wanted."""
    return tuple(channel.name for channel in firm.channels if channel.ads)


def to_be_spent(firm: Firm) -> dict[str, float]:
    """Media money by channel that more ads may spend; none if it was not answered."""
    if "spend" in firm.defaults or not firm.spend or not shown_on(firm):
        return {}
    return {name: part * firm.spend for name, part in split(firm).items()}


@dataclass(frozen=True)
class Flight:
    """Spots of a mass medium.

    Attributes:
        price: of a spot, main units.
        days: days that each of two flights lasts.
    """

    price: float
    days: int


def flight(firm: Firm, name: str) -> Flight:
    """What the channel's part of the budget pays for: two flights of a spot a day."""
    assert name in SPOTS
    least, thousand = SPOT_PRICES[name]
    reached = RATINGS[name] * firm.size / 1000.0
    price = firm.purse.euro(rounded(max(least, thousand * reached)))
    part = split(firm)[name] * firm.spend
    return Flight(price, max(1, min(LONGEST_FLIGHT, math.floor(0.5 * part / price))))


def tools(firm: Firm) -> float:
    """What tools cost against those of a small firm: they are priced by what there is to earn."""
    euros = firm.sales / firm.purse.rate
    return max(0.5, rounded((euros / SMALL_FIRM) ** 0.7))


PRICES: dict[str, dict[str, float]] = {
    "knowledge": {"setup": 8, "monthly": 0.4, "hours": 0.02},
    "sync": {"setup": 4, "monthly": 0.15},
    "recognition": {"setup": 60, "monthly": 3, "hours": 0.1},
    "decider": {"setup": 30, "monthly": 2, "hours": 0.1},
    "contact_policy": {"setup": 8, "monthly": 0.5},
    "continuity": {"setup": 6, "monthly": 0.2},
    "offers": {"setup": 8, "monthly": 0.5, "hours": 0.05},
    "suppression": {"setup": 8, "monthly": 0.5},
    "budget": {"hours": 0.1},
}
"""Of a small firm, in euro: those of the built-in car service."""


LINKS = ("knowledge", "sync", "continuity")
"""Dials that are priced by the link; the others are by the channel."""
PRICED_FOR = 9
"""Channels for which these prices are made: beyond, the whole costs no more than for so many."""


def price_list(firm: Firm) -> dict[str, dict[str, float]]:
    """By dial: set-up, monthly fee, hours a month, by unit."""
    factor = tools(firm)
    hours = factor**0.3
    fewer = min(1.0, PRICED_FOR / len(firm.channels))
    bulk = {dial: fewer**2 if dial in LINKS else fewer for dial in PRICES}
    return {
        dial: {
            part: rounded(price * hours * bulk[dial]) if part == "hours"
            else firm.purse.euro(rounded(price * factor * bulk[dial]))
            for part, price in prices.items()
        }
        for dial, prices in PRICES.items()
    }  # fmt: skip


def monthly_fee(firm: Firm, euros: float) -> float:
    """A tool's fee a month, more where there is more to earn."""
    return firm.purse.euro(rounded(euros * max(1.0, math.sqrt(tools(firm)))))
