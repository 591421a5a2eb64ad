"""A trial with real customers, in a terminal: how many, how long, and what would refute it."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table
from rich.text import Text

from sim.report.answers.pilot import pilot_answer, pilot_below, pilot_design
from sim.report.terminal.parts.answering import close_answer, open_answer, plain
from sim.report.terminal.parts.tables import filled, table_of
from sim.report.words.answered import found_of
from sim.study.pilot import PilotResult

NAME = 11
"""Columns of what a line of the design tells."""


def show_pilot(result: PilotResult, out: Console) -> None:
    """Print the design, what it could see, and how it fared when it was simulated."""
    found = found_of(result)
    open_answer(result, pilot_answer(found), out)
    for name, told in pilot_design(found):
        out.print(Text(filled(plain(told), out, f"{name:<{NAME}}", " " * NAME)))
    out.print()
    out.print(_lengths(result))
    close_answer(result, pilot_below(found), out)


def _lengths(result: PilotResult) -> Table:
    """All lengths that were tried."""
    what = "pays" if result.question == "pays" else "works"
    table = table_of(f"How long, for the question '{what}'; amounts a head")
    table.add_column("days", justify="right")
    for heading in ("expected", "platform", "people needed", "power of all", "all could see"):
        table.add_column(heading, justify="right")
    currency = result.setting.currency
    for each in result.tried:
        size, course = each.sizes[result.question], each.course
        cells = [
            f"{course.days:g}",
            f"{currency.main(course.expected):,.{currency.digits}f}",
            f"{currency.main(course.platform):,.{currency.digits}f}",
            "-" if size.needed is None else f"{size.needed.total:,}",
            _percent(size.whole_power),
            f"{currency.main(size.detectable):,.{currency.digits}f}",
        ]
        table.add_row(*cells, style="bold" if each is result.chosen else "")
    return table


def _percent(share: float) -> str:
    """In whole percents, with a digit more where they are few."""
    value = 100.0 * share
    return f"{value:.1f} %" if 0.0 < value < 10.0 else f"{value:.0f} %"
