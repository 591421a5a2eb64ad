"""What can happen at all in a scenario, whatever the strategy: a search for else finds nobody."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from engine.errors import InputError
from sim.model.records.vocabulary import EVENTS, STEPS

if TYPE_CHECKING:
    from sim.scenario import Scenario
    from sim.store.like import Item, Pattern

SHOWN = ("audience", "mass")
"""Kinds of contact that are noticed or not, and never delivered to a person."""


def channels_by_event(scenario: Scenario) -> dict[str, frozenset[str]]:
    """By event, the channels on which it can happen; events that are not named can anywhere.

    Some of them may still be out of reach: what is left out is certain, what is in is not.
    """
    channels = {channel.name: channel for channel in scenario.channels}
    treated = {t.channel for action in scenario.actions for t in action.treatments}
    shown = frozenset(name for name in treated if channels[name].contact in SHOWN)
    sent = frozenset(treated - shown)
    kept = frozenset(channel.name for channel in channels.values() if channel.appointments)
    asked = frozenset(channel.name for channel in channels.values() if channel.books)
    steps = {
        step: frozenset(channel.name for channel in channels.values() if step in channel.steps)
        for step in STEPS[1:-1]
    }
    sells = [channel for channel in channels.values() if channel.steps and not channel.books]
    return {
        **steps,
        "purchase": kept | frozenset(channel.pays_at or channel.name for channel in sells),
        "booking": kept | asked,
        "no_show": kept | asked,
        "service": kept,
        "deliver": sent,
        "bounce": sent,
        "open": sent,
        "impression": shown,
    }


def refuse_impossible(scenario: Scenario, pattern: Pattern) -> None:
    """Refuse a pattern that nobody can live under any strategy.

    Raises:
        InputError: an item whose event cannot happen here, or not on its channel.
    """
    where = channels_by_event(scenario)
    names = [channel.name for channel in scenario.channels]
    for place, item in enumerate(pattern.items, start=1):
        event = EVENTS[item.event]
        possible = where.get(event)
        channel = None if item.channel is None else names[item.channel]
        if possible is None or (possible if channel is None else channel in possible):
            continue
        raise InputError(
            f"there is no {event} on {channel} in this scenario, whatever the strategy"
            if possible
            else f"there is no {event} anywhere in this scenario, whatever the strategy",
            place=f"--like, item {place}",
            found=item.text,
            expected=_instead(item, where, possible, names),
        )


def _instead(
    item: Item,
    where: Mapping[str, frozenset[str]],
    possible: frozenset[str],
    names: list[str],
) -> str:
    """Channels on which the event can happen, or the events of its kind that can."""
    event = EVENTS[item.event]
    if possible:
        return ", ".join(f"{event}:{name}" for name in names if name in possible)
    return ", ".join(other for other in EVENTS if where.get(other, True))
