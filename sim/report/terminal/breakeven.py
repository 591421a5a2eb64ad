"""Where two strategies come out the same, in a terminal: the answer, and the points behind it."""

from __future__ import annotations

from rich.console import Console, RenderableType

from sim.report.terminal.parts.answering import close_answer, open_answer
from sim.report.terminal.parts.charts import Ranged, better_than_nothing, range_chart
from sim.report.terminal.parts.key import Key
from sim.report.terminal.parts.tables import LABEL, table_of
from sim.study.breakeven import BreakevenResult, Crossing, Point
from sim.study.money import amount, difference_amount, difference_ends


def show_breakeven(result: BreakevenResult, out: Console) -> None:
    """Print the crossings and the difference through the range."""
    open_answer(result, _sentences(result), out)
    table = table_of(f"{result.kpi.title} as {result.span.key} goes through its range")
    table.add_column(Key(result.span.key, right=True), justify="right", max_width=LABEL)
    for heading in (result.first, result.second, "difference", "95 % interval"):
        table.add_column(heading, justify="right")
    for point in result.points:
        table.add_row(f"{point.at:.4g}", *_figures(result, point))
    out.print(table)
    if len(result.points) > 1:
        out.print(_drawn(result, out.width))
    told = (
        f"The scenario has {result.span.key} at {result.span.now:.4g}. All points meet the same "
        "luck. The interval of a crossing is where that of the difference holds 0."
    )
    close_answer(result, [told], out)


def _drawn(result: BreakevenResult, width: int) -> RenderableType:
    """The difference through the range."""
    kpi = result.kpi
    rows = [
        Ranged(f"{point.at:.4g}", point.gap, "", better_than_nothing(kpi, point.gap))
        for point in result.points
    ]
    sure = " and 95 % interval (---)" if any(row.found.has_interval for row in rows) else ""
    return range_chart(
        f"{result.first} less {result.second}: mean (o){sure}", rows,
        lambda value: difference_amount(kpi, value, result.setting.currency), width,
        head=Key(result.span.key, right=True), name=min(LABEL, len(result.span.key)),
    )  # fmt: skip


def _figures(result: BreakevenResult, point: Point) -> list[str]:
    kpi, currency = result.kpi, result.setting.currency
    figures = [amount(kpi, value, currency) for value in (point.first, point.second)]
    figures.append(difference_amount(kpi, point.mean, currency))
    if point.gap.low is None or point.gap.high is None:
        return [*figures, "-"]
    return [*figures, difference_ends(kpi, point.gap.low, point.gap.high, currency)]


def _sentences(result: BreakevenResult) -> list[str]:
    """The answer in words."""
    if result.crossings:
        return [_crossing(result, each) for each in result.crossings]
    key = result.span.key
    span = f"between {result.span.low:.4g} and {result.span.high:.4g}"
    better = {result.best_at(point) for point in result.points} - {None}
    if not better:
        return [f"{result.first} and {result.second} come out the same for any {key} {span}."]
    (one,) = better if len(better) == 1 else (None,)
    if one is None:
        return [f"No crossing was found for {result.span.key} {span}."]
    least = min(result.points, key=lambda point: abs(point.mean))
    gap = difference_amount(result.kpi, abs(least.mean), result.setting.currency, code=True)
    unsure = "" if least.gap.excludes_zero() else ", which may be luck there"
    return [
        f"{one} is better for any {key} {span}; it is least ahead at {least.at:.4g}, by "
        f"{gap}{unsure}."
    ]


def _crossing(result: BreakevenResult, one: Crossing) -> str:
    below, above = result.second, result.first
    if one.above != (result.kpi.better == "higher"):
        below, above = above, below
    low = "the range's end" if one.low is None else f"{one.low:.4g}"
    high = "the range's end" if one.high is None else f"{one.high:.4g}"
    sure = f" ({low} to {high})" if one.low is not None or one.high is not None else ""
    return (
        f"{result.first} and {result.second} break even at {result.span.key} {one.value:.4g}"
        f"{sure}: below {below} is better, above {above}."
    )
