"""Totals of a year with their ranges, and when what a file implies does not fit them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.scenario.checking.concern import Concern, Weight
from sim.scenario.checking.wording import number

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario

ABOVE, BELOW = 2.0, 3.0
"""Times that what is implied may lie above and below what is known. It leaves campaigns, loyalty
that grows and word of mouth out, and so is rather too low.
"""
APART = 3.0
"""Times between two amounts from which one is not the other's."""
CLOSE = 1.5
"""The same for what follows from the file without a model: an order's value, customers."""
FAR = 10.0
"""Times from which they fit so little that results mean nothing."""


@dataclass(frozen=True)
class Total:
    """A known total with its range, in the unit of its model (money: minor units).

    Attributes:
        assumed: it is labelled so, and nobody knows it.
    """

    key: str
    value: float
    low: float
    high: float
    assumed: bool = False

    def times(self, other: float) -> float:
        """How many times ``other`` lies outside the range; 1 within it."""
        if self.low <= other <= self.high:
            return 1.0
        if other > self.high:
            return other / self.high if self.high > 0.0 else FAR * FAR
        return self.low / other if other > 0.0 else FAR * FAR

    def far_from(self, implied: float) -> bool:
        """Whether what the year implies does not fit."""
        return self.times(implied) >= (ABOVE if implied > self.high else BELOW)

    def weight(self, other: float) -> Weight:
        """How much hangs on ``other`` being what it is."""
        return Weight.WRONG if self.times(other) >= FAR else Weight.ODD

    def unlike(
        self,
        implied: float,
        what: str,
        arithmetic: str,
        *,
        rests_on: tuple[str, ...],
        suspects: tuple[str, ...] = (),
    ) -> Iterator[Concern]:
        """One concern where what the year implies does not fit what is known, else none."""
        if not self.assumed and self.far_from(implied):
            more = "more" if implied > self.value else "fewer"
            yield Concern(
                self.key,
                f"the file implies far {more} {what} than are known",
                f"{arithmetic}; known: {number(self.value)}",
                self.weight(implied),
                rests_on=rests_on,
                suspects=suspects,
            )


def total_of(scenario: Scenario, name: str) -> Total | None:
    """A known total by its key below [known]: ``orders``, ``spend.search``; None if not given."""
    field, _, channel = name.partition(".")
    value = getattr(scenario.known, field)
    value = value.get(channel) if channel else value
    if value is None:
        return None
    key = f"known.{name}"
    label, plain = scenario.labels.get(key), scenario.numbers.get(key)
    low = high = float(value)
    if label is not None and label.low is not None and label.high is not None and plain:
        low, high = value * label.low / plain, value * label.high / plain
    assumed = label is not None and label.kind == "assumed" and not label.default
    return Total(key, float(value), min(low, float(value)), max(high, float(value)), assumed)


def needs_in(scenario: Scenario) -> tuple[str, ...]:
    """Keys of the numbers that needs come from."""
    needs = tuple(f"persona.{persona.name}.need" for persona in scenario.personas)
    return (*needs, "scenario.market", "scenario.season", "scenario.weekday")


def ways_in(scenario: Scenario) -> tuple[str, ...]:
    """Keys of the numbers that lead from a need to an order."""
    visits = tuple(f"channel.{channel.name}.visits" for channel in scenario.channels)
    return (*visits, *passes_in(scenario), "behaviour.competitor", "behaviour.seek")


def passes_in(scenario: Scenario) -> tuple[str, ...]:
    """Keys of the chances to go on from a step of a visit."""
    return tuple(
        f"channel.{channel.name}.pass.{step}"
        for channel in scenario.channels
        for step in (*channel.steps, "pay")
    )
