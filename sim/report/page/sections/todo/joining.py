"""What to join next: the path, what it brings over time, what else there was."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sim.report.answers.roadmap import (
    roadmap_answer,
    roadmap_below,
    roadmap_cash,
    roadmap_others,
    within_chance,
)
from sim.report.page.document import Block, Chart, Paragraph, Table
from sim.report.page.drawing.shared import lines_over_days
from sim.report.page.sources import Source
from sim.report.words.counted import counted
from sim.report.words.told import Code, Part, say
from sim.report.words.values import DASH

__all__ = ["joining"]

ROWS = 6
"""Most rows of the chart's table: as many as a board is shown."""
STRIDES = (1, 2, 3, 4, 6, 12, 24, 36, 60)
"""Months from one of its rows to the next."""


def joining(source: Source) -> Iterator[Block]:
    """Of one roadmap."""
    stay = bool(source.at("stay"))
    yield Paragraph(tuple(roadmap_answer(source)), strong=True)
    if not stay:
        yield Paragraph(tuple(roadmap_cash(source)))
        yield _steps(source)
        yield _cash(source)
    if source.at("left_out"):
        yield _left_out(source)
    others = roadmap_others(source)
    if others:
        yield Paragraph(tuple(others))
    for sentence in roadmap_below(source):
        yield Paragraph((sentence,), small=True)


def _steps(source: Source) -> Table:
    return Table(
        source.name, "What to join, in this order",
        ("step", "begins on day", "profit a year", "from", "to", "set-up", "pays back after"),
        tuple(_step(source, place) for place in range(len(source.at("steps")))),
    )  # fmt: skip


def _step(source: Source, place: int) -> tuple[Part, ...]:
    """A row: what is within chance is marked."""
    one = source.at("steps", place)
    name: Part = Code(str(one["step"]))
    if within_chance(source, place):
        name = say("{name} (within chance)", name=name)
    return (
        name,
        source.figure("steps", place, "day", unit="count"),
        *(_amount(source, "steps", place, end) for end in ("profit", "ci_low", "ci_high")),
        source.figure("steps", place, "cost", unit=source.currency.code),
        "never" if one["payback_days"] is None else
        counted(source.quoted(f"{one['payback_days']:,.0f}", "steps", place, "payback_days"),
                "day"),
    )  # fmt: skip


def _left_out(source: Source) -> Table:
    """Steps that the path does without, and why."""
    stay = bool(source.at("stay"))
    return Table(
        f"{source.name}-left-out",
        "What else could be joined, and what each would do next" if stay
        else "Left out, and what each would do next",
        ("step", "profit a year", "from", "to", "set-up", "running", "why it is left out"),
        tuple(
            (
                Code(str(one["step"])),
                *(_amount(source, "left_out", place, end)
                  for end in ("profit", "ci_low", "ci_high")),
                *(source.figure("left_out", place, cost, unit=source.currency.code)
                  for cost in ("cost", "running_cost")),
                str(one["why"]),
            )
            for place, one in enumerate(source.at("left_out"))
        ),
        folded=True,
    )  # fmt: skip


def _amount(source: Source, *path: str | int) -> Part:
    if not source.has(*path):
        return DASH
    return source.figure(*path, unit=source.currency.code, signed=True)


def _cash(source: Source) -> Chart:
    rows: list[dict[str, Any]] = [
        {"name": "the path", "day": one["day"], "mean": one["mean"], "low": one["ci_low"],
         "high": one["ci_high"]}
        for one in source.at("cumulative")
    ]  # fmt: skip
    band = any(row["low"] is not None for row in rows)
    start = str(source.at("start"))
    title = f"Cash of the path, less that of {start}"
    caption = say(
        "Cumulative cash of joining step by step, set-up and running costs paid, less that of "
        "staying with {start}{band}.",
        start=start, band="; the band is the 95 % interval by simulation" if band else "",
    )  # fmt: skip
    table: tuple[tuple[Part, ...], ...] = tuple(
        (
            source.figure("cumulative", place, "day", unit="count"),
            *(source.figure("cumulative", place, end, signed=True)
              if source.has("cumulative", place, end) else DASH
              for end in ("mean", "ci_low", "ci_high")),
        )
        for place in _shown(len(rows))
    )  # fmt: skip
    spec = lines_over_days(rows, {"the path": "#009e73"}, f"ahead ({source.currency.code})",
                           band=band)  # fmt: skip
    figures = Table(f"{source.name}-cash", title, ("day", "cash", "from", "to"), table, folded=True)
    return Chart(f"{source.name}-cash", title, caption, spec, figures)


def _shown(count: int) -> list[int]:
    """Places of months at even distances through the horizon, its last day among them."""
    stride = next((one for one in STRIDES if count <= ROWS * one), -(-count // ROWS))
    places = list(range(stride - 1, count, stride))
    return places if places and places[-1] == count - 1 else [*places, count - 1]
