"""Which of many is the best, in a terminal: the answer, and who came near."""

from __future__ import annotations

from rich.console import Console
from rich.text import Text

from sim.report.answers.best import best_answer
from sim.report.terminal.parts.answering import close_answer, open_answer
from sim.report.terminal.parts.tables import table_of
from sim.report.words.answered import found_of
from sim.study.best import BestResult
from sim.study.best.result import Candidate
from sim.study.money import amount
from sim.study.statistics import Estimate

SHOWN = 15
"""Candidates in the table: those that are left, and the nearest."""
NAME = 34
"""Columns of a candidate's name; mixtures have long ones."""


def show_best(result: BestResult, out: Console) -> None:
    """Print who is best, and the table of those that came near."""
    open_answer(result, best_answer(found_of(result)), out)
    table = table_of(f"How far behind {result.leader} in '{result.kpi.title}'")
    table.add_column("", max_width=NAME, overflow="fold")
    for heading in ("behind", "95 % interval", "left out after"):
        table.add_column(heading, justify="right")
    for one in result.candidates[: max(SHOWN, len(result.left))]:
        style = "bold" if one.name == result.leader else ""
        table.add_row(one.name, *_figures(result, one), style=style)
    out.print(table)
    hidden = len(result.candidates) - max(SHOWN, len(result.left))
    if hidden > 0:
        out.print(Text(f"{hidden:,} more were left out earlier; --json has them all.\n"))
    told = (
        "All met the same luck. Who fell too far behind was left out after so many replications; "
        "'behind' is over those, and each interval is for itself."
    )
    close_answer(result, [told], out)


def _figures(result: BestResult, one: Candidate) -> list[str]:
    kpi, currency = result.kpi, result.setting.currency
    after = "-" if one.after is None else f"{one.after:,}"
    if one.name == result.leader:
        return ["-", "-", after]
    behind = amount(kpi, one.behind.mean, currency)
    return [behind, _ends(result, one.behind), after]


def _ends(result: BestResult, found: Estimate) -> str:
    if found.low is None or found.high is None:
        return "-"
    kpi, currency = result.kpi, result.setting.currency
    return f"{amount(kpi, found.low, currency)} to {amount(kpi, found.high, currency)}"
