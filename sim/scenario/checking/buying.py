"""Who can buy and book at all: ways of personas to a purchase, and into the appointment book."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sim.scenario.checking.concern import Concern, Weight
from sim.scenario.checking.wording import listed
from sim.scenario.kinds import PRESETS
from sim.scenario.models import Channel

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario


GOODS = ("shop", "showroom", "till", "marketplace")
"""Kinds of channel on which goods are sold."""


def buying_concerns(scenario: Scenario) -> Iterator[Concern]:
    """Every concern about ways to a purchase or an appointment."""
    yield from _appointments(scenario)
    yield from _phones(scenario)
    yield from _offers(scenario)
    yield from _personas(scenario)
    yield from _unreached(scenario)
    yield from _unread(scenario)


def unbooked(scenario: Scenario) -> list[str]:
    """Channels with appointments that no channel books."""
    booked = {channel.books for channel in scenario.channels}
    return [
        channel.name
        for channel in scenario.channels
        if channel.appointments and channel.name not in booked
    ]


def _phones(scenario: Scenario) -> Iterator[Concern]:
    for channel in scenario.channels:
        people = PRESETS[channel.kind].values.get("servers", 0)
        if people and channel.takes_calls and channel.servers == 0:
            yield Concern(
                f"channel.{channel.name}.servers",
                "0 means that nobody is needed: every call is answered at once",
                "servers = 1 for one person; without the channel nobody can call",
            )


def _offers(scenario: Scenario) -> Iterator[Concern]:
    for offer in scenario.offers:
        if not offer.discount and not offer.amount:
            yield Concern(f"offer.{offer.name}", "this offer takes nothing off the price")


def _appointments(scenario: Scenario) -> Iterator[Concern]:
    for name in unbooked(scenario):
        yield Concern(f"channel.{name}", "nobody can book here", f'no channel has books = "{name}"')
    bookable = [channel.name for channel in scenario.channels if channel.appointments]
    for channel in scenario.channels:
        sells = channel.kind == "site" and channel.has_sessions and channel.books is None
        if bookable and sells and not _sells_goods(scenario, channel):
            exist = " and ".join(bookable) + (" exist" if len(bookable) > 1 else " exists")
            yield Concern(
                f"channel.{channel.name}",
                f"{channel.name} sells without an appointment, though {exist}: set books?",
                f'books = "{bookable[0]}" turns sales here into appointments',
            )


def _sells_goods(scenario: Scenario, site: Channel) -> bool:
    """Whether a site without appointments is meant: goods are sold, and others take bookings."""
    booking = [channel for channel in scenario.channels if channel.books is not None]
    if not booking or any(channel.kind == site.kind for channel in booking):
        return False
    names = {channel.name for channel in booking}
    comers = [persona.channels for persona in scenario.personas if persona.channels.get(site.name)]
    return any(one.kind in GOODS and one.books is None for one in scenario.channels) or any(
        not names & channels.keys() for channels in comers
    )


def _personas(scenario: Scenario) -> Iterator[Concern]:
    """Personas who come to no channel that sells, neither by themselves nor by a link."""
    if _given(scenario):
        return
    selling = {channel.name for channel in scenario.channels if channel.has_sessions}
    leading = {
        treatment.channel
        for action in scenario.actions
        for treatment in action.treatments
        if treatment.landing in selling or treatment.asks == "call"
    }
    ways = {channel.name for channel in scenario.channels if _sells(channel)} | leading
    for persona in scenario.personas:
        liked = [name for name, affinity in persona.channels.items() if affinity > 0.0]
        if not ways.intersection(liked):
            yield Concern(
                f"persona.{persona.name}.channels",
                "these people can never buy: they use no channel that sells or leads to one",
                f"{', '.join(sorted(ways)) or 'no channel'} would do; they use "
                f"{', '.join(sorted(liked)) or 'none'}",
            )


def _given(scenario: Scenario) -> bool:
    """Whether a table of customers tells whom to find where."""
    table = scenario.document.customers
    return table is not None and any(name.startswith("affinity") for name in table.columns)


def _unreached(scenario: Scenario) -> Iterator[Concern]:
    """Personas whom no action can reach."""
    used = sorted({t.channel for action in scenario.actions for t in action.treatments})
    if not used or _given(scenario):
        return
    for persona in scenario.personas:
        if not any(persona.channels.get(name, 0.0) > 0.0 for name in used):
            key = f"persona.{persona.name}.channels"
            liked = [name for name, affinity in persona.channels.items() if affinity > 0.0]
            yield Concern(
                key,
                "no action ever reaches these people: they use none of its channels",
                f"actions use {listed(used)}; they use {listed(sorted(liked)) or 'none'}",
                rests_on=(key,),
            )


def _unread(scenario: Scenario) -> Iterator[Concern]:
    """Channels with messages that nobody ever opens."""
    if _given(scenario):
        return
    for channel in scenario.channels:
        acting = [
            action.name
            for action in scenario.actions
            if any(treatment.channel == channel.name for treatment in action.treatments)
        ]
        liking = any(p.channels.get(channel.name, 0.0) > 0.0 for p in scenario.personas)
        if channel.contact == "message" and acting and not liking:
            yield Concern(
                f"channel.{channel.name}",
                f"nobody ever gets what is sent here by {listed(acting)}",
                f"the affinity of all personas to {channel.name} is 0; channels = "
                f"{{ {channel.name} = 0.5 }} of a persona lets them use it",
                Weight.WRONG,
                rests_on=(f"channel.{channel.name}",),
            )


def _sells(channel: Channel) -> bool:
    """Whether people come here by themselves and can buy or book."""
    return channel.has_sessions and channel.visits > 0.0
