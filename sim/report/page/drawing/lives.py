"""Charts of single lives: bars side by side, squares of a matrix, stacked bars, hours of a day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt

from sim.report.page.drawing.shared import BASELINE, PALETTE, chart_of, finished, legend, scale_of

__all__ = [
    "by_hour",
    "columns",
    "grouped_bars",
    "matrix",
    "short",
    "stacked_bars",
    "towards_ceiling",
]

Rows = Sequence[Mapping[str, Any]]

SQUARE = 30
"""Height of a row of a matrix."""
LEGIBLE = 28
"""Width of a column that has room for labels."""
BAR = 13
STACK = 26
FAINT, FULL = 0.05, 0.65
"""Opacity of squares: labels stay legible upon the fullest, on light ground and on dark."""


def _legend(rows: Rows, what: str) -> Any:
    """None where a legend would name one thing only."""
    if len({row[what] for row in rows}) < 2:
        return None
    return legend()


def grouped_bars(rows: Rows, palette: Mapping[str, str], axis: str) -> dict[str, Any]:
    """For each place a bar of each strategy.

    Args:
        rows: ``place, name, value, told``; places in their order.
        axis: what is measured.
    """
    places = list(dict.fromkeys(row["place"] for row in rows))
    names = list(palette)
    bars = chart_of(rows).mark_bar().encode(
        y=alt.Y("place:N", title=None, sort=places, axis=alt.Axis(labelLimit=180)),
        yOffset=alt.YOffset("name:N", sort=names),
        x=alt.X("value:Q", title=axis),
        color=alt.Color("name:N", scale=scale_of(palette), title=None,
                        legend=_legend(rows, "name")),
        tooltip=[alt.Tooltip("name:N", title="strategy"), alt.Tooltip("place:N", title="what"),
                 alt.Tooltip("told:N", title=axis)],
    )  # fmt: skip
    return finished(bars, height=len(places) * (BAR * len(names) + 12))


def columns(rows: Rows, palette: Mapping[str, str], across: str, axis: str) -> dict[str, Any]:
    """The same upright.

    Args:
        rows: ``place, name, value, told``; values are shares in per cent.
        across: what the places are. axis: what is measured.
    """
    places = list(dict.fromkeys(row["place"] for row in rows))
    bars = chart_of(rows).mark_bar().encode(
        x=alt.X("place:N", title=across, sort=places, axis=alt.Axis(labelAngle=0)),
        xOffset=alt.XOffset("name:N", sort=list(palette)),
        y=alt.Y("value:Q", title=axis),
        color=alt.Color("name:N", scale=scale_of(palette), title=None,
                        legend=_legend(rows, "name")),
        tooltip=[alt.Tooltip("name:N", title="strategy"), alt.Tooltip("place:N", title=across),
                 alt.Tooltip("told:N", title=axis)],
    )  # fmt: skip
    return finished(bars, height=220)


def matrix(
    rows: Rows, down: Sequence[str], across: Sequence[str], what: Mapping[str, str]
) -> dict[str, Any]:
    """Squares that are the fuller the more they stand for, each with its number.

    Args:
        rows: ``source, target, value, told, label``: told where it is pointed at, and a label of
            four signs at most, which is left out where columns are narrower than that.
        down, across: names of rows and columns, in order.
        what: titles of ``source``, ``target`` and ``value``.
    """
    base = chart_of(rows).encode(
        x=alt.X("target:N", title=what["target"], sort=list(across),
                scale=alt.Scale(domain=list(across)),
                axis=alt.Axis(labelAngle=-40, labelLimit=120, orient="top")),
        y=alt.Y("source:N", title=what["source"], sort=list(down),
                scale=alt.Scale(domain=list(down)),
                axis=alt.Axis(labelLimit=160, titleAlign="right", titleX=-8)),
        tooltip=[alt.Tooltip(f"{key}:N", title=what[key]) for key in ("source", "target")]
        + [alt.Tooltip("told:N", title=what["value"])],
    )  # fmt: skip
    shade = alt.Opacity("value:Q", scale=alt.Scale(range=[FAINT, FULL], zero=True), legend=None)
    squares = base.mark_rect(color=PALETTE[0], cornerRadius=2).encode(opacity=shade)
    room = {"expr": f"width < {LEGIBLE * len(across)} ? 0 : 1"}
    labels = base.mark_text(fontSize=11, opacity=room).encode(text="label:N")
    return finished(alt.layer(squares, labels), height=SQUARE * len(down))


def short(count: float) -> str:
    """A count in four signs: 1.3k for 1,278."""
    for unit, size in (("M", 1_000_000.0), ("k", 1_000.0)):
        if count >= size * 0.9995:
            return (
                f"{count / size:.1f}{unit}" if count < 9.95 * size else f"{count / size:.0f}{unit}"
            )
    return f"{count:.0f}"


def stacked_bars(rows: Rows, parts: Sequence[str], axis: str) -> dict[str, Any]:
    """For each place a bar of parts.

    Args:
        rows: ``place, part, order, value, told``.
        parts: their names, in order.
    """
    places = list(dict.fromkeys(row["place"] for row in rows))
    shades = alt.Scale(domain=list(parts), range=list(PALETTE[: len(parts)]))
    bars = chart_of(rows).mark_bar().encode(
        y=alt.Y("place:N", title=None, sort=places, axis=alt.Axis(labelLimit=180)),
        x=alt.X("value:Q", title=axis, stack="zero"),
        color=alt.Color("part:N", scale=shades, title=None, sort=list(parts),
                        legend=_legend(rows, "part")),
        order=alt.Order("order:Q"),
        tooltip=[alt.Tooltip("place:N", title="channel"), alt.Tooltip("part:N", title="step"),
                 alt.Tooltip("told:N", title=axis)],
    )  # fmt: skip
    return finished(bars, height=STACK * len(places))


def by_hour(rows: Rows, palette: Mapping[str, str], axis: str) -> dict[str, Any]:
    """A line for each strategy over the hours of a day.

    Args:
        rows: ``name, hour, value, told``.
    """
    lines = chart_of(rows).mark_line(point=True, strokeWidth=2).encode(
        x=alt.X("hour:Q", title="hour of the day", axis=alt.Axis(tickMinStep=1, format="d")),
        y=alt.Y("value:Q", title=axis),
        color=alt.Color("name:N", scale=scale_of(palette), title=None,
                        legend=_legend(rows, "name")),
        tooltip=[alt.Tooltip("name:N", title="strategy"), alt.Tooltip("hour:Q", title="hour"),
                 alt.Tooltip("told:N", title=axis)],
    )  # fmt: skip
    return finished(lines, height=210)


def towards_ceiling(
    rows: Rows, ceiling: Rows, palette: Mapping[str, str], axis: str
) -> dict[str, Any]:
    """A line for each strategy, below a dashed one of what is allowed.

    Args:
        rows: ``name, day, value, told``. ceiling: ``day, value``; empty where there is none.
    """
    x = alt.X("day:Q", title="day", scale=alt.Scale(nice=False))
    lines = chart_of(rows).mark_line(strokeWidth=2.5).encode(
        x=x, y=alt.Y("value:Q", title=axis),
        color=alt.Color("name:N", scale=scale_of(palette), title=None,
                        legend=_legend(rows, "name")),
        tooltip=[alt.Tooltip("name:N", title="strategy"),
                 alt.Tooltip("day:Q", title="day", format=",.0f"),
                 alt.Tooltip("told:N", title=axis)],
    )  # fmt: skip
    if not ceiling:
        return finished(lines, height=250)
    dashed = chart_of(ceiling).mark_line(strokeDash=[6, 4], strokeWidth=2, color=BASELINE)
    return finished(alt.layer(dashed.encode(x=x, y=alt.Y("value:Q", title=axis)), lines),
                    height=250)  # fmt: skip
