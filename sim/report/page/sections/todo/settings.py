"""Which settings are best: what to set, what each change is worth, what must hold."""

from __future__ import annotations

from collections.abc import Iterator

from sim.report.answers.optimise import optimise_answer, optimise_below, optimise_bounds
from sim.report.page.document import Block, Paragraph, Table
from sim.report.page.sources import Source
from sim.report.words.told import Code, Part, joined, say
from sim.report.words.values import DASH
from sim.study.kpis import KPI

__all__ = ["settings"]

ENDS = ("mean", "ci_low", "ci_high")


def settings(source: Source) -> Iterator[Block]:
    """Of one search."""
    yield Paragraph(tuple(optimise_answer(source)), strong=True)
    bounds = optimise_bounds(source)
    if bounds:
        yield Paragraph(tuple(bounds))
    yield _settings(source)
    if source.at("neighbours"):
        yield _neighbours(source)
    yield Paragraph(tuple(optimise_below(source)), small=True)


def _settings(source: Source) -> Table:
    """Each setting, as stated and as found, and what its change is worth."""
    kpi = KPI[str(source.at("kpi", "name"))]
    rows: list[tuple[Part, ...]] = [
        (
            Code(key),
            _value(source, "stated", "values", key),
            _value(source, "best", key),
            *_differences(source, "worth", key),
        )
        for key in source.at("best")
    ]
    rows.append(
        (
            kpi.title,
            source.figure("stated", "kpi", "mean"),
            source.figure("kpi", "mean"),
            *_differences(source, "gain"),
        )
    )
    return Table(
        source.name,
        f"Settings of {source.at('strategy')}, and what each change is worth",
        ("", "stated", "best", "worth", "from", "to"),
        tuple(rows),
    )


def _differences(source: Source, *path: str | int) -> tuple[Part, ...]:
    """Mean and interval of a difference; dashes where nothing is changed."""
    return tuple(
        source.figure(*path, end, signed=True, difference=True) if source.has(*path, end) else DASH
        for end in ENDS
    )


def _neighbours(source: Source) -> Table:
    """What becomes of the KPI a step beside the best."""
    kpi = KPI[str(source.at("kpi", "name"))]
    return Table(
        f"{source.name}-around",
        f"Around the best: {kpi.title} where one setting is moved",
        ("", "moved to", "change", "from", "to"),
        tuple(
            (
                Code(str(one["key"])),
                say("{at}{breaks}", at=source.quoted(str(one["at"]), "neighbours", place, "at"),
                    breaks="" if one["keeps"] else " (breaks what must hold)"),
                *_differences(source, "neighbours", place, "difference"),
            )
            for place, one in enumerate(source.at("neighbours"))
        ),
        folded=True,
    )  # fmt: skip


def _value(source: Source, *path: str) -> Part:
    """A setting, or all parts of a split."""
    if not source.has(*path):
        return "not set"
    found = source.at(*path)
    if isinstance(found, bool):
        return source.quoted("true" if found else "false", *path)
    if isinstance(found, (int, float)):
        return source.quoted(f"{found:,.6g}", *path)
    if not isinstance(found, dict):
        return source.quoted(str(found), *path)
    return joined(
        [
            say("{name} {share}", name=name,
                share=source.figure(*path, name, unit="share", digits=0))
            for name in found
        ],
        last=", ",
    )  # fmt: skip
