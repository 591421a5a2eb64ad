"""What single channels, actions or persons truly add, as `lift` has found it."""

from __future__ import annotations

from sim.report.answers.lift import lift_answer, lift_below, lift_fixed
from sim.report.page.document import Block, Listing, Paragraph, Table
from sim.report.page.sources import Source
from sim.report.words.told import Code, Part
from sim.report.words.values import DASH
from sim.study.kpis import KPI

__all__ = ["lifted"]

MODES = {
    "without": "silent, its money saved",
    "reallocate": "silent, its money left to others",
    "absent": "not there at all",
}


def lifted(source: Source, *, strong: bool = False) -> list[Block]:
    """The answer on all of them together, a row for each, and what must be known.

    Args:
        strong: whether the answer is that of its section.
    """
    blocks: list[Block] = [Paragraph(tuple(lift_answer(source)), strong=strong), _table(source)]
    below = tuple(lift_below(source))
    if below:
        blocks.append(Listing(below))
    return [*blocks, Paragraph(tuple(lift_fixed(source)), small=True)]


def _table(source: Source) -> Table:
    kpi, name = KPI[str(source.at("kpi"))], str(source.at("strategy"))
    rows: list[tuple[Part, ...]] = []
    for place, one in enumerate(source.at("things")):
        thing = str(one["thing"])
        rows.append(
            (
                Code(thing),
                MODES[str(one["mode"])],
                *_figures(source, "single", thing, kpi.name),
                source.figure("things", place, "spent", unit=source.currency.code),
            )
        )
    if source.has("interaction"):
        rows.append(("all together", "", *_figures(source, "lift", kpi.name), ""))
        rows.append(("interaction", "", *_figures(source, "interaction", kpi.name), ""))
    return Table(
        source.name, f"What is lost without it, under {name}",
        ("", "how it rests", kpi.title, "from", "to", "media it spends a year"), tuple(rows),
    )  # fmt: skip


def _figures(source: Source, *path: str) -> list[Part]:
    """A mean and its interval."""
    share = KPI[path[-1]].unit == "share"
    return [
        source.figure(*path, end, signed=True, difference=share) if source.has(*path, end) else DASH
        for end in ("mean", "ci_low", "ci_high")
    ]
