"""What to join next, in a terminal: the answer, the steps, cash over time, what was left out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import Console
from rich.text import Text

from sim.report.answers.roadmap import (
    roadmap_answer,
    roadmap_below,
    roadmap_cash,
    roadmap_others,
)
from sim.report.terminal.parts.answering import close_answer, open_answer
from sim.report.terminal.parts.charts import bar
from sim.report.terminal.parts.tables import table_of
from sim.report.words.answered import found_of
from sim.report.words.told import Part, Sentence
from sim.study.money import amount
from sim.study.roadmap import RoadmapResult
from sim.study.sample import YEAR
from sim.study.statistics import Estimate

NAME = 20
"""Columns of a step's name."""
NARROW = 12
"""The same beside many figures."""
HALF = 22
"""Columns of the longest bar on either side of 0."""
LEAST = 4
"""The same in the narrowest terminal."""
GAPS = 8
"""Columns between and around names, figures and bars."""
ROWS = 16
"""Most rows of the chart."""
MONTH = YEAR / 12.0


def show_roadmap(result: RoadmapResult, out: Console) -> None:
    """Print the path, what it brings over time, and what else there was."""
    found = found_of(result)
    open_answer(result, roadmap_answer(found), out)
    if not result.stay:
        _show_steps(result, out)
        _show_cash(result, out)
    if result.left_out:
        _show_left_out(result, out)
    cash = roadmap_cash(found)
    told = [Sentence(tuple(_spaced(cash)))] if cash else []
    close_answer(result, [*told, *roadmap_others(found), *roadmap_below(found)], out)


def _spaced(sentences: Sequence[Sentence]) -> Iterator[Part]:
    """Sentences of one paragraph."""
    for place, sentence in enumerate(sentences):
        yield from (" ", sentence) if place else (sentence,)


def _show_steps(result: RoadmapResult, out: Console) -> None:
    table = table_of(f"On the way from {result.start} towards {result.target}")
    table.add_column("step", width=NARROW, overflow="fold")
    table.add_column("day", justify="right")
    for heading in ("adds a year", "95 % interval", "set-up", "running", "pays back"):
        table.add_column(heading, justify="right", overflow="fold")
    for place, step in enumerate(result.steps, 1):
        table.add_row(
            f"{place} {step.item.name}",
            f"{step.begin:.0f}",
            _plain(result, step.profit.mean),
            _interval(result, step.profit),
            _plain(result, step.setup),
            _plain(result, step.running),
            "never" if step.payback is None else _days(round(step.payback, 1)),  # as results
        )
    out.print(table)


def _show_cash(result: RoadmapResult, out: Console) -> None:
    """Bars to the left and right of 0, a row every so many months."""
    months = round(result.terms.horizon / MONTH)
    stride = next(each for each in (1, 3, 6, 12, 24) if months <= ROWS * each or each == 24)
    days = [MONTH * month for month in range(stride, months + 1, stride)]
    if not days or days[-1] < result.terms.horizon - 1.0:
        days.append(result.terms.horizon)
    worst, least = result.cash.worst
    found = [(_when(day), result.cash.estimate(day).mean or 0.0) for day in days]
    if (least.mean or 0.0) < 0.0:
        found.insert(
            sum(day < worst for day in days), (f"day {worst:.0f}, lowest", least.mean or 0)
        )
    longest = max(abs(value) for _, value in found) or 1.0
    table = table_of("Cash so far, against staying as you are")
    table.add_column("", width=NAME)
    table.add_column("", justify="right")
    left = any(value < 0.0 for _, value in found)
    written = max(len(_plain(result, value)) for _, value in found)
    half = min(HALF, max(LEAST, (out.width - NAME - written - GAPS) // 2))
    table.add_column("", width=half if left else 2 * half, justify="right" if left else "left")
    table.add_column("", width=half if left else None)
    table.show_header = False
    for label, value in found:
        drawn = bar(value, longest, half, good=value >= 0.0)
        ends = (drawn, Text()) if value < 0.0 else (Text(), drawn)
        table.add_row(label, _plain(result, value), *(ends if left else ends[::-1]))
    out.print(table)


def _show_left_out(result: RoadmapResult, out: Console) -> None:
    title = "What else could be joined, and what each would do next"
    table = table_of(title if result.stay else "Left out, and what each would do next")
    table.add_column("step", width=NAME, overflow="fold")
    for heading in ("adds a year", "set-up", "running"):
        table.add_column(heading, justify="right")
    table.add_column("why it is left out")
    for one in result.left_out:
        table.add_row(
            one.item.name,
            _plain(result, one.profit.mean),
            _plain(result, one.setup),
            _plain(result, one.running),
            one.why,
        )
    out.print(table)


def _when(day: float) -> str:
    """Such as ``month 12``."""
    months = day / MONTH
    return f"month {months:.0f}" if abs(months - round(months)) < 0.01 else f"day {day:.0f}"


def _days(days: float) -> str:
    return f"{days:,.0f} day{'' if round(days) == 1 else 's'}"


def _plain(result: RoadmapResult, value: float | None) -> str:
    return amount(result.kpi, value, result.setting.currency)


def _interval(result: RoadmapResult, found: Estimate) -> str:
    if found.low is None or found.high is None:
        return "-"
    return f"{_plain(result, found.low)} to {_plain(result, found.high)}"
