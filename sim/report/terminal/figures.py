"""Simulated figures beside published ones: a table, why they differ, what could not be told."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Sequence

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from sim.study.figures.figures import FEWEST, FiguresResult, Row
from sim.study.figures.published import ALL, Figure, Value
from sim.study.results import Setting

TITLE = 30
"""Columns for the name of a figure: the longest one."""
WIDE = 76
"""Columns from which that name stands on one line."""
HOW = (
    "Shares are of messages that arrived, of ads shown, or of what the name says. Campaigns are "
    "what the plan of the day sends, automatic mails what an event sends; confirmations and "
    "requests for a review are in neither. An order is a purchase or an appointment made; each "
    "channel credits itself with those that follow a click on it, as the tools do that publish "
    "such figures."
)
_GLUE = "\N{NO-BREAK SPACE}"
_PERCENT = re.compile(r"(?<=\d) (?=%)")
LAWS = "Published figures are of many firms, and none is a law: nothing here is fitted to them."


def show_figures(result: FiguresResult, out: Console) -> None:
    """Print the figures of one strategy."""
    out.print(_headline(result))
    for note in result.notes:
        out.print(Text(f"Note: {note}.", style="yellow"))
    sources = _sources(result.rows)
    if result.rows:
        out.print(_table(result, sources, out.width))
        out.print()
    for paragraph in _below(result, sources):
        out.print(_paragraph(paragraph, out.width))
    differing = [row for row in result.rows if row.reasons]
    if differing:
        out.print(Text("Where they differ, and why", style="bold"))
    for row in differing:
        told = f"{row.figure.title} ({_times(row)}). {' '.join(row.reasons)}"
        out.print(_paragraph(told, out.width, indent="  "))
    for paragraph in _missing(result):
        out.print(_paragraph(paragraph, out.width))
    out.print(_paragraph(LAWS, out.width))


def _paragraph(words: str, width: int, *, indent: str = "") -> Text:
    """Words in lines, a blank line after them; numbers stay with their percent sign."""
    filled = textwrap.fill(
        _PERCENT.sub(_GLUE, words),
        width,
        initial_indent=indent,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return Text(filled.replace(_GLUE, " ") + "\n")


def _headline(result: FiguresResult) -> Text:
    setting: Setting = result.setting
    lives = f"{setting.replications} replication{'' if setting.replications == 1 else 's'}"
    text = Text()
    text.append(setting.title, style="bold")
    text.append(
        f"\nStrategy {result.strategy}: {setting.customers:,} people, {setting.days:g} days, "
        f"{lives}, amounts in {setting.currency.code} (published ones in USD)\n"
    )
    return text


def _table(result: FiguresResult, sources: Sequence[tuple[str, str]], width: int) -> Table:
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column("", width=TITLE if width >= WIDE else None)
    for heading in ("published", "simulated", "95 % interval", "ratio"):
        table.add_column(heading, justify="right", no_wrap=True)
    for row in result.rows:
        low, high = row.simulated.low, row.simulated.high
        interval = "-"
        if low is not None and high is not None:
            least = number(row.figure, max(low, 0.0), unit=False)
            interval = f"{least} to {number(row.figure, high)}"
        table.add_row(
            row.figure.title,
            _published(row, sources),
            "-" if row.simulated.mean is None else number(row.figure, row.simulated.mean),
            interval,
            _ratio(row),
            style="bold" if row.state == "differs" else "",
        )
    return table


def number(figure: Figure, value: float, *, unit: bool = True) -> str:
    """``15.68 %``, ``46.80 %``, ``2.69``."""
    if figure.unit == "money":
        return f"{value:,.2f}"
    return f"{100.0 * value:.2f}{' %' if unit else ''}"


def _ratio(row: Row) -> str:
    if row.ratio is None:
        return "-"
    if row.state == "few" and row.simulated.has_interval:
        return "few"
    return f"{row.ratio:.2f}{'*' if row.state == 'differs' else ' '}"


def _published(row: Row, sources: Sequence[tuple[str, str]]) -> str:
    if row.published is None:
        return "none"
    mark = sources.index(_source(row.published)) + 1
    return f"{number(row.figure, row.published.value)} [{mark}]"


def _source(value: Value) -> tuple[str, str]:
    return value.source, value.industry


def _sources(rows: Iterable[Row]) -> list[tuple[str, str]]:
    """Source and industry of the values in the table, in the order in which they come."""
    return list(dict.fromkeys(_source(row.published) for row in rows if row.published is not None))


def _below(result: FiguresResult, sources: Sequence[tuple[str, str]]) -> Iterable[str]:
    if sources:
        listed = "; ".join(
            f"[{place}] {source}" + ("" if industry == ALL else f" ({industry})")
            for place, (source, industry) in enumerate(sources, start=1)
        )
        yield f"Sources: {listed}."
    if result.rows:
        yield HOW
    words = []
    if any(row.state == "differs" for row in result.rows):
        words.append(
            "* differs by a quarter or more (of it, or of what is left of the whole), and the "
            "published value is outside the interval."
        )
    if any(row.state == "few" and row.simulated.has_interval for row in result.rows):
        words.append(f"few: fewer than {FEWEST:.0f} responses, as published or as simulated.")
    if any(row.state == "alone" for row in result.rows):
        words.append("none: no published figure is at hand.")
    if words:
        yield " ".join(words)


def _times(row: Row) -> str:
    assert row.ratio is not None  # only what is held against something differs
    return f"{row.ratio:.2f} times as {'much' if row.figure.unit == 'money' else 'many'}"


def _missing(result: FiguresResult) -> Iterable[str]:
    if result.unused:
        yield f"Not a case under {result.strategy}: {_titles(result.unused)}."
    if result.absent:
        yield f"Not in this scenario: {_titles(result.absent)}."
    if result.unpublished:
        yield (
            "Channels with messages or ads of which nothing published is at hand: "
            f"{', '.join(result.unpublished)}."
        )


def _titles(figures: Iterable[Figure]) -> str:
    """``Text message: clicked, orders a click; Letter: response``."""
    grouped: dict[str, list[str]] = {}
    for figure in figures:
        name, _, what = figure.title.partition(": ")
        grouped.setdefault(name, []).append(what)
    return "; ".join(
        name + (f": {', '.join(whats)}" if whats[0] else "") for name, whats in grouped.items()
    )
