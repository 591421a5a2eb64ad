"""What each strategy earns, and how sure the differences are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sim.report.page.compared import Compared
from sim.report.page.document import Block, Chart, Paragraph, Section, Table
from sim.report.page.drawing.shared import differences
from sim.report.page.palette import palette_of
from sim.report.page.sections.headline import period
from sim.report.page.sources import Source, Sources
from sim.report.words.counted import counted, size_of
from sim.report.words.run_length import OF_THE_RUN, is_marked
from sim.report.words.told import Part, Sentence, say
from sim.report.words.values import DASH
from sim.study.kpis import KPI

__all__ = ["earned"]

SHOWN = (
    "profit", "revenue", "contribution", "media_cost", "platform_cost", "discount_cost",
    "staff_hours", "purchases", "buyers", "customer_value", "acquisition_cost", "satisfaction",
    "opt_out_rate", "contradictions", "wasted_contacts",
)  # fmt: skip


def earned(sources: Sources) -> Section | None:
    """Of the first comparison."""
    source = sources.comparison
    if source is None:
        return None
    compared = Compared(source)
    blocks: list[Block] = []
    rows = list(_rows(compared))
    if rows:
        blocks.append(_chart(sources, compared, rows))
    blocks.append(_figures(compared))
    blocks += [Paragraph((sentence,), small=True) for sentence in _further(source)]
    return Section("earned", "What each strategy earns", tuple(blocks), brief=True)


OTHER_LINES = {
    "equal_total": "A harder test, if {ceiling} also had to pay for the platforms: {sentence}",
    "equal_media": "If {ceiling} were for media alone, platform extra: {sentence}",
}
"""The other idea of equal outlay, by its name in a result."""


def _further(source: Source) -> Iterator[Sentence]:
    """What else was asked: with the other idea of equal outlay, and with all strategies tuned."""
    for line, words in OTHER_LINES.items():
        if source.has(line):
            yield say(
                words, ceiling=source.figure(line, "ceiling", unit=source.currency.code),
                sentence=_quoted(source, line),
            )  # fmt: skip
    if source.has("tuned"):
        yield say(
            "With every strategy tuned with the same effort ({evaluations} of {each} at most): "
            "{sentence}",
            evaluations=counted(source.figure("tuned", "evaluations"), "evaluation"),
            each=counted(source.figure("tuned", "each"), "replication"),
            sentence=_quoted(source, "tuned"),
        )  # fmt: skip


def _quoted(source: Source, line: str) -> Part:
    """The verdict of another line, as it stands there."""
    return source.quoted(str(source.at(line, "verdict", "sentence")), line, "verdict", "sentence")


def _rows(compared: Compared) -> Iterator[dict[str, Any]]:
    scale = 100.0 if compared.kpi.unit == "share" else 1.0
    for name in compared.others:
        if not compared.has_difference(name):
            continue
        at = compared.source.at(*compared.pair(name))
        ends = {}
        for told, end in zip(("low", "high"), compared.ends(name), strict=True):
            ends[told] = at.get(end)
        ends |= {"input_low": at.get("input_low"), "input_high": at.get("input_high")}
        yield {
            "name": name,
            "mean": at["mean"] * scale,
            "told": str(compared.gain(name, signed=True)),
            "by_simulation": _ends(compared, name, *compared.ends(name)),
            "by_inputs": _ends(compared, name, "input_low", "input_high"),
            **{key: None if value is None else value * scale for key, value in ends.items()},
        }


def _ends(compared: Compared, name: str, low: str, high: str) -> str:
    if not compared.source.has(*compared.pair(name), low):
        return DASH
    return f"{compared.gain(name, low)} to {compared.gain(name, high)}"


def _lines(compared: Compared, rows: list[dict[str, Any]]) -> str:
    """What the lines of the chart are, as far as some are drawn."""
    told = []
    if any(row["low"] is not None for row in rows):
        joint = any(compared.ends(name)[0] == "joint_low" for name in compared.others)
        wide = ", wide enough for all differences shown at once; that of the answer is of fewer"
        told.append(f"thick: what the simulation leaves open (95 %{wide if joint else ''})")
    if any(row["input_low"] is not None for row in rows):
        told.append("thin: what the uncertain numbers of the scenario leave open")
    words = "; ".join(told)
    return f" {words[0].upper()}{words[1:]}." if words else ""


def _chart(sources: Sources, compared: Compared, rows: list[dict[str, Any]]) -> Chart:
    kpi, source = compared.kpi, compared.source
    unit = source.currency.code if kpi.unit == "money" else kpi.unit
    axis = f"{kpi.title}{period(compared)}, less that of {compared.baseline} ({unit})"
    caption = say(
        "{kpi}{period} of each strategy less that of {base}, {size} on the same luck.{lines}",
        lines=_lines(compared, rows),
        kpi=kpi.title, period=period(compared), base=compared.baseline,
        size=size_of(source),
    )  # fmt: skip
    table = Table(
        "differences",
        f"{kpi.title}{period(compared)}, less that of {compared.baseline}",
        ("strategy", "difference", "by simulation, from", "to", "by inputs, from", "to"),
        tuple(
            (
                name,
                compared.gain(name, signed=True),
                *(
                    compared.gain(name, end, signed=True)
                    if source.has(*compared.pair(name), end)
                    else DASH
                    for end in (*compared.ends(name), "input_low", "input_high")
                ),
            )
            for name in compared.others
            if compared.has_difference(name)
        ),
        folded=True,
    )
    spec = differences(rows, palette_of(sources, compared.strategies), axis)
    title = f"{kpi.title} against {compared.baseline}"
    return Chart("differences", title, caption, spec, table)


def _marked(source: Source) -> Sentence:
    """What the mark of a row means."""
    return say(
        " Rows with {mark} are of the {days}, not scaled to a year.",
        mark=OF_THE_RUN, days=counted(source.figure("days"), "day"),
    )  # fmt: skip


def _figures(compared: Compared) -> Table:
    """A row a KPI, a column a strategy."""
    source = compared.source
    days = float(source.at("days"))
    rows: list[tuple[Part, ...]] = []
    for name in SHOWN:
        if not any(source.has("strategies", one, name, "mean") for one in compared.strategies):
            continue
        rows.append(
            (
                KPI[name].title + (OF_THE_RUN if is_marked(KPI[name], days) else ""),
                *(
                    source.figure("strategies", one, name, "mean")
                    if source.has("strategies", one, name, "mean")
                    else DASH
                    for one in compared.strategies
                ),
            )
        )
    note = say(
        "Money in {currency} a year; hours a year. The budget for {what} is at most "
        "{ceiling}.{marked}",
        what="media" if source.at("equal") == "media" else "media and platform together",
        currency=source.currency.code,
        ceiling=source.figure("ceiling", unit=source.currency.code),
        marked=_marked(source) if any(OF_THE_RUN in str(row[0]) for row in rows) else "",
    )
    headings = ("", *compared.strategies)
    return Table("strategies", "All strategies on the same customers", headings, tuple(rows), note)
