"""Charts that several sections draw, as Vega-Lite without colours of text and ground.

Colours of strategies are Okabe and Ito's, which people who see colours otherwise can tell apart
(Okabe and Ito, "Color Universal Design", 2008); the baseline is grey.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt

__all__ = [
    "BASELINE",
    "PALETTE",
    "chart_of",
    "colours",
    "differences",
    "finished",
    "legend",
    "lines_over_days",
    "waterfall",
]

BASELINE = "#8a8a8a"
PALETTE = ("#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#b8a800")
ROW = 44
"""Height of a row of bars."""


def colours(strategies: Sequence[str], baseline: str | None) -> dict[str, str]:
    """A colour for each strategy; alike for those that are more than there are colours.

    Args:
        strategies: all of a scenario, for theirs to be the same in all charts of a report; see
            `sim.report.page.palette`.
    """
    others = [name for name in strategies if name != baseline]
    found = {name: PALETTE[place % len(PALETTE)] for place, name in enumerate(others)}
    return {name: found.get(name, BASELINE) for name in strategies}


def finished(chart: Any, *, height: int | None = None) -> dict[str, Any]:
    """A chart's Vega-Lite, as wide as its place on the page."""
    shaped = chart.properties(width="container", **({} if height is None else {"height": height}))
    spec: dict[str, Any] = shaped.to_dict()
    spec.pop("config", None)
    spec["autosize"] = {"type": "fit-x", "contains": "padding"}  # a legend presses no rows
    return spec


def chart_of(rows: Sequence[Mapping[str, Any]]) -> Any:
    """An empty chart of these rows."""
    return alt.Chart(alt.InlineData(values=[dict(row) for row in rows]))


def scale_of(palette: Mapping[str, str]) -> Any:
    """Colours by name."""
    return alt.Scale(domain=list(palette), range=list(palette.values()))


def legend(**more: Any) -> Any:
    """Above a chart; its signs are as strong as lines are, whatever bands of these are."""
    return alt.Legend(orient="top", symbolOpacity=1, **{"labelLimit": 220, **more})


def differences(
    rows: Sequence[Mapping[str, Any]], palette: Mapping[str, str], axis: str
) -> dict[str, Any]:
    """Differences as points, with their intervals: thick by simulation, thin by inputs.

    Args:
        rows: ``name, mean, low, high, input_low, input_high, told``.
        axis: what is measured, with its unit.
    """
    base = chart_of(rows)
    names = list(dict.fromkeys(row["name"] for row in rows))
    y = alt.Y("name:N", title=None, sort=names, axis=alt.Axis(labelLimit=200))
    colour = alt.Color("name:N", scale=scale_of(palette), legend=None)
    tips = [
        alt.Tooltip("name:N", title="strategy"),
        alt.Tooltip("told:N", title=axis),
        alt.Tooltip("by_simulation:N", title="95 % by simulation"),
        alt.Tooltip("by_inputs:N", title="95 % by inputs"),
    ]
    zero = chart_of([{"at": 0}]).mark_rule(strokeDash=[4, 3]).encode(x="at:Q")
    x = alt.X("mean:Q", title=axis)
    layers = [zero]
    if any(row["input_low"] is not None for row in rows):
        thin = base.mark_rule(strokeWidth=2, opacity=0.55)
        ends = base.mark_tick(thickness=2, size=14, opacity=0.55)
        layers += [
            thin.encode(x=alt.X("input_low:Q", title=axis), x2="input_high:Q", y=y, color=colour,
                        tooltip=tips),
            *(ends.encode(x=alt.X(f"{end}:Q"), y=y, color=colour)
              for end in ("input_low", "input_high")),
        ]  # fmt: skip
    if any(row["low"] is not None for row in rows):
        thick = base.mark_rule(strokeWidth=9, opacity=0.55)
        layers.append(
            thick.encode(x=alt.X("low:Q", title=axis), x2="high:Q", y=y, color=colour,
                         tooltip=tips)
        )  # fmt: skip
    points = base.mark_point(filled=True, size=110, opacity=1)
    layers.append(points.encode(x=x, y=y, color=colour, tooltip=tips))
    return finished(alt.layer(*layers), height=ROW * len(names))


def waterfall(rows: Sequence[Mapping[str, Any]], axis: str) -> dict[str, Any]:
    """Steps from one total to another.

    Args:
        rows: ``name, start, end, kind, told`` with kind ``total``, ``up`` or ``down``.
    """
    names = [row["name"] for row in rows]
    base = chart_of(rows)
    y = alt.Y("name:N", title=None, sort=names, axis=alt.Axis(labelLimit=460))
    kinds = alt.Scale(domain=["total", "up", "down"], range=[BASELINE, "#009e73", "#d55e00"])
    bars = base.mark_bar().encode(
        x=alt.X("start:Q", title=axis), x2="end:Q", y=y,
        color=alt.Color("kind:N", scale=kinds, legend=None),
        tooltip=[alt.Tooltip("name:N", title="part"), alt.Tooltip("told:N", title=axis)],
    )  # fmt: skip
    return finished(bars, height=26 * len(names))


def lines_over_days(
    rows: Sequence[Mapping[str, Any]], palette: Mapping[str, str], axis: str, *, band: bool
) -> dict[str, Any]:
    """A line for each strategy, with a band around it where there are intervals.

    Args:
        rows: ``name, day, mean, low, high``.
    """
    base = chart_of(rows)
    colour = alt.Color("name:N", scale=scale_of(palette), title=None, legend=legend())
    x = alt.X("day:Q", title="day")
    tips = [
        alt.Tooltip("name:N", title="strategy"),
        alt.Tooltip("day:Q", title="day", format=",.0f"),
        alt.Tooltip("mean:Q", title=axis, format=",.0f"),
    ]
    line = base.mark_line(strokeWidth=2.5).encode(
        x=x, y=alt.Y("mean:Q", title=axis), color=colour, tooltip=tips
    )
    zero = chart_of([{"at": 0}]).mark_rule(strokeDash=[4, 3]).encode(y="at:Q")
    layers = [zero, line]
    if band:
        area = base.mark_area(opacity=0.18).encode(
            x=x, y=alt.Y("low:Q", title=axis), y2="high:Q", color=colour
        )
        layers = [zero, area, line]
    return finished(alt.layer(*layers), height=250)
