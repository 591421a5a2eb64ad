"""What stands on one slide."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

__all__ = ["Card", "Slide"]


@dataclass(frozen=True, slots=True)
class Card:
    """A number that is read from afar, and what it is."""

    number: str
    told: str


@dataclass(frozen=True)
class Slide:
    """Few words.

    Attributes:
        name: of its files. kicker: what question it answers.
        headline: the answer.
        cards: the numbers behind it, at most three.
        points: or sentences.
        spec: or a chart, as Vega-Lite; above it as many of the points as there is room for.
        told: what the chart shows, for those who can't see it.
        source: the name of the source that it rests on; empty: the main one.
    """

    name: str
    kicker: str
    headline: str
    cards: tuple[Card, ...] = ()
    points: tuple[str, ...] = ()
    spec: Mapping[str, Any] | None = None
    told: str = ""
    source: str = ""

    def words(self) -> str:
        """All that it says."""
        cards = [f"{card.number}: {card.told}." for card in self.cards]
        return " ".join(part for part in (self.headline, *cards, *self.points, self.told) if part)
