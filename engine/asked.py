"""What a call asks for beside catalogue and profiles: one list, which all calls share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import TypedDict

import numpy as np

from engine.catalog import Catalog
from engine.errors import UsageError, nearest_name
from engine.learning.counts import Counts
from engine.planning import Price
from engine.ranking import Per, check_ranks

__all__ = ["MOST_SEED", "Asked", "OfPlan", "Terms"]

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

    def check(self, catalog: Catalog) -> None:
        """Refuse what cannot be asked of a catalogue.

        Raises:
            UsageError: an argument that cannot be used.
        """
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
        Terms.check(self, catalog)  # super() does not know a class that slots have made anew
        check_ranks(self.ranks, self.per)
        if explained and self.ranks:
            raise UsageError(
                "a list is no plan that could be explained",
                place="ranks",
                found=str(self.ranks),
                expected="0, with explanations and funnel; a list without them",
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
