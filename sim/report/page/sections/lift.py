"""What single channels, actions or persons truly add, as `lift` has found it."""

from __future__ import annotations

from sim.report.page.document import Block, Paragraph, Table
from sim.report.page.sources import Source
from sim.report.words.told import Code, Part, say
from sim.report.words.values import DASH
from sim.study.kpis import KPI

__all__ = ["lifted"]

MODES = {
    "without": "silent, its money saved",
    "reallocate": "silent, its money left to others",
    "absent": "not there at all",
}


def lifted(source: Source) -> list[Block]:
    """A sentence on all of them together, and a row for each."""
    kpi = KPI[str(source.at("kpi"))]
    name = str(source.at("strategy"))
    mean = float(source.at("lift", kpi.name, "mean") or 0.0)
    things = [str(one["thing"]) for one in source.at("things")]
    what = Code(things[0]) if len(things) == 1 else "the things of the table together"
    sentence = say(
        "Under {name} {what} {adds} {lift} of {kpi}{period}, beyond what would have come anyway.",
        name=name, what=what,
        adds=("add" if len(things) > 1 else "adds") if mean >= 0.0 else
        ("cost" if len(things) > 1 else "costs"),
        lift=source.figure("lift", kpi.name, "mean", size=True), kpi=kpi.title.lower(),
        period=" a year" if kpi.period == "year" else "",
    )  # fmt: skip
    rows: list[tuple[Part, ...]] = []
    for place, one in enumerate(source.at("things")):
        thing = str(one["thing"])
        path = ("single", thing, kpi.name)
        rows.append(
            (
                Code(thing),
                MODES[str(one["mode"])],
                source.figure(*path, "mean", signed=True) if source.has(*path, "mean") else DASH,
                source.figure(*path, "ci_low", signed=True)
                if source.has(*path, "ci_low")
                else DASH,
                source.figure(*path, "ci_high", signed=True)
                if source.has(*path, "ci_high")
                else DASH,
                source.figure("things", place, "spent", unit=source.currency.code),
            )
        )
    table = Table(
        source.name, f"What is lost without it, under {name}",
        ("", "how it rests", kpi.title, "from", "to", "media it spends a year"), tuple(rows),
    )  # fmt: skip
    blocks: list[Block] = [Paragraph((sentence,))]
    if source.has("discounts", "anyway_money", "mean") and source.at("discounts", "money", "mean"):
        share = say(
            "Of {money} of discounts a year, {anyway} went to people who would have bought anyway.",
            money=source.figure("discounts", "money", "mean"),
            anyway=source.figure("discounts", "anyway_money", "mean"),
        )  # fmt: skip
        blocks.append(Paragraph((share,)))
    return [*blocks, table]
