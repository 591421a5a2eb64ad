"""What was learned of actions, in a terminal."""

from __future__ import annotations

from rich.console import Console
from rich.text import Text

from engine.catalog import Catalog
from engine.learning.from_log import Lesson
from engine.learning.posterior import Rate
from sim.report.terminal.parts.tables import LABEL, filled, table_of

TOGETHER = "all segments"
"""Row of an action's total, whose rate those without a segment have."""


def show_learned(
    lesson: Lesson, rates: list[Rate], catalog: Catalog, path: str, out: Console, *, added: bool
) -> None:
    """Print the rates of all actions that learn, how sure they are, and where the counts are."""
    table = table_of("Rates, with 95 % intervals" + (", of all counts together" * added))
    segmented = any(rate.segmented for rate in rates)
    table.add_column("", min_width=LABEL, overflow="fold")
    for heading in ("trials", "successes", "rate", "interval"):
        table.add_column(heading, justify="right", no_wrap=True)
    titles = {action.name: action.title or action.name for action in catalog.actions}
    before = None
    for rate in rates:
        if rate.segmented and rate.action != before:
            table.add_row(titles[rate.action])
        table.add_row(
            f"  {rate.segment or TOGETHER}" if rate.segmented else titles[rate.action],
            f"{rate.trials:,.0f}",
            f"{rate.successes:,.0f}",
            _share(rate.mean),
            f"{_share(rate.low)} to {_share(rate.high)}",
        )
        before = rate.action
    out.print(table)
    text = f"{lesson.rows:,} rows: {lesson.counted:,} with an action that learns"
    if lesson.nothing:
        text += f", {lesson.nothing:,} without any action"
    if lesson.left_out:
        text += f"; {lesson.left_out:,} marked as repaired are left out"
    out.print(Text(filled(f"{text}.", out, "", "")))
    if segmented:
        note = f'"{TOGETHER}": all rows of the action; customers without a segment have this rate.'
        out.print(Text(filled(note, out, "", "")))
    out.print(Text(f"The counts are in {path}"), soft_wrap=True)


def _share(rate: float) -> str:
    """A share with three figures, as a percentage."""
    return f"{100.0 * rate:.3g} %" if rate < 1.0 else "100 %"
