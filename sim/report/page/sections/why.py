"""Why: which dials earn how much of a difference, as steps from one strategy to the other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sim.report.answers.adding import adding_up
from sim.report.answers.drivers import drivers_answer, drivers_below, moved, shares
from sim.report.answers.gap import a_year, is_apart, of_kpi
from sim.report.page.compared import Compared
from sim.report.page.document import Block, Chart, Listing, Paragraph, Section, Table
from sim.report.page.drawing.shared import waterfall
from sim.report.page.sections.beside import leading_pairs_first, whose
from sim.report.page.sections.lift import lifted
from sim.report.page.sources import Source, Sources
from sim.report.words.answered import Place
from sim.report.words.counted import size_of
from sim.report.words.dials import dial_label, dial_words
from sim.report.words.told import Figure, Part, Sentence, say
from sim.report.words.values import DASH
from sim.study.kpis import KPI
from sim.study.parts import rest_words

__all__ = ["why"]


def why(sources: Sources) -> Section | None:
    """From what `drivers` has left, and from the comparison's own parts; what `lift` has found."""
    blocks: list[Block] = []
    for source in leading_pairs_first(sources, "drivers"):
        blocks += _driven(sources, source, strong=not blocks)
    strong = not blocks
    if sources.comparison is not None:
        parts = tuple(_by_actions(Compared(sources.comparison)))
        if parts:
            blocks.append(Listing(parts))
    for source in sources.of("lift"):
        blocks += lifted(source, strong=strong)
        strong = False
    return Section("why", "Why", tuple(blocks), brief=True) if blocks else None


# --- dials ---------------------------------------------------------------------------------------


def _driven(sources: Sources, source: Source, *, strong: bool) -> Iterator[Block]:
    yield Paragraph(whose(sources, source, drivers_answer(source)), strong=strong)
    if moved(source):
        yield _chart(source)
    below = tuple(drivers_below(source))
    if below:
        yield Paragraph(below, small=True)


def _chart(source: Source) -> Chart:
    """From the second strategy's figure, set to 0, to the first one's."""
    kpi = KPI[str(source.at("kpi"))]
    first, second = str(source.at("first")), str(source.at("second"))
    unit = str(source.at("total", "unit"))
    told = shares(source)
    table: list[tuple[Part, ...]] = [
        (dial_words(name, _dials(source, name)), told.get(name, DASH),
         *_ends(source, "drivers", name))
        for name in moved(source)
    ]  # fmt: skip
    table.append(("in all", told.get("", DASH), *_ends(source, "total")))
    title = f"{kpi.title}: from {second} to {first}"
    caption = say(
        "How the difference in {kpi} between {first} and {second} is shared out among the dials in "
        "which they differ (Shapley values, which add up to the total), {size} on the same luck.",
        kpi=kpi.title.lower(), first=first, second=second, size=size_of(source),
    )  # fmt: skip
    headings = ("dial", "difference", "from", "to")
    figures = Table(f"{source.name}", title, headings, tuple(table), folded=True)
    spec = waterfall(_bars(source, told), f"{kpi.title} ({unit})")
    return Chart(source.name, title, caption, spec, figures)


def _bars(source: Source, told: dict[str, Figure]) -> list[dict[str, Any]]:
    """A bar a dial, each from where the one before ended, and one for the whole.

    What is better for the first strategy has the colour of gains.
    """
    sign = 1.0 if KPI[str(source.at("kpi"))].better == "higher" else -1.0
    rows: list[dict[str, Any]] = []
    at = 0.0
    for name in moved(source):
        mean = float(source.at("drivers", name, "mean") or 0.0)
        if mean == 0.0:
            continue
        rows.append(
            {"name": dial_label(name, _dials(source, name)), "start": at, "end": at + mean,
             "told": str(told[name]), "kind": "up" if sign * mean > 0.0 else "down"}
        )  # fmt: skip
        at += mean
    rows.append({"name": f"{source.at('first')}, in all", "start": 0.0, "end": at, "kind": "total",
                 "told": str(told.get("", DASH))})  # fmt: skip
    return rows


def _dials(source: Source, name: str) -> tuple[str, ...]:
    return tuple(map(str, source.at("drivers", name, "dials")))


def _ends(source: Source, *path: str) -> tuple[Part, Part]:
    if not source.has(*path, "ci_low"):
        return DASH, DASH
    share = KPI[str(source.at("kpi"))].unit == "share"
    low, high = (
        source.figure(*path, end, signed=True, difference=share) for end in ("ci_low", "ci_high")
    )
    return low, high


# --- actions, and all else -----------------------------------------------------------------------


def _by_actions(compared: Compared) -> Iterator[Sentence]:
    """What its actions bring, and what its way of joining channels, or all else in its set-up."""
    source, kpi = compared.source, compared.kpi
    for name in source.at("verdict").get("by_actions") or {}:
        path = ("verdict", "by_actions", name)
        parts: list[Place] = [(*path, part, "mean") for part in ("actions", "joining")]
        if not compared.has_difference(name) or not all(source.has(*part) for part in parts):
            continue
        whole, actions, rest = adding_up(
            source, kpi, (*compared.pair(name), "mean"), parts, rest=True
        )
        more = float(source.at(*compared.pair(name), "mean")) >= 0.0
        yield say(
            "{name} {has} {gain}{period} {than} {base}{of}: its actions {bring}, and {rest} "
            "{brings}.",
            name=name, base=compared.baseline, gain=whole, period=a_year(kpi), of=of_kpi(kpi),
            has="earns" if kpi.name == "profit" else "has",
            than="more than" if more else "less than",
            bring=_bring(source, actions, *path, "actions", ending=""),
            rest=rest_words(joined=name in (source.at("verdict").get("joined") or ())),
            brings=_bring(source, rest, *path, "joining", ending="s"),
        )  # fmt: skip


def _bring(source: Source, told: Figure, *path: str, ending: str) -> Sentence:
    """``bring EUR 827``, or cost; of another figure than profit they add or take."""
    value = float(source.at(*path, "mean"))
    profit = str(source.at("verdict", "kpi")) == "profit"
    more, less = ("bring", "cost") if profit else ("add", "take")
    if value == 0.0:
        nothing = source.quoted("nothing", *path, "mean")
        return say("{verb}{ending} {nothing}", verb=more, ending=ending, nothing=nothing)
    return say(
        "{verb}{ending} {much}{chance}", verb=more if value > 0.0 else less, ending=ending,
        much=told, chance=" (perhaps chance)" if is_apart(source, *path) is False else "",
    )  # fmt: skip
