"""What money buys on each paid channel: contacts, clicks, orders, as the numbers imply it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.scenario.implied.presence import affinity, idle_share, need_share
from sim.scenario.implied.sessions import finish, plain_finish
from sim.scenario.implied.year import DAYS, Life, implied_year
from sim.scenario.models import Channel

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario


@dataclass(frozen=True)
class Media:
    """One paid channel that leads somewhere; money in minor units.

    Attributes:
        channel: its name.
        per_contact: cost of an impression or delivery, its clicks included.
        per_click: cost of a click, its contacts included; infinite where nobody clicks.
        most: impressions that all who may be shown ads see in a year; infinite for messages.
        at_best: share of clicks that end in an order with a need and nothing in the way.
        conversion: share of all who click that order in the same visit, need or not.
        in_time: the same of those with a need, with nothing in the way, later visits counted.
    """

    channel: str
    per_contact: float
    per_click: float
    most: float
    at_best: float
    conversion: float
    in_time: float

    @property
    def per_order(self) -> float:
        """Cost of an order, were every click made with a need and later visits counted.

        Infinite where none follows.
        """
        return self.per_click / self.in_time if self.in_time > 0.0 else math.inf

    @property
    def most_spent(self) -> float:
        """The most that a year of ads here can cost."""
        return self.most * self.per_contact if self.per_contact > 0.0 else 0.0

    def clicks(self, money: float) -> float:
        """Clicks that an amount buys, as far as there are people to show ads to."""
        spent = min(money, self.most_spent)
        return spent / self.per_click if self.per_click > 0.0 else 0.0


def is_paid(channel: Channel) -> bool:
    """Whether contact on a channel costs money."""
    prices = (
        channel.cost, channel.cost_per_thousand, channel.cost_per_click, channel.cost_per_spot
    )  # fmt: skip
    return sum(prices) > 0.0


def shows_ads(channel: Channel) -> bool:
    """Whether impressions arise as people browse or search, and are not bought by the spot."""
    return channel.contact == "audience" or (channel.is_mass and channel.impressions > 0.0)


def click_share(channel: Channel) -> float:
    """Clicks of a contact: of an impression of ads and spots, of a delivery elsewhere."""
    seen = channel.notice if channel.contact in ("audience", "mass") else channel.open
    return seen * channel.click


def media_of(scenario: Scenario) -> dict[str, Media]:
    """By channel, those whose contacts cost money and whose clicks lead to a channel that sells.

    What is bought by the spot makes a firm known: it is not judged by its clicks.
    """
    found = {}
    for channel in scenario.channels:
        clicks_count = is_paid(channel) and (shows_ads(channel) or not channel.is_mass)
        ways = _ways(scenario, channel) if clicks_count else []
        if ways:
            found[channel.name] = _media(scenario, channel, ways)
    return found


def _ways(scenario: Scenario, channel: Channel) -> list[tuple[Channel, str | None]]:
    """Channels with steps where clicks here lead, each with the step where they begin."""
    by_name = {other.name: other for other in scenario.channels}
    pairs = {
        (treatment.landing, treatment.starts)
        for place, action in enumerate(scenario.actions)
        if scenario.startable[place]
        for treatment in action.treatments
        if treatment.channel == channel.name and treatment.landing is not None
    }
    listed = sorted(pairs, key=lambda pair: (str(pair[0]), str(pair[1])))
    return [(by_name[name], starts) for name, starts in listed if by_name[name].has_sessions]


def _media(scenario: Scenario, channel: Channel, ways: list[tuple[Channel, str | None]]) -> Media:
    audience = shows_ads(channel)
    clicked = click_share(channel)
    flat = channel.cost_per_thousand / 1000.0 if audience else channel.cost
    per_contact = flat + clicked * channel.cost_per_click
    at_best = max(plain_finish(target, starts) for target, starts in ways)
    return Media(
        channel=channel.name,
        per_contact=per_contact,
        per_click=per_contact / clicked if clicked > 0.0 else math.inf,
        most=_most(scenario, channel) if audience else math.inf,
        at_best=at_best,
        conversion=max(_conversion(scenario, channel, target, starts) for target, starts in ways),
        in_time=at_best + (1.0 - at_best) * _later(scenario) if at_best > 0.0 else 0.0,
    )


def _later(scenario: Scenario) -> float:
    """Chance that a need ends in an order here all the same, of the persona that buys most."""
    return max((life.met for life in implied_year(scenario).lives.values()), default=0.0)


def _most(scenario: Scenario, channel: Channel) -> float:
    """Impressions of a year, were all who permit it in the audience all the time."""
    total = 0.0
    for persona in scenario.personas:
        life = implied_year(scenario).lives[persona.name]
        total += (
            life.people
            * persona.consents.get(channel.name, 1.0)
            * affinity(channel, persona)
            * channel.impressions
            * DAYS
            * sum(share for _, share in _seen(scenario, channel, life))
        )
    return total


def _seen(scenario: Scenario, channel: Channel, life: Life) -> tuple[tuple[bool, float], ...]:
    """(need, share of the contacts there could be) by whether people have a need."""
    idle = idle_share(channel, scenario.behaviour)
    return (
        (True, life.open * need_share(channel, life.interest)),
        (False, (1.0 - life.open) * idle),
    )


def _conversion(scenario: Scenario, channel: Channel, target: Channel, starts: str | None) -> float:
    """Share of clicks that end in an order, personas by how much they see of the channel."""
    year = implied_year(scenario)
    total = weights = 0.0
    for persona in scenario.personas:
        life = year.lives[persona.name]
        weight = persona.share * affinity(channel, persona)
        for need, share in _seen(scenario, channel, life):
            chance = finish(
                target, persona, scenario.behaviour, need=need, interest=life.interest,
                loyalty=life.loyalty, starts=starts,
            )  # fmt: skip
            total += weight * share * chance
            weights += weight * share
    return total / weights if weights > 0.0 else 0.0
