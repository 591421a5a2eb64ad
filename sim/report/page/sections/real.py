"""Simulated against real: last year as the firm knows it, and as the baseline comes out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sim.report.page.document import Block, Chart, Paragraph, Section, Table
from sim.report.page.drawing.ratios import ratios
from sim.report.page.sources import Source, Sources
from sim.report.words.counted import size_of
from sim.report.words.told import Code, Part, joined, say
from sim.report.words.values import DASH
from sim.study.folders import COMPARE
from sim.study.known import OFF

__all__ = ["real"]

TITLE = "Simulated against real"
YEAR = "A year as it was, and as simulated"


def real(sources: Sources) -> Section | None:
    """Of the totals that the scenario knows, in ``[known]``."""
    source = sources.main
    if not source.has("known") or not source.at("known"):
        return None
    known: Mapping[str, Any] = source.at("known")
    far = [name for name, one in known.items() if one["off"]]
    strategy = str(source.at("baseline" if source.kind == COMPARE else "strategy"))
    words = say(
        "Of the totals that are known of a year, {strategy} as simulated {fits}.",
        strategy=Code(strategy),
        fits="comes near all" if not far else say(
            "is far off {those}: a difference between strategies may be off by as much",
            those=joined([Code(name) for name in far]),
        ),
    )  # fmt: skip
    table = Table("known", YEAR, ("", "as known", "as simulated", "ratio"),
                  tuple(_row(source, name) for name in known))  # fmt: skip
    blocks: list[Block] = [Paragraph((words,), strong=True)]
    drawn = [_point(source, name) for name, one in known.items() if one["ratio"]]
    if not drawn:
        return Section("real", TITLE, (*blocks, table), brief=True)
    caption = say(
        "Totals of a year under {strategy}, simulated over known, on a scale of doublings. Dashed: "
        "the same; shaded: off by a quarter at most, which is not warned of. {size}.",
        strategy=strategy, size=size_of(source),
    )  # fmt: skip
    blocks.append(Chart("known", YEAR, caption, ratios(drawn, (1.0 / OFF, OFF)), table))
    return Section("real", TITLE, tuple(blocks), brief=True)


def _row(source: Source, name: str) -> tuple[Part, ...]:
    at = ("known", name)
    return (
        Code(name),
        *(source.figure(*at, key) for key in ("known", "simulated")),
        source.figure(*at, "ratio", unit="ratio", digits=2) if source.has(*at, "ratio") else DASH,
    )


def _point(source: Source, name: str) -> dict[str, Any]:
    known, simulated = (source.figure("known", name, key) for key in ("known", "simulated"))
    one = source.at("known", name)
    return {
        "name": name, "ratio": one["ratio"], "told": f"{known}, {simulated}", "off": one["off"],
    }  # fmt: skip
