"""Entries that differ: of scenarios by dotted key, of anything else by its path."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sim.scenario import keys

if TYPE_CHECKING:
    from sim.scenario import Scenario
    from sim.scenario.reading.labels import Label
    from sim.study.diff.sides import Side

__all__ = ["ABSENT", "Change", "changed_keys", "changed_labels", "changed_settings", "entries"]

ABSENT = object()
"""In place of a value that a side does not have."""


@dataclass(frozen=True)
class Change:
    """One entry, on both sides; `ABSENT` where it is not there."""

    key: str
    first: Any
    second: Any

    def to_json(self) -> dict[str, object]:
        """``{a, b}``, without the side that has none."""
        found = {"a": self.first, "b": self.second}
        return {name: _plain(value) for name, value in found.items() if value is not ABSENT}


def changes(first: Mapping[str, Any], second: Mapping[str, Any]) -> tuple[Change, ...]:
    """Entries that are not the same, in the order of the first side, then of the second."""
    return tuple(
        Change(key, first.get(key, ABSENT), second.get(key, ABSENT))
        for key in dict.fromkeys((*first, *second))
        if first.get(key, ABSENT) != second.get(key, ABSENT)
    )


def changed_keys(first: Scenario, second: Scenario) -> tuple[Change, ...]:
    """What the two files say otherwise; the order of their tables does not matter."""
    return changes(dict(entries(first.data)), dict(entries(second.data)))


def changed_labels(first: Scenario, second: Scenario) -> tuple[Change, ...]:
    """Sources and ranges of numbers that both have."""
    both = [key for key in first.labels if key in second.labels]
    return changes(
        {key: _label(first.labels[key]) for key in both},
        {key: _label(second.labels[key]) for key in both},
    )


def changed_settings(first: Side, second: Side) -> tuple[Change, ...]:
    """What else shaped the work."""
    return changes(dict(entries(first.settings)), dict(entries(second.settings)))


def entries(data: Any, key: tuple[str, ...] = ()) -> Iterator[tuple[str, Any]]:
    """Every single entry of nested data by its dotted key; members of lists by their names.

    Lists of anything but tables are one entry each.
    """
    if isinstance(data, Mapping) and (data or not key):
        for name, value in data.items():
            yield from entries(value, (*key, str(name)))
    elif isinstance(data, list) and data and all(isinstance(one, Mapping) for one in data):
        for place, one in enumerate(data, 1):
            name = one.get("name", one.get("at"))
            rest = {inner: value for inner, value in one.items() if inner != "name"}
            yield from entries(rest, (*key, str(place if name is None else name)))
    else:
        yield keys.join(key), data


def _label(label: Label) -> dict[str, Any]:
    found = {
        "kind": label.kind, "source": label.source, "year": label.year, "low": label.low,
        "high": label.high, "dist": label.dist,
    }  # fmt: skip
    return {name: value for name, value in found.items() if value is not None}


def _plain(value: Any) -> Any:
    """As JSON has it: dates as text."""
    return value if isinstance(value, (str, int, float, list, dict, type(None))) else str(value)
