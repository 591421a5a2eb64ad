"""Charts of when an answer turns: changes that turn it, a difference through a range, maps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt

from sim.report.page.drawing.shared import chart_of, finished, legend, scale_of

__all__ = ["difference_through", "effects", "heat_map", "lines_over_values", "tips"]

KINDS = {"mine": "#009e73", "published": "#0072b2", "fitted": "#56b4e9", "assumed": "#d55e00"}
"""Who says a number: the less it is known, the warmer."""


def tips(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Relative changes as bars.

    Args:
        rows: ``key, change`` in percent, ``told, kind``.
    """
    names = [row["key"] for row in rows]
    kinds = {kind: colour for kind, colour in KINDS.items()
             if any(row["kind"] == kind for row in rows)}  # fmt: skip
    bars = chart_of(rows).mark_bar().encode(
        x=alt.X("change:Q", title="change that turns it (%)"),
        y=alt.Y("key:N", title=None, sort=names, axis=alt.Axis(labelLimit=320)),
        color=alt.Color("kind:N", scale=scale_of(kinds), title="who says",
                        legend=legend() if len(kinds) > 1 else None),
        tooltip=[alt.Tooltip("key:N", title="number"), alt.Tooltip("told:N", title="now, turns at"),
                 alt.Tooltip("change:Q", title="change, %", format="+.0f")],
    )  # fmt: skip
    return finished(bars, height=26 * len(names))


def difference_through(
    rows: Sequence[Mapping[str, Any]], key: str, axis: str, now: float
) -> dict[str, Any]:
    """A difference as a number goes through its range, with the value of now.

    A band is drawn where there are intervals.

    Args:
        rows: ``at, mean, low, high``.
    """
    base = chart_of(rows)
    x = alt.X("at:Q", title=key, scale=alt.Scale(zero=False, nice=False))
    line = base.mark_line(point=True, color="#0072b2").encode(
        x=x, y=alt.Y("mean:Q", title=axis),
        tooltip=[alt.Tooltip("at:Q", title=key), alt.Tooltip("mean:Q", title=axis, format=",.2f")],
    )  # fmt: skip
    band = base.mark_area(opacity=0.2, color="#0072b2").encode(
        x=x, y=alt.Y("low:Q", title=axis), y2="high:Q"
    )
    known = any(row["low"] is not None for row in rows)
    zero = chart_of([{"zero": 0}]).mark_rule(strokeDash=[4, 3]).encode(y="zero:Q")
    stated = chart_of([{"now": now, "words": "as stated"}])
    rule = stated.mark_rule(color="#d55e00").encode(x="now:Q")
    words = stated.mark_text(align="left", dx=4, dy=10, baseline="top").encode(
        x="now:Q", y=alt.value(0), text="words:N"
    )
    return finished(alt.layer(*([band] if known else []), zero, rule, words, line), height=230)


def lines_over_values(
    rows: Sequence[Mapping[str, Any]], palette: Mapping[str, str], key: str, axis: str
) -> dict[str, Any]:
    """A line for each strategy as a number goes through its values.

    Args:
        rows: ``name, at, mean``.
    """
    lines = chart_of(rows).mark_line(point=True).encode(
        x=alt.X("at:Q", title=key, scale=alt.Scale(zero=False, nice=False)),
        y=alt.Y("mean:Q", title=axis, scale=alt.Scale(zero=False)),
        color=alt.Color("name:N", scale=scale_of(palette), title=None,
                        legend=legend()),
        tooltip=[alt.Tooltip("name:N", title="strategy"), alt.Tooltip("at:Q", title=key),
                 alt.Tooltip("mean:Q", title=axis, format=",.0f")],
    )  # fmt: skip
    return finished(lines, height=230)


def effects(rows: Sequence[Mapping[str, Any]], axis: str) -> dict[str, Any]:
    """Sizes of effects as bars, with their intervals.

    Args:
        rows: ``key, size, low, high, told``.
    """
    names = [row["key"] for row in rows]
    base = chart_of(rows)
    y = alt.Y("key:N", title=None, sort=names, axis=alt.Axis(labelLimit=320))
    bars = base.mark_bar(color="#0072b2", opacity=0.75).encode(
        x=alt.X("size:Q", title=axis), y=y,
        tooltip=[alt.Tooltip("key:N", title="number"), alt.Tooltip("told:N", title=axis)],
    )  # fmt: skip
    layers = [bars]
    if any(row["low"] is not None for row in rows):
        layers.append(base.mark_rule(strokeWidth=2).encode(x=alt.X("low:Q", title=axis),
                                                           x2="high:Q", y=y))  # fmt: skip
    return finished(alt.layer(*layers), height=26 * len(names))


def heat_map(
    rows: Sequence[Mapping[str, Any]], axes: Sequence[str], palette: Mapping[str, str]
) -> dict[str, Any]:
    """Who is best over two numbers.

    Args:
        rows: ``x, y, best, decided``.
    """
    shown = {name: colour for name, colour in palette.items()
             if any(row["best"] == name for row in rows)}  # fmt: skip
    cells = chart_of(rows).mark_rect().encode(
        x=alt.X("x:O", title=axes[0],
                axis=alt.Axis(format=".3~g", labelOverlap=True, labelAngle=0)),
        y=alt.Y("y:O", title=axes[1], sort="descending",
                axis=alt.Axis(format=".3~g", labelOverlap=True)),
        color=alt.Color("best:N", scale=scale_of(shown), title="best",
                        legend=legend()),
        opacity=alt.condition("datum.decided", alt.value(1.0), alt.value(0.45)),
        tooltip=[alt.Tooltip("x:O", title=axes[0]), alt.Tooltip("y:O", title=axes[1]),
                 alt.Tooltip("best:N", title="best"),
                 alt.Tooltip("decided:N", title="beyond chance")],
    )  # fmt: skip
    return finished(cells, height=320)
