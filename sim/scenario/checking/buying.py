"""Who can buy and book at all: ways of personas to a purchase, and into the appointment book."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sim.scenario.checking.money import Parts
from sim.scenario.models import Channel

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario


def buying_concerns(scenario: Scenario) -> Iterator[Parts]:
    """Every concern about ways to a purchase or an appointment."""
    yield from _appointments(scenario)
    yield from _phones(scenario)
    yield from _offers(scenario)
    yield from _personas(scenario)


def unbooked(scenario: Scenario) -> list[str]:
    """Channels with appointments that no channel books."""
    booked = {channel.books for channel in scenario.channels}
    return [
        channel.name
        for channel in scenario.channels
        if channel.appointments and channel.name not in booked
    ]


def _phones(scenario: Scenario) -> Iterator[Parts]:
    for channel in scenario.channels:
        if channel.kind == "phone" and channel.servers == 0:
            yield (
                f"channel.{channel.name}.servers",
                "0 means that nobody is needed: every call is answered at once",
                "servers = 1 for one person; without the channel nobody can call",
            )


def _offers(scenario: Scenario) -> Iterator[Parts]:
    for offer in scenario.offers:
        if not offer.discount and not offer.amount:
            yield f"offer.{offer.name}", "this offer takes nothing off the price", ""


def _appointments(scenario: Scenario) -> Iterator[Parts]:
    for name in unbooked(scenario):
        yield f"channel.{name}", "nobody can book here", f'no channel has books = "{name}"'
    bookable = [channel.name for channel in scenario.channels if channel.appointments]
    for channel in scenario.channels:
        if bookable and channel.kind == "site" and channel.has_sessions and channel.books is None:
            exist = " and ".join(bookable) + (" exist" if len(bookable) > 1 else " exists")
            yield (
                f"channel.{channel.name}",
                f"{channel.name} sells without an appointment, though {exist}: set books?",
                f'books = "{bookable[0]}" turns sales here into appointments',
            )


def _personas(scenario: Scenario) -> Iterator[Parts]:
    """Personas who come to no channel that sells, neither by themselves nor by a link."""
    table = scenario.document.customers
    columns = table.columns if table is not None else {}
    if any(name.startswith("affinity") for name in columns):
        return  # the table of customers tells whom to find where
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
            yield (
                f"persona.{persona.name}.channels",
                "these people can never buy: they use no channel that sells or leads to one",
                f"{', '.join(sorted(ways)) or 'no channel'} would do; they use "
                f"{', '.join(sorted(liked)) or 'none'}",
            )


def _sells(channel: Channel) -> bool:
    """Whether people come here by themselves and can buy or book."""
    return channel.has_sessions and channel.visits > 0.0
