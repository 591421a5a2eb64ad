"""What a study would take, in a terminal."""

from __future__ import annotations

from collections.abc import Mapping

from rich.console import Console
from rich.table import Table
from rich.text import Text

from sim.report.terminal.parts.tables import headline, table_of
from sim.study.estimate.forecast import Forecast
from sim.study.estimate.words import NAMES, length, size

NUMBER = 9
"""Columns of an amount."""


def show_forecast(found: Forecast, out: Console) -> None:
    """Print time, memory and disk, item by item."""
    out.print(headline(found.setting))
    out.print(Text(_what(found), style="dim"))
    out.print()
    if found.seconds:
        seconds = {NAMES[name]: length(value) for name, value in found.seconds.items()}
        out.print(_table("Time", _total(found), seconds))
    memory = {_place(found, name): size(value) for name, value in found.memory.items.items()}
    out.print(_table("Memory", _of(found.memory.total, found.limits.memory, "at hand"), memory))
    if found.disk:
        disk = {_file(found, name): size(value) for name, value in found.disk.items()}
        total = sum(found.disk.values())
        out.print(_table("Disk", _of(total, found.limits.disk, "free"), disk))
    if found.fits:
        out.print(Text("It fits.", style="bold"))


def _what(found: Forecast) -> str:
    """What is foretold, and from what."""
    many = f"{found.lives:,} li{'fe' if found.lives == 1 else 'ves'} of the market"
    if found.at_most or found.at_least:
        many = f"{'at most' if found.at_most else 'at least'} {many}"
    words = f"{', '.join(found.strategies)}: {many} on {_count(found.threads, 'thread')}"
    if not found.people:
        return f"{words}; nothing was simulated"
    return f"{words}. Told by a probe of {found.people:,} people; nothing was written"


def _table(title: str, total: str, items: Mapping[str, str]) -> Table:
    table = table_of(f"{title}: {total}")
    table.show_header = False
    table.add_column("", min_width=NUMBER, justify="right", no_wrap=True)
    table.add_column("", overflow="fold")
    for name, amount in items.items():
        table.add_row(amount, name)
    return table


def _total(found: Forecast) -> str:
    most = "at most " if found.at_most else "at least " if found.at_least else "about "
    return most + length(sum(found.seconds.values()))


def _of(needed: float, limit: int | None, word: str) -> str:
    """Such as ``about 320 MB of 21 GB at hand``."""
    return f"about {size(needed)}" + ("" if limit is None else f" of {size(limit)} {word}")


def _place(found: Forecast, name: str) -> str:
    """An item of memory, with what it comes to a customer."""
    each = found.memory.each.get(name)
    if each is None:
        return NAMES[name]
    people = f"{found.setting.customers:,} people"
    if found.memory.together > 1:
        people += f", {found.memory.together} replications at once"
    return f"{NAMES[name]}: {each:,.0f} bytes each" + (f" ({people})" if name == "state" else "")


def _file(found: Forecast, name: str) -> str:
    if name != "events" or not found.people:
        return NAMES[name]
    rows = found.disk["events"] / found.row_bytes
    return f"events: {rows:,.0f} rows of {found.row_bytes:.1f} bytes"


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'s' * (number != 1)}"
