"""What tables in a terminal share: never wider than it, plain when piped, NO_COLOR kept."""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, TextIO

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from sim.study.kpis import Kpi
from sim.study.money import amount
from sim.study.results import CompareResult, RunResult, Setting
from sim.study.sample import YEAR
from sim.study.statistics import Estimate

if TYPE_CHECKING:
    from sim.study.trials.answer import Answer

LABEL = 24
"""Columns kept for the name of a figure."""
FIGURE = 10
"""Columns kept for one strategy's figure."""

EARNED = ("profit", "revenue", "contribution")
SPENT = ("media_cost", "platform_cost", "outlay", "discount_cost", "commissions", "staff_hours")
CUSTOMERS = (
    "purchases", "buyers", "bookings", "no_shows", "leads", "conversion_rate", "repeat_rate",
    "retention_rate", "customer_value", "acquisition_cost", "return_on_spend",
)  # fmt: skip
EXPERIENCE = (
    "touches_per_purchase", "days_to_purchase", "effort_per_purchase", "satisfaction", "contacts",
    "wasted_contacts", "contradictions", "opt_out_rate", "queue_abandonment", "reviews",
    "referrals",
)  # fmt: skip
BONDS = (
    "cases", "answer_hours", "told_again", "stars", "members", "followers", "lost_to_rivals",
)  # fmt: skip
RARE = (*BONDS, "commissions", "bookings", "no_shows")
"""Rows that are left out where there is nothing of the kind."""


class _Console(Console):
    def on_broken_pipe(self) -> None:
        """Leave a reader that has gone to the command, which knows what its exit code is."""
        raise BrokenPipeError


def console(file: TextIO | None = None, width: int | None = None) -> Console:
    """A console for standard output (or another file): colour only where it is wanted."""
    return _Console(file=file or sys.stdout, width=width, highlight=False, soft_wrap=False)


def headline(setting: Setting) -> Text:
    """The scenario's title; how many people, how long, how often, in which currency."""
    days = f"{setting.days:g} day{'' if setting.days == 1.0 else 's'}"
    lives = "1 replication"
    if setting.replications != 1:
        again = "year" if setting.days == YEAR else "time"
        lives = f"{setting.replications} replications (the same {again} lived with other luck)"
    people = f"{setting.reported_customers:,} people"
    if setting.customers < setting.market:
        people += f" (from a sample of {setting.customers:,})"
    elif setting.customers > setting.market:
        people += f" (an artificial market; the scenario has {setting.market:,})"
    scaled = "totals are per year"
    if setting.days != YEAR:
        scaled = f"totals are scaled to a year; people and ratios are of the {days}"
    text = Text()
    text.append(setting.title, style="bold")
    text.append(f"\n{people}, {days}, {lives}, amounts in {setting.currency.code}, {scaled}")
    return text


def interval_text(kpi: Kpi, found: Estimate, result: RunResult | CompareResult) -> str:
    """``low to high``, or a dash where there is none."""
    if found.low is None or found.high is None:
        return "-"
    currency = result.setting.currency
    return f"{amount(kpi, found.low, currency)} to {amount(kpi, found.high, currency)}"


def is_empty(kpi: Kpi, row: Sequence[str]) -> bool:
    """Whether nothing is to be told: no figure, or of what few scenarios have nothing at all."""
    return set(row) <= ({"-", "0"} if kpi.name in RARE else {"-"})


_GLUE = "\N{NO-BREAK SPACE}"


def print_work(line: Text, out: Console) -> None:
    """Print what work took: broken where the console ends, but for a path, which is copied."""
    words = filled(line.plain, out, "", "  ").replace(_GLUE, " ")
    out.print(Text(words, style=line.style), soft_wrap=True)


def filled(line: str, out: Console, first: str, later: str) -> str:
    """A line broken at spaces where the console ends, with what its lines begin with."""
    return textwrap.fill(
        line, out.width, initial_indent=first, subsequent_indent=later, break_long_words=False,
        break_on_hyphens=False,
    )  # fmt: skip


def table_of(title: str) -> Table:
    """An empty table in the style of all of them."""
    return Table(
        title=title,
        title_justify="left",
        title_style="bold",
        box=box.SIMPLE_HEAD,
        pad_edge=False,
        padding=(0, 1, 0, 0),
    )


def chunks(widths: Sequence[int], width: int) -> Iterable[slice]:
    """As many columns side by side as the terminal holds, at least one."""
    start, used = 0, 0
    for place, column in enumerate(widths):
        needed = column + 2
        if place > start and used + needed > width - LABEL - 2:  # the last needs no padding
            yield slice(start, place)
            start, used = place, 0
        used += needed
    yield slice(start, len(widths))


def widest(heading: str, cells: Iterable[str]) -> int:
    """Characters of the longest line of a column."""
    return max(len(line) for cell in (heading, *cells) for line in cell.splitlines())


def work_text(result: RunResult | CompareResult) -> Text:
    """How much was simulated, in what time, and where it was written, for `print_work`."""
    work = result.work
    words = f"{work.events:,} events in {work.wall_s:.1f} s"
    if isinstance(result, CompareResult) and result.lines[0].inputs.draws:
        words = f"{work.events:,} events in the main run; {work.wall_s:.1f} s in all"
    if work.run_dir is not None:
        words += f"; written to {_whole(work.run_dir)}"
    return Text(words, style="dim")


def _whole(path: object) -> str:
    """A path that `print_work` does not break at its spaces."""
    return str(path).replace(" ", _GLUE)


def lives_text(result: Answer, what: str = "lives") -> Text:
    """How much a study has lived, in what time, and where it is kept, for `print_work`."""
    words = f"{result.trials:,} {what}"
    if result.asked != result.trials:
        words += f" for {result.asked:,} replications"
    words += f" in {result.wall_s:.1f} s"
    if result.found:
        words += f", {result.found:,} of them found in the folder"
    if result.study_dir is not None:
        words += f"; kept in {_whole(result.study_dir)}"
    return Text(words, style="dim")


def known_table(result: RunResult | CompareResult, strategy: str) -> Table:
    """What the scenario knows of a year beside what was simulated."""
    currency = result.setting.currency
    days = result.setting.days
    scaled = "" if days == YEAR else f", {days:g} days scaled to a year"
    table = table_of(f"A year as you know it, and as simulated under {strategy}{scaled}")
    table.add_column("", width=LABEL, overflow="fold")
    for heading in ("as you know it", "as simulated", "ratio"):
        table.add_column(heading, justify="right", min_width=FIGURE)
    for one in result.known:
        name, _, channel = one.name.partition(".")
        table.add_row(
            f"{name}, {channel}" if channel else name,
            amount(one.kpi, one.known, currency),
            amount(one.kpi, one.simulated, currency),
            "-" if one.ratio is None else f"{one.ratio:,.2f}",
            style="yellow" if one.off else "",
        )
    return table
