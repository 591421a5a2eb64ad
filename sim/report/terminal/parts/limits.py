"""Tables of how plans have kept the scenario's limits, of one strategy or of all compared."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from sim.report.terminal.parts.tables import LABEL, chunks, table_of, widest
from sim.study.kpis import KPI
from sim.study.limits import LimitKept, price_text
from sim.study.money import Currency, amount
from sim.study.results import CompareResult, RunResult

__all__ = ["limit_tables", "show_limits"]

TITLE = "Limits on plans (means of a window's plan)"
NARROWEST = 12
"""Columns that a name keeps before a table is parted."""

Row = tuple[str, LimitKept]


def show_limits(result: RunResult | CompareResult, out: Console) -> None:
    """Print how the limits were kept, and what the columns are; nothing where there are none."""
    grouped: dict[str, list[Row]] = {}
    if isinstance(result, RunResult):
        grouped = {one.name: [("", one)] for one in result.limits}
    else:
        for strategy, kept in result.limits.items():
            label = f"  {strategy}{'*' if strategy == result.baseline else ''}"
            for one in kept:
                grouped.setdefault(one.name, []).append((label, one))
    if not grouped:
        return
    for table in limit_tables(grouped, result.setting.currency, out.width):
        out.print(table)
    words = _below(result, [one for rows in grouped.values() for _, one in rows])
    out.print(Padding(Text(words), (0, 0, 1, 0)))


def limit_tables(
    grouped: Mapping[str, Sequence[Row]], currency: Currency, width: int
) -> Iterable[Table]:
    """One table, or several where the terminal is narrow.

    Args:
        grouped: by limit its rows; an empty label stands for the limit's own name, others stand
            below it.
    """
    every = [one for rows in grouped.values() for _, one in rows]
    columns = {
        heading: [cell(heading, one, currency) for one in every] for heading in _headings(every)
    }
    widths = [widest(heading, cells) for heading, cells in columns.items()]
    names = min(max(width - sum(widths) - 2 * len(widths) - 2, NARROWEST), LABEL)
    for chunk in chunks(widths, width + LABEL - names):
        headings = list(columns)[chunk]
        table = table_of(TITLE)
        table.add_column("", width=names, overflow="fold")
        for heading in headings:
            table.add_column(heading, justify="right", no_wrap=True)
        for name, rows in grouped.items():
            if rows[0][0]:
                table.add_row(name)
            for label, one in rows:
                cells = (cell(heading, one, currency) for heading in headings)
                table.add_row(label or name, *cells)
            if rows[0][0]:
                table.add_section()
        yield table


def _headings(every: Sequence[LimitKept]) -> list[str]:
    """What is told: nothing of minima where there are none, nor of maxima."""
    most = ["maximum"] if any(one.maximum is not None for one in every) else []
    least = any(one.minimum is not None for one in every)
    asked, missed = (["minimum"], ["missed", "short"]) if least else ([], [])
    return ["used", *most, *asked, "price", "binding", *missed]


def cell(heading: str, one: LimitKept, currency: Currency) -> str:
    """A figure of a limit, a dash where there is nothing to be told."""
    if heading == "price":
        return price_text(one.price)
    if heading in ("binding", "missed"):
        told = heading == "binding" or one.minimum is not None
        share = getattr(one, heading) if told else None
        return amount(KPI["conversion_rate"], share, currency)  # written as any other share
    return one.text(getattr(one, heading), currency)


def _below(result: RunResult | CompareResult, every: Sequence[LimitKept]) -> str:
    """What the columns are."""
    setting = result.setting
    least = any(one.minimum is not None for one in every)
    words = (
        f"Used: what the picks of a window's plan come to. Price: the {setting.currency.code} that "
        "a pick has had to bring for each unit that counts"
    )
    words += ", below 0 where a minimum asks for more than pays." if least else "."
    words += " Binding: share of windows in which the limit had a price."
    if least:
        words += " Missed: share of windows below the minimum; short: by how much these were."
    if any(one.windows == 0 for one in every):
        words += " Dashes: nothing that counts is planned there."
    if setting.customers < setting.market:
        words += " Bounds and what was used are of the whole market, as all figures."
    elif setting.customers > setting.market:
        words += " Bounds are those of the artificial market."
    return words
