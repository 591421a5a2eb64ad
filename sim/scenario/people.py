"""What a table may say of a customer: the columns of a population file, and of a real one.

Every field has one name, used as the column of population files and as the key of
``[customers] columns``. Fields of a channel or an objection carry its name after a point:
``affinity.web``, ``consent.email``, ``objection.price``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from sim.scenario.words import OBJECTIONS

Kind = Literal["id", "flag", "share", "number", "money", "count", "word"]


@dataclass(frozen=True, slots=True)
class PeopleField:
    """One column.

    Attributes:
        name: as files and mappings have it; ``affinity.*`` stands for one of each channel.
        kind: what its cells hold. A share is 0 to 1, a flag true or false, money in main units.
        help: meaning and unit, one phrase.
        low, high: ends of a number.
        whole: only whole numbers.
        dated: may be a date instead of a number of days before the start.
        trait: set before the opening state is drawn, which builds on it.
    """

    name: str
    kind: Kind
    help: str
    low: float = 0.0
    high: float = 1e9
    whole: bool = False
    trait: bool = False
    dated: bool = False


FUNNEL: tuple[str, ...] = ("unaware", "aware", "considering", "intent", "customer", "advocate")
"""Stages of a customer, in the order of the model."""

FIELDS: tuple[PeopleField, ...] = (
    PeopleField("id", "id", "whole number below 2^40, used as it is; others are numbered in order"),
    PeopleField("persona", "word", "name of a persona, which gives all that the table lacks"),
    PeopleField("need_per_year", "number", "needs a year", high=3650.0, trait=True),
    PeopleField("order_value", "money", "value of an order before discounts", high=2e7, trait=True),
    PeopleField("distance", "number", "km to the shop", trait=True),
    PeopleField("effort_tolerance", "number", "effort that a purchase may cost", 1e-3, trait=True),
    PeopleField("annoyance", "number", "contact pressure that is borne", 1e-3, trait=True),
    PeopleField("price_sensitivity", "share", "how much price and discounts matter", trait=True),
    PeopleField("intrusion", "share", "how personal a contact may be", trait=True),
    PeopleField("recognisability", "share", "how willingly they identify themselves", trait=True),
    PeopleField("review", "share", "chance of a review when asked", trait=True),
    PeopleField("refer", "share", "chance of referring a friend when asked", trait=True),
    PeopleField("reach", "number", "friends who hear of a purchase", high=255.0, trait=True),
    PeopleField(
        "offset", "number", "hours that their clock is ahead of the firm's, in quarters",
        -26.0, 26.0, trait=True,
    ),
    PeopleField("age", "number", "age in years", high=127.0, whole=True, trait=True),
    PeopleField("taken_for", "word", "persona that the firm takes them for", trait=True),
    PeopleField("affinity.*", "share", "affinity to a channel", trait=True),
    PeopleField("consent.*", "flag", "permits contact on a channel", trait=True),
    PeopleField("aware", "flag", "knows the firm"),
    PeopleField("customer", "flag", "bought before the start"),
    PeopleField("need", "flag", "has a need at the start"),
    PeopleField("known.*", "flag", "is known to a channel as a customer"),
    PeopleField("loyalty", "share", "loyalty to the firm"),
    PeopleField("satisfaction", "share", "satisfaction with the last purchase"),
    PeopleField("stage", "word", "stage of the funnel: " + ", ".join(FUNNEL)),
    PeopleField("interest", "share", "interest in a purchase"),
    PeopleField("objection.*", "share", "strength of an objection"),
    PeopleField("days_with_need", "number", "days that the open need is old", high=3649.0),
    PeopleField(
        "wait", "number", "phases of the wait for the next need that have passed, of as many as "
        "the regularity of the persona", high=100.0, whole=True,
    ),
    PeopleField(
        "days_since_purchase", "number", "days since the last purchase or appointment; who has "
        "one is a customer", high=3649.0, dated=True,
    ),
    PeopleField(
        "purchased_on", "word", "channel of the last purchase; who has one is a customer",
    ),
)  # fmt: skip
"""In the order in which files are written."""


def spelt_out(channels: Sequence[str]) -> Iterator[PeopleField]:
    """All fields for these channels, each under its full name."""
    for field in FIELDS:
        if not field.name.endswith(".*"):
            yield field
            continue
        stem = field.name[:-1]
        for name in OBJECTIONS if stem == "objection." else channels:
            yield replace(field, name=stem + name)


def fields_by_name(channels: Sequence[str]) -> dict[str, PeopleField]:
    """The same by full name."""
    return {field.name: field for field in spelt_out(channels)}
