"""The folders that a report is made from, each with a name of its own, and the numbers in them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from engine.errors import InputError
from sim.report.page.told import Figure
from sim.report.page.values import value_text
from sim.study.folders import COMPARE, RUN, Folder, read_folder
from sim.study.money import Currency

if TYPE_CHECKING:
    from sim.scenario import Scenario
    from sim.study.progress import Progress

__all__ = ["Place", "Source", "Sources", "pointer", "read_sources", "resolve"]

Place: TypeAlias = "tuple[str | int, ...]"
"""Where something stands in a result: keys, and places of lists."""


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


@dataclass(frozen=True)
class Source:
    """One folder.

    Attributes:
        name: stands for it on the page, such as ``compare`` or ``lift-2``.
        folder: where it is and where it came from.
        answer: its ``result.json``.
    """

    name: str
    folder: Folder
    answer: Mapping[str, Any]

    @property
    def kind(self) -> str:
        """The command that made it."""
        return self.folder.kind

    @property
    def currency(self) -> Currency:
        """Of all its amounts."""
        return Currency(self.folder.scenario.scenario.currency)

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
            how: see `sim.report.page.values.value_text`.
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
        """That which stands beside a number."""
        beside = self.at(*path[:-1])
        return beside.get("unit") if isinstance(beside, Mapping) else None


@dataclass(frozen=True)
class Sources:
    """All folders of one report, of one scenario.

    Attributes:
        all: in the order in which they were named.
        notes: what does not fit together.
        made: what the report has found itself, which the page brings along.
        progress: told how far simulating again is; None: nobody.
    """

    all: tuple[Source, ...]
    notes: tuple[str, ...] = field(default=())
    made: tuple[Source, ...] = field(default=())
    progress: Progress | None = field(default=None, compare=False)

    @property
    def main(self) -> Source:
        """What the report is about first."""
        return next(self.of(COMPARE, RUN), self.all[0])

    @property
    def scenario(self) -> Scenario:
        """Of the main folder."""
        return self.main.folder.scenario

    @property
    def comparison(self) -> Source | None:
        """The first comparison."""
        return next(self.of(COMPARE), None)

    def beside(self, key: str) -> tuple[Source, Mapping[str, Any]]:
        """Whose number a key tells, and what stands in the same table as it; {} in a list.

        Raises:
            KeyError, IndexError: there is no such number.
        """
        name, _, place = key.partition("#")
        source = {one.name: one for one in (*self.all, *self.made)}[name]
        found = resolve(source.answer, place.rpartition("/")[0])
        return source, found if isinstance(found, Mapping) else {}

    def with_made(self, name: str, answer: Mapping[str, Any]) -> Sources:
        """The same with something that the report has found itself."""
        return replace(self, made=(*self.made, Source(name, self.main.folder, answer)))

    def named(self, name: str) -> Source | None:
        """What goes by a name on the page."""
        return next((one for one in (*self.all, *self.made) if one.name == name), None)

    def of(self, *kinds: str) -> Iterator[Source]:
        """Those of some kinds, those of the first kind first."""
        for kind in kinds:
            for source in self.all:
                if source.kind == kind:
                    yield source


def read_sources(folders: Sequence[str | Path], progress: Progress | None = None) -> Sources:
    """Read them.

    Args:
        progress: see `Sources`.

    Raises:
        InputError: one is none or not complete, or they are of different scenarios.
    """
    if not folders:
        raise InputError(
            "there is nothing to report on", place="journey report",
            expected="one or more folders that --out of a command has left",
        )  # fmt: skip
    found: list[Source] = []
    for path in folders:
        folder = read_folder(path)
        if any(one.folder.path.resolve() == folder.path.resolve() for one in found):
            raise InputError("a folder is named twice", file=str(path))
        if found and folder.scenario.scenario.name != found[0].folder.scenario.scenario.name:
            raise InputError(
                "this folder is of another scenario", file=str(path),
                found=folder.scenario.scenario.name,
                expected=f"{found[0].folder.scenario.scenario.name}, as {found[0].folder.path}",
            )  # fmt: skip
        same = sum(one.kind == folder.kind for one in found)
        name = folder.kind if not same else f"{folder.kind}-{same + 1}"
        found.append(Source(name, folder, folder.answer()))
    return Sources(tuple(found), tuple(_differences(found)), progress=progress)


def _differences(found: Sequence[Source]) -> Iterator[str]:
    """What must be known before figures of several folders are set side by side."""
    first = found[0]
    for other in found[1:]:
        if other.folder.scenario.text != first.folder.scenario.text or (
            other.folder.scenario.changed != first.folder.scenario.changed
        ):
            yield (
                f"Figures of {other.name} are of another version of the scenario than those of "
                f"{first.name}; journey diff tells what changed."
            )
        told = [
            f"{setting} {here:g} in place of {there:g}"
            for setting in ("days", "customers", "seed")
            if (here := other.answer.get(setting)) != (there := first.answer.get(setting))
        ]
        if told:
            yield f"{other.name} was made with {', '.join(told)}: its figures are others."
