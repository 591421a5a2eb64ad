"""Why: which dials earn how much of a difference, as steps from one strategy to the other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sim.report.page.compared import Compared
from sim.report.page.document import Block, Chart, Listing, Paragraph, Section, Table
from sim.report.page.drawing.shared import waterfall
from sim.report.page.sections.lift import lifted
from sim.report.page.sources import Source, Sources
from sim.report.words.told import Code, Part, Sentence, joined, say
from sim.report.words.values import DASH
from sim.study.kpis import KPI

__all__ = ["why"]

MOST = 3
"""Dials that are named in a sentence."""
NAMED = 0.05
"""Part of the largest one from which on a dial is named."""


def why(sources: Sources) -> Section | None:
    """From what `drivers` has left, and from the comparison's own parts; what `lift` has found."""
    blocks: list[Block] = []
    for source in sources.of("drivers"):
        blocks += [Paragraph((_headline(source),), strong=not blocks), _chart(source)]
    if sources.comparison is not None:
        parts = tuple(_by_actions(Compared(sources.comparison)))
        if parts:
            blocks.append(Listing(parts))
    for source in sources.of("lift"):
        blocks += lifted(source)
    return Section("why", "Why", tuple(blocks), brief=True) if blocks else None


def _headline(source: Source) -> Sentence:
    """The largest parts, by size."""
    first, second = str(source.at("first")), str(source.at("second"))
    sizes = {name: abs(source.at("drivers", name, "mean") or 0.0) for name in _ranked(source)}
    least = NAMED * max(sizes.values(), default=0.0)
    large = [name for name, size in sizes.items() if size and size >= least][:MOST]
    named = [_part(source, name) for name in large]
    total = source.figure("total", "mean", size=True)
    more = float(source.at("total", "mean")) >= 0.0
    if not named:
        return say("{first} and {second} come out the same.", first=first, second=second)
    return say(
        "Of the {total} that {first} {does} {than} {second}, the largest {are} {parts}.",
        total=total, first=first, second=second, does=_does(source),
        than="more than" if more else "less than",
        are="part is" if len(named) == 1 else "parts are", parts=joined(named),
    )  # fmt: skip


def _does(source: Source) -> str:
    kpi = KPI[str(source.at("kpi"))]
    return "earns" if kpi.name == "profit" else f"has of {kpi.title.lower()}"


def _ranked(source: Source) -> list[str]:
    """Dials by the size of what they do, equal ones by name."""
    drivers: dict[str, Any] = source.at("drivers")
    return sorted(drivers, key=lambda name: (-abs(drivers[name]["mean"] or 0.0), name))


def _part(source: Source, name: str) -> Sentence:
    return say(
        "{name} ({amount})", name=Code(name),
        amount=source.figure("drivers", name, "mean", signed=True),
    )  # fmt: skip


def _chart(source: Source) -> Chart:
    """From the second strategy's figure, set to 0, to the first one's."""
    kpi = KPI[str(source.at("kpi"))]
    first, second = str(source.at("first")), str(source.at("second"))
    unit = str(source.at("total", "unit"))
    rows: list[dict[str, Any]] = []
    table: list[tuple[Part, ...]] = []
    at = 0.0
    for name in _ranked(source):
        mean = float(source.at("drivers", name, "mean") or 0.0)
        if mean == 0.0:
            continue
        told = source.figure("drivers", name, "mean", signed=True)
        rows.append({"name": name, "start": at, "end": at + mean, "told": str(told),
                     "kind": "up" if mean > 0.0 else "down"})  # fmt: skip
        at += mean
        table.append((Code(name), told, *_ends(source, "drivers", name)))
    rows.append({"name": f"{first}, in all", "start": 0.0, "end": at, "kind": "total",
                 "told": str(source.figure("total", "mean", signed=True))})  # fmt: skip
    table.append(("in all", source.figure("total", "mean", signed=True), *_ends(source, "total")))
    title = f"{kpi.title}: from {second} to {first}"
    caption = say(
        "How the difference in {kpi} between {first} and {second} is shared out among the dials in "
        "which they differ (Shapley values, which add up to the total), {people} people, {days} "
        "days, {replications} replications on the same luck.",
        kpi=kpi.title.lower(), first=first, second=second, people=source.figure("customers"),
        days=source.figure("days"), replications=source.figure("replications"),
    )  # fmt: skip
    headings = ("dial", "difference", "from", "to")
    figures = Table(f"{source.name}", title, headings, tuple(table), folded=True)
    return Chart(source.name, title, caption, waterfall(rows, f"{kpi.title} ({unit})"), figures)


def _ends(source: Source, *path: str) -> tuple[Part, Part]:
    if not source.has(*path, "ci_low"):
        return DASH, DASH
    low, high = (source.figure(*path, end, signed=True) for end in ("ci_low", "ci_high"))
    return low, high


def _by_actions(compared: Compared) -> Iterator[Sentence]:
    """What its actions bring, and what its way of joining channels."""
    source = compared.source
    for name in source.at("verdict").get("by_actions") or {}:
        path = ("verdict", "by_actions", name)
        if not source.has(*path, "joining", "mean") or not compared.has_difference(name):
            continue
        joining = float(source.at(*path, "joining", "mean"))
        more = float(source.at(*compared.pair(name), "mean")) >= 0.0
        yield say(
            "{name} has {gain} {than} {base}: its actions {bring} {actions}, and its way of "
            "joining channels {does} {joining}.",
            name=name, base=compared.baseline, gain=compared.gain(name, size=True),
            than="more than" if more else "less than",
            bring="bring" if float(source.at(*path, "actions", "mean")) >= 0.0 else "cost",
            actions=source.figure(*path, "actions", "mean", size=True),
            does="brings" if joining >= 0.0 else "costs",
            joining=source.figure(*path, "joining", "mean", size=True),
        )  # fmt: skip
