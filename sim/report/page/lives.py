"""Single lives of a report: one replication of its strategies, lived again and looked at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from sim.report.page.compared import Compared
from sim.report.page.palette import palette_of
from sim.report.page.sources import Source, Sources
from sim.report.words.counted import counted
from sim.report.words.told import Sentence, say
from sim.study.folders import COMPARE, RUN
from sim.study.portrait import portrait

__all__ = ["LIVES", "ONE_LIFE", "Portrayed", "portrayed", "with_lives"]

LIVES = "lives"
ONE_LIFE = say("All of this is of one simulated life, the first replication: its luck is in it.")
"""Begins each section: what it tells may differ from means over all replications."""


@dataclass(frozen=True)
class Portrayed:
    """The lives of a report as its sections ask them.

    Attributes:
        source: what was seen.
        leading: the strategy that is shown where there is room for one only.
        baseline: what it is set against; None: there is one strategy only.
        palette: a colour for each.
    """

    source: Source
    leading: str
    baseline: str | None
    palette: Mapping[str, str]

    @cached_property
    def strategies(self) -> tuple[str, ...]:
        """In the order of the comparison."""
        return tuple(self.source.at("strategies"))

    @property
    def shown(self) -> tuple[str, ...]:
        """The leading one, then the baseline where it is another."""
        if self.baseline is None or self.baseline == self.leading:
            return (self.leading,)
        return (self.leading, self.baseline)

    def at(self, name: str, *path: str | int) -> Any:
        """What was seen of a strategy."""
        return self.source.at("strategies", name, *path)

    def whose(self) -> Sentence:
        """Of whom all figures are, for captions."""
        sampled = bool(self.source.at("sampled"))
        return say(
            "{people}{sample}, {days}, the first replication",
            people=counted(self.source.figure("customers"), "person", "people"),
            days=counted(self.source.figure("days"), "day"),
            sample=" (a sample of the market)" if sampled else "",
        )  # fmt: skip


def with_lives(sources: Sources) -> Sources:
    """The same, with single lives of the comparison's strategies, or of the run's one.

    Nothing is added where there is neither, nor where the people came from a table: a report is
    made of folders alone, and no folder keeps a table of customers.

    Raises:
        InputError: what is in the folder cannot be simulated by this version.
    """
    main = sources.main
    if main.kind not in (COMPARE, RUN):
        return sources
    settings = main.folder.manifest["settings"]
    if settings.get("people"):
        note = (
            f"The people of {main.name} came from a table, which no folder keeps: there are no "
            "figures of single lives."
        )
        return replace(sources, notes=(*sources.notes, note))
    names = Compared(main).strategies if main.kind == COMPARE else (str(main.at("strategy")),)
    seen = portrait(
        main.folder.scenario,
        names,
        customers=int(main.at("customers")),
        days=float(main.at("days")),
        seed=int(main.at("seed")),
        equal=str(settings.get("equal", "media")),
        progress=sources.progress,
    )
    return sources.with_made(LIVES, seen.to_json())


def portrayed(sources: Sources) -> Portrayed | None:
    """The lives, if there are any."""
    source = sources.named(LIVES)
    if source is None:
        return None
    main, palette = sources.main, palette_of(sources, tuple(source.at("strategies")))
    if main.kind != COMPARE:
        return Portrayed(source, str(main.at("strategy")), None, palette)
    compared = Compared(main)
    base = compared.baseline if compared.baseline in compared.strategies else None
    return Portrayed(source, compared.leading, base, palette)
