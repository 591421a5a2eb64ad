"""What the five slides say: the answer, what is earned, why, when it would change, what to do.

A slide takes the first words and the first chart of the section of its name, where the report has
one; else it tells the nearest thing that the folders know.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sim.report.page.compared import Compared
from sim.report.page.document import Chart, Listing, Paragraph, Report, Section
from sim.report.page.rounding import rounded
from sim.report.page.sections.headline import period
from sim.report.page.slides.doing import doing
from sim.report.page.slides.plain import plain_spec, plain_text
from sim.report.page.slides.ranges import widest
from sim.report.page.slides.slide import Card, Slide
from sim.report.page.sources import Source, Sources
from sim.report.words.counted import size_of
from sim.report.words.told import Figure
from sim.study.kpis import KPI
from sim.study.uncertainty.carried import FEWEST_DRAWS

__all__ = ["basis", "few", "slides_of"]

BARS = 5
"""Of a chart."""
POINTS = 3
"""At most, on a slide."""
NAMED = 3
"""Strategies in a headline."""
BASIS = ("customers", "days", "replications")
"""What a result rests on."""
COMES, GOES = ("profit", "revenue", "purchases"), ("contribution", "media_cost", "platform_cost")
"""What is told of a single run: KPIs."""


def slides_of(report: Report, sources: Sources) -> tuple[Slide, ...]:
    """The five, in their order.

    Args:
        report: the short one, its numbers rounded.
    """
    sections = {section.name: section for section in report.sections}
    return (
        _answer(sections.get("answer", next(iter(sections.values()), None)), sources),
        _earned(sections.get("earned"), sources),
        _first_of("3-why", "Why", sections, "why") or _why(sources),
        _first_of("4-when", "When it would change", sections, "turning") or widest(sources),
        _doing_first(sections) or doing(sources),
    )


def basis(slide: Slide, sources: Sources) -> str:
    """What a slide rests on."""
    main = {one.name: one for one in sources.all}.get(slide.source, sources.main)
    known = [name for name in BASIS if main.has(name)]
    return plain_text(size_of(main, *known)) if known else ""


# --- from a section ------------------------------------------------------------------------------


def _first_of(name: str, kicker: str, sections: dict[str, Section], *asked: str) -> Slide | None:
    found = next((sections[one] for one in asked if one in sections), None)
    if found is None:
        return None
    said = list(_said(found))
    chart = next((block for block in found.blocks if isinstance(block, Chart)), None)
    if not said and chart is None:
        return None
    headline, *more = said or [chart.title if chart else ""]
    return Slide(
        name, kicker, headline, points=tuple(more[:POINTS]),
        spec=plain_spec(few(chart.spec)) if chart else None,
        told=plain_text(chart.caption) if chart else "",
        source=_source_of(found, chart),
    )  # fmt: skip


def _doing_first(sections: dict[str, Section]) -> Slide | None:
    """What is to be done, and what is to be measured before that; both in place of a chart."""
    slide = _first_of("5-first", "What to do first", sections, "todo", "measure")
    if slide is None or not {"todo", "measure"} <= sections.keys():
        return slide
    lists = (block for block in sections["measure"].blocks if isinstance(block, Listing))
    told = (plain_text(one).partition(". ")[0].removesuffix(".") for one in next(lists).items)
    items = [f"Measure first: {one}." for one in told]
    points = (*slide.points[:1], *items[: POINTS - 1])
    return replace(slide, points=points, spec=None, told="")


def few(spec: Mapping[str, Any]) -> Mapping[str, Any]:
    """A chart with so many bars as are read from afar: those that stand first."""
    found = dict(spec.get("datasets", {}))
    for name, rows in found.items():
        if len(rows) > BARS and {"key", "start"} & rows[0].keys():
            found[name] = rows[:BARS] if "key" in rows[0] else _summed(rows)
            spec = {**spec, "height": spec["height"] * len(found[name]) / len(rows)}
            if "start" in rows[0]:
                told = {**spec["encoding"]["y"], "sort": [row["name"] for row in found[name]]}
                spec = {**spec, "encoding": {**spec["encoding"], "y": told}}
    return {**spec, "datasets": found}


def _summed(rows: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Steps to a total: the first ones, and one for all others."""
    *steps, total = rows
    kept, others = steps[: BARS - 2], steps[BARS - 2 :]
    start, end = others[0]["start"], others[-1]["end"]
    kinds = {one["kind"] for one in steps if (one["end"] > one["start"]) == (end > start)}
    rest = {"name": f"{len(others)} others", "start": start, "end": end, "told": "",
            "kind": next(iter(kinds), total["kind"])}  # fmt: skip
    return [*kept, rest, total]


def _source_of(section: Section, chart: Chart | None) -> str:
    """Whose numbers it tells: those of its chart, or its first ones."""
    blocks = section.blocks if chart is None else (chart,)
    found = next(iter(Report("", "", (replace(section, blocks=blocks),)).figures()), None)
    return "" if found is None else found.key.partition("#")[0]


