"""What a call asks for beside catalogue and profiles: one list, which all calls share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, TypedDict

import numpy as np

from engine.catalog import Catalog
from engine.constraints import formula_key
from engine.errors import UsageError, nearest_name
from engine.learning.counts import Counts
from engine.ranking import Per, check_ranks
from engine.rules.expressions import fields_of
from engine.rules.stamps import Time, utc
from engine.solved import Price
from engine.values import no_time

__all__ = ["MOST_SEED", "Asked", "OfPlan", "Terms", "fields_read"]

MOST_SEED = 1 << 64
MOST_WINDOW = 1 << 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """When, at which prices and by which draws a catalogue decides; `engine.decide` has each."""

    when: str = "plan"
    channel: str | None = None
    days: float = 1.0
    prices: Mapping[str, Price] | None = None
    learned: Counts | None = None
    seed: int = 0
    window: int = 0
    as_of: Time | None = None

    @property
    def time(self) -> datetime | None:
        """`as_of` in UTC; None where it was not told.

        Raises:
            UsageError: it is no time.
        """
        return None if self.as_of is None else utc(self.as_of)

    def check(self, catalog: Catalog) -> None:
        """Refuse what cannot be asked of a catalogue.

        Raises:
            UsageError: an argument that cannot be used, or none where one is needed.
        """
        self._check_words(catalog)
        self._check_numbers()
        dated = [field.name for field in catalog.schema if field.kind == "timestamp"]
        if self.time is None and dated:
            read = fields_read(catalog, self.when, self.channel)
            for name in dated:
                if name in read:
                    raise no_time(name, catalog.file)

    def _check_words(self, catalog: Catalog) -> None:
        for place, value in (("when", self.when), ("channel", self.channel)):
            if value is not None and not isinstance(value, str):
                raise _another_kind(place, value, "a text")
        known = sorted({"plan", *(action.when for action in catalog.actions)})
        if self.when not in known:
            raise UsageError(
                "no action answers this event",
                place="when",
                found=self.when,
                expected=", ".join(known),
                nearest=nearest_name(self.when, known),
            )
        names = [each.name for each in catalog.channels]
        if self.channel is not None and self.channel not in names:
            raise UsageError(
                "there is no such channel",
                place="channel",
                found=self.channel,
                expected=", ".join(names),
                nearest=nearest_name(self.channel, names),
            )

    def _check_numbers(self) -> None:
        for name, given, expected in (
            ("prices", self.prices, "prices by pool, such as Decisions.prices"),
            ("learned", self.learned, 'counts by action, such as {"offer": (100, 3)}'),
        ):
            if given is not None and not isinstance(given, Mapping):
                raise _another_kind(name, given, expected)
        for place, value, most in (
            ("days", self.days, 36_500),
            ("seed", self.seed, MOST_SEED - 1),
            ("window", self.window, MOST_WINDOW - 1),
        ):
            kinds = (int, float) if place == "days" else (int, np.integer)
            if not isinstance(value, kinds) or not 0 <= value <= most:
                raise UsageError(
                    "this number is not accepted",
                    place=place,
                    found=str(value),
                    expected=f"0 to {most:,}" + ("" if place == "days" else ", whole"),
                )

    def of(self, customer: str) -> Asked:
        """A plan on these terms for profiles whose column of customers has this name."""
        same = {field.name: getattr(self, field.name) for field in fields(Terms)}
        return Asked(customer=customer, **same)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked(Terms):
    """The arguments of `engine.decide` beside catalogue and profiles, with their defaults."""

    customer: str = "customer"
    ranks: int = 0
    per: Per = "action"

    def check(self, catalog: Catalog, *, explained: bool = False) -> None:
        """Refuse what cannot be asked of a catalogue.

        Args:
            explained: whether why and why not are asked too, which only a plan can tell.

        Raises:
            UsageError: an argument that cannot be used.
        """
        if not isinstance(self.customer, str):
            raise _another_kind("customer", self.customer, "the name of a column")
        Terms.check(self, catalog)  # super() does not know a class that slots have made anew
        check_ranks(self.ranks, self.per)
        if explained and self.ranks:
            raise UsageError(
                "a list is no plan that could be explained",
                place="ranks",
                found=str(self.ranks),
                expected="0, with explanations and funnel; a list without them",
            )


def _another_kind(place: str, value: Any, expected: str) -> UsageError:
    return UsageError(
        "this argument is of another kind", place=place, found=repr(value)[:100], expected=expected
    )


class OfPlan(TypedDict, total=False):
    """`Asked` as keyword arguments of calls that tell of a plan; a list is not for them."""

    when: str
    channel: str | None
    days: float
    prices: Mapping[str, Price] | None
    learned: Counts | None
    customer: str
    seed: int
    window: int
    as_of: Time | None


def fields_read(catalog: Catalog, when: str, channel: str | None) -> set[str]:
    """Names of the fields that decisions at the moment read."""
    needed: set[str] = set()
    for action in catalog.actions:
        if action.when != when or (action.on and channel not in action.on):
            continue
        needed.update(getattr(action.propensity, "weights", ()))
        segment = getattr(action.propensity, "segment", None)
        needed.update(() if segment is None else (segment,))
        for (name, _), expr in catalog.expressions.items():
            if name == action.name:
                needed.update(field.name for field in fields_of(expr))
    for constraint in catalog.constraints:
        formula = catalog.expressions.get(formula_key(constraint))
        if formula is not None:
            read = {field.name for field in fields_of(formula)}
            needed.update(read.intersection(catalog.schema.names))
    for each in catalog.channels:
        needed.update(each.contacts.values())
        needed.update(name for name in (each.consent, each.suppressed) if name is not None)
    return needed
