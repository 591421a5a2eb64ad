"""In which order numbers are told, and which deserve to be measured first."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from sim.scenario.ledger import Entry
from sim.study.tipping.sounding import Sounded

__all__ = ["Tip", "measure_first", "ranked"]

FIVE = 5
"""How many are to be measured first."""
BETTER_KNOWN = {"published": 2.0, "fitted": 2.0}
"""How many times as far a flip counts by who says what the number is; 1 where it is assumed."""
OUT_OF_RANGE = 2.0
"""How many times as far it counts where the number's own range does not reach the flip."""


@dataclass(frozen=True, slots=True)
class Tip:
    """A number, and what it takes to turn the verdict.

    Attributes:
        lead: first - second as stated.
    """

    sounded: Sounded
    lead: float

    @property
    def entry(self) -> Entry:
        """Its line in the ledger."""
        return self.sounded.subject.entry

    @property
    def now(self) -> float:
        """Its stated value."""
        return self.sounded.subject.span.now

    @property
    def relative_change(self) -> float | None:
        """From its value to the flip; None where there is none, or the value is 0."""
        at = self.sounded.flips_at
        return None if at is None or self.now == 0.0 else (at - self.now) / abs(self.now)

    @property
    def closes(self) -> float | None:
        """The part of the lead that is gone where it is least; None where it flips."""
        if self.sounded.crossing is not None:
            return None
        least = self.sounded.least
        return 0.0 if least is None else max(0.0, 1.0 - least.gap / self.lead)

    @property
    def outcome(self) -> str:
        """``flips``, ``holds`` or ``no effect``."""
        if self.sounded.crossing is not None:
            return "flips"
        return "no effect" if self.sounded.still else "holds"

    @property
    def within_range(self) -> bool | None:
        """Whether the number's own range reaches the flip; None where either lacks."""
        at, low, high = self.sounded.flips_at, self.entry.low, self.entry.high
        if at is None or low is None or high is None:
            return None
        return low <= at <= high

    @property
    def interval(self) -> tuple[float | None, float | None]:
        """The interval of the flip; a whole number at which it flips lies in it."""
        crossing, at = self.sounded.crossing, self.sounded.flips_at
        if crossing is None or at is None:
            return None, None
        low = None if crossing.low is None else min(crossing.low, at)
        high = None if crossing.high is None else max(crossing.high, at)
        return low, high

    @property
    def distance(self) -> float:
        """How far the flip is, for who weighs what to measure; infinite where there is none."""
        change = self.relative_change
        if change is None:
            return math.inf
        known = BETTER_KNOWN.get(self.entry.kind, 1.0)
        return abs(change) * known * (OUT_OF_RANGE if self.within_range is False else 1.0)


def ranked(tips: Sequence[Tip]) -> tuple[Tip, ...]:
    """The smallest relative change first; then numbers that are 0; then by what they close."""
    return tuple(sorted(tips, key=_place))


def _place(tip: Tip) -> tuple[int, float, str]:
    change, at = tip.relative_change, tip.sounded.flips_at
    if change is not None:
        return 0, abs(change), tip.entry.key
    if at is not None:
        return 1, abs(at), tip.entry.key
    if tip.sounded.still:
        return 3, 0.0, tip.entry.key
    return 2, -(tip.closes or 0.0), tip.entry.key


def measure_first(tips: Sequence[Tip]) -> tuple[Tip, ...]:
    """The facts that most deserve measuring: near flips, of what is known least."""
    facts = [
        tip for tip in tips if tip.sounded.subject.role == "fact" and math.isfinite(tip.distance)
    ]
    return tuple(sorted(facts, key=lambda tip: (tip.distance, tip.entry.key))[:FIVE])
