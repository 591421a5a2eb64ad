"""What is uncertain in a scenario: its numbers with ranges, and sums that these must keep.

The shares of the personas are parts of one whole, and so are the parts of ``budget.split``. Where
some of them have ranges, the others take up what is left, in proportion; where all have, all are
scaled. The sum stays what the file says.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.scenario import keys
from sim.scenario.models import Change
from sim.scenario.reading.labels import Label
from sim.scenario.reading.ranges import with_range
from sim.scenario.reading.translate import Mistakes
from sim.scenario.values.quantities import in_words, plain

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
        change: where a ``[[change]]`` sets it, the change's position and the key that it has there.
    """

    key: str
    value: float
    low: float
    high: float
    dist: str
    least: float
    most: float
    whole: bool
    change: tuple[int, str] | None = None


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
    """The numbers that have a range, in order of their keys, those that a change sets included.

    What the owner knows (`[known]`) is compared with, not simulated: it is no input.
    """
    found = [
        _uncertain(leaf, scenario, label)
        for leaf in keys.leaves(scenario.document)
        if (label := scenario.labels.get(leaf.key)) is not None and label.low is not None
        if not leaf.key.startswith("known.")
    ]
    changes = scenario.document.change
    # The phases come in order of time, and so do the changes that begin them.
    order = sorted(range(len(changes)), key=lambda index: changes[index].at)
    for index, (_, phase) in zip(order, scenario.phases()[1:], strict=True):
        found += _of_change(index, changes[index], phase)
    return tuple(sorted(found, key=lambda number: number.key))


def _of_change(index: int, change: Change, phase: Scenario) -> Iterator[Uncertain]:
    """The numbers to which a change gives a range: its own, whatever [uncertainty] says."""
    written = {
        keys.find(phase.data, key).path: (key, entry)
        for key, entry in change.set.items()
        if isinstance(entry, Mapping) and "low" in entry
    }
    if not written:
        return
    for leaf in keys.leaves(phase.document):
        if leaf.path not in written:
            continue
        key, entry = written[leaf.path]
        currency, mistakes = phase.scenario.currency, Mistakes(phase.file, None, phase.data)
        label = with_range(Label(), entry, leaf, currency, leaf.path, mistakes)
        mistakes.done()
        name = keys.join(("change", in_words(change.at), *keys.split(leaf.key)))
        yield replace(_uncertain(leaf, phase, label), key=name, change=(index, key))


def _uncertain(leaf: keys.Leaf, scenario: Scenario, label: Label) -> Uncertain:
    kind, currency = leaf.quantity.kind, scenario.scenario.currency
    least, most = (plain(kind, end, currency=currency) for end in keys.bounds(leaf))
    value = scenario.numbers[leaf.key]
    low, high = (value if end is None else end for end in (label.low, label.high))
    dist = label.dist or "uniform"
    return Uncertain(leaf.key, value, low, high, dist, least, most, kind == "count")


def wholes(scenario: Scenario) -> tuple[Whole, ...]:
    """The groups of numbers that keep their sum."""
    shares = {keys.join(("persona", item.name, "share")): item.share for item in scenario.personas}
    split = scenario.budget.split
    parts = {keys.join(("budget", "split", name)): split[name] for name in sorted(split)}
    found = [
        Whole("shares of the personas", "persona", shares),
        Whole("parts of the budget", "budget.split", parts),
    ]
    for persona in scenario.personas:
        for field in ("devices", "taken_for"):
            place = keys.join(("persona", persona.name, field))
            split = getattr(persona, field)
            own = {f"{place}.{keys.join((name,))}": split[name] for name in sorted(split)}
            found.append(Whole(f"shares of {field}", place, own))
    chances = {
        keys.join(("variant", item.name, "chance")): item.chance
        for item in sorted(scenario.document.variant, key=lambda item: item.name)
    }
    found.append(Whole("chances of the variants", "variant", chances))
    # Beside parts of less than all there is something else, which takes up the rest.
    return tuple(found[:2]) + tuple(
        whole for whole in found[2:] if abs(sum(whole.parts.values()) - 1.0) < 1e-9
    )


def together(scenario: Scenario, drawn: Mapping[str, Values]) -> dict[str, Values]:
    """Drawn numbers with all that must change along with them, by dotted key."""
    result = dict(drawn)
    for whole in wholes(scenario):
        result |= whole.kept(drawn)
    for least, most in bound_pairs(scenario):
        if least in drawn or most in drawn:
            # Draws from beyond the ends of ranges may cross, though the ends do not.
            low, high = (drawn.get(key, scenario.numbers[key]) for key in (least, most))
            result[least] = np.minimum(low, high)
    return result


def bound_pairs(scenario: Scenario) -> Iterator[tuple[str, str]]:
    """Dotted keys of the minimum and maximum of each constraint that has both."""
    for constraint in scenario.constraints:
        if constraint.minimum is not None and constraint.maximum is not None:
            place = ("constraint", constraint.name)
            yield keys.join((*place, "minimum")), keys.join((*place, "maximum"))


def version(
    scenario: Scenario, values: Mapping[str, float], numbers: tuple[Uncertain, ...]
) -> Scenario:
    """The scenario with other values of its uncertain numbers.

    Args:
        values: plain values by key, as `together` gives them.
        numbers: the uncertain numbers.

    Raises:
        ScenarioError, InputErrors: these values do not go together.
    """
    later = {number.key: number.change for number in numbers if number.change is not None}
    own = {key: value for key, value in values.items() if key not in later}
    found = scenario.with_values(own, relabel=False)
    if not scenario.document.change:
        return found
    sets = [dict(change.set) for change in scenario.document.change]
    for key, (index, target) in later.items():
        sets[index][target] = values[key]
    changes = tuple(
        change.model_copy(update={"set": values_of})
        for change, values_of in zip(scenario.document.change, sets, strict=True)
    )
    document = found.document.model_copy(update={"change": changes})
    found = replace(found, document=document)
    found.phases()
    return found
