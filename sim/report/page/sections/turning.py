"""When the answer would change: tipping points, break-evens, maps and sweeps."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sim.report.answers.breakeven import breakeven_answer, value_at
from sim.report.answers.gap import of_kpi
from sim.report.answers.judged import relative
from sim.report.answers.sweep import at_key, sweep_answer, sweep_below, sweep_ends
from sim.report.answers.tipping import behind_of, number_at, tipping_answer, tipping_below
from sim.report.answers.winmap import axis_value, map_answer, map_below
from sim.report.page.document import Block, Chart, Paragraph, Section, Table
from sim.report.page.drawing.turning import (
    difference_through,
    heat_map,
    lines_over_values,
    tips,
)
from sim.report.page.palette import palette_of
from sim.report.page.sections.beside import judged_apart, leading_pairs_first, whose
from sim.report.page.sources import Source, Sources
from sim.report.words.counted import size_of
from sim.report.words.told import Code, Figure, Part, Sentence, say
from sim.report.words.values import DASH
from sim.study.kpis import KPI

__all__ = ["turning"]

SHOWN = 12
"""Numbers of the longest table."""


def turning(sources: Sources) -> Section | None:
    """From what `tipping`, `breakeven`, `map` and `sweep` have left."""
    blocks: list[Block] = []
    for source in leading_pairs_first(sources, "tipping"):
        blocks += _told(sources, source, tipping_answer(source), _tips(source))
        blocks += _below(tipping_below(source))
    for source in leading_pairs_first(sources, "breakeven"):
        blocks += _told(sources, source, breakeven_answer(source), [_through(source)])
    for source in sources.of("map"):
        blocks += _told(sources, source, map_answer(source), _map(sources, source))
        blocks += _below(map_below(source))
    for source in sources.of("sweep"):
        if not source.has("sensitivity"):  # whose points are no map of anything
            blocks += _told(sources, source, sweep_answer(source), _sweep(sources, source))
            blocks += _below(sweep_below(source))
    if not blocks:
        return None
    return Section("turning", "When it would change", tuple(blocks), brief=True)


def _told(
    sources: Sources, source: Source, answer: Sequence[Sentence], shown: Iterable[Block]
) -> Iterator[Block]:
    """The answer, by what it was judged, and its picture."""
    yield Paragraph(whose(sources, source, answer), strong=True)
    yield from judged_apart(sources, source)
    yield from shown


def _below(told: Sequence[Sentence]) -> Iterator[Block]:
    """What no picture says: a paragraph each."""
    for sentence in told:
        yield Paragraph((sentence,), small=True)


# --- tipping points ------------------------------------------------------------------------------


def _tips(source: Source) -> Iterator[Block]:
    tipping: list[dict[str, Any]] = source.at("tipping")
    shown = [
        place for place, one in enumerate(tipping)
        if one["outcome"] == "flips" and one["relative_change"] is not None
    ][:SHOWN]  # fmt: skip
    if not shown:
        return
    ahead, behind = str(source.at("ahead")), behind_of(source)
    rows = [
        {
            "key": str(tipping[place]["key"]),
            "change": 100.0 * float(tipping[place]["relative_change"]),
            "told": f"{_number(source, place, 'now')} to {_number(source, place, 'flips_at')}",
            "kind": str(tipping[place]["kind"]),
        }
        for place in shown
    ]
    table = Table(
        source.name,
        f"Smallest changes that turn the lead of {ahead} over {behind}",
        ("number", "now", "turns at", "between", "change", "who says", "source"),
        tuple(
            (
                Code(str(tipping[place]["key"])),
                *(_number(source, place, name) for name in ("now", "flips_at")),
                _between(source, place),
                relative(source, "tipping", place, "relative_change"),
                _who_says(tipping[place]),
                source.quoted(str(tipping[place]["source"] or DASH), "tipping", place, "source"),
            )
            for place in shown
        ),
    )  # fmt: skip
    caption = say(
        "How far each number has to move, alone, until {behind} does as well as {ahead}{what}: "
        "relative change of the nearest tipping point. {size} on the same luck.",
        ahead=ahead, behind=behind, what=of_kpi(source.kpi), size=size_of(source),
    )  # fmt: skip
    yield Chart(source.name, f"What turns the lead of {ahead} over {behind} first", caption,
                tips(rows), table)  # fmt: skip


def _between(source: Source, place: int) -> Part:
    """The interval of where a number turns it, as far as its ends were found."""
    ends = {end: source.has("tipping", place, end) for end in ("ci_low", "ci_high")}
    if not any(ends.values()):
        return DASH
    low, high = (_number(source, place, end) for end in ends)
    if not all(ends.values()):
        return say("{low} or more", low=low) if ends["ci_low"] else say("{high} or less", high=high)
    return say("{low} and {high}", low=low, high=high)


def _number(source: Source, place: int, name: str) -> Part:
    return number_at(source, place, name) if source.has("tipping", place, name) else DASH


def _who_says(one: dict[str, Any]) -> str:
    """Who says a number, and whether its own range reaches to where it turns."""
    said = "choice" if one["role"] == "choice" else str(one["kind"])
    return said + {True: ", in range", False: ", beyond range", None: ""}[one["within_range"]]


# --- one number ----------------------------------------------------------------------------------


def _at_end(source: Source, end: str) -> Figure:
    """An end of the range that a number goes through, in its unit."""
    return source.quoted(value_at(source, float(source.at(end))), end)


def _through(source: Source) -> Chart:
    first, second, key = (str(source.at(name)) for name in ("first", "second", "key"))
    kpi = KPI[str(source.at("kpi"))]
    points = source.at("points")
    unit = str(points[0]["difference"]["unit"])
    rows = [
        {"at": one["at"], "mean": one["difference"]["mean"], "low": one["difference"]["ci_low"],
         "high": one["difference"]["ci_high"]}
        for one in points
    ]  # fmt: skip
    table = Table(
        source.name, f"{kpi.title} of {first} less {second} as {key} goes through its range",
        (key, "difference", "from", "to"),
        tuple(
            (
                source.quoted(value_at(source, float(points[place]["at"])), "points", place, "at"),
                *(
                    source.figure("points", place, "difference", end, signed=True)
                    if source.has("points", place, "difference", end) else DASH
                    for end in ("mean", "ci_low", "ci_high")
                ),
            )
            for place in range(len(points))
        ),
        folded=True,
    )  # fmt: skip
    caption = say(
        "{kpi} of {first} less that of {second} as {key} goes from {low} to {high}, all else as "
        "stated{band}. {size} on the same luck.",
        kpi=kpi.title, first=first, second=second, key=Code(key), low=_at_end(source, "low"),
        high=_at_end(source, "high"), size=size_of(source),
        band="; the band is the 95 % interval"
        if any(row["low"] is not None for row in rows) else "",
    )  # fmt: skip
    spec = difference_through(rows, key, f"{kpi.title}, {first} less {second} ({unit})",
                              float(source.at("now")))  # fmt: skip
    return Chart(source.name, f"As {key} changes", caption, spec, table)


# --- two numbers, and designs --------------------------------------------------------------------


def _map(sources: Sources, source: Source) -> Iterator[Block]:
    axes = [str(one["key"]) for one in source.at("axes")]
    cells = source.at("cells")
    rows = [
        {"x": cell["at"][0], "y": cell["at"][1], "best": str(cell["best"]),
         "decided": bool(cell["decided"])}
        for cell in cells
    ]  # fmt: skip
    yield from _best_over(sources, source, axes, rows, "cells")


def _sweep(sources: Sources, source: Source) -> Iterator[Block]:
    keys = [str(key) for key in source.at("keys")]
    points = source.at("points")
    numbers = all(isinstance(point["at"][key], (int, float)) for point in points for key in keys)
    if len(keys) == 2 and numbers:
        rows = [
            {"x": point["at"][keys[0]], "y": point["at"][keys[1]], "best": str(point["best"]),
             "decided": bool(point["beyond_chance"])}
            for point in points
        ]  # fmt: skip
        yield from _best_over(sources, source, keys, rows, "points")
    elif len(keys) == 1 and numbers:
        yield _along(sources, source, keys[0])
    else:
        yield _won(source)
        yield from _below(sweep_ends(source))


def _along(sources: Sources, source: Source, key: str) -> Chart:
    """Every strategy's figure as one number goes through its values."""
    kpi = KPI[str(source.at("kpi"))]
    strategies = [str(name) for name in source.at("strategies")]
    points = source.at("points")
    unit = str(points[0]["kpis"][strategies[0]][kpi.name]["unit"])
    rows = [
        {"name": name, "at": point["at"][key], "mean": point["kpis"][name][kpi.name]["mean"]}
        for name in strategies
        for point in points
    ]
    caption = say(
        "{kpi} of every strategy as {key} goes through its values, all else as stated. {size} on "
        "the same luck.",
        kpi=kpi.title, key=Code(key), size=size_of(source),
    )  # fmt: skip
    title = f"{kpi.title} as {key} changes"
    table = Table(
        source.name, title, (key, *strategies),
        tuple(
            (
                at_key(source, place, key),
                *(source.figure("points", place, "kpis", name, kpi.name, "mean")
                  for name in strategies),
            )
            for place in range(len(points))
        ),
        folded=True,
    )  # fmt: skip
    spec = lines_over_values(rows, palette_of(sources, strategies), key, f"{kpi.title} ({unit})")
    return Chart(source.name, title, caption, spec, table)


