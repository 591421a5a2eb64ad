"""Which uncertain numbers matter over their whole ranges, as a sweep has analysed it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sim.report.page.document import Block, Chart, Paragraph, Section, Table
from sim.report.page.drawing.turning import effects
from sim.report.page.sources import Source, Sources
from sim.report.words.told import Code, Part, Sentence, joined, say
from sim.report.words.values import DASH
from sim.study.kpis import KPI

__all__ = ["sensitivity"]

SHOWN = 15
"""Numbers of the longest chart."""
MAIN = {"screening": "mu_star", "variance": "total"}
"""What inputs are ranked by, by method."""
WORDS = {
    "mu_star": "mean size of what a step through a quarter and more of its range does "
    "(elementary effects, Morris)",
    "total": "part of the variance that would be left if all else were known (total indices, "
    "Sobol')",
}


def sensitivity(sources: Sources) -> Section | None:
    """From what `sweep --sensitivity` has left."""
    blocks: list[Block] = []
    for source in sources.of("sweep"):
        if source.has("sensitivity"):
            blocks += _targets(source)
    return Section("sensitivity", "Which numbers matter", tuple(blocks)) if blocks else None


def _targets(source: Source) -> Iterator[Block]:
    """Differences, where some were analysed; else the strategies."""
    found: Mapping[str, Any] = source.at("sensitivity", "of")
    differences = [name for name in found if " - " in name]
    for place, name in enumerate(differences or found, 1):
        yield Paragraph((_said(source, name),))
        yield _chart(source, name, f"{source.name}-sensitivity-{place}")


def _said(source: Source, name: str) -> Sentence:
    path = ("sensitivity", "of", name)
    matters = [Code(str(key)) for key in source.at(*path, "matters")]
    free = [Code(str(key)) for key in source.at(*path, "any_value")]
    if not matters:
        return say("No number matters for {name} beyond chance.", name=name)
    rest: Part = ""
    if free:
        rest = say("; {free} could have any value in range", free=joined(free))
    return say("For {name} {matters} {verb}{rest}.", name=name, matters=joined(matters),
               verb="matters" if len(matters) == 1 else "matter", rest=rest)  # fmt: skip


def _chart(source: Source, name: str, file: str) -> Chart:
    method = str(source.at("sensitivity", "method"))
    main = MAIN[method]
    kpi = KPI[str(source.at("sensitivity", "kpi"))]
    unit = source.currency.code if kpi.unit == "money" and main == "mu_star" else None
    unit = "share" if main == "total" else unit
    inputs: Mapping[str, Any] = source.at("sensitivity", "of", name, "inputs")
    shown = list(inputs)[:SHOWN]
    rows = []
    table: list[tuple[Part, ...]] = []
    for key in shown:
        path = ("sensitivity", "of", name, "inputs", key, main)
        ends = [source.at(*path, end) for end in ("mean", "ci_low", "ci_high")]
        told = [source.figure(*path, end, unit=unit) if source.has(*path, end) else DASH
                for end in ("mean", "ci_low", "ci_high")]  # fmt: skip
        rows.append({"key": key, "size": ends[0], "low": ends[1], "high": ends[2],
                     "told": str(told[0])})  # fmt: skip
        table.append((Code(key), *told))
    title = f"What matters for {name}"
    caption = say(
        "{kpi} of {name}: {words}, over the ranges of all numbers at once, with {level} intervals. "
        "{people} people, {days} days, {replications} replications on the same luck.",
        kpi=kpi.title, name=name, words=WORDS[main], level="95 %",
        people=source.figure("customers"), days=source.figure("days"),
        replications=source.figure("replications"),
    )  # fmt: skip
    axis = f"size of the effect ({unit})" if main == "mu_star" else "part of the variance"
    headings = ("number", "size" if main == "mu_star" else "in all", "from", "to")
    figures = Table(file, title, headings, tuple(table), folded=True)
    return Chart(file, title, caption, effects(rows, axis), figures)
