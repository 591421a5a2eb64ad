"""A year without campaigns, as the numbers of a file imply it: needs, visits, orders, calls.

No simulation: expectations at the mean customer of each persona, need by need (`implied.need`).
Who does not know the firm has to find it first, on channels where such people come at all
(``discover``). Offers, messages, ads, goodwill, queues and full books are left out: the year is
that of a firm that does nothing, meant for finding what is wrong by a factor.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from sim.scenario.implied.need import discovered, need_of
from sim.scenario.implied.presence import idle_visits
from sim.scenario.implied.sessions import finish
from sim.scenario.models import Channel, Persona

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario

DAYS = 365.0
_MONTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


@dataclass(frozen=True)
class Life:
    """A mean customer of one persona over a year.

    Attributes:
        people: people of the market that are of this persona.
        needs: needs that arise, per person.
        met: share of needs that end in an order here.
        open: share of the year that a need is open.
        interest: interest at a visit with a need.
        loyalty: mean loyalty.
        visits: visits by channel, per person.
        orders: orders and bookings by channel where they are made, per person.
        buyers: share of the people who order at least once.
    """

    people: float
    needs: float
    met: float
    open: float
    interest: float
    loyalty: float
    visits: Mapping[str, float]
    orders: Mapping[str, float]
    buyers: float


@dataclass(frozen=True)
class Year:
    """A year of the whole market, without campaigns.

    Attributes:
        lives: by persona.
        curve: mean factor of season and weekday on needs.
        needs: needs that arise.
        visits: by channel; calls are the visits of a channel that takes calls.
        ordered: orders and bookings, by the channel where they are made.
        bookings: by the channel where the appointment is kept.
        orders: purchases, missed appointments left out.
        revenue, contribution: of these at full price, minor units.
        buyers: people who order at least once.
    """

    lives: Mapping[str, Life]
    curve: float
    needs: float
    visits: Mapping[str, float]
    ordered: Mapping[str, float]
    bookings: Mapping[str, float]
    orders: float
    revenue: float
    contribution: float
    buyers: float

    @property
    def met(self) -> float:
        """Share of needs that end in an order or booking; 0 without needs."""
        return sum(self.ordered.values()) / self.needs if self.needs > 0.0 else 0.0


def implied_year(scenario: Scenario) -> Year:
    """What the file's numbers imply; see the module."""
    return _year(scenario)


@lru_cache(maxsize=8)
def _year(scenario: Scenario) -> Year:
    lives = {persona.name: life_of(scenario, persona) for persona in scenario.personas}
    visits: dict[str, float] = {}
    ordered: dict[str, float] = {}
    bookings: dict[str, float] = {}
    for channel in scenario.channels:
        visits[channel.name] = _total(lives, lambda life: life.visits, channel.name)
        ordered[channel.name] = _total(lives, lambda life: life.orders, channel.name)
        if channel.books is not None:
            made = bookings.get(channel.books, 0.0)
            bookings[channel.books] = made + ordered[channel.name]
    orders = revenue = contribution = 0.0
    for persona in scenario.personas:
        life = lives[persona.name]
        count = life.people * sum(
            life.orders[channel.name] * (1.0 - _missed(scenario, channel))
            for channel in scenario.channels
        )
        orders += count
        revenue += count * mean_order(persona)
        contribution += count * mean_order(persona) * persona.margin
    return Year(
        lives=lives,
        curve=curve_of(scenario),
        needs=sum(life.people * life.needs for life in lives.values()),
        visits=visits,
        ordered=ordered,
        bookings=bookings,
        orders=orders,
        revenue=revenue,
        contribution=contribution,
        buyers=sum(life.people * life.buyers for life in lives.values()),
    )


def mean_order(persona: Persona) -> float:
    """Mean value of an order at full price, minor units: the mean of a lognormal."""
    return persona.order_value * math.exp(0.5 * persona.order_spread**2)


def curve_of(scenario: Scenario) -> float:
    """Mean factor of season and weekday on needs over a year."""
    months = sum(
        days * factor for days, factor in zip(_MONTHS, scenario.scenario.season, strict=True)
    )
    return months / DAYS * sum(scenario.scenario.weekday) / 7.0


def life_of(scenario: Scenario, persona: Persona) -> Life:
    """A mean customer of a persona."""
    aware = _aware(scenario, persona)
    loyalty = persona.customer * persona.loyalty
    need = need_of(scenario, persona, loyalty)
    reached = aware + (1.0 - aware) * discovered(scenario, persona)
    rate = persona.need * curve_of(scenario)
    length = need.length
    needs = DAYS * rate / (1.0 + rate * length)
    is_open = needs * length / DAYS
    visits, orders = {}, {}
    for channel in scenario.channels:
        name = channel.name
        idle = DAYS * (1.0 - is_open) * idle_visits(channel, persona, scenario.behaviour)
        idle *= aware + (1.0 - aware) * channel.discover
        visits[name] = idle + needs * reached * need.visits.get(name, 0.0)
        orders[name] = needs * reached * need.orders.get(name, 0.0) + idle * finish(
            channel, persona, scenario.behaviour, need=False, loyalty=loyalty
        )
    return Life(
        people=scenario.scenario.market * persona.share,
        needs=needs,
        met=reached * need.met,
        open=is_open,
        interest=need.interest,
        loyalty=loyalty,
        visits=visits,
        orders=orders,
        buyers=_buyers(scenario, orders, reached),
    )


def _buyers(scenario: Scenario, orders: Mapping[str, float], reached: float) -> float:
    """Share of people who order: Poisson numbers of orders among who comes to know the firm."""
    kept = sum(
        orders[channel.name] * (1.0 - _missed(scenario, channel)) for channel in scenario.channels
    )
    return reached * -math.expm1(-kept / reached) if reached > 0.0 else 0.0


def _aware(scenario: Scenario, persona: Persona) -> float:
    """Mean share over a year of those who know the firm: it grows by chance visits."""
    rate = DAYS * sum(
        channel.discover * idle_visits(channel, persona, scenario.behaviour)
        for channel in scenario.channels
    )
    if rate <= 0.0:
        return persona.aware
    return 1.0 - (1.0 - persona.aware) * -math.expm1(-rate) / rate


def _missed(scenario: Scenario, channel: Channel) -> float:
    """Share of what is ordered on a channel that is an appointment nobody keeps."""
    place = next((item for item in scenario.channels if item.name == channel.books), None)
    return place.no_show if place is not None else 0.0


def _total(
    lives: Mapping[str, Life], each: Callable[[Life], Mapping[str, float]], name: str
) -> float:
    return sum(life.people * each(life)[name] for life in lives.values())
