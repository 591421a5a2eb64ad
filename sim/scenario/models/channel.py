"""[[channel]]: a place where the firm and its customers meet."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import field_validator, model_validator

from sim.scenario.kinds import PRESETS, meant
from sim.scenario.models.base import (
    Count,
    Days,
    Duration,
    Flag,
    Hours,
    Money,
    Name,
    NotNegative,
    PositiveCount,
    Rate,
    Real,
    Share,
    Table,
    given,
    known_objections,
    one_of,
    refuse,
)
from sim.scenario.models.span import Span
from sim.scenario.words import STEPS

FROM_KIND = "default of the channel's kind"


class Pass(Table):
    """Chance to go on at each step, with an open need and nothing in the way."""

    browse: Share = given(1.0, "from browsing to a product", source=FROM_KIND)
    product: Share = given(1.0, "from the product to the basket", source=FROM_KIND)
    basket: Share = given(1.0, "from the basket to the checkout", source=FROM_KIND)
    checkout: Share = given(1.0, "from the checkout to paying", source=FROM_KIND)
    pay: Share = given(1.0, "that paying or booking succeeds", source=FROM_KIND)


class Channel(Table):
    """[[channel]]: a place where the firm and its customers meet.

    Its ``kind`` sets documented defaults for all that is not written.
    """

    name: Name = given(..., "short name", fixed=True)
    kind: str = given(..., "kind of channel: " + ", ".join(PRESETS), fixed=True)
    title: str = given("", "name as a reader sees it", fixed=True)
    contact: Literal["message", "audience", "mass", "inbound"] = given(
        "inbound",
        "how actions reach people here: a message to one person, an audience that pays for "
        "impressions, a mass medium that shows its spots to everybody (or to all followers), or "
        "only when they come by themselves",
        source=FROM_KIND, fixed=True,
    )  # fmt: skip
    purpose: str = given("", "what it is there for, in the firm's words", fixed=True)
    kpi: (
        Literal["visits", "clicks", "leads", "calls", "bookings", "purchases", "reviews", "follows"]
        | None
    ) = given(None, "result by which the firm judges it", fixed=True)
    target: Rate | None = given(None, "how much of it the firm wants, for the whole market")
    # who is here
    users: dict[str, Share] = given(
        {},
        'share of people who use it at all, by years of age such as "16-29", and "business" for '
        "personas that buy for a firm (else as others of their age); everybody where nothing is "
        "said",
        source=FROM_KIND, fixed=True,
    )  # fmt: skip
    catchment: NotNegative = given(
        0.0, "km at which half the affinity is left; 0 where distance does not matter",
        source=FROM_KIND, fixed=True,
    )  # fmt: skip
    devices: tuple[Name, ...] = given(
        (), "devices on which it is used; empty where none matters", fixed=True
    )
    # sessions
    visits: Rate = given(0.0, "visits of an idle person with affinity 1", source=FROM_KIND)
    steps: tuple[str, ...] = given(
        (), "steps of a session here, in order; paying follows", source=FROM_KIND, fixed=True
    )
    go_on: Pass = given({}, "chance to go on at each step", source=FROM_KIND, alias="pass")
    discover: Share = given(
        0.0, "share of these visits made by people who do not know the firm yet",
        source=FROM_KIND,
    )  # fmt: skip
    intent: Literal["none", "general", "specific"] = given(
        "none",
        "which searches lead here or show ads here: general ones for a kind of thing, specific "
        "ones for the firm and its offer; visits and impressions are then those with a need",
        source=FROM_KIND, fixed=True,
    )  # fmt: skip
    leads_to: Name | None = given(
        None, "channel on which a visit that begins here goes on", fixed=True
    )
    friends_only: Flag = given(
        False, "only people come who hold a friend's code", source=FROM_KIND, fixed=True
    )
    beside: dict[Name, Share] = given(
        {}, "chance, times affinity, to look at another channel during a visit here"
    )
    resolves: dict[str, Share] = given(
        {}, "share of each objection that a step here takes away", source=FROM_KIND
    )
    step_effort: NotNegative = given(0.0, "effort that one step costs", source=FROM_KIND)
    session: Duration = given("5 min", "length of a session, mean", source=FROM_KIND)
    form: str | None = given(
        None, "step from which a visitor has left a name and an address", source=FROM_KIND,
        fixed=True,
    )  # fmt: skip
    pays_at: Name | None = given(None, "till at which visits here are paid", fixed=True)
    names_buyers: Flag = given(
        True, "who pays leaves a name; else only who is recognised is known",
        source=FROM_KIND, fixed=True,
    )  # fmt: skip
    express: NotNegative = given(
        0.0, "log-odds of paying that known payment details add", source=FROM_KIND
    )
    shows_reviews: Flag = given(
        False, "reviews written here are shown to visitors", source=FROM_KIND, fixed=True
    )
    opening_reviews: Count = given(0, "reviews shown at the start", fixed=True, le=1_000_000)
    opening_stars: Real = given(3.0, "their mean number of stars", fixed=True, ge=1.0, le=5.0)
    commission: Share = given(
        0.0, "share of revenue that it takes of sales made here or led on from here",
        source=FROM_KIND,
    )  # fmt: skip
    order_fee: Money = given(0, "what it takes of each such sale besides", source=FROM_KIND)
    # contacts
    open: Share = given(0.0, "chance that a contact is opened or noticed", source=FROM_KIND)
    click: Share = given(
        0.0, "chance that an opened contact, or a noticed impression, is acted upon",
        source=FROM_KIND,
    )  # fmt: skip
    unsubscribe: Share = given(0.0, "chance per delivery to withdraw consent", source=FROM_KIND)
    bounce: Share = given(0.0, "chance that a contact does not arrive", source=FROM_KIND)
    delay: Duration = given(0, "time until a contact is noticed, median", source=FROM_KIND)
    transit: Duration = given(0, "time until a contact gets there", source=FROM_KIND)
    delivery_days: Days | None = given(
        None, "days on which contacts are brought; any where not given", source=FROM_KIND,
        fixed=True,
    )  # fmt: skip
    landing_delay: Duration | None = given(
        None, "time from acting on a contact to the visit; default: behaviour.landing_delay",
        source=FROM_KIND,
    )  # fmt: skip
    links: Flag = given(
        True, "contacts can lead to a certain step elsewhere", source=FROM_KIND, fixed=True
    )
    power: Share = given(
        1.0, "share of a creative's effect on objections that a contact here has",
        source=FROM_KIND,
    )  # fmt: skip
    cost: Money = given(0, "cost of a delivery", source=FROM_KIND)
    pressure: NotNegative = given(0.0, "weight of a contact in what one bears", source=FROM_KIND)
    # audiences
    impressions: Rate = given(
        0.0, "ads shown to a member of the audience with affinity 1", source=FROM_KIND
    )
    notice: Share = given(0.0, "chance that an impression is noticed", source=FROM_KIND)
    cost_per_thousand: Money = given(0, "cost of a thousand impressions", source=FROM_KIND)
    cost_per_click: Money = given(0, "cost of a click", source=FROM_KIND)
    # mass media
    followers: Flag = given(
        False, "reaches only those who follow: who permits contact here", source=FROM_KIND,
        fixed=True,
    )  # fmt: skip
    rating: Share = given(
        0.0, "chance that one spot or post reaches a person with affinity 1", source=FROM_KIND
    )
    cost_per_spot: Money = given(0, "cost of a spot, post or insertion", source=FROM_KIND)
    # people and places
    servers: Count = given(
        0, "people or places that serve; 0 for none needed", source=FROM_KIND, le=10_000
    )
    parallel: PositiveCount = given(
        1, "people whom one of them serves at the same time", source=FROM_KIND, le=100
    )
    dates: tuple[Span, ...] = given(
        (), "when it is there, such as [{at = \"60 d\", lasts = \"3 d\"}]; always if empty",
        fixed=True,
    )  # fmt: skip
    overflow: Name | None = given(
        None,
        "channel to which people turn when it is closed, down or too slow; to one without steps, "
        "such as a mailbox, with questions and complaints only",
        fixed=True,
    )
    solves: Share = given(
        1.0, "share of visits and cases that it can handle itself; others go on to overflow",
        source=FROM_KIND,
    )  # fmt: skip
    takes_cases: Flag = given(
        False, "people ask questions and complain here", source=FROM_KIND, fixed=True
    )
    answer_time: Duration = given(
        0, "time until a written question is answered, mean", source=FROM_KIND
    )
    hours: Hours | None = given(None, "opening hours; always open where not given", fixed=True)
    open_days: Days = given("daily", "days open", source=FROM_KIND, fixed=True)
    service: Duration = given(0, "time that one person is served, mean", source=FROM_KIND)
    patience: Duration = given(0, "time that people wait, mean", source=FROM_KIND)
    appointments: Flag = given(False, "visited by appointment", source=FROM_KIND, fixed=True)
    no_show: Share = given(0.0, "chance that an appointment is not kept", source=FROM_KIND)
    lead: Duration = given("1 d", "shortest time from booking to appointment", source=FROM_KIND)
    books: Name | None = given(
        None, "channel where a finished session books an appointment", fixed=True
    )
    # what it costs to have
    setup: Money = given(0, "once", source=FROM_KIND)
    monthly: Money = given(0, "each month", source=FROM_KIND)
    staff_hours: NotNegative = given(0.0, "staff hours each month", source=FROM_KIND)
    content_hours: NotNegative = given(0.0, "hours for content each month", source=FROM_KIND)
    automation: Share = given(0.0, "share of the content hours that tools save", source=FROM_KIND)
    absent: Flag = given(
        False, "nobody uses it, from the start of the run on; a run-in still has it", fixed=True
    )
    always: Flag = given(
        False, "charged even where no allowed action uses the channel",
        source=FROM_KIND, fixed=True,
    )  # fmt: skip

    @model_validator(mode="before")
    @classmethod
    def _fill_from_kind(cls, data: Any) -> Any:
        """Defaults of the kind, under what is written."""
        if not isinstance(data, dict) or not isinstance(data.get("kind"), str):
            return data
        preset = PRESETS.get(data["kind"])
        if preset is None:
            return data
        filled = {**preset.values, **data}
        if isinstance(data.get("pass"), dict) and "pass" in preset.values:
            filled["pass"] = {**preset.values["pass"], **data["pass"]}
        return filled

    @field_validator("kind")
    @classmethod
    def _known_kind(cls, value: str) -> str:
        return one_of(
            value,
            PRESETS,
            "this kind of channel does not exist",
            nearest=meant(value),
        )

    _objections = field_validator("resolves")(known_objections)

    @field_validator("steps")
    @classmethod
    def _ordered_steps(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for step in value:
            one_of(step, STEPS, "this step does not exist")
        if list(value) != [step for step in STEPS if step in value]:
            raise refuse(
                "the steps are out of order or repeated",
                found=list(value),
                expected="some of " + ", ".join(STEPS) + ", in this order",
            )
        return value

    @field_validator("form")
    @classmethod
    def _known_form(cls, value: str | None) -> str | None:
        return value if value is None else one_of(value, STEPS, "this step does not exist")

    @property
    def is_mass(self) -> bool:
        """Whether nobody is chosen here: everybody is reached, or all followers."""
        return self.contact == "mass"

    @property
    def has_sessions(self) -> bool:
        """Whether people can go through steps here."""
        return bool(self.steps)

    @property
    def has_queue(self) -> bool:
        """Whether people wait here for somebody."""
        return self.servers > 0 and not self.appointments

    @property
    def takes_calls(self) -> bool:
        """Whether people can ask for somebody here, even if nobody is there for a time."""
        return self.service > 0 and not self.appointments

    @property
    def work_hours(self) -> float:
        """Hours of work a month: of staff, and of content as far as tools do not save them."""
        return self.staff_hours + self.content_hours * (1.0 - self.automation)
