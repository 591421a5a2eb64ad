"""Where two strategies come out the same, in a terminal: the answer, and the points behind it."""

from __future__ import annotations

from rich.console import Console, RenderableType

from sim.report.answers.breakeven import breakeven_answer, value_at
from sim.report.terminal.parts.answering import close_answer, open_answer
from sim.report.terminal.parts.charts import Ranged, better_than_nothing, range_chart
from sim.report.terminal.parts.key import Key
from sim.report.terminal.parts.tables import LABEL, table_of
from sim.report.words.answered import Found, found_of
from sim.study.breakeven import BreakevenResult, Point
from sim.study.money import amount, difference_amount, difference_ends


def show_breakeven(result: BreakevenResult, out: Console) -> None:
    """Print the crossings and the difference through the range."""
    found = found_of(result)
    open_answer(result, breakeven_answer(found), out)
    table = table_of(f"{result.kpi.title} as {result.span.key} goes through its range")
    table.add_column(Key(result.span.key, right=True), justify="right", max_width=LABEL)
    for heading in (result.first, result.second, "difference", "95 % interval"):
        table.add_column(heading, justify="right")
    for point in result.points:
        table.add_row(value_at(found, point.at), *_figures(result, point))
    out.print(table)
    if len(result.points) > 1:
        out.print(_drawn(result, found, out.width))
    told = (
        f"The scenario has {result.span.key} at {value_at(found, result.span.now)}. All points "
        "meet the same luck. The interval of a crossing is where that of the difference holds 0."
    )
    close_answer(result, [told], out)


def _drawn(result: BreakevenResult, found: Found, width: int) -> RenderableType:
    """The difference through the range."""
    kpi = result.kpi
    names = [value_at(found, point.at) for point in result.points]
    rows = [
        Ranged(name, point.gap, "", better_than_nothing(kpi, point.gap))
        for name, point in zip(names, result.points, strict=True)
    ]
    longest = max(map(len, (result.span.key, *names)))
    sure = " and 95 % interval (---)" if any(row.found.has_interval for row in rows) else ""
    return range_chart(
        f"{result.first} less {result.second}: mean (o){sure}", rows,
        lambda value: difference_amount(kpi, value, result.setting.currency), width,
        head=Key(result.span.key, right=True), name=min(LABEL, longest),
    )  # fmt: skip


def _figures(result: BreakevenResult, point: Point) -> list[str]:
    kpi, currency = result.kpi, result.setting.currency
    figures = [amount(kpi, value, currency) for value in (point.first, point.second)]
    figures.append(difference_amount(kpi, point.mean, currency))
    if point.gap.low is None or point.gap.high is None:
        return [*figures, "-"]
    return [*figures, difference_ends(kpi, point.gap.low, point.gap.high, currency)]
