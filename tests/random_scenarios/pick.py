"""Random choices, written as a scenario file has them."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping, Sequence
from typing import Any

WORDS = (
    "amber", "birch", "cedar", "delta", "ember", "fjord", "grove", "heron", "iris", "jade", "kelp",
    "lotus", "maple", "north", "olive", "pearl", "quail", "raven", "sage", "tulip", "umber",
    "viola", "willow", "xenon", "yarrow", "zinnia",
)  # fmt: skip


class Raw(str):
    """Text that stands in TOML as it is, such as a date."""


class Pick:
    """Choices from one source, a seeded generator or one that hypothesis steers.

    Args:
        rng: `random.Random`, or what ``hypothesis.strategies.randoms`` gives.
    """

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng

    def chance(self, share: float) -> bool:
        """True in this share of cases."""
        return self.rng.random() < share

    def one(self, options: Sequence[Any]) -> Any:
        """One of several."""
        return options[self.rng.randrange(len(options))]

    def some(self, options: Sequence[Any], least: int = 0, most: int | None = None) -> list[Any]:
        """Several different ones, in random order."""
        top = len(options) if most is None else min(most, len(options))
        mixed = list(options)
        self.rng.shuffle(mixed)
        return mixed[: self.rng.randint(min(least, top), top)]

    def number(self, low: float, high: float, digits: int = 3) -> float:
        """A number of a few digits."""
        return round(low + (high - low) * self.rng.random(), digits)

    def share(self) -> Any:
        """A share in one of its forms, at both ends now and then."""
        kind = self.rng.randrange(10)
        if kind == 0:
            return 0
        if kind == 1:
            return 1
        value = self.number(0.0, 1.0)
        return f"{value * 100:.1f} %" if kind == 2 else value

    def often(self, low: float, high: float) -> str:
        """A rate between once per ``low`` and once per ``high`` days."""
        return f"1 per {self.number(low, high, 1)} d"

    def lasting(self, *options: str) -> str:
        """One of these durations."""
        return str(self.one(options))

    def names(self, prefix: str, count: int) -> list[str]:
        """Different names, in no order."""
        words = self.some(WORDS, count, count)
        return [f"{word}-{prefix}" if self.chance(0.5) else f"{prefix}-{word}" for word in words]


def toml(value: Any) -> str:
    """A value as TOML has it; tables within values stand in one line."""
    if isinstance(value, Raw):
        return str(value)
    if isinstance(value, Mapping):
        inside = ", ".join(f"{_key(key)} = {toml(item)}" for key, item in value.items())
        return f"{{ {inside} }}" if inside else "{}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(toml(item) for item in value) + "]"
    return json.dumps(value)  # numbers, texts and booleans are written alike


def _key(key: str) -> str:
    return key if key.replace("-", "a").replace("_", "a").isalnum() else json.dumps(key)


def document(tables: Mapping[str, Any], pick: Pick) -> str:
    """A whole file: its tables in random order, those of one kind in theirs."""
    sections = []
    for name, content in tables.items():
        many = isinstance(content, list)
        for table in content if many else [content]:
            head = f"[[{name}]]" if many else f"[{name}]"
            lines = [f"{_key(key)} = {toml(value)}" for key, value in table.items()]
            sections.append("\n".join([head, *lines, ""]))
    pick.rng.shuffle(sections)
    return "\n".join(sections)
