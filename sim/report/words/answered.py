"""The answer of a command as JSON, and its numbers as figures that know where they stand."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from sim.report.words.told import Figure
from sim.report.words.values import value_text
from sim.study.kpis import KPI, Kpi
from sim.study.money import Currency

if TYPE_CHECKING:
    from sim.study.trials.answer import Answer

__all__ = ["Answered", "Found", "Place", "found_of", "pointer", "resolve"]

Place: TypeAlias = "tuple[str | int, ...]"
"""Where something stands in a result: keys, and places of lists."""

PLAIN = frozenset({"customers", "market", "days", "seed", "replications", "asked", "trials"})
"""Numbers of every result that have no unit, whatever else it is of."""


def pointer(path: Place) -> str:
    """The same as a JSON pointer (RFC 6901)."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in path)


def resolve(answer: Any, text: str) -> Any:
    """What a JSON pointer points to.

    Raises:
        KeyError, IndexError: nothing.
    """
    found = answer
    for part in text.split("/")[1:]:
        key = part.replace("~1", "/").replace("~0", "~")
        found = found[int(key)] if isinstance(found, list) else found[key]
    return found


class Answered(ABC):
    """What a command has found, asked by place.

    Attributes:
        name: stands for it in keys of figures.
        answer: its ``result.json``.
    """

    name: str
    answer: Mapping[str, Any]

    @property
    @abstractmethod
    def currency(self) -> Currency:
        """Of all its amounts."""

    @property
    def kpi(self) -> Kpi:
        """In which it compares.

        Raises:
            KeyError: it has none.
        """
        return KPI[str(self.at("kpi"))]

    def at(self, *path: str | int) -> Any:
        """What stands at a place of the result.

        Raises:
            KeyError, IndexError: there is no such place.
        """
        found: Any = self.answer
        for part in path:
            found = found[part]
        return found

    def has(self, *path: str | int) -> bool:
        """Whether something stands there that is not null."""
        try:
            return self.at(*path) is not None
        except (KeyError, IndexError, TypeError):
            return False

    def key(self, *path: str | int) -> str:
        """``name#pointer``."""
        return f"{self.name}#{pointer(path)}"

    def figure(self, *path: str | int, unit: str | None = None, **how: Any) -> Figure:
        """A number, as people read it.

        Args:
            path: where it stands.
            unit: None: that which stands beside it.
            how: see `sim.report.words.values.value_text`.
        """
        value = self.at(*path)
        if unit is None:
            unit = self._unit(*path)
        told = value_text(value, unit, self.currency, **how)
        return Figure(told, self.key(*path), value, unit)

    def quoted(self, text: str, *path: str | int) -> Figure:
        """A number that is told in words of one's own."""
        return Figure(text, self.key(*path), self.at(*path), self._unit(*path))

    def _unit(self, *path: str | int) -> str | None:
        """That which stands beside a number; at the top of a result it is that of its key."""
        if path[:-1] == () and path[-1] in PLAIN:
            return None
        beside = self.at(*path[:-1])
        return beside.get("unit") if isinstance(beside, Mapping) else None


@dataclass(frozen=True)
class Found(Answered):
    """An answer that no folder holds, such as one on its way to a terminal."""

    name: str
    answer: Mapping[str, Any]
    money: Currency

    @property
    def currency(self) -> Currency:
        """Of all its amounts."""
        return self.money


def found_of(result: Answer) -> Found:
    """The answer of a study."""
    return Found("answer", result.answer(), result.setting.currency)
