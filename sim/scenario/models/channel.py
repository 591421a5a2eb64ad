"""[[channel]]: a place where the firm and its customers meet."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import field_validator, model_validator

from sim.scenario.kinds.presets import PRESETS
from sim.scenario.models.base import (
    Count,
    Days,
    Duration,
    Flag,
    Hours,
    Money,
    Name,
    NotNegative,
    Rate,
    Share,
    Table,
    given,
    known_objections,
    one_of,
    refuse,
)
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
    contact: Literal["message", "audience", "inbound"] = given(
        "inbound",
        "how actions reach people here: a message to one person, an audience that pays for "
        "impressions, or only when they come by themselves",
        source=FROM_KIND, fixed=True,
    )  # fmt: skip
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
    resolves: dict[str, Share] = given(
        {}, "share of each objection that a step here takes away", source=FROM_KIND
    )
    step_effort: NotNegative = given(0.0, "effort that one step costs", source=FROM_KIND)
    session: Duration = given("5 min", "length of a session, mean", source=FROM_KIND)
    # contacts
    open: Share = given(0.0, "chance that a contact is opened or noticed", source=FROM_KIND)
    click: Share = given(
        0.0, "chance that an opened contact, or a noticed impression, is acted upon",
        source=FROM_KIND,
    )  # fmt: skip
    unsubscribe: Share = given(0.0, "chance per delivery to withdraw consent", source=FROM_KIND)
    bounce: Share = given(0.0, "chance that a contact does not arrive", source=FROM_KIND)
    delay: Duration = given(0, "time until a contact is noticed, median", source=FROM_KIND)
    cost: Money = given(0, "cost of a delivery", source=FROM_KIND)
    pressure: NotNegative = given(0.0, "weight of a contact in what one bears", source=FROM_KIND)
    # audiences
    impressions: Rate = given(
        0.0, "ads shown to a member of the audience with affinity 1", source=FROM_KIND
    )
    notice: Share = given(0.0, "chance that an impression is noticed", source=FROM_KIND)
    cost_per_thousand: Money = given(0, "cost of a thousand impressions", source=FROM_KIND)
    cost_per_click: Money = given(0, "cost of a click", source=FROM_KIND)
    # people and places
    servers: Count = given(
        0, "people or places that serve; 0 for none needed", source=FROM_KIND, le=10_000
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
        return one_of(value, PRESETS, "this kind of channel does not exist")

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
