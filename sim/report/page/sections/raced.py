"""Which of many strategies is best, as `best` has found it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sim.report.answers.best import best_answer
from sim.report.page.document import Block, Chart, Paragraph, Section, Table
from sim.report.page.drawing.turning import effects
from sim.report.page.sources import Source, Sources
from sim.report.words.counted import size_of
from sim.report.words.told import Code, Part, say
from sim.report.words.values import DASH
from sim.study.kpis import KPI

__all__ = ["raced"]

SHOWN = 15
"""Candidates of the chart."""


def raced(sources: Sources) -> Section | None:
    """All races of the folders."""
    blocks = [block for source in sources.of("best") for block in _blocks(source)]
    return Section("raced", "Which of many is best", tuple(blocks)) if blocks else None


def _blocks(source: Source) -> Iterator[Block]:
    yield Paragraph(tuple(best_answer(source)), strong=True)
    candidates: Mapping[str, Any] = source.at("candidates")
    kpi = KPI[str(source.at("kpi"))]
    title = f"How far behind {source.at('leader')} in {kpi.title.lower()}"
    headings = ("", kpi.title, "behind", "from", "to", "left out after replications")
    rows = tuple(_row(source, name) for name in candidates)
    table = Table(source.name, title, headings, rows, folded=True)
    drawn = [_bar(source, name) for name, one in candidates.items() if one["behind"]][:SHOWN]
    if not drawn:
        yield table
        return
    caption = say(
        "How far each other candidate is behind {leader} in {kpi}, over the replications that it "
        "had{intervals}; all on the same luck. {size}.",
        kpi=kpi.title.lower(), leader=str(source.at("leader")),
        size=size_of(source, "customers", "days"),
        intervals=", with 95 % intervals, each for itself"
        if any(row["low"] is not None for row in drawn) else "",
    )  # fmt: skip
    unit = f" ({source.currency.code})" if kpi.unit == "money" else ""
    yield Chart(source.name, title, caption, effects(drawn, f"behind{unit}"), table)


def _row(source: Source, name: str) -> tuple[Part, ...]:
    at = ("candidates", name)
    unit = source.at(*at, "unit")
    return (
        Code(name),
        source.figure(*at, "mean"),
        *(
            DASH if name == source.at("leader") else source.figure(*at, key, unit=unit)
            for key in ("behind", "behind_low", "behind_high")
        ),
        source.figure(*at, "left_out_after", unit="count")
        if source.has(*at, "left_out_after")
        else DASH,
    )


def _bar(source: Source, name: str) -> dict[str, Any]:
    one = source.at("candidates", name)
    told = str(source.figure("candidates", name, "behind", unit=one["unit"]))
    return {
        "key": name, "size": one["behind"], "low": one["behind_low"], "high": one["behind_high"],
        "told": told,
    }  # fmt: skip
