"""`journey reproduce`: a finished run or study again, and whether it comes out the same."""

from __future__ import annotations

from typing import Annotated

import typer

from sim.cli.options import AsJson, Threads
from sim.cli.output import Meter, print_json

EPILOG = """\b
Examples:
  journey reproduce first
  journey reproduce first --threads 1 --clock simpy

\b
Exit: 0 where every digest is the same, 1 where one is not.
"""
DIFFERENT = 1


def add_to(app: typer.Typer) -> None:
    """Add this command to the application."""
    app.command("reproduce", epilog=EPILOG)(reproduce_command)


def reproduce_command(
    run_dir: Annotated[
        str, typer.Argument(metavar="RUN_DIR", help="What --out of a command has left.")
    ],
    threads: Threads = None,
    clock: Annotated[
        str | None,
        typer.Option(metavar="compiled|simpy", help="Default: that of then. The same bytes."),
    ] = None,
    people: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="The table of customers, where the run had one."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Do the work of a folder again: does it come out the same?"""
    from sim.study.reproduce import reproduce

    with Meter("simulating") as meter:
        found = reproduce(run_dir, threads=threads, clock=clock, people=people, progress=meter)
    if as_json:
        print_json(found.to_json())
    else:
        from sim.report.terminal.parts.tables import console
        from sim.report.terminal.reproduced import show_reproduced

        show_reproduced(found, console())
    if not found.same:
        raise typer.Exit(DIFFERENT)
