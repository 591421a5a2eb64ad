"""Which uncertain numbers matter over their whole ranges, as a sweep has analysed it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sim.report.answers.sensitivity import (
    any_value,
    effect,
    sensitivity_below,
    sensitivity_of,
    targets,
)
from sim.report.page.document import Block, Chart, Paragraph, Section, Table
from sim.report.page.drawing.turning import effects
from sim.report.page.sections.beside import judged_apart
from sim.report.page.sources import Source, Sources
from sim.report.words.counted import size_of
from sim.report.words.told import Code, Part, say
from sim.report.words.values import DASH

__all__ = ["sensitivity"]

SHOWN = 15
"""Numbers of the longest chart."""
MAIN = {"screening": "mu_star", "variance": "total"}
"""What inputs are ranked by, by method."""
ENDS = ("mean", "ci_low", "ci_high")
AXIS = {"mu_star": "size of the effect", "total": "part of the variance"}
WORDS = {
    "mu_star": "mean size of what going from one end of its range to the other does "
    "(elementary effects, Morris)",
    "total": "part of the variance that would be left if all else were known (total indices, "
    "Sobol')",
}


def sensitivity(sources: Sources) -> Section | None:
    """From what `sweep --sensitivity` has left."""
    blocks: list[Block] = []
    for source in sources.of("sweep"):
        if source.has("sensitivity"):
            blocks += _targets(sources, source)
    return Section("sensitivity", "Which numbers matter", tuple(blocks)) if blocks else None


def _targets(sources: Sources, source: Source) -> Iterator[Block]:
    for place, name in enumerate(targets(source), 1):
        yield Paragraph((sensitivity_of(source, name),), strong=True)
        yield _chart(source, name, f"{source.name}-sensitivity-{place}")
        for sentence in any_value(source, name):
            yield Paragraph((sentence,))
    yield from judged_apart(sources, source)
    for sentence in sensitivity_below(source):
        yield Paragraph((sentence,), small=True)


def _chart(source: Source, name: str, file: str) -> Chart:
    main = MAIN[str(source.at("sensitivity", "method"))]
    inputs: Mapping[str, Any] = source.at("sensitivity", "of", name, "inputs")
    rows = []
    table: list[tuple[Part, ...]] = []
    scale = 100.0 if _unit(source, main) in ("%", "percentage points") else 1.0
    for key in list(inputs)[:SHOWN]:
        ends = [inputs[key][main][end] for end in ENDS]
        told = [
            DASH if one is None else effect(source, name, key, main, end)
            for one, end in zip(ends, ENDS, strict=True)
        ]
        size, low, high = (None if end is None else scale * float(end) for end in ends)
        rows.append({"key": key, "size": size, "low": low, "high": high, "told": str(told[0])})
        table.append((Code(key), *told))
    title = f"What matters for {name}"
    caption = say(
        "{kpi} of {name}: {words}, over the ranges of all numbers at once{intervals}. "
        "{size} on the same luck.",
        kpi=source.kpi.title, name=name, words=WORDS[main], size=size_of(source),
        intervals=", with 95 % intervals" if any(row["low"] is not None for row in rows) else "",
    )  # fmt: skip
    axis = f"{AXIS[main]} ({_unit(source, main)})"
    headings = ("number", "size" if main == "mu_star" else "in all", "from", "to")
    figures = Table(file, title, headings, tuple(table), folded=True)
    return Chart(file, title, caption, effects(rows, axis), figures)


def _unit(source: Source, main: str) -> str:
    """In what sizes are told: the KPI's unit, or parts of its variance."""
    if main == "total":
        return "%"
    unit = source.kpi.unit
    named = {"money": source.currency.code, "share": "percentage points", "count": "number"}
    return named.get(unit, unit)
