"""People and places: calls against those who take them, bookings, hours and targets."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sim.scenario.checking.concern import Concern, Weight
from sim.scenario.checking.wording import A_YEAR, HOUR, number, often, percent
from sim.scenario.implied.staff import appointments, load, open_hours, weekly_appointments
from sim.scenario.implied.year import Year, implied_year
from sim.scenario.models import Channel
from sim.scenario.values.quantities import in_words

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario

LEAST_HOURS = 2.0
"""Hours of a week below which a channel is as good as closed."""
MOST_EACH = 60.0
"""Times a year that one person at most does what a target counts."""
SELDOM = 52.0
"""Visits and clicks a year below which a target is none."""
FEW = 0.02
"""The same for orders, as a share of those that the year implies."""
IDLE = 0.01
"""Load below which there are more people than anybody would pay."""
FULL = 1.0
BUSY = 0.85
"""Load from which a queue grows long: the wait of M/M/1 is 6 times the service at 0.85."""


def staffing_concerns(scenario: Scenario) -> Iterator[Concern]:
    """Every channel with more work than its people or places can do."""
    year = implied_year(scenario)
    for channel in scenario.channels:
        yield from _hours(channel)
        yield from _target(scenario, channel)
        if channel.service == 0:
            continue
        if channel.appointments:
            yield from _appointments(scenario, channel, year)
        elif channel.has_queue:
            yield from _queue(scenario, channel, year)


def _hours(channel: Channel) -> Iterator[Concern]:
    """Doors that are hardly open."""
    open_ = open_hours(channel)
    if open_ < LEAST_HOURS:
        first, last = channel.hours or (0, 24 * 60)
        yield Concern(
            f"channel.{channel.name}.hours",
            "this channel is hardly ever open",
            f"{last - first} min a day on {len(channel.open_days)} days = {number(open_)} h a week",
        )


def _target(scenario: Scenario, channel: Channel) -> Iterator[Concern]:
    """A target of which everybody would have to bring about more than anybody does."""
    if channel.target is None:
        return
    year = channel.target * A_YEAR
    least = SELDOM
    if channel.kpi in ("purchases", "bookings"):
        least = max(least * 0.25, FEW * implied_year(scenario).ordered[channel.name])
    if 0.0 < year < least and channel.kpi in ("visits", "clicks", "purchases", "bookings"):
        yield Concern(
            f"channel.{channel.name}.target",
            f"this target of {channel.kpi} is so low that it is always met",
            f"{often(channel.target)}, for a market of {scenario.scenario.market:,} people",
        )
    each = channel.target * A_YEAR / scenario.scenario.market
    if each > MOST_EACH:
        yield Concern(
            f"channel.{channel.name}.target",
            f"no market of this size brings so many {channel.kpi}",
            f"{often(channel.target)} / {scenario.scenario.market:,} people = {number(each)} times "
            "a year by each of them",
            rests_on=("scenario.market",),
        )


def _queue(scenario: Scenario, channel: Channel, year: Year) -> Iterator[Concern]:
    calls = year.visits[channel.name]
    busy = load(channel, calls)
    if 0.0 < busy < IDLE and channel.servers > 1:
        yield Concern(
            f"channel.{channel.name}.servers",
            "there are far more people here than there is work for",
            f"{number(calls)} calls a year x {in_words(channel.service)} / {channel.servers} "
            f"serving x {number(open_hours(channel))} h a week x 52: {percent(busy)} busy; what "
            "they cost is not in the results, as staff_hours counts work only",
            rests_on=(*_of(channel, "service", "visits", "servers"), *_demand(scenario)),
        )
    if busy <= BUSY:
        return
    each = open_hours(channel)
    work = calls * channel.service / HOUR
    at_once = f" {channel.parallel} at a time" if channel.parallel > 1 else ""
    yield Concern(
        f"channel.{channel.name}.servers",
        "there is more work than people can do here"
        if busy > FULL
        else "people here are so busy that many will wait, and give up",
        f"{number(calls)} calls a year x {in_words(channel.service)} = {number(work)} h; "
        f"{channel.servers} serving{at_once} x {number(each)} h a week x 52 = "
        f"{number(work / busy)} h: {percent(busy)} busy",
        Weight.WRONG if busy > FULL else Weight.ODD,
        rests_on=(*_of(channel, "service", "visits", "servers"), *_demand(scenario)),
    )


def _appointments(scenario: Scenario, channel: Channel, year: Year) -> Iterator[Concern]:
    """More bookings than appointments."""
    booked = year.bookings.get(channel.name, 0.0)
    week, there = weekly_appointments(channel), appointments(channel)
    if 0.0 < booked < IDLE * there and channel.servers > 1:
        yield Concern(
            f"channel.{channel.name}.servers",
            "there are far more appointments than anybody books",
            f"{week:,} appointments of {in_words(channel.service)} a week are {there:,.0f} a year, "
            f"for {number(booked)} bookings: {percent(booked / there)} of them; what places cost "
            "is not in the results",
            rests_on=(*_of(channel, "service", "servers"), *_demand(scenario)),
        )
    if booked <= BUSY * there:
        return
    yield Concern(
        f"channel.{channel.name}.servers",
        "there are fewer appointments than people will book"
        if booked > there
        else "nearly all appointments will be taken, and people find none when they want one",
        f"{week:,} appointments of {in_words(channel.service)} a week are {there:,.0f} a year, "
        f"for {number(booked)} bookings: {percent(booked / year.needs)} of {number(year.needs)} "
        "needs, without campaigns",
        Weight.WRONG if booked > there else Weight.ODD,
        rests_on=(*_of(channel, "service", "servers"), *_demand(scenario)),
    )


def _of(channel: Channel, *fields: str) -> tuple[str, ...]:
    return tuple(f"channel.{channel.name}.{field}" for field in fields)


def _demand(scenario: Scenario) -> tuple[str, ...]:
    """Numbers that make many people come."""
    needs = tuple(f"persona.{persona.name}.need" for persona in scenario.personas)
    visits = tuple(f"channel.{channel.name}.visits" for channel in scenario.channels)
    return (*needs, *visits, "scenario.season", "scenario.weekday", "behaviour.seek")
