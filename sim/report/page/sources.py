"""The folders that a report is made from, each with a name of its own, and the numbers in them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.errors import InputError, UsageError, one_of
from sim.report.words.answered import Answered, resolve
from sim.report.words.told import Figure, Part, Sentence, joined, say
from sim.study.folders import COMPARE, RUN, Folder, read_folder
from sim.study.kpis import KPI, Kpi
from sim.study.money import Currency

if TYPE_CHECKING:
    from sim.scenario import Scenario
    from sim.study.progress import Progress

__all__ = ["Remark", "Source", "Sources", "read_sources"]


@dataclass(frozen=True, eq=False)
class Source(Answered):
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


@dataclass(frozen=True)
class Remark:
    """A note of a result.

    Attributes:
        sources: all that have noted it, the first one first.
        told: as a sentence.
    """

    sources: tuple[Source, ...]
    told: Figure


@dataclass(frozen=True)
class Sources:
    """All folders of one report, of one scenario.

    Attributes:
        all: in the order in which they were named.
        notes: what does not fit together.
        made: what the report has found itself, which the page brings along.
        progress: told how far simulating again is; None: nobody.
        explored: one or two strategies under which single customers are followed; None: the
            leading one, and whom it is set against.
    """

    all: tuple[Source, ...]
    notes: tuple[Part, ...] = field(default=())
    made: tuple[Source, ...] = field(default=())
    progress: Progress | None = field(default=None, compare=False)
    explored: tuple[str, ...] | None = None

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

    def remarks(self) -> list[Remark]:
        """What commands have noted of their results, to be known before these are believed; each
        once, whoever has noted it."""
        found: dict[str, Remark] = {}
        for source in (self.main, *(one for one in self.all if one is not self.main)):
            for place, note in enumerate(source.answer.get("notes", ())):
                text = f"{note[:1].upper()}{note[1:]}."
                known = found.get(note) or Remark((), source.quoted(text, "notes", place))
                found[note] = replace(known, sources=(*known.sources, source))
        return list(found.values())

    def beside(self, key: str) -> tuple[Source, Mapping[str, Any]]:
        """Whose number a key tells, and what stands in the same table as it; {} in a list.

        Raises:
            KeyError, IndexError: there is no such number.
        """
        name, _, place = key.partition("#")
        source = {one.name: one for one in (*self.all, *self.made)}[name]
        found = resolve(source.answer, place.rpartition("/")[0])
        return source, found if isinstance(found, Mapping) else {}

    def exploring(self, names: Sequence[str]) -> Sources:
        """The same, single customers followed under these strategies.

        Raises:
            UsageError: the scenario has no such strategy, or they are not one or two.
        """
        if self.main.kind not in (COMPARE, RUN):
            raise UsageError(
                "nobody can be followed: there is no comparison and no run", place="--explore",
                found=self.main.kind, expected="a folder of journey compare or journey run",
            )  # fmt: skip
        strategies = list(self.scenario.strategies)
        for name in names:
            one_of(name, strategies, "there is no such strategy", place="--explore")
        if len(set(names)) != len(names) or not 1 <= len(names) <= 2:
            raise UsageError(
                "single customers are followed under one or two strategies", place="--explore",
                found=", ".join(names), expected="two names, such as today,omnichannel",
            )  # fmt: skip
        return replace(self, explored=tuple(names))

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
        found.append(Source(name, folder, folder.answer_as_written()))
    return Sources(tuple(found), tuple(_differences(found)), progress=progress)


def _differences(found: Sequence[Source]) -> Iterator[Sentence]:
    """What must be known before figures of several folders are set side by side."""
    first = found[0]
    for other in found[1:]:
        if other.folder.scenario.text != first.folder.scenario.text or (
            other.folder.scenario.changed != first.folder.scenario.changed
        ):
            yield say(
                "Figures of {other} are of another version of the scenario than those of {first}; "
                "journey diff tells what changed.",
                other=other.name, first=first.name,
            )  # fmt: skip
        told = [
            say("{setting} {here} in place of {there}", setting=setting,
                here=_setting(other, setting), there=_setting(first, setting))
            for setting in ("days", "customers", "seed")
            if other.answer.get(setting) != first.answer.get(setting)
        ]  # fmt: skip
        if told:
            yield say("{other} was made with {told}: its figures are others.",
                      other=other.name, told=joined(told, last=", "))  # fmt: skip
        judged, ours = _judged(other), _judged(first)
        if judged is not None and ours is not None and judged is not ours:
            yield say("{other} is about '{kpi}', {first} about '{ours}'.", other=other.name,
                      kpi=judged.title, first=first.name, ours=ours.title)  # fmt: skip
    lives = [one for one in found if "replications" in one.answer]
    if len({one.answer["replications"] for one in lives}) > 1:
        listed = [say("{name} {count}", name=one.name, count=one.figure("replications"))
                  for one in lives]  # fmt: skip
        yield say(
            "Different numbers of replications ({listed}): means of one difference differ from "
            "folder to folder, by luck.",
            listed=joined(listed, last=", "),
        )  # fmt: skip


def _setting(source: Source, name: str) -> Figure | str:
    return source.quoted(f"{source.at(name):g}", name) if source.has(name) else "none"


def _judged(source: Source) -> Kpi | None:
    """In which KPI a folder compares."""
    name = source.at("verdict", "kpi") if source.kind == COMPARE else source.answer.get("kpi")
    return KPI.get(name) if isinstance(name, str) else None
