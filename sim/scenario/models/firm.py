"""Tables about the firm and its market: scenario, platform, policy, budget, changes."""

from __future__ import annotations

import datetime
from typing import Annotated, Any, Literal, Self
from zoneinfo import ZoneInfo, available_timezones

from pydantic import (
    BeforeValidator,
    ValidationInfo,
    WithJsonSchema,
    field_validator,
    model_validator,
)

from sim.scenario.listing import listed
from sim.scenario.models.base import (
    Count,
    Date,
    Duration,
    Flag,
    LongDuration,
    Money,
    Name,
    NotNegative,
    Positive,
    PositiveCount,
    QuietHours,
    Share,
    Table,
    Text,
    given,
    one_of,
    refuse,
    start_of,
)
from sim.scenario.values.dates import as_date
from sim.scenario.values.quantities import CURRENCY, DAY, QuantityError, parse_duration
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
    day: tuple[NotNegative, ...] = given(
        (1.0,) * 24, "how active people are in each hour of their day", fixed=True
    )

    @field_validator("currency")
    @classmethod
    def _currency(cls, value: str) -> str:
        if CURRENCY.fullmatch(value) is None:
            raise refuse("this is not a currency", found=value, expected="a code such as EUR")
        return value

    @field_validator("zone")
    @classmethod
    def _zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (KeyError, ValueError, OSError):
            expected = "a name of the IANA list, such as Europe/Berlin"
            message = "this time zone is not known"
            if not available_timezones():
                message, expected = "this machine has no time zones", "the Python package tzdata"
            raise refuse(message, found=value, expected=expected) from None
        return value

    @field_validator("season", "weekday", "day")
    @classmethod
    def _curve(cls, value: tuple[float, ...], info: Any) -> tuple[float, ...]:
        size = {"season": 12, "weekday": 7, "day": 24}[info.field_name]
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


class RunIn(Table):
    """[run_in]: how customers come by their history before the run starts."""

    strategy: Name = given(..., "strategy under which all of them live until then", fixed=True)
    days: PositiveCount = given(..., "days before the start", fixed=True, le=3_650)


class Price(Table):
    """What one unit of a dial costs."""

    setup: Money = given(0, "once, per unit")
    monthly: Money = given(0, "each month, per unit")
    hours: NotNegative = given(0.0, "staff hours each month, per unit")


class Platform(Table):
    """[platform]: the price list of the dials. What a strategy joins, it pays for."""

    wage: Money = given(30, "one hour of staff time", source="a typical wage with side costs")
    factor: NotNegative = given(
        1.0, "all that dials cost, as a multiple: for the range of a whole offer", le=100.0
    )
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
    channels: tuple[Name, ...] = given((), "channels counted and held; empty for all", fixed=True)
    scope: Literal["channel", "group", "customer"] | None = given(
        None,
        "whose contacts are counted: channel (each channel for itself), group, or customer (all "
        "together); default: the strategy's contact_policy",
        fixed=True,
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


class Gap(Table):
    """A distance that the policy keeps between actions."""

    of: Text = given(..., "action, or group of actions, that is held back", fixed=True)
    after: Text = given(..., "action, or group of actions, after which it is", fixed=True)
    days: Positive = given(..., "for how many days", fixed=True, le=365.0)


class ContactPolicy(Table):
    """[contact_policy]: when and how often a customer may be contacted."""

    quiet: QuietHours | None = given(
        None,
        "hours of the customer in which no message is sent; transactional ones are sent all the "
        "same, and ads and what is shown in a session know no quiet hours",
    )
    caps: tuple[Cap, ...] = given((), "limits on the number of contacts", fixed=True)
    holdout: Share = given(0.0, "share of customers that no planned action reaches", fixed=True)
    at_cap: Literal["drop", "hold"] = given(
        "drop",
        "what becomes of a triggered contact that meets a cap: dropped, or held for the next plan, "
        "where it must qualify again",
        fixed=True,
    )
    in_quiet: Literal["hold", "drop"] = given(
        "hold", "what becomes of a triggered contact in quiet hours", fixed=True
    )
    zone: Literal["customer", "firm"] = given(
        "customer", "whose clock quiet hours and calendar caps go by", fixed=True
    )
    count_inbound: Flag = given(
        True, "whether what is shown in a session counts, and meets caps", fixed=True
    )
    counters_lag: Duration = given(
        0, "time until a delivery shows in the counters of the caps", fixed=True
    )
    gaps: tuple[Gap, ...] = given(
        (), "actions that are not sent within some time of others", fixed=True
    )
    never_together: tuple[tuple[str, ...], ...] = given(
        (), "pairs of actions or groups that are never sent in the same window", fixed=True
    )
    count_transactional: Flag = given(
        True, "whether transactional contacts, which no cap holds back, use up the caps of others",
        fixed=True,
    )  # fmt: skip
    after_purchase: Duration = given(
        "60 d", "how long a booking or purchase stops actions, where suppression reaches",
        source="common setting of mail tools",
    )  # fmt: skip


class Budget(Table):
    """[budget]: the ceiling on media spending."""

    total: Money = given(0, "media money per 365 days")
    split: dict[Name, Share] = given(
        {},
        "share per channel, where the budget is not pooled in one (the pool has it all); a channel "
        "that is not named gets nothing; default equal parts",
        fixed=True,
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
        return one_of(
            value, KPIS, "this result does not exist",
            expected=listed(value, KPIS, "docs/kpis.md"),
        )  # fmt: skip


class Change(Table):
    """[[change]]: what is different from some day on."""

    at: Duration = given(..., "time after the start", fixed=True)
    set: dict[str, Any] = given(..., "new values by dotted key", fixed=True)
    note: str = given("", "what happened", fixed=True)

    @field_validator("at", mode="before")
    @classmethod
    def _no_date(cls, value: Any, info: ValidationInfo) -> Any:
        date, start = as_date(value), start_of(info)
        if date is None:
            return value
        after = (date - start).days if start is not None else -1
        raise refuse(
            "a change comes some days after the start, and has no date",
            found=value,
            expected=f'"{after} d" for {date}' if after >= 0 else 'the days, such as "117 d"',
        )
