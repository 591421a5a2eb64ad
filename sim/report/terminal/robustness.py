"""On which mechanisms a verdict hangs, in a terminal: the answer, and a row a mechanism."""

from __future__ import annotations

from rich.console import Console
from rich.text import Text

from sim.report.answers.robustness import (
    MARKS,
    MARKS_MEAN,
    robustness_answer,
    robustness_below,
    robustness_meaning,
)
from sim.report.terminal.parts.answering import close_answer, open_answer
from sim.report.terminal.parts.tables import table_of
from sim.report.words.answered import Found, found_of
from sim.report.words.told import Sentence
from sim.study.money import difference_amount
from sim.study.robustness import RobustnessResult, Tried
from sim.study.robustness.judging import DECIDED, FLIPS, OPEN

NAME = 20
"""Columns of a mechanism's name."""
STYLES = {FLIPS: "red", DECIDED: "red", OPEN: "yellow"}


def show_robustness(result: RobustnessResult, out: Console) -> None:
    """Print whether the verdict stands, and the difference with each mechanism switched."""
    found = found_of(result)
    open_answer(result, robustness_answer(found), out)
    if result.at_work:
        _show_table(result, out)
    close_answer(result, _below(result, found), out)


def _show_table(result: RobustnessResult, out: Console) -> None:
    """A row a mechanism, those first in which the verdict does not stand."""
    table = table_of(f"{result.first} - {result.second}: {result.kpi.title}")
    table.add_column("mechanism", width=NAME, overflow="fold")
    for heading in ("without it", "halved", "doubled"):
        table.add_column(heading, justify="right")
    table.add_column("the verdict without it")
    stated = difference_amount(result.kpi, result.stated.mean, result.setting.currency)
    table.add_row("as stated", f"{stated}  ", f"{stated}  ", f"{stated}  ", "")
    for one in result.at_work:
        cells = [_cell(result, one, word) for word in ("off", "half", "double")]
        table.add_row(one.mechanism.name, *cells, _verdict(one))
    out.print(table)


def _cell(result: RobustnessResult, one: Tried, word: str) -> Text:
    if word in one.refused:
        return Text("refused  ")
    if word not in one.gaps:
        return Text("-  ")
    gap = one.gaps[word]
    told = difference_amount(result.kpi, gap.found.mean, result.setting.currency)
    return Text(
        f"{told} {MARKS.get(gap.verdict or '', ' ')}", style=STYLES.get(gap.verdict or "", "")
    )


def _verdict(one: Tried) -> Text:
    if "off" not in one.gaps:
        return Text("only varied")
    word = one.verdict
    return Text("-" if word is None else word, style=STYLES.get(word or "", ""))


def _below(result: RobustnessResult, found: Found) -> list[str | Sentence]:
    """What the table does not say by itself."""
    told = [one for one, _ in result.turned("off")]
    told += [one for one in result.at_work if one not in told][: max(0, 3 - len(told))]
    words = "; ".join(f"{one.mechanism.name}: {one.mechanism.about}" for one in told)
    what = [f"What these are. {words}."] if told else []
    return [*what, *robustness_below(found), f"{MARKS_MEAN} {robustness_meaning(found)}"]
