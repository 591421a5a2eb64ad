"""Which of many is the best, in a terminal: the answer, and who came near."""

from __future__ import annotations

from rich.console import Console
from rich.text import Text

from sim.report.terminal.parts.answering import close_answer, open_answer
from sim.report.terminal.parts.tables import table_of
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
    open_answer(result, _sentences(result), out)
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
        return ["", "", after]
    behind = amount(kpi, one.behind.mean, currency)
    return [behind, _ends(result, one.behind), after]


def _ends(result: BestResult, found: Estimate) -> str:
    if found.low is None or found.high is None:
        return "-"
    kpi, currency = result.kpi, result.setting.currency
    return f"{amount(kpi, found.low, currency)} to {amount(kpi, found.high, currency)}"


def _sentences(result: BestResult) -> list[str]:
    """The answer in words, and what it means."""
    kpi, currency = result.kpi, result.setting.currency
    within = amount(kpi, result.within, currency, code=True)
    many, sure = len(result.candidates), f"{100.0 * result.probability:g} %"
    leader = next(one for one in result.candidates if one.name == result.leader)
    if result.best is None:
        names = ", ".join(one.name for one in result.left)
        return [
            f"Open after {leader.replications:,} replications, the most allowed: of {many:,} "
            f"candidates {len(result.left)} cannot be told apart by {within}: {names}.",
            f"{result.leader} has the best mean so far. More replications (--most), or a larger "
            "difference that matters (--within), decide it.",
        ]
    mean = amount(kpi, leader.found.mean, currency, code=True)
    side = "more" if kpi.better == "higher" else "less"
    equal = [
        one.name
        for one in result.candidates
        if one.name != result.best and (one.behind.low, one.behind.high) == (0.0, 0.0)
    ]
    if equal:
        return [
            f"{result.best} and {', '.join(equal)} come out exactly the same, the best of "
            f"{many:,} in '{kpi.title}': {mean}{_a_year(result)}."
        ]
    return [
        f"{result.best} is the best of {many:,} in '{kpi.title}': {mean}{_a_year(result)}.",
        f"With a probability of {sure} at least it is the best, or none of the others has "
        f"{within} {side} than it, if the numbers hold.",
    ]


def _a_year(result: BestResult) -> str:
    return " a year" if result.kpi.period == "year" else ""
