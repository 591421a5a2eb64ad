"""`journey learn`: counts of trials and successes from a log of decisions."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from engine.errors import UsageError
from sim.cli.inputs import catalog_of, told_how
from sim.cli.options import ActionColumn, AsJson, parquet_to_make
from sim.cli.output import print_json

if TYPE_CHECKING:
    from engine.learning.counts import Counts
    from engine.learning.from_log import Lesson
    from engine.learning.posterior import Rate

EPILOG = """\b
Examples:
  journey learn mail.toml log.parquet --out c.parquet
  journey learn mail.toml may.parquet --add c.parquet --out new.parquet
  journey learn mail.toml log.parquet --success clicked --out c.parquet
  journey decide mail.toml all.parquet --out do.parquet --learned c.parquet

\b
CATALOG is a .toml file with learned propensities: docs/engine.md tells how.
"""


def add_to(app: typer.Typer) -> None:
    """Add this command to the application."""
    app.command("learn", epilog=EPILOG)(learn_command)


def learn_command(
    catalog: Annotated[
        str, typer.Argument(metavar="CATALOG", help="The .toml file of actions that learn.")
    ],
    log: Annotated[
        str, typer.Argument(metavar="LOG", help="A .parquet file, a row for each pick.")
    ],
    out: Annotated[
        str | None, typer.Option(metavar="FILE", help="The .parquet file of counts to make.")
    ] = None,
    add: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="Earlier counts, .parquet or .json, to be added to."),
    ] = None,
    success: Annotated[
        str,
        typer.Option(metavar="COLUMN", help="The column of what came of it: above 0 is a success."),
    ] = "reward",
    action: ActionColumn = "action",
    as_json: AsJson = False,
) -> None:
    """Count in a log of decisions how often each action was tried, and succeeded."""
    from engine.learning.files import write_counts
    from engine.learning.from_log import learn_file, sum_of
    from engine.learning.posterior import rates_of

    out = parquet_to_make(out, "journey learn")
    if Path(out).resolve() == Path(log).resolve():
        raise UsageError("the counts would take the place of the log", place=out)
    loaded = catalog_of(catalog)
    earlier = counts_from(loaded, add) or {}
    with told_how(log):
        lesson = learn_file(loaded, log, action=action, success=success)
    counts = sum_of(earlier, lesson.counts)
    rates = rates_of(loaded, counts)
    write_counts(counts, out)
    if as_json:
        print_json({"path": out, **to_json(lesson, counts, rates)})
        return
    from sim.report.terminal.learned import show_learned
    from sim.report.terminal.parts.tables import console

    show_learned(lesson, rates, loaded, out, console(), added=add is not None)


def counts_from(catalog: Any, file: str | None) -> Counts | None:
    """Counts from a file, which fit the catalogue; None without a file.

    Raises:
        InputError: they cannot be read, or do not fit.
    """
    if file is None:
        return None
    from engine.learning.counts import count_arrays
    from engine.learning.files import read_counts
    from engine.learning.from_log import segmented_actions

    found = read_counts(file, segmented_actions(catalog))
    try:
        count_arrays(catalog, found)
    except UsageError as error:
        error.file = file
        raise
    return found


def to_json(lesson: Lesson, counts: Counts, rates: list[Rate]) -> dict[str, Any]:
    """The object that ``--json`` prints, but for the file that was made."""
    from engine.learning.files import counts_table

    return {
        "rows": lesson.rows,
        "counted": lesson.counted,
        "nothing": lesson.nothing,
        "left_out": lesson.left_out,
        "counts": counts_table(counts).to_pylist(),
        "rates": [
            {
                "action": rate.action,
                "segment": rate.segment,
                "trials": rate.trials,
                "successes": rate.successes,
                "mean": rate.mean,
                "ci_low": rate.low,
                "ci_high": rate.high,
            }
            for rate in rates
        ],
    }


__all__ = ["add_to", "counts_from", "to_json"]
