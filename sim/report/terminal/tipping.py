"""What would turn the verdict, in a terminal: who is ahead, what flips it, what to measure."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.text import Text

from sim.report.answers.tipping import measure_items, tipping_answer, tipping_below
from sim.report.terminal.parts.answering import close_answer, open_answer, plain
from sim.report.terminal.parts.charts import Ranged, range_chart
from sim.report.terminal.parts.key import Key
from sim.report.terminal.parts.tables import filled, table_of
from sim.report.words.answered import found_of
from sim.report.words.quantities import number_text, percent_text
from sim.report.words.told import Sentence
from sim.study.statistics import Estimate
from sim.study.tipping import Tip, TippingResult

KEY = 34
"""Columns for a key."""
MOST = 15
"""Lines of the longest table."""


def show_tipping(result: TippingResult, out: Console) -> None:
    """Print the verdict, what turns it, what to measure, and what it rests on."""
    found = found_of(result)
    open_answer(result, tipping_answer(found), out)
    flips = [tip for tip in result.tips if tip.relative_change is not None]
    if flips:
        _table(result, flips, out)
    _measure(measure_items(found), out)
    close_answer(result, tipping_below(found), out)


def _table(result: TippingResult, flips: Sequence[Tip], out: Console) -> None:
    table = table_of("Smallest changes that turn the verdict")
    table.add_column("number", max_width=KEY)
    for heading in ("now", "turns at", "change"):
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column("who says")
    for tip in flips[:MOST]:
        change = tip.relative_change
        assert change is not None
        reach = {True: ", in range", False: ", beyond range", None: ""}[tip.within_range]
        said = "choice" if tip.sounded.subject.role == "choice" else tip.entry.kind
        table.add_row(
            Key(tip.entry.key), _now(tip), _at(tip), percent_text(change), f"{said}{reach}"
        )
    out.print(table)
    if len(flips) > 1:
        rows = [_ranged(tip) for tip in flips[:MOST]]
        title = "How far each has to move: change (o) and its 95 % interval (---)"
        out.print(range_chart(title, rows, percent_text, out.width, name=KEY))
    if len(flips) > MOST:
        out.print(f"... and {len(flips) - MOST} more: --json has all.")
        out.print()


def _ranged(tip: Tip) -> Ranged:
    """A number's change with its interval, relative to its value; not told beside the table."""
    low, high = (
        None if end is None else (end - tip.now) / abs(tip.now) for end in tip.interval
    )  # fmt: skip
    return Ranged(Key(tip.entry.key), Estimate(tip.relative_change, low, high), "")


def _measure(items: Sequence[Sentence], out: Console) -> None:
    """The facts that deserve measuring, each with who says it."""
    if not items:
        return
    count = {1: "this", 2: "these two", 3: "these three", 4: "these four", 5: "these five"}
    out.print(Text(f"Measure {count[len(items)]} first", style="bold"))
    for place, item in enumerate(items, 1):
        out.print(Text(filled(f"{place}. {plain(item)}", out, "  ", "     ")))
    out.print()


def _now(tip: Tip) -> str:
    return number_text(tip.now, tip.entry.unit)


def _at(tip: Tip) -> str:
    at = tip.sounded.flips_at
    assert at is not None
    return number_text(at, tip.entry.unit)
