"""`journey report`: one page, with its figures and tables, from what commands have left."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from engine.errors import UsageError
from sim.cli.options import AsJson, names_of
from sim.cli.output import Meter, print_json
from sim.store.answer_file import UNFINISHED

EPILOG = """\b
Examples:
  journey compare auto-service --out runs/compare
  journey drivers auto-service omnichannel today --out runs/drivers
  journey report runs/compare runs/drivers --out report.html
  journey report runs/compare --out report.html --figures figures
  journey report runs/compare --out board.html --brief
  journey report runs/compare --out page.html --explore today,omnichannel
  journey report runs/compare --format md --out paper.md
  journey report runs/compare --archive compare.zip

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
    form: Annotated[
        str | None,
        typer.Option(
            "--format",
            metavar="html|md",
            help="A page, or Markdown for papers. Default: by the ending of --out.",
        ),
    ] = None,
    archive: Annotated[
        str | None,
        typer.Option(
            metavar="FILE",
            help="A .zip file of all that repeats the work, and no customer data; must be new.",
        ),
    ] = None,
    figures: Annotated[
        str | None,
        typer.Option(metavar="DIR", help="Charts and tables as files; a new or empty folder."),
    ] = None,
    brief: Annotated[
        bool, typer.Option("--brief", help="One short page for a board, and five slides beside it.")
    ] = False,
    explore: Annotated[
        str | None,
        typer.Option(
            metavar="A,B",
            help="Strategies under which single customers are shown. Default: the best, and what "
            "it is compared with.",
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Write one page for a board, which a reviewer can check."""
    from sim.report.page.write import write_report

    for place in (out, archive, figures):
        if place is not None:
            _check_writable(Path(place))
    with Meter("simulating again") as meter:
        written = write_report(
            [Path(folder) for folder in folders],
            _path(out),
            form=form,
            archive=_path(archive),
            figures=_path(figures),
            brief=brief,
            explored=names_of(explore),
            progress=meter,
        )
    if as_json:
        print_json(written.to_json())
    else:
        for path in written.paths():
            typer.echo(f"{path} written")


def _check_writable(path: Path) -> None:
    """Refuse a place that takes no file before the work begins.

    Raises:
        UsageError: the system lets nothing be made there.
    """
    if path.exists() or not path.parent.is_dir():
        return  # told in words of their own
    fresh = path.with_name(f"{path.name}.{os.getpid()}{UNFINISHED}")
    try:
        fresh.touch(exist_ok=False)
        fresh.unlink()
    except OSError as problem:
        raise UsageError(
            "the report cannot be written here", file=str(path),
            found=os.strerror(problem.errno) if problem.errno else str(problem),
            expected="a name in a folder that you may write to",
        ) from problem  # fmt: skip


def _path(text: str | None) -> Path | None:
    return None if text is None else Path(text)
