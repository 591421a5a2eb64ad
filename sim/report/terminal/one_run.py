"""One strategy's run in a terminal: its figures, then what came by which channel."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from sim.report.terminal.parts.charts import span_chart
from sim.report.terminal.parts.legend import below_run, label
from sim.report.terminal.parts.limits import show_limits
from sim.report.terminal.parts.tables import (
    BONDS,
    CUSTOMERS,
    EARNED,
    EXPERIENCE,
    LABEL,
    RARE,
    SPENT,
    chunks,
    headline,
    interval_text,
    is_empty,
    known_table,
    print_work,
    table_of,
    widest,
    work_text,
)
from sim.study.kpis import KPI
from sim.study.money import amount
from sim.study.results import Kpis, RunResult

CHANNEL = 16
"""Columns of a channel's name."""
NUMBER = 8
"""The least of a figure."""


def show_run(result: RunResult, out: Console) -> None:
    """Print one strategy's figures."""
    out.print(headline(result.setting))
    out.print()
    for note in result.notes:
        out.print(Text(f"Note: {note}.", style="yellow"))
    table = table_of(f"Strategy {result.strategy}")
    table.add_column("", width=LABEL, no_wrap=False)
    table.add_column("mean", justify="right")
    table.add_column("95 % interval", justify="right")
    for names in (EARNED, SPENT, CUSTOMERS, EXPERIENCE, BONDS):
        for name in names:
            kpi, found = KPI[name], result.kpis.estimates[name]
            mean = amount(kpi, found.mean, result.setting.currency)
            if name not in RARE or not is_empty(kpi, [mean]):
                spread = interval_text(kpi, found, result)
                table.add_row(label(kpi, result.setting), mean, spread)
        table.add_section()
    out.print(table)
    out.print(_money(result, out.width))
    for paragraph in below_run(result):
        out.print(Padding(Text(paragraph), (0, 0, 1, 0)))
    if result.known:
        out.print(known_table(result, result.strategy))
    for channels in _channels(result.kpis, result, out.width):
        out.print(channels)
    show_limits(result, out)
    print_work(work_text(result), out)


def _money(result: RunResult, width: int) -> RenderableType:
    """From revenue to profit: each bar begins where the one before has ended."""
    currency = result.setting.currency
    revenue, contribution, media, platform, profit = (
        result.kpis.estimates[name].mean or 0.0
        for name in ("revenue", "contribution", "media_cost", "platform_cost", "profit")
    )
    steps = (
        ("Revenue", 0.0, revenue),
        ("Goods and commissions", revenue, contribution),
        ("Contribution", 0.0, contribution),
        ("Media cost", contribution, contribution - media),
        ("Platform cost", contribution - media, contribution - media - platform),
        ("Profit", 0.0, profit),
    )
    rows = [
        (name, begin, end, currency.text(end - begin, code=False)) for name, begin, end in steps
    ]
    return span_chart("From revenue to profit", rows, width)


def _channels(kpis: Kpis, result: RunResult, width: int) -> Iterator[Table]:
    """Figures by channel, in more tables than one where the terminal is narrow."""
    currency = result.setting.currency
    headings = {
        "visits": "visits", "contacts": "messages", "bookings": "bookings", "purchases": "bought",
        "revenue": "revenue", "media_cost": "media",
    }  # fmt: skip
    columns = {
        name: cells
        for name in headings
        if (
            cells := [amount(KPI[name], row[name].mean, currency) for row in kpis.channels.values()]
        )
        and (name not in RARE or any(row[name].mean for row in kpis.channels.values()))
    }
    widths = [max(NUMBER, widest(headings[name], cells)) for name, cells in columns.items()]
    for part in chunks(widths, width + LABEL - CHANNEL):
        table = table_of("By channel (a purchase counts where it was paid)")
        table.add_column("", width=CHANNEL, overflow="fold")
        names = list(columns)[part]
        for name in names:
            table.add_column(headings[name], justify="right", min_width=NUMBER)
        for place, channel in enumerate(kpis.channels):
            table.add_row(channel, *(columns[name][place] for name in names))
        yield table
