"""What all picks of a plan keep together: limits, and actions that one customer never gets both."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, ValidationInfo, WithJsonSchema

from engine.constraints import COST, PICKS, SPANS
from sim.scenario.models.base import Name, Table, currency_of, given, refuse
from sim.scenario.models.catalogue import Formula
from sim.scenario.values import quantities as q

COUNTS = 'picks, cost, or a number or formula of 0 or more such as "0.3 * propensity"'
NAMES = '"email", or several: ["email", "sms"]'


def _counts(value: Any) -> Any:
    """A word or an expression as text, a number of 0 or more as a constant."""
    if isinstance(value, str) and value.strip():
        return {"text": value.strip()}
    if isinstance(value, bool) or not isinstance(value, (int, float)) or value < 0:
        raise refuse("this cannot be counted", found=value, expected=COUNTS)
    return {"constant": value}


def _bound(value: Any, info: ValidationInfo) -> Any:
    """A number, or money (minor units) where costs are counted; what is not given stays so."""
    counts = info.data.get("counts")
    if value is None or counts is None:  # what is counted is a mistake of its own
        return None
    money = counts.text == COST
    try:
        number = (
            q.parse_money(value, currency=currency_of(info)) if money else q.parse_number(value)
        )
        if number < 0:
            raise q.QuantityError("this cannot be negative", found=value, expected="0 or more")
    except q.QuantityError as error:
        expected = error.expected
        if not money and isinstance(value, str):
            expected += ', or counts = "cost" where this is money'
        raise refuse(error.message, found=value, expected=expected) from None
    return number


def _names(value: Any) -> Any:
    """One name is a list of one."""
    names = [value] if isinstance(value, str) else value
    named = isinstance(names, (list, tuple)) and all(
        isinstance(name, str) and name.strip() for name in names
    )
    if not named or (isinstance(value, list) and not names):
        raise refuse("this names nothing", found=value, expected=NAMES)
    return tuple(names)


def _span(value: Any) -> Any:
    """One of the two words."""
    if value not in ("plan", "day"):
        raise refuse("per has no such setting", found=value, expected=SPANS)
    return value


Counts = Annotated[
    Formula, q.Quantity("number", "number", 0.0), WithJsonSchema({"x-quantity": "factor"}),
    BeforeValidator(_counts),
]  # fmt: skip
Bound = Annotated[
    float | None, q.Quantity("number", "number", 0.0, q.LARGEST),
    WithJsonSchema({"x-quantity": "bound"}), BeforeValidator(_bound),
]  # fmt: skip
Names = Annotated[tuple[str, ...], WithJsonSchema({"x-quantity": "names"}), BeforeValidator(_names)]
Span = Annotated[Literal["plan", "day"], BeforeValidator(_span)]
MONEY = q.Quantity("money", "money", 0.0, q.LARGEST)
"""What the bounds of a constraint hold where it counts costs."""


class Picks(Table):
    """Which picks count: those that have one of the names of every key that is given."""

    action: Names = given((), "actions", fixed=True)
    channel: Names = given((), "channels", fixed=True)
    creative: Names = given((), "creatives", fixed=True)
    group: Names = given((), "groups of actions", fixed=True)
    offer: Names = given((), "offers", fixed=True)


class Constraint(Table):
    """[[constraint]]: a limit on what all picks of a plan come to.

    Attributes:
        minimum, maximum: minor units where costs are counted.
    """

    name: Name = given(..., "short name, not that of a channel", fixed=True)
    of: Picks = given(
        {}, "which picks count: those that have one of the names of every key; all, if empty",
        fixed=True,
    )  # fmt: skip
    counts: Counts = given(
        PICKS,
        "what is counted of each pick: picks (1 each), cost (money), or a number or formula over "
        "the profile and `propensity` for what it is expected to cause",
        fixed=True,
    )
    minimum: Bound = given(None, "least that all picks together come to; money of cost")
    maximum: Bound = given(None, "most that all picks together come to; money of cost")
    per: Span = given(
        "plan", "bounds of the plan of each window, or of a day: times the window's days",
        fixed=True,
    )  # fmt: skip

    @property
    def counts_cost(self) -> bool:
        """Whether its bounds are money."""
        return self.counts.text == COST


class Exclusion(Table):
    """[[exclusion]]: actions of which a customer gets one at most in a window's plan."""

    actions: tuple[Name, ...] = given(
        ..., "of which a customer gets one at most in the plan of a window", fixed=True
    )


__all__ = ["MONEY", "Constraint", "Exclusion", "Picks"]
