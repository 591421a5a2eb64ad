"""What hangs on which input, in a terminal: what matters first, then what could be anything."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from sim.report.answers.sensitivity import any_value, sensitivity_below, targets
from sim.report.answers.sweep import best_at
from sim.report.terminal.parts.answering import paragraphs, plain
from sim.report.terminal.parts.charts import bar
from sim.report.terminal.parts.key import Key
from sim.report.terminal.parts.tables import LABEL, filled, table_of
from sim.report.words.answered import Found
from sim.study.money import difference_amount
from sim.study.statistics import Estimate
from sim.study.sweep import SweepResult
from sim.study.sweep.sensitivity import Effect, Target

BAR = 8
"""Columns of the longest bar."""
KEY = 40
"""Columns of the longest key."""


def show_sensitivity(result: SweepResult, found: Found, out: Console) -> None:
    """Print a table for each figure that is told, with what it means."""
    told = {one.name: one for one in result.targets}
    for one in (told[name] for name in targets(found)):
        shown = [effect for effect in one.effects if effect.key not in one.anything]
        if shown:
            out.print(_table(result, one, shown))
        for words in any_value(found, one.name):
            out.print(Text(filled(plain(words), out, "", "  ")))
            out.print()
    paragraphs([*sensitivity_below(found), best_at(found)], out)


def _percent(value: float | None) -> str:
    return "-" if value is None else f"{100.0 * value:.0f} %"


def _table(result: SweepResult, one: Target, shown: Sequence[Effect]) -> Table:
    table = table_of(f"{one.name}: {result.kpi.title}")
    table.add_column("", min_width=LABEL, max_width=KEY, overflow="fold")
    screening = result.design == "screening"
    heads = ("effect", "95 % of size") if screening else ("alone", "in all", "95 % of all")
    for heading in heads:
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column("", width=BAR)
    table.add_column("")
    main = "mu_star" if screening else "total"
    longest = max((each.measures[main].mean or 0.0 for each in one.effects), default=0.0)
    for each in shown:
        size = each.measures[main]
        named = ("mu",) if screening else ("first_order", "total")
        told = [_told(result, each.measures[name].mean) for name in named]
        table.add_row(
            Key(each.key), *told, _ends(result, size),
            bar(size.mean or 0.0, longest, BAR, good=True),
            "matters" if each.key in one.matters else "unclear",
        )  # fmt: skip
    return table


def _told(result: SweepResult, value: float | None) -> str:
    if result.design == "screening":
        return difference_amount(result.kpi, value, result.setting.currency)
    return _percent(value)


def _ends(result: SweepResult, found: Estimate) -> str:
    if found.low is None or found.high is None:
        return "-"
    return f"{_told(result, found.low)} to {_told(result, found.high)}"
