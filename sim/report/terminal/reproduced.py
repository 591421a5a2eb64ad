"""Whether a run has come out the same again, in a terminal."""

from __future__ import annotations

from rich.console import Console
from rich.text import Text

from sim.report.terminal.parts.tables import filled, table_of
from sim.study.reproduce import Reproduced

SHOWN = 16
"""Digits of a digest that are shown; all of them with ``--json``."""


def show_reproduced(found: Reproduced, out: Console) -> None:
    """Print the answer, and each digest of then and now."""
    told = "Same: every digest is what it was." if found.same else "Different."
    out.print(Text(told, style="bold green" if found.same else "bold red"))
    out.print()
    table = table_of(f"Digests of {found.run_dir}")
    for heading in ("", "then", "now", ""):
        table.add_column(heading, overflow="fold")
    for name in dict.fromkeys((*found.then, *found.now)):
        then, now = found.then.get(name, "none"), found.now.get(name, "none")
        table.add_row(name, then[:SHOWN], now[:SHOWN], "" if then == now else "different")
    out.print(table)
    for name, then, now in found.versions:
        line = f"{name} was {then} then, and is {now} now."
        out.print(Text(filled(line, out, "", "  "), style="yellow"))
    out.print(Text(f"It took {found.wall_s:.1f} s.", style="dim"))
