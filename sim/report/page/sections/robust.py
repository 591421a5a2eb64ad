"""Whether the answer stands without each mechanism of the model."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sim.report.page.document import Paragraph, Section, Table
from sim.report.page.sources import Sources
from sim.report.words.told import Part, say
from sim.report.words.values import DASH
from sim.study.kpis import KPI
from sim.study.robustness.judging import STANDS, UNUSED

__all__ = ["robust"]


def robust(sources: Sources) -> Section | None:
    """From what `robustness` has left."""
    source = next(sources.of("robustness"), None)
    if source is None:
        return None
    mechanisms: Mapping[str, Any] = source.at("mechanisms")
    at_work = {name: one for name, one in mechanisms.items() if one["verdict"] != UNUSED}
    shaken = [name for name, one in at_work.items() if one["verdict"] != STANDS]
    kpi = KPI[str(source.at("kpi"))]
    first, second = str(source.at("first")), str(source.at("second"))
    words = say(
        "Each mechanism of the table was switched off, halved and doubled: {what}.",
        what="the answer stands"
        if not shaken
        else "without any of them the answer does not stand"
        if len(shaken) == len(at_work) > 1
        else "without {} the answer does not stand".format(
            "it" if len(at_work) == 1 else "some of them"
        ),
    )
    rows: list[tuple[Part, ...]] = [
        (
            name.replace("_", " "),
            str(one["about"]),
            source.figure("mechanisms", name, "off", "difference", "mean", signed=True)
            if source.has("mechanisms", name, "off", "difference", "mean") else DASH,
            str(one["verdict"]),
        )
        for name, one in sorted(at_work.items(), key=lambda pair: pair[0] not in shaken)
    ]  # fmt: skip
    title = f"{kpi.title} of {first} less {second}, with each mechanism switched off"
    table = Table(source.name, title, ("", "what it is", "difference", "answer"), tuple(rows))
    return Section("robust", "Does it hold?", (Paragraph((words,), strong=True), table))
