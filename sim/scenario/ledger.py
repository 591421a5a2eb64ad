"""The ledger of assumptions: every number of a scenario, and where it comes from.

A number is a value of the file, or a default that holds because the file says nothing. Numbers
inside rules, formulas and hours of the day are no entries: they are text to the reader of the file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from engine.constraints import COST, PICKS
from sim.scenario import keys
from sim.scenario.models import NAMED
from sim.scenario.reading.labels import Label
from sim.scenario.scenario import Scenario
from sim.scenario.values.quantities import Quantity, in_words, plain
from sim.scenario.words import SOURCE_KINDS

Number = float | tuple[float, ...]

_UNITS = {
    "share": "share",
    "rate": "per day",
    "duration": "days",
    "number": "number",
    "count": "whole number",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One number.

    Attributes:
        key: dotted key.
        table: the table that it stands in: ``channel.email``, ``budget``.
        name: what is left of the key: ``open``, ``objections.price``.
        value: in plain units (`Scenario.with_values` takes them); a tuple for a curve.
        unit: of value, low and high: share, per day, days, number, whole number or the currency.
        text: as the file has it, or as the default is documented.
        kind: mine, published, fitted or assumed.
        source, year: who says so, or why it is assumed.
        low, high, dist: its range, in the unit of the value; None without one.
        default: True where the file says nothing.
    """

    key: str
    table: str
    name: str
    value: Number
    unit: str
    text: str
    kind: str
    source: str | None
    year: int | None
    low: float | None
    high: float | None
    dist: str | None
    default: bool

    def to_json(self) -> dict[str, Any]:
        """As ``journey assumptions --json`` has it."""
        names = (
            "key", "value", "kind", "source", "year", "low", "high", "dist", "default", "unit",
            "text",
        )  # fmt: skip
        found = {name: getattr(self, name) for name in names}
        if isinstance(self.value, tuple):
            found["value"] = list(self.value)
        return found


def ledger(scenario: Scenario) -> tuple[Entry, ...]:
    """Every number of a scenario: tables in the order of the file, then what changes set."""
    return (*_numbers(scenario), *_changes(scenario))


def guesses(scenario: Scenario) -> int:
    """How many numbers of the file are assumed and have no range, so that they count as certain."""
    return sum(
        entry.kind == "assumed" and entry.low is None and not entry.default
        for entry in ledger(scenario)
    )


def tally(entries: tuple[Entry, ...]) -> dict[str, tuple[int, int]]:
    """By kind of source: how many numbers of the file, and how many defaults."""
    count = {kind: [0, 0] for kind in SOURCE_KINDS}
    for entry in entries:
        count[entry.kind][entry.default] += 1
    return {kind: (found[0], found[1]) for kind, found in count.items()}


def expressions(scenario: Scenario) -> int:
    """How many rules and formulas the file has, whose numbers are in no ledger."""
    count = 0
    for action in scenario.actions:
        rules = (action.eligible, action.applicable, action.suitable)
        formulas = (action.propensity.text, action.context.text)
        worth = action.value.text if action.value is not None else None
        count += sum(bool(text) for text in (*rules, *formulas, worth))
    for constraint in scenario.constraints:
        count += constraint.counts.text not in (None, PICKS, COST)
    return count


def _numbers(scenario: Scenario) -> Iterator[Entry]:
    currency = scenario.scenario.currency
    for leaf in keys.leaves(scenario.document):
        parts = keys.split(leaf.key)
        head = 2 if parts[0] in NAMED else 1
        label = scenario.labels[leaf.key]
        yield _entry(
            leaf.key,
            keys.join(parts[:head]),
            keys.join(parts[head:]),
            _plain(leaf.quantity, leaf.value, currency),
            _unit(leaf.quantity, currency),
            label,
            _text(leaf, label, currency),
        )


def _entry(
    key: str, table: str, name: str, value: Number, unit: str, label: Label, text: str
) -> Entry:
    return Entry(
        key=key, table=table, name=name, value=value, unit=unit, text=text,
        kind=label.kind, source=label.source, year=label.year,
        low=label.low, high=label.high, dist=label.dist, default=label.default,
    )  # fmt: skip


def _plain(quantity: Quantity, value: Any, currency: str) -> Number:
    if isinstance(value, tuple):
        return tuple(plain(quantity.kind, item, currency=currency) for item in value)
    return plain(quantity.kind, value, currency=currency)


def _unit(quantity: Quantity, currency: str) -> str:
    if quantity.kind == "money":
        return currency
    return "windows" if quantity.unit == "windows" else _UNITS[quantity.kind]


def _text(leaf: keys.Leaf, label: Label, currency: str) -> str:
    """As the file has it; what a kind of channel says by the whole of a table is told by number."""
    inside = label.default and label.text.startswith(("{", "[", "("))
    return _in_file(leaf, currency) if inside or isinstance(leaf.value, tuple) else label.text


def _in_file(leaf: keys.Leaf, currency: str) -> str:
    """A number as a file might have it."""
    if isinstance(leaf.value, tuple):
        return ", ".join(f"{item:g}" for item in leaf.value)
    if leaf.quantity.kind == "duration":
        return in_words(leaf.value)
    if leaf.quantity.kind == "rate":
        return f"{leaf.value:g} per d"
    return f"{plain(leaf.quantity.kind, leaf.value, currency=currency):g}"


# --- changes ---------------------------------------------------------------------------------


def _changes(scenario: Scenario) -> Iterator[Entry]:
    """When each change comes, and what it sets; numbers that it sets may bear labels."""
    currency = scenario.scenario.currency
    written = scenario.data.get("change", [])
    order = sorted(enumerate(scenario.document.change), key=lambda item: item[1].at)
    for (place, change), (_, after) in zip(order, scenario.phases()[1:], strict=True):
        table, at = f"change.{place + 1}", Quantity("duration", "duration")
        label = _label(scenario, ("change", place, "at"), None, str(written[place]["at"]))
        yield _entry(
            f"{table}.at", table, "at", _plain(at, change.at, currency), "days", label, label.text
        )
        leaves = {leaf.key: leaf for leaf in keys.leaves(after.document)}
        for key, value in change.set.items():
            own = value if isinstance(value, Mapping) and "value" in value else None
            for leaf in _set(leaves, key):
                number = _plain(leaf.quantity, leaf.value, currency)
                text = str(own["value"] if own is not None else value)
                if leaf.key != key or isinstance(number, tuple):
                    text = _in_file(leaf, currency)
                label = _label(scenario, ("change", place, "set", key), own, text)
                name = keys.join(("set", leaf.key))
                unit = _unit(leaf.quantity, currency)
                yield _entry(f"{table}.{name}", table, name, number, unit, label, text)


def _set(leaves: Mapping[str, keys.Leaf], key: str) -> Iterator[keys.Leaf]:
    """The numbers that a change sets by one key: one, or those of a dial."""
    for name, leaf in leaves.items():
        if name == key or name.startswith(f"{key}."):
            yield leaf


def _label(
    scenario: Scenario, path: tuple[str | int, ...], own: Mapping[str, Any] | None, text: str
) -> Label:
    """The label of a number of a change: its own, else that of the change's table."""
    known = own if own is not None and "kind" in own else (scenario.unpacked.of(path) or own or {})
    return Label(
        kind=known.get("kind", "mine"),
        source=known.get("source"),
        year=known.get("year"),
        text=text,
    )
