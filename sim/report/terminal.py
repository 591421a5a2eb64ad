"""Results as tables in a terminal: never wider than it, plain when piped, NO_COLOR kept.

The verdict comes first, then what each strategy earns and spends, then the differences, then how
sure they are, then what a single real year may bring.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from typing import TextIO

from rich import box
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from sim.study.kpis import KPI, Kpi
from sim.study.money import amount
from sim.study.results import CompareResult, Difference, Kpis, Line, RunResult, Setting
from sim.study.statistics import FEWEST, FEWEST_FOR_SPREAD, Estimate

LABEL = 30
"""Columns kept for the name of a figure."""
FIGURE = 11
"""Columns kept for one strategy's figure."""

EARNED = ("profit", "revenue", "contribution")
SPENT = ("media_cost", "platform_cost", "outlay", "discount_cost", "staff_hours")
CUSTOMERS = (
    "purchases", "buyers", "bookings", "no_shows", "leads", "conversion_rate", "repeat_rate",
    "retention_rate", "customer_value", "acquisition_cost", "return_on_spend",
)  # fmt: skip
EXPERIENCE = (
    "touches_per_purchase", "days_to_purchase", "effort_per_purchase", "satisfaction", "contacts",
    "wasted_contacts", "contradictions", "opt_out_rate", "queue_abandonment", "reviews",
    "referrals",
)  # fmt: skip
RISK = ("loss_probability", "payback_days")
COMPARED = (
    "profit", "contribution", "media_cost", "platform_cost", "purchases", "buyers", "bookings",
    "contradictions", "wasted_contacts",
)  # fmt: skip


def console(file: TextIO | None = None, width: int | None = None) -> Console:
    """A console for standard output (or another file): colour only where it is wanted."""
    return Console(file=file or sys.stdout, width=width, highlight=False, soft_wrap=False)


def show_compare(result: CompareResult, out: Console) -> None:
    """Print a comparison."""
    line = result.lines[0]
    out.print(_headline(result.setting))
    out.print()
    out.print(Text(line.verdict.sentence, style="bold"))
    for note in result.notes:
        if note[1:] not in line.verdict.sentence:
            out.print(Text(f"Note: {note}.", style="yellow"))
    out.print()
    for chunk in _chunks(list(line.kpis), out.width):
        out.print(_strategies(result, line, chunk))
    if line.not_affordable:
        out.print(_refused(line))
    for found in line.differences:
        out.print(_difference(result, found))
    for other in result.lines[1:]:
        out.print(_second_line(result, other))
    if len(result.lines) == 1:
        out.print(
            Text("No strategy pays for a platform: equal media outlay is equal total outlay.\n")
        )
    out.print(_how_sure(result))


def show_run(result: RunResult, out: Console) -> None:
    """Print one strategy's figures."""
    out.print(_headline(result.setting))
    out.print()
    for note in result.notes:
        out.print(Text(f"Note: {note}.", style="yellow"))
    table = _table(f"Strategy {result.strategy}")
    table.add_column("", width=LABEL, no_wrap=False)
    table.add_column("mean", justify="right")
    table.add_column("95 % interval", justify="right")
    for names in (EARNED, SPENT, CUSTOMERS, EXPERIENCE):
        for name in names:
            kpi, found = KPI[name], result.kpis.estimates[name]
            table.add_row(
                kpi.title,
                amount(kpi, found.mean, result.setting.currency),
                interval_text(kpi, found, result),
            )
        table.add_section()
    out.print(table)
    out.print(_channels(result.kpis, result))
    out.print(_work(result))


def interval_text(kpi: Kpi, found: Estimate, result: RunResult | CompareResult) -> str:
    """``low to high``, or a dash where there is none."""
    if found.low is None or found.high is None:
        return "-"
    currency = result.setting.currency
    return f"{amount(kpi, found.low, currency)} to {amount(kpi, found.high, currency)}"


def _table(title: str) -> Table:
    return Table(
        title=title, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD, pad_edge=False
    )


