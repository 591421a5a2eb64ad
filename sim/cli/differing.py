"""`journey diff`: what two scenarios, runs or studies have in common and what not."""

from __future__ import annotations

from typing import Annotated

import typer

from sim.cli.options import AsJson
from sim.cli.output import print_json

EPILOG = """\b
Examples:
  journey diff auto-service mine.toml
  journey diff runs/before runs/after
  journey diff runs/before runs/after --json

\b
A and B: scenarios (a .toml file or a built-in name), or folders that --out of
a command has left.
"""


def add_to(app: typer.Typer) -> None:
    """Add this command to the application."""
    app.command("diff", epilog=EPILOG)(diff_command)


def diff_command(
    first: Annotated[str, typer.Argument(metavar="A", help="A scenario, or a folder of results.")],
    second: Annotated[str, typer.Argument(metavar="B", help="What it is compared with.")],
    as_json: AsJson = False,
) -> None:
    """What is different between two scenarios, runs or studies: keys and results."""
    from sim.study.diff import diff

    found = diff(first, second)
    if as_json:
        print_json(found.to_json())
        return
    from sim.report.terminal.diff import show_diff
    from sim.report.terminal.parts.tables import console

    show_diff(found, console())
