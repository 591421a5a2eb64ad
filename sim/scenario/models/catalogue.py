"""What the firm can do: creatives, offers, actions."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, ValidationInfo, WithJsonSchema, field_validator

from engine.errors import nearest_name
from sim.scenario.models.base import (
    Clock,
    Duration,
    Flag,
    LongDuration,
    Money,
    Name,
    NotNegative,
    Positive,
    Real,
    Share,
    Table,
    Text,
    currency_of,
    given,
    known_objections,
    one_of,
    refuse,
)
from sim.scenario.models.span import Span
from sim.scenario.values import quantities as q
from sim.scenario.words import LEARNED, TRIGGERS


class Creative(Table):
    """[[creative]]: words and pictures, and what they can do."""

    name: Name = given(..., "short name", fixed=True)
    title: str = given("", "title as a reader sees it", fixed=True)
    resolves: dict[str, Share] = given({}, "chance to resolve each objection, once seen")
    stage: Literal["awareness", "consideration", "conversion", "loyalty"] = given(
        "conversion", "stage of the funnel it is made for", fixed=True
    )
    appeal: NotNegative = given(1.0, "factor on the odds of response to it", le=10.0)
    personal: Share = given(0.0, "how personal it is")
    urgent: Flag = given(False, "says that time is short", fixed=True)
    comfort: Share = given(0.0, "how much it eases waiting or makes one feel expected")
    message: Name | None = given(
        None, "what it says: creatives of one message say the same in other forms", fixed=True
    )
    contradicts: tuple[Name, ...] = given(
        (), "messages that its own message contradicts", fixed=True
    )
    formats: dict[Name, NotNegative] = given(
        {}, "factor on the odds of response by channel, as its form suits the channel; else 1"
    )

    _objections = field_validator("resolves")(known_objections)


class Offer(Table):
    """[[offer]]: a discount, and for how long it holds."""

    name: Name = given(..., "short name", fixed=True)
    title: str = given("", "title as a reader sees it", fixed=True)
    discount: Share = given(0.0, "share off the price")
    amount: Money = given(0, "amount off the price")
    valid: LongDuration = given(..., "how long it holds once given")
    replaces: tuple[Name, ...] = given(
        (), "offers that it takes the place of, so that it does not contradict them", fixed=True
    )


class Formula(Table):
    """A number, or an expression over the profile.

    Exactly one of ``constant`` (base value) and ``text`` is set.
    """

    constant: Real | None = given(None, "a plain number")
    text: str | None = given(None, "an expression, such as 1 + 0.1 * visits")


class Propensity(Table):
    """Estimated chance of an action's outcome: a number, a formula, a scorecard or learned.

    Attributes:
        mode: which of the four.
        constant: a share, for ``number``.
        text: an expression giving a share, for ``formula``.
        intercept, weights: log-odds of a scorecard, weights by profile field.
        learned, prior, strength: outcome counted, share expected before, and how many
            observations that expectation is worth.
    """

    mode: Literal["number", "formula", "scorecard", "learned"] = given("number", "way to estimate")
    constant: Share = given(0.0, "the share")
    text: str = given("", "the expression")
    intercept: Real = given(0.0, "log-odds where all fields are 0")
    weights: dict[str, Real] = given({}, "log-odds per unit of each profile field")
    learned: str = given("", "outcome that is counted", fixed=True)
    prior: Share = given(0.05, "share expected beforehand", fixed=True)
    strength: Positive = given(20, "observations that the expectation is worth", fixed=True)


_PROPENSITY = (
    'a share such as 0.03 or "3 %", an expression, {intercept = -3, weights = {visits = 0.2}}, '
    'or {learned = "click", prior = 0.03, strength = 20}'
)


def _propensity(value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, (int, float, str, dict)):
        raise refuse("this is no propensity", found=value, expected=_PROPENSITY)
    if isinstance(value, dict):
        return _propensity_table(value)
    if isinstance(value, str) and not value.strip().endswith("%"):
        return {"mode": "formula", "text": _expression(value)}
    return {"mode": "number", "constant": value}


def _propensity_table(value: dict[str, Any]) -> dict[str, Any]:
    keys = ("learned", "prior", "strength") if "learned" in value else ("intercept", "weights")
    for key in value:
        if key not in keys:
            raise refuse(
                f'a propensity has no "{key}" here',
                found=value,
                expected=_PROPENSITY,
                nearest=nearest_name(
                    str(key), ("learned", "prior", "strength", "intercept", "weights")
                ),
            )
    if "learned" not in value:
        return {"mode": "scorecard", **value}
    if value["learned"] not in LEARNED:
        near = nearest_name(str(value["learned"]), LEARNED)
        expected = ", ".join(LEARNED)
        raise refuse(
            "this outcome cannot be learned",
            found=value["learned"],
            expected=expected,
            nearest=near,
        )
    return {"mode": "learned", **value}


def _expression(value: str) -> str:
    if not value.strip():
        raise refuse("this expression is empty", found=value, expected="a number or an expression")
    return value


def _factor(value: Any) -> Any:
    if isinstance(value, str):
        return {"text": _expression(value)}
    return {"constant": value}


_AMOUNT = re.compile(r"[^\W\d_]{3}\s*[\d.,_]+|[\d.,_]+\s*(?:[^\W\d_]{3}|[€$£])|[€$£]\s*[\d.,_]+")
"""What can only be meant as money, and is no formula."""


def _worth(value: Any, info: ValidationInfo) -> Any:
    """Money (minor units) as a constant, else an expression in the main unit."""
    if isinstance(value, str):
        try:
            return {"constant": q.parse_money(value, currency=currency_of(info))}
        except q.QuantityError as error:
            if "currency" in error.message or _AMOUNT.fullmatch(value.strip()):
                raise refuse(error.message, found=value, expected=error.expected) from None
            return {"text": _expression(value)}
    try:
        return {"constant": q.parse_money(value, currency=currency_of(info))}
    except q.QuantityError as error:
        raise refuse(error.message, found=value, expected=error.expected) from None


Factor = Annotated[
    Formula, q.Quantity("number", "number"), WithJsonSchema({"x-quantity": "factor"}),
    BeforeValidator(_factor),
]  # fmt: skip
Worth = Annotated[
    Formula, q.Quantity("money", "money", 0.0), WithJsonSchema({"x-quantity": "worth"}),
    BeforeValidator(_worth),
]  # fmt: skip
Estimate = Annotated[
    Propensity, q.Quantity("share", "share", 0.0, 1.0),
    WithJsonSchema({"x-quantity": "propensity"}), BeforeValidator(_propensity),
]  # fmt: skip


class Treatment(Table):
    """One form of an action: where, with which words, which offer, and where it leads."""

    channel: Name = given(..., "channel", fixed=True)
    creative: Name | None = given(None, "creative", fixed=True)
    offer: Name | None = given(None, "offer", fixed=True)
    landing: Name | None = given(None, "channel where a click leads", fixed=True)
    starts: str | None = given(None, "step of the landing channel where it leads", fixed=True)
    asks: Literal["signup", "review", "referral", "call", "follow", "survey"] | None = given(
        None, "what it asks for", fixed=True
    )
    grants: tuple[Name, ...] = given(
        (),
        "channels on which a sign-up permits contact, empty for all of kind email; or that are "
        "followed, empty for this one",
        fixed=True,
    )
    spots: NotNegative = given(1.0, "spots, posts or insertions a window, on a mass medium")
    silent: Flag = given(
        False,
        "kept in the catalogue and not used, from the start of the run on; a run-in still has it",
        fixed=True,
    )


class Action(Table):
    """[[action]]: something that the firm can do for or with a customer."""

    name: Name = given(..., "short name", fixed=True)
    title: str = given("", "title as a reader sees it", fixed=True)
    group: str = given("", "group of actions, for reports, gaps and limits", fixed=True)
    when: str = given(
        "plan", "plan, or the event that starts it: " + ", ".join(TRIGGERS), fixed=True
    )
    on: tuple[Name, ...] = given((), "channels where the event counts; empty for any", fixed=True)
    delay: Duration = given(0, "time from the event to the action")
    at: Clock | None = given(None, "time of day at which a planned action is sent", fixed=True)
    goal: str = given("", "what it is for, in words; one message a goal is best", fixed=True)
    runs: tuple[Span, ...] = given(
        (), 'when it runs, such as [{at = "60 d", lasts = "14 d"}]; always if empty', fixed=True
    )
    treatments: tuple[Treatment, ...] = given(..., "forms that the action can take", fixed=True)
    deliver: Literal["best", "all"] = given("best", "one treatment, or all of them", fixed=True)
    transactional: Flag = given(
        False, "needed for what the customer has asked for: exempt from policies, but counted",
        fixed=True,
    )  # fmt: skip
    eligible: Text | None = given(None, "who may get it at all (rule)", fixed=True)
    applicable: Text | None = given(None, "for whom it makes sense now (rule)", fixed=True)
    suitable: Text | None = given(None, "for whom it is good (rule)", fixed=True)
    propensity: Estimate = given(..., "estimated chance of its outcome")
    context: Factor = given(1, "factor on priority")
    value: Worth | None = given(
        None, "worth of its outcome; default: mean contribution of an order"
    )
    boost: NotNegative = given(1.0, "lever on priority")
    holdout: Share = given(0.0, "share of customers that it never reaches", fixed=True)
    fallback: Flag = given(False, "taken only where nothing else qualifies", fixed=True)
    after_purchase: Flag = given(False, "goes on after a purchase", fixed=True)

    @field_validator("when")
    @classmethod
    def _known_trigger(cls, value: str) -> str:
        return one_of(value, ("plan", *TRIGGERS), "no such event can start an action")

    @field_validator("treatments")
    @classmethod
    def _some_treatment(cls, value: tuple[Treatment, ...]) -> tuple[Treatment, ...]:
        if not value:
            raise refuse(
                "an action has at least one treatment", found=[], expected='[{channel = "email"}]'
            )
        return value

    @property
    def planned(self) -> bool:
        """Whether the daily plan starts it."""
        return self.when == "plan"
