"""`journey report`: one page, with its figures and tables, from what commands have left."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from engine.errors import UsageError
from sim.cli.options import AsJson
from sim.cli.output import print_json

EPILOG = """\b
Examples:
  journey compare auto-service --out runs/compare
  journey drivers auto-service omnichannel today --out runs/drivers
  journey report runs/compare runs/drivers --out report.html
  journey report runs/compare --out report.html --figures figures
  journey report runs/compare --out board.html --brief

\b
RUN_DIR: folders that --out of run, compare or a study has left, all of one
scenario. The page has what they support. It opens from disk and asks for
nothing from any network.

\b
--figures DIR: each chart as SVG, PNG and PDF with its caption, each table as
CSV, all tables in tables.xlsx. Numbers have all their digits there. In CSV a
text that a spreadsheet would run as a formula has an apostrophe in front.
--brief: five slides in FILE-slides, as SVG and PNG of 1600 by 900.
"""


def add_to(app: typer.Typer) -> None:
    """Add this command to the application."""
    app.command("report", epilog=EPILOG)(report_command)


def report_command(
    folders: Annotated[
        list[str], typer.Argument(metavar="RUN_DIR...", help="What --out of commands has left.")
    ],
    out: Annotated[
        str | None, typer.Option(metavar="FILE", help="The page, such as report.html; must be new.")
    ] = None,
    figures: Annotated[
        str | None,
        typer.Option(metavar="DIR", help="Charts and tables as files; a new or empty folder."),
    ] = None,
    brief: Annotated[
        bool, typer.Option("--brief", help="One short page for a board, and five slides beside it.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Write one page for a board, which a reviewer can check."""
    if out is None:
        raise UsageError("--out is missing", place="journey report", expected="--out report.html")
    from sim.report.page.write import write_report

    written = write_report(
        [Path(folder) for folder in folders], Path(out),
        figures=None if figures is None else Path(figures), brief=brief,
    )  # fmt: skip
    if as_json:
        print_json(written.to_json())
    else:
        for path in written.to_json().values():
            typer.echo(f"{path} written")
