"""Published figures of response, as the data file beside this module has them."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Literal

from engine.errors import one_of

FILE = "published.toml"
ALL = "all"
"""Industry of a value that is of all of them, or of none in particular."""


@dataclass(frozen=True, slots=True)
class Value:
    """One published number.

    Attributes:
        value: a share from 0 to 1, or an amount in main units of USD.
        source: who says so.
        year: of the data; None where the source does not tell.
        industry: what it is of.
    """

    value: float
    source: str
    year: int | None = None
    industry: str = ALL


@dataclass(frozen=True, slots=True)
class Figure:
    """Something that is published and can be counted in a run.

    Attributes:
        name: short name.
        title: as tables have it.
        meaning: what it is, in a sentence.
        kinds: kinds of channel on which it is counted.
        measure: what is counted; a key of `sim.study.figures.measures.MEASURES`.
        unit: "share" or "money".
        values: all that are published, the general one first; empty where none is at hand.
    """

    name: str
    title: str
    meaning: str
    kinds: tuple[str, ...]
    measure: str
    unit: Literal["share", "money"]
    values: tuple[Value, ...]

    def compared(self, industries: Sequence[str] = ()) -> Value | None:
        """The value of the first of these industries that has one, else the general one."""
        for wanted in industries:
            for value in self.values:
                if value.industry == wanted:
                    return value
        return self.values[0] if self.values else None

    @property
    def span(self) -> tuple[float, float] | None:
        """Least and greatest of all published values; None where there are fewer than two."""
        if len(self.values) < 2:
            return None
        found = [item.value for item in self.values]
        return min(found), max(found)


def raw() -> list[dict[str, Any]]:
    """The tables of the file as they stand there."""
    text = resources.files(__package__).joinpath(FILE).read_text(encoding="utf-8")
    tables: list[dict[str, Any]] = tomllib.loads(text)["figure"]
    return tables


@cache
def published() -> tuple[Figure, ...]:
    """All figures, in the order of the file, which is that of tables."""
    found = []
    for table in raw():
        scale = 100.0 if table["unit"] == "share" else 1.0
        values = tuple(
            Value(
                item["value"] / scale,
                item["source"],
                item.get("year"),
                item.get("industry", ALL),
            )
            for item in table["values"]
        )
        found.append(
            Figure(
                table["name"], table["title"], table["meaning"], tuple(table["kinds"]),
                table["measure"], table["unit"], values,
            )
        )  # fmt: skip
    return tuple(found)


def industries() -> tuple[str, ...]:
    """Industries with values of their own, in order of their names."""
    found = {value.industry for figure in published() for value in figure.values}
    return tuple(sorted(found - {ALL}))


def check_industries(names: Sequence[str]) -> None:
    """Refuse an industry that nothing is published of.

    Raises:
        UsageError: there is one, with the nearest.
    """
    for name in names:
        one_of(name, industries(), "no figures are published for this industry", place="--industry")
