"""Tables about the firm and its market: scenario, behaviour, platform, policy, budget, changes."""

from __future__ import annotations

import datetime
from typing import Annotated, Any, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import BeforeValidator, WithJsonSchema, field_validator, model_validator

from engine.errors import nearest_name
from sim.scenario.models.base import (
    Count,
    Date,
    Duration,
    Flag,
    LongDuration,
    Money,
    Name,
    NotNegative,
    PositiveCount,
    QuietHours,
    Rate,
    Real,
    Share,
    Table,
    Text,
    given,
    refuse,
)
from sim.scenario.quantities import DAY, QuantityError, parse_duration
from sim.scenario.words import KPIS

LONGEST = 36_500


class ScenarioTable(Table):
    """[scenario]: what is simulated, from when, for how long."""

    name: Name = given(..., "short name of the scenario", fixed=True)
    title: Text = given(..., "title, as a reader sees it", fixed=True)
    description: str = given("", "what the scenario is about", fixed=True)
    currency: str = given("EUR", "currency of all amounts, three capital letters", fixed=True)
    start: Date = given(..., "first day of the run", fixed=True)
    zone: str = given(
        "UTC", "time zone of the firm (IANA); its offset at the start is kept", fixed=True
    )
    window: LongDuration = given("1 d", "how often the brand plans", fixed=True)
    days: PositiveCount = given(365, "days that a run lasts", fixed=True, le=LONGEST)
    market: PositiveCount = given(
        ..., "all people simulated, prospects included", fixed=True, le=10**9
    )
    season: tuple[NotNegative, ...] = given(
        (1.0,) * 12, "factors on needs, January to December", fixed=True
    )
    weekday: tuple[NotNegative, ...] = given(
        (1.0,) * 7, "factors on needs, Monday to Sunday", fixed=True
    )

    @field_validator("currency")
    @classmethod
    def _currency(cls, value: str) -> str:
        if len(value) != 3 or not value.isascii() or not value.isalpha() or not value.isupper():
            raise refuse("this is not a currency", found=value, expected="a code such as EUR")
        return value

    @field_validator("zone")
    @classmethod
    def _zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (KeyError, ValueError, OSError):
            raise refuse(
                "this time zone is not known",
                found=value,
                expected="a name of the IANA list, such as Europe/Berlin",
            ) from None
        return value

    @field_validator("season", "weekday")
    @classmethod
    def _curve(cls, value: tuple[float, ...], info: Any) -> tuple[float, ...]:
        size = 12 if info.field_name == "season" else 7
        if len(value) != size:
            raise refuse(
                f"{info.field_name} has {size} factors",
                found=len(value),
                expected=f"{size} numbers",
            )
        if sum(value) <= 0:
            raise refuse("all factors are 0", found=list(value), expected="at least one above 0")
        return value

    @property
    def offset_minutes(self) -> int:
        """Minutes that the firm's clock is ahead of UTC at the start, kept all through."""
        noon = datetime.datetime.combine(self.start, datetime.time(12), ZoneInfo(self.zone))
        offset = noon.utcoffset() or datetime.timedelta()
        return round(offset.total_seconds() / 60)

    @property
    def windows(self) -> int:
        """Windows in a run of the stated days, the last one cut short where it must be."""
        return -(-self.days * DAY // self.window)


class Behaviour(Table):
    """[behaviour]: how people react. Every number has a default, assumed until data says more."""

    interest_half_life: LongDuration = given(
        "10 d",
        "time in which interest falls by half",
        source="a purchase is on one's mind for weeks",
    )
    pressure_half_life: LongDuration = given(
        "5 d", "time in which the pressure of past contacts falls by half",
        source="a contact is forgotten within two weeks",
    )  # fmt: skip
    goodwill_half_life: LongDuration = given(
        "60 d", "time in which goodwill returns half the way to neutral",
        source="a bad or good experience is felt for months",
    )  # fmt: skip
    offer_memory: Duration = given(
        "14 d", "how long an offer seen is remembered, and so can contradict another",
        source="offers are compared within two weeks",
    )  # fmt: skip
    attribution: LongDuration = given(
        "7 d", "time after a contact in which its outcome is credited to it",
        source="common setting of ad networks", fixed=True,
    )  # fmt: skip
    contradiction_goodwill: NotNegative = given(
        0.15, "goodwill lost by seeing two offers that contradict each other",
        source="nine in ten expect consistency; its price is a guess",
    )  # fmt: skip
    irrelevance_goodwill: NotNegative = given(
        0.03, "goodwill lost by a contact that fits nothing one needs", source="a small nuisance"
    )
    excess_goodwill: NotNegative = given(
        0.10, "goodwill lost by a contact beyond the pressure one bears", source="a clear nuisance"
    )
    intrusion_goodwill: NotNegative = given(
        0.10, "goodwill lost by a contact more personal than one likes", source="reactance"
    )
    seek: NotNegative = given(
        20.0, "visits with a need and full interest, as a multiple of those of an idle person",
        source="who needs it looks for it within days, who does not comes a few times a year",
    )  # fmt: skip
    browsing: NotNegative = given(
        3.0, "how much less people go on in a visit without a need (log-odds)",
        source="one in twenty of the usual rate",
    )  # fmt: skip
    fit_weight: NotNegative = given(1.0, "weight of fit on notice and response (log-odds)")
    pressure_weight: NotNegative = given(
        1.0, "weight of contact pressure against notice (log-odds, at the pressure one bears)"
    )
    interest_weight: NotNegative = given(1.5, "weight of interest on going on and on response")
    objection_weight: NotNegative = given(1.5, "weight of an open objection against going on")
    effort_weight: NotNegative = given(1.0, "weight of effort spent against going on")
    goodwill_weight: NotNegative = given(0.8, "weight of goodwill on going on and on response")
    loyalty_weight: NotNegative = given(1.0, "weight of loyalty on going on")
    offer_weight: NotNegative = given(
        2.0, "weight of an offer's share of the price, times price sensitivity"
    )
    urgency_weight: NotNegative = given(0.3, "weight of an urgent message on response")
    reminder_weight: NotNegative = given(
        0.7, "weight of a reminder against missing an appointment",
        source="about half as many are missed",
    )  # fmt: skip
    need_interest: Share = given(0.6, "interest that a new need brings")
    unaware_interest: Share = given(
        0.3, "part of that interest which falls to a firm one has not heard of"
    )
    open_interest: Share = given(0.1, "interest that reading a message adds, with a need")
    click_interest: Share = given(0.3, "interest that a click adds, with a need")
    visit_interest: Share = given(0.1, "interest that a visit adds, with a need")
    referral_interest: Share = given(0.3, "interest that a friend's recommendation adds")
    word_of_mouth: Share = given(
        0.1, "chance that a delighted buyer praises the firm to somebody, for each friend they have"
    )
    bad_word_of_mouth: Share = given(
        0.1, "chance that a disappointed buyer warns somebody, for each friend they have",
        source="as often as praise",
    )  # fmt: skip
    referral_goodwill: Share = given(
        0.1, "goodwill that a friend's word brings; a warning costs twice as much"
    )
    comfort_goodwill: NotNegative = given(
        0.2, "goodwill that a comforting touch brings", source="a clear pleasure, half a surprise"
    )
    waiting_goodwill: NotNegative = given(
        0.15, "goodwill lost by giving up waiting or finding no appointment"
    )
    satisfaction_base: Real = given(
        1.5, "log-odds of satisfaction without effort and with neutral goodwill",
        source="most reviews of garages are good: four stars and more",
    )  # fmt: skip
    satisfaction_effort: NotNegative = given(
        1.5, "weight against satisfaction of effort, as a part of what one bears"
    )
    satisfaction_goodwill: NotNegative = given(2.0, "weight of goodwill on satisfaction")
    stars_noise: NotNegative = given(0.15, "noise in the stars of a review (standard deviation)")
    trait_spread: NotNegative = given(
        0.4, "spread of people around their persona (log-odds of shares, log of amounts)", le=3.0
    )
    spontaneous_review: Share = given(
        0.1, "chance to review without being asked, as a part of the chance when asked"
    )
    competitor: Rate = given(
        "1 per 30 d", "rate at which an open need is met elsewhere",
        source="a need that stays open is met by somebody within weeks",
    )  # fmt: skip
    loyalty_step: Share = given(
        0.25, "share of the gap to full loyalty that a good purchase closes"
    )


class Price(Table):
    """What one unit of a dial costs."""

    setup: Money = given(0, "once, per unit")
    monthly: Money = given(0, "each month, per unit")
    hours: NotNegative = given(0.0, "staff hours each month, per unit")


class Platform(Table):
    """[platform]: the price list of the dials. What a strategy joins, it pays for."""

    wage: Money = given(30, "one hour of staff time", source="a typical wage with side costs")
    knowledge: Price = given({}, "per directed link between two channels")
    sync: Price = given({}, "per link that knows at once")
    recognition: Price = given({}, "per channel, times the share recognised")
    decider: Price = given({}, "per channel that shares its decider with another")
    contact_policy: Price = given({}, "per channel that shares its contact policy")
    continuity: Price = given({}, "per linked ordered pair, times the share that survives")
    offers: Price = given({}, "per channel that shares its offers")
    suppression: Price = given({}, "per channel that shares its stop after a purchase")
    budget: Price = given({}, "per channel that shares its budget")


def _period(value: Any) -> Any:
    """A calendar word as it is, a duration in microseconds."""
    if value in CALENDAR:
        return value
    expected = '"day", "week" (of the calendar), or a duration such as "7 d"'
    try:
        length = parse_duration(value)
    except QuantityError as error:
        raise refuse(error.message, found=value, expected=expected) from None
    if length == 0:
        raise refuse("a period is longer than 0", found=value, expected=expected)
    return length


CALENDAR = ("day", "week")

Period = Annotated[
    Literal["day", "week"] | int,
    WithJsonSchema({"x-quantity": "period"}),
    BeforeValidator(_period),
]


class Cap(Table):
    """One limit on contacts of a customer."""

    limit: Count = given(..., "contacts allowed in the period", le=255)
    per: Period = given(
        ...,
        'calendar "day" or "week", or the time to look back, such as "7 d"',
        fixed=True,
    )
    rolling: Flag | None = given(
        None, "looks back from now (durations do) or counts by the calendar", fixed=True
    )
    channels: tuple[Name, ...] = given((), "channels counted; empty for all", fixed=True)
    scope: Literal["channel", "group", "customer"] | None = given(
        None, "whose contacts are counted; default: the strategy's contact_policy", fixed=True
    )

    @model_validator(mode="after")
    def _one_kind_of_period(self) -> Self:
        rolls = isinstance(self.per, int)
        if self.rolling is not None and self.rolling != rolls:
            raise refuse(
                "rolling does not go with this period",
                found=f"rolling = {str(self.rolling).lower()}, per = {self.per}",
                expected='a duration such as per = "7 d" rolls; "day" and "week" do not',
            )
        if rolls and self.limit > LONGEST_MEMORY:
            raise refuse(
                "too many contacts to remember one by one",
                found=self.limit,
                expected=f"at most {LONGEST_MEMORY} with a rolling period, or a calendar period",
            )
        return self

    @property
    def rolls(self) -> bool:
        """Whether the period looks back from now."""
        return isinstance(self.per, int)


LONGEST_MEMORY = 8


class ContactPolicy(Table):
    """[contact_policy]: when and how often a customer may be contacted."""

    quiet: QuietHours | None = given(None, "hours of the customer without contacts")
    caps: tuple[Cap, ...] = given((), "limits on the number of contacts", fixed=True)
    holdout: Share = given(0.0, "share of customers that no planned action reaches", fixed=True)
    after_purchase: Duration = given(
        "60 d", "how long a booking or purchase stops actions, where suppression reaches",
        source="common setting of mail tools",
    )  # fmt: skip


class Budget(Table):
    """[budget]: the ceiling on media spending."""

    total: Money = given(0, "media money per 365 days")
    split: dict[Name, Share] = given(
        {}, "share per channel, where the budget is not pooled; default equal parts", fixed=True
    )
    minimum_return: NotNegative = given(
        0.0, "contribution that a unit of media money must bring at least"
    )


class Kpi(Table):
    """[kpi]: which result decides, named before the run."""

    primary: str = given("profit", "the result that decides", fixed=True)

    @field_validator("primary")
    @classmethod
    def _known(cls, value: str) -> str:
        if value not in KPIS:
            raise refuse(
                "this result does not exist",
                found=value,
                expected=", ".join(KPIS[:6]) + ", ...",
                nearest=nearest_name(value, KPIS),
            )
        return value


class Change(Table):
    """[[change]]: what is different from some day on."""

    at: Duration = given(..., "time after the start", fixed=True)
    set: dict[str, Any] = given(..., "new values by dotted key", fixed=True)
    note: str = given("", "what happened", fixed=True)