def _won(source: Source) -> Table:
    """At how many points each strategy is best."""
    rows = tuple(
        (name, source.figure("best", name, "points"), source.figure("best", name, "beyond_chance"))
        for name in source.at("best")
    )
    headings = ("", "points", "beyond chance")
    return Table(source.name, "At how many points of the sweep each is best", headings, rows)


def _best_over(
    sources: Sources, source: Source, axes: list[str], rows: list[dict[str, Any]], where: str
) -> Iterator[Block]:
    """A map of who is best over two numbers."""
    kpi = KPI[str(source.at("kpi"))]
    strategies = [str(name) for name in source.at("strategies")]
    caption = say(
        "Which strategy is best in {kpi} over {across} (right) and {up} (up); paler where that may "
        "be chance. {size} on the same luck.",
        kpi=kpi.title.lower(), across=Code(axes[0]), up=Code(axes[1]), size=size_of(source),
    )  # fmt: skip
    table = Table(
        source.name, "Who is best where", (axes[0], axes[1], "best", "beyond chance"),
        tuple(
            (
                *(
                    axis_value(source, place, axis) if where == "cells"
                    else at_key(source, place, axes[axis])
                    for axis in (0, 1)
                ),
                row["best"],
                "yes" if row["decided"] else "no",
            )
            for place, row in enumerate(rows)
        ),
        folded=True,
    )  # fmt: skip
    yield Chart(source.name, "Who is best where", caption,
                heat_map(rows, axes, palette_of(sources, strategies)), table)  # fmt: skip