def _said(section: Section) -> Iterator[str]:
    """The strong sentences first, then points, then what else is said."""
    paragraphs = [block for block in section.blocks if isinstance(block, Paragraph)]
    strong = [block for block in paragraphs if block.strong]
    points = [one for block in section.blocks if isinstance(block, Listing) for one in block.items]
    first = strong[:1]
    for block in first:
        yield from map(plain_text, block.sentences)
    yield from map(plain_text, points)
    for block in paragraphs:
        if block not in first:
            yield from map(plain_text, block.sentences)


# --- the answer, and what is earned --------------------------------------------------------------


def _answer(section: Section | None, sources: Sources) -> Slide:
    said = list(_said(section)) if section is not None else []
    headline = said[0] if said else f"{sources.scenario.title}: what its studies found"
    if sources.comparison is not None:
        cards = tuple(_sureness(Compared(sources.comparison), sources))
    else:
        cards = tuple(_run_cards(sources, COMES))
    return Slide("1-answer", "The answer", headline, cards, tuple(said[1 : 1 + POINTS]))


def _sureness(compared: Compared, sources: Sources) -> Iterator[Card]:
    """How sure the headline is, in three numbers."""
    first, source = compared.leading, compared.source
    name = first if first != compared.baseline else compared.rival
    if name is None or not compared.has_difference(name):
        return
    whom = f"{name} against {compared.baseline}"
    other = compared.open_rival or compared.rival
    if other is not None and other in compared.leads and compared.has_lead_interval(other):
        ends = [rounded(end, sources) for end in compared.lead_ends(other)]
        ahead = f"{first} ahead of {other}"
        yield Card(_span(ends, source), f"{ahead}, if all numbers hold (95 of 100 such studies)")
    if source.has(*compared.pair(name), "input_low"):
        ends = [rounded(compared.gain(name, f"input_{end}"), sources) for end in ("low", "high")]
        yield Card(_span(ends, source), f"{whom}, the numbers as uncertain as they are said to be")
    if compared.is_undone():
        cost = rounded(
            source.figure("verdict", "unpaid", first, unit=source.currency.code), sources
        )
        why = "of further hours of calls and services are not in profit: more than the lead"
        yield Card(str(cost), why)
    elif source.has("inputs", "probability_best", first) and compared.draws >= FEWEST_DRAWS:
        share = source.figure("inputs", "probability_best", first, unit="share", digits=0)
        yield Card(str(share), f"of draws of the uncertain numbers have {first} as the best")


def _span(ends: Sequence[Figure], source: Source) -> str:
    """``EUR 500 to 900``."""
    low, high = map(str, ends)
    return f"{low} to {high.replace(f'{source.currency.code} ', '')}"


def _run_cards(sources: Sources, names: Sequence[str]) -> Iterator[Card]:
    source = next(sources.of("run"), None)
    for name in names:
        if source is not None and source.has("kpis", name, "mean"):
            number = rounded(source.figure("kpis", name, "mean"), sources)
            yield Card(str(number), f"{KPI[name].title.lower()} a year")


def _earned(section: Section | None, sources: Sources) -> Slide:
    name, kicker = "2-earned", "What each strategy earns"
    charts = [block for block in section.blocks if isinstance(block, Chart)] if section else []
    if sources.comparison is None or not charts:
        cards = tuple(_run_cards(sources, GOES))
        headline = "Whether another strategy would earn more, a comparison tells"
        return Slide(name, kicker, headline, cards)
    compared = Compared(sources.comparison)
    told = [
        f"{one} {rounded(compared.gain(one, signed=True), sources)}"
        for one in compared.others if compared.has_difference(one)
    ]  # fmt: skip
    more = "" if len(told) <= NAMED else " \N{HORIZONTAL ELLIPSIS}"
    headline = (
        f"{compared.kpi.title}{period(compared)} against {compared.baseline}: "
        f"{', '.join(told[:NAMED])}{more}"
    )
    caption = plain_text(charts[0].caption)
    return Slide(name, kicker, headline, spec=plain_spec(charts[0].spec), told=caption)


def _why(sources: Sources) -> Slide:
    """Where nothing was asked of the parts of a difference."""
    name, kicker = "3-why", "Why"
    if sources.comparison is None:
        return Slide(name, kicker, "One strategy alone tells no reasons",
                     points=("A comparison with another one does.",))  # fmt: skip
    compared = Compared(sources.comparison)
    points = []
    for one in ("revenue", "contribution", "media_cost", "platform_cost"):
        path = ("differences", f"{compared.leading} - {compared.baseline}", one)
        if compared.source.has(*path, "mean"):
            gain = rounded(compared.source.figure(*path, "mean", signed=True), sources)
            points.append(f"{KPI[one].title.lower()}: {gain}")
    return Slide(name, kicker, f"Where {compared.leading} differs from {compared.baseline}",
                 points=tuple(points[: POINTS + 1]))  # fmt: skip
