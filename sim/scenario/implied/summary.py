"""What a year comes to, as `journey check` shows it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from sim.scenario.dials import ResolvedDials
from sim.scenario.fees import price_list
from sim.scenario.implied.media import Media, media_of
from sim.scenario.implied.staff import appointments, load
from sim.scenario.implied.totals import implied_totals, known_totals
from sim.scenario.implied.year import implied_year
from sim.scenario.values.quantities import currency_digits

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario


def summary(scenario: Scenario) -> dict[str, Any]:
    """A year without campaigns, for JSON: money in main units, shares 0 to 1, counts a year.

    Returns:
        ``needs``, ``met`` (share that ends here), ``orders``, ``revenue`` and ``contribution`` at
        full price; ``ordered`` (orders and bookings, where they are made), ``visits`` and
        ``bookings`` by channel; ``busy`` by channel, share of the open hours or appointments that
        are taken; ``clicks`` by paid channel: ``cost``, ``conversion`` (share that orders),
        ``cost_per_order`` (null where none follows); ``platform`` by strategy, what channels and
        each dial cost in a first year, the hours that they take included; ``known`` by total of
        [known], spend left out: ``known`` and ``implied``.
    """
    year, implied = implied_year(scenario), implied_totals(scenario)
    busy = {}
    for channel in scenario.channels:
        if channel.has_queue:
            busy[channel.name] = load(channel, year.visits[channel.name])
        elif channel.appointments and appointments(channel) > 0.0:
            busy[channel.name] = year.bookings.get(channel.name, 0.0) / appointments(channel)
    return {
        "needs": _count(year.needs),
        "met": _share(year.met),
        "orders": _count(year.orders),
        "revenue": _money(scenario, year.revenue),
        "contribution": _money(scenario, year.contribution),
        "ordered": {name: _count(count) for name, count in year.ordered.items() if count > 0.0},
        "visits": {name: _count(count) for name, count in year.visits.items() if count > 0.0},
        "bookings": {name: _count(count) for name, count in year.bookings.items()},
        "busy": {name: _share(share) for name, share in busy.items()},
        "clicks": {
            name: _clicks(scenario, media)
            for name, media in media_of(scenario).items()
            if math.isfinite(media.per_click)
        },
        "platform": {
            one.name: _bill(scenario, scenario.resolved(one.name))
            for one in scenario.document.strategy
        },
        "known": {
            name: {
                "known": _total(scenario, name, value),
                "implied": _total(scenario, name, implied[name]),
            }
            for name, value in known_totals(scenario).items()
            if name in implied
        },
    }


def _bill(scenario: Scenario, dials: ResolvedDials) -> dict[str, float]:
    """What a strategy pays for, the dearest first; what costs nothing is left out."""
    wage = float(scenario.platform.wage)
    paid = {what: fee.yearly(wage) for what, fee in price_list(scenario, dials).items()}
    dearest = sorted(paid, key=lambda what: -paid[what])
    return {what: _money(scenario, paid[what]) for what in dearest if paid[what] > 0.0}


def _clicks(scenario: Scenario, media: Media) -> dict[str, float | None]:
    sells = media.conversion > 0.0
    return {
        "cost": _money(scenario, media.per_click),
        "conversion": _share(media.conversion),
        "cost_per_order": _money(scenario, media.per_click / media.conversion) if sells else None,
    }


def _money(scenario: Scenario, minor: float) -> float:
    """Main units, rounded to the minor unit."""
    digits = currency_digits(scenario.scenario.currency)
    return round(minor / 10.0**digits, digits)


def _total(scenario: Scenario, name: str, value: float) -> float:
    return _money(scenario, value) if name == "revenue" else _count(value)


def _count(value: float) -> float:
    """Rounded to a tenth: more would be a digit of the machine's exponential function."""
    return round(value, 1)


def _share(value: float) -> float:
    return round(value, 5)
