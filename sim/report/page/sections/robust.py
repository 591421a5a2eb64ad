"""Whether the answer stands without each mechanism of the model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sim.report.answers.robustness import (
    MARKS,
    MARKS_MEAN,
    at_work,
    robustness_answer,
    robustness_below,
    robustness_meaning,
)
from sim.report.page.document import Block, Listing, Paragraph, Section, Table
from sim.report.page.sources import Source, Sources
from sim.report.words.told import Part, say
from sim.report.words.values import DASH
from sim.study.kpis import KPI

__all__ = ["robust"]


def robust(sources: Sources) -> Section | None:
    """From what `robustness` has left."""
    source = next(sources.of("robustness"), None)
    if source is None:
        return None
    blocks: list[Block] = [Paragraph(tuple(robustness_answer(source)), strong=True)]
    if at_work(source):
        blocks.append(_table(source))
    below = tuple(robustness_below(source))
    if below:
        blocks.append(Listing(below))
    blocks.append(Paragraph((robustness_meaning(source),), small=True))
    return Section("robust", "Does it hold?", tuple(blocks))


def _table(source: Source) -> Table:
    """A row a mechanism, those first in which the verdict does not stand."""
    mechanisms: Mapping[str, Any] = source.at("mechanisms")
    kpi = KPI[str(source.at("kpi"))]
    rows: list[tuple[Part, ...]] = [
        (
            name.replace("_", " "),
            str(mechanisms[name]["about"]),
            *(_difference(source, name, word) for word in ("off", "half", "double")),
            str(mechanisms[name]["verdict"] or DASH)
            if source.has("mechanisms", name, "off", "verdict")
            else "only varied",
        )
        for name in at_work(source)
    ]
    title = f"{kpi.title} of {source.at('first')} less {source.at('second')}, by mechanism"
    headings = ("", "what it is", "without it", "halved", "doubled", "the verdict without it")
    return Table(source.name, title, headings, tuple(rows), say(MARKS_MEAN))


def _difference(source: Source, name: str, word: str) -> Part:
    at = ("mechanisms", name, word)
    if source.has(*at, "refused"):
        return "refused"
    if not source.has(*at, "difference", "mean"):
        return DASH
    share = KPI[str(source.at("kpi"))].unit == "share"
    told = source.figure(*at, "difference", "mean", signed=True, difference=share)
    mark = MARKS.get(source.at(*at, "verdict"))
    return told if mark is None else replace(told, text=f"{told.text} {mark}")
