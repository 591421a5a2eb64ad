"""Channels: what each brings and costs under each strategy, against its target, and its effort."""

from __future__ import annotations

from collections.abc import Iterator

from sim.report.page.document import Block, Chart, Paragraph, Section, Table
from sim.report.page.drawing.lives import stacked_bars
from sim.report.page.lives import Portrayed, portrayed
from sim.report.page.sources import Source, Sources
from sim.report.words.answered import Place
from sim.report.words.counted import size_of
from sim.report.words.told import Figure, Part, say
from sim.report.words.values import DASH
from sim.study.folders import COMPARE
from sim.study.kpis import KPI

__all__ = ["channels"]

SHOWN = (
    "contacts", "visits", "leads", "bookings", "purchases", "revenue", "media_cost",
    "staff_hours", "effort_per_visit", "opt_out_rate", "wasted_contacts",
)  # fmt: skip


def channels(sources: Sources) -> Section | None:
    """Of all strategies: the leading one and the baseline at once, the others when asked for."""
    found = portrayed(sources)
    if found is None:
        return None
    others = [name for name in found.strategies if name not in found.shown]
    blocks: list[Block] = [_table(found, sources.main, name) for name in (*found.shown, *others)]
    targets = _targets(found)
    if targets is not None:
        blocks.append(targets)
    if found.at(found.leading, "effort"):
        blocks.append(_effort(found))
    else:
        blocks.append(Paragraph((say("No step of a purchase is taken on any channel."),)))
    return Section("channels", "Channels", tuple(blocks))


def _place(main: Source, name: str) -> Place:
    """Where the channels of a strategy stand in the result."""
    return ("strategies", name, "channels") if main.kind == COMPARE else ("kpis", "channels")


def _table(found: Portrayed, main: Source, name: str) -> Table:
    """A row a channel, a column a KPI, both without those that are 0 throughout."""
    at = _place(main, name)
    told = {
        (channel, kpi)
        for channel in main.at(*at)
        for kpi in SHOWN
        if main.has(*at, channel, kpi, "mean") and main.at(*at, channel, kpi, "mean") != 0.0
    }
    names = [channel for channel in main.at(*at) if any((channel, kpi) in told for kpi in SHOWN)]
    shown = [kpi for kpi in SHOWN if any((channel, kpi) in told for channel in names)]
    rows = tuple((channel, *_cells(main, at, channel, shown)) for channel in names)
    note = say(
        "Counts and money a year; sales and costs stand where they are paid or fall due, not where "
        "they were won; channels on which nothing happens are left out. {size}.",
        size=size_of(main, "replications", "customers"),
    )  # fmt: skip
    place = found.strategies.index(name) + 1
    headings = ("channel", *(KPI[kpi].title for kpi in shown))
    title = f"Channels under {name}"
    return Table(f"channels-{place}", title, headings, rows, note, folded=name not in found.shown)


def _cells(main: Source, at: Place, channel: str, shown: list[str]) -> Iterator[Figure | str]:
    for kpi in shown:
        known = main.has(*at, channel, kpi, "mean")
        yield main.figure(*at, channel, kpi, "mean") if known else DASH


def _targets(found: Portrayed) -> Table | None:
    """What channels reach of that by which the firm judges them."""
    source, first = found.source, found.leading
    rows: list[tuple[Part, ...]] = []
    for channel, one in found.at(first, "targets").items():
        wanted = ("strategies", first, "targets", channel, "target")
        rows.append(
            (
                channel,
                KPI[one["kpi"]].title if one["kpi"] in KPI else one["kpi"],
                source.figure(*wanted, digits=0) if one["target"] is not None else DASH,
                *(
                    source.figure("strategies", name, "targets", channel, "reached", digits=0)
                    for name in found.strategies
                ),
            )
        )
    if not rows:
        return None
    note = say(
        "Counts a year for the whole market; a dash where the scenario sets no target. {whose}.",
        whose=found.whose(),
    )
    headings = ("channel", "judged by", "target", *found.strategies)
    return Table("targets", "Channels against their targets", headings, tuple(rows), note)


def _effort(found: Portrayed) -> Chart:
    """Of the leading strategy, by step; all strategies in the table."""
    source, leading = found.source, found.leading
    told = found.at(leading, "effort")
    parts = [one["step"] for one in next(iter(told.values()))["steps"]]
    rows = []
    for channel in told:
        for order, part in enumerate(parts):
            at = ("strategies", leading, "effort", channel, "steps", order, "effort")
            figure = source.figure(*at, digits=1)
            if figure.value:
                rows.append({"place": channel, "part": part, "order": order,
                             "value": figure.value, "told": figure.text})  # fmt: skip
    caption = say(
        "Effort of all steps of purchases taken on each channel under {name}: a step costs its "
        "channel's effort each time it is taken, so what has to be done twice counts twice. "
        "{whose}.",
        name=leading, whose=found.whose(),
    )  # fmt: skip
    title = f"Effort by channel and step: {leading}"
    cells: list[tuple[Part, ...]] = [
        (
            channel,
            name,
            *(
                source.figure("strategies", name, "effort", channel, "steps", order, "effort",
                              digits=1)
                for order in range(len(parts))
            ),
            source.figure("strategies", name, "effort", channel, "effort", digits=1),
        )
        for name in found.strategies
        for channel in found.at(name, "effort")
    ]  # fmt: skip
    headings = ("channel", "strategy", *parts, "all")
    table = Table("effort", "Effort by channel and step", headings, tuple(cells), folded=True)
    used = [part for part in parts if any(row["part"] == part for row in rows)]
    return Chart("effort", title, caption, stacked_bars(rows, used, "effort"), table)
