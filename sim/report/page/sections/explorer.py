"""The days of single customers under two strategies, to be looked at one by one."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sim.report.page.compared import Compared
from sim.report.page.days import Days, days_of, packed
from sim.report.page.document import Explorer, Paragraph, Section
from sim.report.page.sources import Source, Sources
from sim.report.words.counted import counted
from sim.report.words.told import Code, Sentence, say
from sim.study.explored import Explored, explore
from sim.study.progress import Progress

__all__ = ["NAME", "explorer"]

NAME = "explorer"
"""Of the section, and of the source of its numbers: the data that the page holds."""
TITLE = "The days of single customers"


def explorer(sources: Sources) -> Section | None:
    """Of the first comparison, or of the first run beside the scenario's baseline.

    Customers of a table are not shown: a page that is passed on holds nothing of them.
    """
    source = sources.comparison or next(sources.of("run"), None)
    if source is None:
        return None
    if _of_a_table(source):
        return Section(NAME, TITLE, (Paragraph((_unshown(_pair(source)[0]),)),))
    pair = sources.explored or _pair(source)
    explored = _lived(source, pair, sources.progress)
    scenario = source.folder.scenario
    titles = {one.name: one.title or one.name for one in scenario.document.strategy}
    data = packed(explored, titles, scenario.scenario.start, source.currency)
    told = _sentence(replace(source, name=NAME, answer=data), explored)
    return Section(NAME, TITLE, (Explorer(data, told),))


def _pair(source: Source) -> tuple[str, ...]:
    """The leading strategy and whom it is set against, the baseline first; or the only one."""
    if source.kind == "run":
        own, base = str(source.at("strategy")), source.folder.scenario.baseline
        return (own,) if own == base else (base, own)
    compared = Compared(source)
    rival = compared.rival
    if rival is None:
        return (compared.leading,)
    return tuple(sorted((compared.leading, rival), key=lambda name: name != compared.baseline))


def _of_a_table(source: Source) -> bool:
    settings = source.folder.manifest["settings"]
    given = getattr(source.folder.scenario.document, "customers", None)
    return bool(settings.get("people")) or given is not None


def _lived(source: Source, pair: tuple[str, ...], progress: Progress | None) -> Explored[Days]:
    manifest = source.folder.manifest
    settings: dict[str, Any] = manifest["settings"]
    return explore(
        source.folder.scenario,
        pair,
        days_of,
        total=settings.get("equal") == "total",
        customers=settings["customers"],
        days=settings["days"],
        seed=manifest["seed"],
        clock=settings.get("clock", "compiled"),
        progress=progress,
    )


def _sentence(source: Source, explored: Explored[Days]) -> Sentence:
    """Who is shown, and how they were chosen."""
    names = explored.strategies
    every = explored.chosen.customers == len(explored.chosen.ids)
    size = source.figure("market")
    under: Sentence = say("{one}", one=Code(names[0]))
    if len(names) > 1:
        under = say("{one} and {two}", one=Code(names[0]), two=Code(names[1]))
    who = say(
        "All {shown}" if every
        else "{shown} of {size}, taken at equal steps through their ids",
        shown=counted(source.figure("shown"), "customer") if every else source.figure("shown"),
        size=counted(size, "customer"),
    )  # fmt: skip
    part: Sentence | str = ""
    if explored.customers != explored.chosen.customers:
        part = say(
            " The market of {customers} is too large to be lived once for each of them: they live "
            "in a market of {size} with the same rates, and budget and staff in proportion.",
            customers=source.figure("customers"), size=size,
        )  # fmt: skip
    return say(
        "{who}, each simulated again under {under} with the same luck (replication {replication}, "
        "the first, seed {seed}, {days}). Whoever is not among them is told by {trace}."
        "{part} Nobody here is typical, and one life proves nothing: means and intervals are "
        "what a choice rests on.",
        who=who, under=under, replication=source.figure("replication"),
        seed=source.quoted(str(explored.seed), "seed"), part=part,
        days=counted(source.figure("days"), "day"),
        trace=Code("journey trace --customer"),
    )  # fmt: skip


def _unshown(strategy: str) -> Sentence:
    return say(
        "The customers are those of a table, of whom a page that is passed on shows nobody. "
        "{trace} tells of one of them.",
        trace=Code(f"journey trace SCENARIO --strategy {strategy} --customer ID"),
    )
