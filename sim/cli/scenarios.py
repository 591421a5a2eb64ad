"""`journey scenarios`, `new`, `check` and `schema`: about the file, nothing is simulated."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from engine.errors import InputError, InputErrors, UsageError
from sim.cli.concerns import as_json as concerns_as_json
from sim.cli.options import AsJson, ScenarioName
from sim.cli.output import print_json, wrapped

if TYPE_CHECKING:
    from sim.scenario import Scenario
    from sim.scenario.checking.concern import Concern

SCENARIOS_EPILOG = """\b
Example:
  journey scenarios
"""
NEW_EPILOG = """\b
Example:
  journey new my-firm.toml --from auto-service
"""
CHECK_EPILOG = """\b
Example:
  journey check my-firm.toml
"""
SCHEMA_EPILOG = """\b
Example:
  journey schema > scenario.schema.json
"""


def add_to(app: typer.Typer) -> None:
    """Add these commands to the application."""
    app.command("scenarios", epilog=SCENARIOS_EPILOG)(scenarios_command)
    app.command("new", epilog=NEW_EPILOG)(new_command)
    app.command("check", epilog=CHECK_EPILOG)(check_command)
    app.command("schema", epilog=SCHEMA_EPILOG)(schema_command)


def scenarios_command(as_json: AsJson = False) -> None:
    """List the built-in scenarios."""
    from sim.scenario import Scenario
    from sim.scenario.library import names

    loaded = [Scenario.load(name) for name in names()]
    if as_json:
        print_json({"scenarios": [outline(scenario) for scenario in loaded]})
        return
    for scenario in loaded:
        typer.echo(f"{scenario.name}: {scenario.title}")
        for word in ("strategies", "channels", "personas"):
            typer.echo(f"  {word}: {', '.join(outline(scenario)[word])}")
        typer.echo(f"  actions: {len(scenario.actions)}")


def outline(scenario: Scenario) -> dict[str, Any]:
    """A scenario's names, as JSON has them."""
    return {
        "name": scenario.name,
        "title": scenario.title,
        "strategies": [item.name for item in scenario.document.strategy],
        "channels": [item.name for item in scenario.channels],
        "personas": [item.name for item in scenario.personas],
        "actions": [item.name for item in scenario.actions],
    }


def new_command(
    file: Annotated[str, typer.Argument(metavar="FILE", help="The file to make.")],
    source: Annotated[
        str | None, typer.Option("--from", metavar="NAME", help="The built-in scenario to copy.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Make a commented scenario file to edit."""
    from sim.scenario.docs.template import template
    from sim.scenario.library import names

    if source is None:
        raise UsageError(
            "--from is missing: which built-in scenario shall be copied?",
            place="journey new",
            expected=f"journey new {file} --from NAME, where NAME is one of: {', '.join(names())}",
        )
    text = template(source)
    path = Path(file)
    if path.is_dir():
        raise UsageError("this is a folder", file=file, expected="the name of a new .toml file")
    try:
        # "x" refuses to overwrite, and does so even if the file appears this very moment.
        with path.open("x", encoding="utf-8") as handle:
            handle.write(text)
    except FileExistsError:
        raise UsageError(
            "this file exists and is not overwritten", file=file, expected="a new name"
        ) from None
    except OSError as error:
        with suppress(OSError):
            path.unlink(missing_ok=True)  # half a scenario is none
        raise UsageError(
            "this file cannot be written",
            file=file,
            found=os.strerror(error.errno) if error.errno else str(error),
            expected="a file in a folder that exists",
        ) from None
    if as_json:
        print_json({"path": str(path)})
        return
    typer.echo(f"{path} is a copy of {source}, ready to edit")
    typer.echo(f"next: journey check {path}")


def check_command(scenario: ScenarioName, as_json: AsJson = False) -> None:
    """Validate a scenario and point at what looks wrong in it."""
    from sim.cli.implied import implied_lines
    from sim.scenario import Scenario
    from sim.scenario.checking.warnings import warnings_of
    from sim.scenario.implied.summary import summary

    try:
        loaded = Scenario.load(scenario)
        found = [*warnings_of(loaded), *_customers(loaded)]
    except (InputError, InputErrors) as error:
        if as_json:
            print_json({"ok": False, "warnings": [], "errors": _errors(error)})
        raise
    if as_json:
        implied = summary(loaded)
        print_json({"ok": True, "warnings": concerns_as_json(found), "implied": implied})
        return
    for item in found:
        typer.echo(wrapped(f"warning: {item.where}: {item.message}", indent="  "))
        if item.arithmetic:
            typer.echo(wrapped(f"  {item.arithmetic}", indent="  "))
    table = loaded.scenario
    for line in implied_lines(summary(loaded), people=table.market, currency=table.currency):
        typer.echo(line)
    count = "no warnings" if not found else f"{len(found)} warning{'s' * (len(found) > 1)}"
    count += ", the most important first" * (len(found) > 1)
    parts = ", ".join(
        f"{number} {one if number == 1 else many}"
        for number, one, many in (
            (len(loaded.strategies), "strategy", "strategies"),
            (len(loaded.channels), "channel", "channels"),
            (len(loaded.personas), "persona", "personas"),
            (len(loaded.actions), "action", "actions"),
        )
    )
    typer.echo(wrapped(f"{scenario} is valid: {parts}; {count}", indent="  "))


def _customers(scenario: Scenario) -> list[Concern]:
    """Concerns about the table of customers, which is read to the end."""
    from sim.model.market.market import check_size
    from sim.model.people.table import customers_of
    from sim.scenario.checking.concern import Concern

    table = customers_of(scenario)
    if table is None:
        return []
    check_size(scenario, len(table), place=f"{table.file.name}")
    found = [Concern("customers", note) for note in table.notes()]
    if len(table) != scenario.scenario.market:
        found.append(
            Concern(
                "scenario.market",
                "the table is a sample of the market, and money is scaled to it"
                if len(table) < scenario.scenario.market
                else "the table holds more people than the market",
                f"{len(table):,} customers in the table, market = {scenario.scenario.market:,}",
            )
        )
    return found


def _errors(error: InputError | InputErrors) -> list[dict[str, str | None]]:
    errors = error.errors if isinstance(error, InputErrors) else (error,)
    names = ("message", "file", "place", "found", "expected", "nearest")
    return [{name: getattr(item, name) for name in names} for item in errors]


def schema_command(as_json: AsJson = False) -> None:
    """Print the JSON Schema (2020-12) of a scenario file.

    Editors that know it complete and check the file while it is written.
    """
    from sim.scenario.docs.schema import json_schema

    del as_json  # it is JSON in any case
    print_json(json_schema())
