"""Strategies tuned with the same effort, in a terminal: beside what they are as stated."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from sim.report.terminal.parts.key import Key
from sim.report.terminal.parts.settings import setting_rows
from sim.report.terminal.parts.tables import LABEL, interval_text, table_of
from sim.study.money import amount
from sim.study.optimise.tuning import Found
from sim.study.results import CompareResult

NAME = 16
"""Columns kept for a strategy's name."""


def tuned_lines(result: CompareResult) -> Iterator[RenderableType]:
    """What tuning brings each strategy, the verdict on tuned ones, and what was set."""
    tuned = result.tuned
    if tuned is None:
        return
    kpi, currency = tuned.kpi, result.setting.currency
    table = table_of(f"Tuned alike: {kpi.title} with the best settings found for each")
    table.add_column("", width=LABEL, overflow="fold")
    for heading in ("as stated", "tuned", "gain", "95 % interval"):
        table.add_column(heading, justify="right")
    for name in tuned.found:
        before, after = (
            one[name].estimates[kpi.name].mean for one in (tuned.untuned, tuned.line.kpis)
        )
        gain = tuned.gain(name)
        cells = (amount(kpi, value, currency) for value in (before, after, gain.mean))
        table.add_row(name, *cells, interval_text(kpi, gain, result))
    yield table
    words = " ".join(tuned.line.verdict.headline[:2])
    yield Padding(Text(f"With every strategy tuned: {words[0].lower()}{words[1:]}"), (0, 0, 1, 0))
    yield _set(tuned.found)
    yield Padding(
        Text(
            f"Each had the same effort: {tuned.allowance.evaluations} evaluations of "
            f"{tuned.allowance.each} replications at most, on luck of their own. The figures are "
            "of the same replications as those above, which no search has met."
        ),
        (0, 0, 1, 0),
    )


def _set(found: Mapping[str, Found]) -> Table:
    """What was set for each, where it is other than stated."""
    table = table_of("What was set")
    table.add_column("", width=NAME, overflow="fold")
    table.add_column("setting", overflow="fold")
    for heading in ("stated", "tuned"):
        table.add_column(heading, justify="right", overflow="fold")
    for name, one in found.items():
        rows = [
            row
            for setting, stated, best in zip(
                one.space.settings, one.space.stated, one.point, strict=True
            )
            if stated != best
            for row in setting_rows(setting, stated, best)
        ]
        if not rows:
            rows = [("all as stated" if one.space.settings else "nothing to tune", "", "")]
        for place, row in enumerate(rows):
            table.add_row("" if place else name, Key(row[0]), *row[1:])
    return table
