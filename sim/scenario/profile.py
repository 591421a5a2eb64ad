"""What a decision may read: the fields of the view, as rules name them.

A view folds what the decider's channels may know (dial `knowledge`). The same rule therefore means
one thing to a channel on its own and another to a joined profile.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.rules import Field, FieldKind, ProfileSchema

if TYPE_CHECKING:
    from sim.scenario.models import Document


@dataclass(frozen=True)
class ProfileField:
    """A field of the view.

    Attributes:
        name: as rules write it.
        kind: number, boolean or category.
        help: what it holds, one phrase.
        missing: when it is missing; empty where it never is.
        values: of a category; those of channels and offers come from the scenario.
    """

    name: str
    kind: FieldKind
    help: str
    missing: str = ""
    values: tuple[str, ...] = ()


_NEVER_SEEN = "where none has been seen"

FIELDS: tuple[ProfileField, ...] = (
    ProfileField("days_since_visit", "number", "days since the last visit", _NEVER_SEEN),
    ProfileField(
        "days_since_contact",
        "number",
        "days since the last contact; what is shown in a session, such as a pop-up, and an ad "
        "that is noticed count as contacts",
        _NEVER_SEEN,
    ),
    ProfileField(
        "days_since_purchase",
        "number",
        "days since the last purchase; a later booking counts",
        "where none of the run has been seen: those who bought before the start are `customer`, "
        "and the day is not known, even where a table of customers tells it",
    ),
    ProfileField("visits", "number", "visits seen"),
    ProfileField("unanswered", "number", "contacts since the last response"),
    ProfileField(
        "signups", "number", "times that they left their address; each channel counts 3 at most"
    ),
    ProfileField("rating", "number", "stars of the last review", "where there is no review"),
    ProfileField(
        "step",
        "category",
        "furthest step of the current purchase",
        values=("none", "browse", "product", "basket", "checkout"),
    ),
    ProfileField("customer", "boolean", "has bought before, in or before the run"),
    ProfileField("booked", "boolean", "has an appointment to come"),
    ProfileField("bought", "boolean", "has bought during the run, or the run-in before it"),
    ProfileField("reviewed", "boolean", "has written a review"),
    ProfileField("referred", "boolean", "has passed a code on to a friend"),
    ProfileField("attended", "boolean", "has kept an appointment"),
    ProfileField("distance", "number", "km to the shop", "where the address is not known"),
    ProfileField("points", "number", "points earned by referring friends"),
    ProfileField("hour", "number", "hour of the day for the customer, 0 to 23"),
    ProfileField("weekday", "number", "day of the week, Monday 0"),
    ProfileField("month", "number", "month, January 1"),
    ProfileField("identified", "boolean", "is tied to a profile at this moment"),
    ProfileField("channel", "category", "where the moment happens", "in the daily plan"),
    ProfileField("offer", "category", "the offer that is open to them", "where there is none"),
    ProfileField("offer_days_left", "number", "days that the open offer holds", "without an offer"),
    ProfileField(
        "device",
        "category",
        "in use at this moment",
        "in the daily plan, and where no device matters",
    ),
    ProfileField(
        "segment",
        "category",
        "persona that the firm takes them for",
        "of people of whom nothing is known",
    ),
    ProfileField("age", "number", "age in years", "unless they have told it in a survey"),
    ProfileField("case_open", "boolean", "a question or complaint waits for an answer"),
    ProfileField("member", "boolean", "is a member of the loyalty programme"),
    ProfileField(
        "message",
        "category",
        "message of the last creative that was sent to them",
        "where none was sent",
    ),
    ProfileField(
        "variant",
        "category",
        "variant of the product that they looked at last",
        "where it was the usual one",
    ),
    ProfileField(
        "ignored",
        "number",
        "contacts shown to them in this visit since one was clicked",
        "in the daily plan",
    ),
)

NAMES: tuple[str, ...] = tuple(field.name for field in FIELDS)


CATEGORIES: dict[str, str] = {
    "channel": "channel", "offer": "offer", "device": "device", "segment": "persona",
    "message": "message", "variant": "variant",
}  # fmt: skip
"""Fields whose values are names of the scenario: of which list of tables."""


def schema(names: Mapping[str, Iterable[str]]) -> ProfileSchema:
    """The profile of a scenario, for the rule language.

    Args:
        names: of channels, offers, devices, personas, messages and variants, by the words of
            `CATEGORIES`. Where there are none a field has the one value ``none``, which never
            occurs.
    """
    values = {
        field: tuple(sorted(set(names.get(table, ())))) or ("none",)
        for field, table in CATEGORIES.items()
    }
    return ProfileSchema(
        tuple(
            Field(field.name, field.kind, values.get(field.name, field.values)) for field in FIELDS
        )
    )


def names_of(document: Document) -> dict[str, list[str]]:
    """Names in a scenario that fields of the profile can have as values, for `schema`."""
    return {
        "channel": [item.name for item in document.channel],
        "offer": [item.name for item in document.offer],
        "device": [item.name for item in document.device],
        "persona": [item.name for item in document.persona],
        "variant": [item.name for item in document.variant],
        "message": [item.message for item in document.creative if item.message is not None],
    }
