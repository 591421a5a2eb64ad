"""Charts of simulated against real: how many times each simulated total is the known one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt

from sim.report.page.drawing.shared import chart_of, finished

__all__ = ["ratios"]

FIT, OFF = "#009e73", "#d55e00"


def ratios(rows: Sequence[Mapping[str, Any]], fits: tuple[float, float]) -> dict[str, Any]:
    """Ratios as points on a scale of doublings, with 1 and how far off still fits.

    Args:
        rows: ``name, ratio, told, off``; ratios above 0.
        fits: the ends of what fits.
    """
    names = [row["name"] for row in rows]
    ends = [*fits, *(row["ratio"] for row in rows)]
    scale = alt.Scale(type="log", base=2, domain=[0.9 * min(ends), 1.1 * max(ends)], nice=False)
    x = alt.X("ratio:Q", title="simulated / known", scale=scale)
    band = (
        chart_of([{"from": fits[0], "to": fits[1]}])
        .mark_rect(opacity=0.15, color=FIT)
        .encode(x=alt.X("from:Q", scale=scale, title="simulated / known"), x2="to:Q")
    )
    one = chart_of([{"at": 1}]).mark_rule(strokeDash=[4, 3]).encode(x=alt.X("at:Q", scale=scale))
    colour = alt.condition("datum.off", alt.value(OFF), alt.value(FIT))
    points = chart_of(rows).mark_point(filled=True, size=110, opacity=1).encode(
        x=x, y=alt.Y("name:N", title=None, sort=names, axis=alt.Axis(labelLimit=260)),
        color=colour,
        tooltip=[alt.Tooltip("name:N", title="total"),
                 alt.Tooltip("told:N", title="as known, as simulated"),
                 alt.Tooltip("ratio:Q", title="ratio", format=".2f")],
    )  # fmt: skip
    return finished(alt.layer(band, one, points), height=30 * len(names))
