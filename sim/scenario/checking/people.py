"""Who the customers are: ages, what they use and permit, what stands in their way."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING

from sim.scenario.checking.concern import Concern
from sim.scenario.checking.wording import listed, number, percent
from sim.scenario.models import Channel, Persona
from sim.scenario.words import OBJECTIONS

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario

YOUNGEST, OLDEST = 12, 105
"""Ages outside which nobody buys for themselves."""
COVERED = 0.5
"""Share of a persona's years of age of which `users` must say something, where it says any."""
ASKED = frozenset(("email", "sms", "messenger", "app-push", "web-push"))
"""Kinds of channel on which people are asked before they are written to."""
ALL = 0.97
"""Share from which as good as everybody permits it."""
FREE = 0.01
"""Share of needs below which hardly any comes without an objection."""


def people_concerns(scenario: Scenario) -> Iterator[Concern]:
    """Every concern about personas that no such people are."""
    for persona in scenario.personas:
        yield from _ages(persona)
        yield from _consents(scenario, persona)
        yield from _objections(persona)
    yield from _users(scenario)
    yield from _reviewers(scenario)


def _ages(persona: Persona) -> Iterator[Concern]:
    youngest, oldest = persona.age
    if youngest < YOUNGEST or oldest > OLDEST:
        yield Concern(
            f"persona.{persona.name}.age",
            "people of this age buy nothing by themselves",
            f"{youngest} to {oldest} years, against {YOUNGEST} to {OLDEST}",
        )


def _consents(scenario: Scenario, persona: Persona) -> Iterator[Concern]:
    for channel in scenario.channels:
        share = persona.consents.get(channel.name, 0.0)
        if channel.kind in ASKED and share >= ALL:
            yield Concern(
                f"persona.{persona.name}.consents.{channel.name}",
                f"as good as everybody permits contact on {channel.name}",
                f"{percent(share)} of these people, customers or not; usual: a few in ten",
            )


def _objections(persona: Persona) -> Iterator[Concern]:
    chances = [getattr(persona.objections, name) for name in OBJECTIONS]
    free = math.prod(1.0 - chance for chance in chances)
    if free < FREE:
        factors = " x ".join(f"{1.0 - chance:.3g}" for chance in chances if chance > 0.0)
        yield Concern(
            f"persona.{persona.name}.objections",
            "hardly any need of these people comes without an objection",
            f"{factors} = {percent(free)} of the needs have none; {number(sum(chances))} in the "
            "mean",
        )


# --- ages and channels ---------------------------------------------------------------------------


def _users(scenario: Scenario) -> Iterator[Concern]:
    """Personas of ages of which a channel's `users` say nothing, so that all of them use it."""
    if scenario.document.customers is not None:
        return  # a table may tell everybody's age
    unsaid: dict[str, list[Channel]] = {}
    for channel in scenario.channels:
        there = [one for one in scenario.personas if one.channels.get(channel.name, 0.0) > 0.0]
        missing = [one for one in there if _covered(channel, one) < COVERED]
        if sum(one.share for one in missing) > 0.5 * sum(one.share for one in there):
            yield Concern(
                f"channel.{channel.name}.users",
                "most people are of an age of which this says nothing, so that all of them use "
                f"the channel: {listed([one.name for one in missing])}",
                f"{_years(channel)}; {_aged(missing[0])}",
                rests_on=tuple(f"persona.{one.name}.age" for one in missing),
            )
            continue
        for one in missing:
            unsaid.setdefault(one.name, []).append(channel)
    for persona in scenario.personas:
        channels = unsaid.get(persona.name)
        if channels:
            key = f"persona.{persona.name}.age"
            yield Concern(
                key,
                "users says nothing of most of their ages, so that all of these people use "
                f"{listed([channel.name for channel in channels])}",
                f"{_aged(persona)}; users of {channels[0].name}: {_years(channels[0])}",
                rests_on=(key, *(f"channel.{channel.name}.users" for channel in channels)),
            )


def _reviewers(scenario: Scenario) -> Iterator[Concern]:
    """More reviews than people who could have bought."""
    people = scenario.scenario.market
    for channel in scenario.channels:
        if channel.opening_reviews > people:
            yield Concern(
                f"channel.{channel.name}.opening_reviews",
                "more reviews at the start than people in the market",
                f"{channel.opening_reviews:,} reviews against {people:,} people",
                rests_on=(f"channel.{channel.name}.opening_reviews", "scenario.market"),
            )


def _covered(channel: Channel, persona: Persona) -> float:
    """Share of a persona's years of age of which the users of a channel say something."""
    spans = [_span(years) for years in channel.users if years != "business"]
    if not spans or (persona.business and "business" in channel.users):
        return 1.0
    youngest, oldest = persona.age
    ages = range(youngest, oldest + 1)
    return sum(any(low <= age <= high for low, high in spans) for age in ages) / len(ages)


def _span(years: str) -> tuple[int, int]:
    first, _, last = years.partition("-")
    return int(first), int(last or first)


def _years(channel: Channel) -> str:
    return ", ".join(
        f"{years} {percent(share)}" for years, share in channel.users.items() if years != "business"
    )


def _aged(persona: Persona) -> str:
    return f"{persona.name} is {persona.age[0]} to {persona.age[1]}"
