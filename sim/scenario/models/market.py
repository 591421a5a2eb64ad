"""What else there is in a market: devices, variants, competitors, outages, service, points."""

from __future__ import annotations

from typing import Literal

from sim.scenario.models.base import (
    Duration,
    Flag,
    LongDuration,
    Money,
    Name,
    NotNegative,
    Positive,
    PositiveCount,
    Share,
    Table,
    given,
)


class Device(Table):
    """[[device]]: what people use to reach digital channels; they are recognised on each anew."""

    name: Name = given(..., "short name", fixed=True)
    title: str = given("", "name as a reader sees it", fixed=True)
    effort: Positive = given(1.0, "factor on the effort of a step")
    recognition: Share = given(1.0, "factor on the chance that a touch is tied to the profile")


class Variant(Table):
    """[[variant]]: another form of the product, dearer or cheaper, such as a larger size."""

    name: Name = given(..., "short name", fixed=True)
    title: str = given("", "name as a reader sees it", fixed=True)
    price: Positive = given(1.0, "factor on the value of an order", le=100.0)
    chance: Share = given(0.0, "chance that somebody who looks at the product turns to it")


class Competitor(Table):
    """[[competitor]]: who else is there, and on which channels."""

    name: Name = given(..., "short name", fixed=True)
    title: str = given("", "name as a reader sees it", fixed=True)
    price: NotNegative = given(1.0, "its price as a share of the firm's")
    presence: dict[Name, Share] = given(
        {},
        "by channel, chance that somebody with a need who leaves it without buying buys from them "
        "instead: at equal prices and without loyalty",
    )


class Outage(Table):
    """[[outage]]: channels, or what joins them, out of order for a time."""

    name: Name = given(..., "short name", fixed=True)
    at: Duration = given(..., "when it begins; it does with the next window", fixed=True)
    lasts: LongDuration = given(..., "how long it lasts", fixed=True)
    channels: tuple[Name, ...] = given((), "channels that are out of order", fixed=True)
    platform: Flag = given(
        False,
        "what joins channels is out of order: those that read one another or share a decider "
        "recognise nobody and take no action",
        fixed=True,
    )


class KpiRule(Table):
    """[[kpi_rule]]: a channel under its target moves budget or people elsewhere."""

    name: Name = given(..., "short name", fixed=True)
    channel: Name = given(..., "channel that is watched, by its kpi and target", fixed=True)
    under: Share = given(1.0, "share of the target below which it acts", fixed=True)
    for_days: PositiveCount = given(
        14, "days over which it is measured, and that pass before it acts again", fixed=True,
        alias="for", le=365,
    )  # fmt: skip
    moves: Literal["budget", "servers"] = given("budget", "what is moved", fixed=True)
    share: Share = given(0.2, "how much of it", fixed=True)
    to: Name | None = given(
        None, "where it goes; where customers were most active, if not given", fixed=True
    )


class Service(Table):
    """[service]: questions before the sale, complaints after it."""

    questions: Share = given(0.0, "chance that who leaves a visit with a question open asks it")
    complaints: Share = given(
        0.0, "chance of a complaint after a purchase with a satisfaction of one half"
    )
    complaint_delay: LongDuration = given("3 d", "time until a complaint, mean")
    patience: LongDuration = given("2 d", "time for which people wait for a written answer")
    repeat_effort: NotNegative = given(0.5, "effort of telling it again")
    repeat_goodwill: NotNegative = given(0.1, "goodwill lost by having to tell it again")
    recovery: NotNegative = given(0.1, "goodwill that a good answer brings")
    unanswered: NotNegative = given(0.3, "goodwill lost where nobody helps")
    tries: PositiveCount = given(3, "times that people try", le=20)
    forgotten: LongDuration = given("30 d", "time after which a case is forgotten")


class LoyaltyProgramme(Table):
    """[loyalty_programme]: purchases earn points, points pay for purchases.

    Accounts are kept by channel and shared as far as the offers dial says.
    """

    earns: Share = given(0.0, "share of the price paid that is credited as points")
    joins: Share = given(0.3, "chance that a buyer becomes a member")
    least: Money = given(0, "points from which they can be used")
    recognised: Share = given(
        0.9, "willingness of members to be recognised, if it is not greater already"
    )
    channels: tuple[Name, ...] = given(
        (), "channels where points are earned and used; empty for all", fixed=True
    )
