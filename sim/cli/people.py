"""`journey people`: a population as a file, to look at, to edit, to run again."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sim.cli.options import AsJson, Customers, ScenarioName, Seed, parquet_to_make
from sim.cli.output import print_json, wrapped

EPILOG = """\b
Examples:
  journey people auto-service --out people.parquet
  journey people auto-service --columns
"""


def add_to(app: typer.Typer) -> None:
    """Add this command to the application."""
    app.command("people", epilog=EPILOG)(people_command)


def people_command(
    scenario: ScenarioName,
    out: Annotated[
        str | None, typer.Option(metavar="FILE", help="The .parquet file to make.")
    ] = None,
    columns: Annotated[
        bool, typer.Option("--columns", help="List the columns that such a file may have.")
    ] = False,
    customers: Customers = None,
    seed: Seed = 1,
    as_json: AsJson = False,
) -> None:
    """Write the customers at the start, or list what a table of customers may say."""
    from sim.scenario import Scenario
    from sim.scenario.people import spelt_out

    loaded = Scenario.load(scenario)
    if columns:
        fields = list(spelt_out([channel.name for channel in loaded.channels]))
        if as_json:
            print_json(
                {"columns": [{"name": f.name, "kind": f.kind, "help": f.help} for f in fields]}
            )
            return
        for field in fields:
            typer.echo(wrapped(f"{field.name:<24} {field.kind:<7} {field.help}", indent=" " * 33))
        return
    out = parquet_to_make(out, "journey people", ", or --columns")
    from sim.study.crowd import save_people

    count = save_people(loaded, Path(out), customers=customers, seed=seed)
    if as_json:
        print_json({"path": out, "customers": count})
        return
    typer.echo(f"{out} holds {count:,} customers as they are at the start")