def _chunks(names: Sequence[str], width: int) -> Iterable[list[str]]:
    """As many strategies side by side as the terminal holds."""
    many = max(1, (width - LABEL - 2) // (FIGURE + 2))
    for start in range(0, len(names), many):
        yield list(names[start : start + many])


def _headline(setting: Setting) -> Text:
    days = f"{setting.days:g} days"
    people = f"{setting.reported_customers:,} people"
    if setting.customers < setting.market:
        people += f" (from a sample of {setting.customers:,})"
    elif setting.customers > setting.market:
        people += f" (an artificial market; the scenario has {setting.market:,})"
    text = Text()
    text.append(setting.title, style="bold")
    text.append(
        f"\n{people}, {days}, {setting.replications} replications (the same year lived with "
        f"other luck), amounts in {setting.currency.code}, per year unless said otherwise"
    )
    return text


def _strategies(result: CompareResult, line: Line, names: Sequence[str]) -> Table:
    title = (
        "Each strategy, same ceiling on media; platform cost is extra"
        if line.equal == "media"
        else "Each strategy, same ceiling on media and platform together"
    )
    table = _table(title)
    table.add_column("", width=LABEL)
    for name in names:
        shown = f"{name} *" if name == result.baseline else name
        table.add_column(shown, justify="right", min_width=FIGURE, overflow="fold")
    currency = result.setting.currency
    for group in (EARNED, SPENT, CUSTOMERS, EXPERIENCE, RISK):
        for kpi_name in group:
            kpi = KPI[kpi_name]
            figures = [amount(kpi, line.kpis[name].estimates[kpi_name].mean, currency)
                       for name in names]  # fmt: skip
            if set(figures) == {"-"}:
                continue
            style = "bold" if kpi_name == result.primary else ""
            table.add_row(kpi.title, *figures, style=style)
        table.add_section()
    if result.baseline in names:
        table.caption = "* what the others are compared with"
        table.caption_justify = "left"
    return table


def _difference(result: CompareResult, found: Difference) -> Table:
    table = _table(f"{found.first} less {found.second}, with the same luck")
    table.add_column("", width=LABEL)
    table.add_column("mean", justify="right")
    table.add_column("95 % interval", justify="right")
    currency = result.setting.currency
    names = COMPARED if result.primary in COMPARED else (result.primary, *COMPARED)
    for name in names:
        kpi, estimate = KPI[name], found.estimates[name]
        table.add_row(
            kpi.title,
            amount(kpi, estimate.mean, currency),
            interval_text(kpi, estimate, result),
            style="bold" if name == result.primary else "",
        )
    return table


def _refused(line: Line) -> Text:
    return Text(
        f"{', '.join(line.not_affordable)}: not affordable, the platform alone costs more than "
        "the budget.\n"
    )


def _second_line(result: CompareResult, line: Line) -> RenderableType:
    """The other idea of equal outlay, in short."""
    currency = result.setting.currency
    if line.equal == "total":
        title = f"If {currency.text(line.ceiling)} had to pay for media and platform together"
    else:
        title = f"If {currency.text(line.ceiling)} were for media alone, platform extra"
    table = _table(title)
    table.add_column("", width=LABEL)
    kpi = KPI[result.primary]
    for heading in (kpi.title, "Media", "Platform"):
        table.add_column(heading, justify="right", min_width=FIGURE)
    for name, found in line.kpis.items():
        columns = (kpi.name, "media_cost", "platform_cost")
        table.add_row(
            name, *(amount(KPI[key], found.estimates[key].mean, currency) for key in columns)
        )
    for name in line.not_affordable:
        table.add_row(name, "not affordable", "-", "-")
    return Group(table, Padding(Text(line.verdict.sentence), (0, 0, 1, 0)))


def _how_sure(result: CompareResult) -> RenderableType:
    parts: list[RenderableType] = [Text("How sure is this?", style="bold")]
    replications = result.setting.replications
    if replications < FEWEST:
        parts.append(Text(f"No intervals: they need at least {FEWEST} replications."))
    else:
        parts.append(
            Text(
                "Intervals tell how well this simulation knows its own mean: more replications "
                "narrow them. They do not tell whether the scenario's numbers are right. Only "
                f"'{KPI[result.primary].title}' was named before the run and gets a verdict; the "
                "other intervals are not adjusted for being many."
            )
        )
    gains = [
        f"{found.name}: {ratio.mean:,.1f}"
        for found in result.lines[0].differences
        if (ratio := found.ratios[result.primary]).mean is not None
    ]
    if gains:
        parts.append(
            Text(
                "Giving every strategy the same customers and luck is worth this many times the "
                f"replications: {'; '.join(gains)}."
            )
        )
    parts.append(_one_year(result))
    parts.append(_work(result))
    return Group(*parts)


def _one_year(result: CompareResult) -> RenderableType:
    if result.one_year is None:
        if result.setting.customers != result.setting.market:
            why = "the market was not simulated at its own size"
        elif result.setting.replications < FEWEST_FOR_SPREAD:
            why = f"that needs {FEWEST_FOR_SPREAD} replications"
        else:
            why = "that needs a run of 365 days"
        return Text(f"What a single year may bring is not shown: {why}.")
    table = _table("What one real year may bring")
    table.add_column(KPI[result.primary].title, width=LABEL)
    for heading in ("bad year", "middling", "good year"):
        table.add_column(heading, justify="right", min_width=FIGURE)
    kpi, currency = KPI[result.primary], result.setting.currency
    for name, values in result.one_year.items():
        table.add_row(name, *(amount(kpi, value, currency) for value in values))
    table.caption = "one year in twenty is worse than the bad one, one better than the good one"
    table.caption_justify = "left"
    return table


def _channels(kpis: Kpis, result: RunResult) -> Table:
    currency = result.setting.currency
    table = _table("By channel (a purchase counts where it was paid)")
    table.add_column("", width=16, overflow="fold")
    names = ("visits", "contacts", "bookings", "purchases", "revenue", "media_cost")
    for name, heading in zip(
        names, ("visits", "contacts", "bookings", "bought", "revenue", "media"), strict=True
    ):
        table.add_column(heading, justify="right", min_width=8 if name != "revenue" else 9)
    for channel, row in kpis.channels.items():
        table.add_row(channel, *(amount(KPI[name], row[name].mean, currency) for name in names))
    return table


def _work(result: RunResult | CompareResult) -> Text:
    work = result.work
    words = f"{work.events:,} events in {work.wall_s:.1f} s"
    if work.run_dir is not None:
        words += f"; written to {work.run_dir}"
    return Text(words, style="dim")
