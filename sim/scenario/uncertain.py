"""What is uncertain in a scenario: its numbers with ranges, and sums that these must keep.

The shares of the personas are parts of one whole, and so are the parts of ``budget.split``. Where
some of them have ranges, the others take up what is left, in proportion; where all have, all are
scaled. The sum stays what the file says.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.scenario import keys
from sim.scenario.values.quantities import plain

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario

Values = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Uncertain:
    """A number with a range, in the plain units that `Scenario.with_values` takes.

    Attributes:
        key: dotted key.
        value: as stated.
        low, high: ends of the range.
        dist: distribution over it.
        least, most: what the field allows; infinite where it has no end.
        whole: whether it is a whole number.
    """

    key: str
    value: float
    low: float
    high: float
    dist: str
    least: float
    most: float
    whole: bool


@dataclass(frozen=True, slots=True)
class Whole:
    """Numbers that keep their sum.

    Attributes:
        name: what they are, in the plural.
        place: key of their table.
        parts: stated values by dotted key.
    """

    name: str
    place: str
    parts: Mapping[str, float]

    def kept(self, drawn: Mapping[str, Values]) -> dict[str, Values]:
        """All parts, where some are drawn, with the stated sum.

        Args:
            drawn: shape ``(draws,)`` each; keys that are no parts are left alone.

        Returns:
            The parts by key, shape ``(draws,)`` each; empty where none is drawn.
        """
        ranged = [key for key in self.parts if key in drawn]
        if not ranged:
            return {}
        whole = sum(self.parts.values())
        rest = sum(value for key, value in self.parts.items() if key not in drawn)
        taken = np.sum([drawn[key] for key in ranged], axis=0)
        if rest > 0.0:
            # Draws from beyond the ends of a range may ask for more than there is.
            left = np.maximum(whole - taken, 0.0)
            fit = np.where(taken > whole, whole / np.where(taken > 0.0, taken, 1.0), 1.0)
        else:
            left = np.zeros(taken.shape)
            fit = whole / np.where(taken > 0.0, taken, 1.0)
        return {
            key: drawn[key] * fit if key in drawn else value / (rest or 1.0) * left
            for key, value in self.parts.items()
        }


def uncertain_numbers(scenario: Scenario) -> tuple[Uncertain, ...]:
    """The numbers that have a range, in order of their keys."""
    currency = scenario.scenario.currency
    found = []
    for leaf in keys.leaves(scenario.document):
        label = scenario.labels.get(leaf.key)
        if label is None or label.low is None or label.high is None:
            continue
        kind = leaf.quantity.kind
        least, most = (plain(kind, end, currency=currency) for end in keys.bounds(leaf))
        found.append(
            Uncertain(
                leaf.key, scenario.numbers[leaf.key], label.low, label.high,
                label.dist or "uniform", least, most, kind == "count",
            )
        )  # fmt: skip
    return tuple(sorted(found, key=lambda number: number.key))


def wholes(scenario: Scenario) -> tuple[Whole, ...]:
    """The groups of numbers that keep their sum."""
    shares = {keys.join(("persona", item.name, "share")): item.share for item in scenario.personas}
    split = scenario.budget.split
    parts = {keys.join(("budget", "split", name)): split[name] for name in sorted(split)}
    return (
        Whole("shares of the personas", "persona", shares),
        Whole("parts of the budget", "budget.split", parts),
    )


def together(scenario: Scenario, drawn: Mapping[str, Values]) -> dict[str, Values]:
    """Drawn numbers with all that must change along with them, by dotted key."""
    result = dict(drawn)
    for whole in wholes(scenario):
        result |= whole.kept(drawn)
    return result
