"""`journey scenarios`, `check` and `schema`: about the file, nothing is simulated."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import typer

from engine.errors import InputError, InputErrors
from sim.cli import making
from sim.cli.concerns import as_json as concerns_as_json
from sim.cli.options import AsJson, ScenarioName
from sim.cli.output import print_json, wrapped

if TYPE_CHECKING:
    from sim.model.people.table import PeopleTable
    from sim.scenario import Scenario
    from sim.scenario.checking.concern import Concern

SCENARIOS_EPILOG = """\b
Example:
  journey scenarios
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
    app.command("new", epilog=making.EPILOG)(making.new_command)
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
            listed = ", ".join(outline(scenario)[word])
            typer.echo(wrapped(f"  {word}: {listed}", indent="    "))
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


def check_command(scenario: ScenarioName, as_json: AsJson = False) -> None:
    """Validate a scenario and point at what looks wrong in it."""
    from sim.cli.implied import DRAWN, implied_lines
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
    implied, given = summary(loaded), loaded.document.customers is not None
    if as_json:
        implied = {"people": DRAWN, **implied} if given else implied
        print_json({"ok": True, "warnings": concerns_as_json(found), "implied": implied})
        return
    for item in found:
        typer.echo(wrapped(f"warning: {item.where}: {item.message}", indent="  "))
        if item.arithmetic:
            typer.echo(wrapped(f"  {item.arithmetic}", indent="  "))
    table = loaded.scenario
    for line in implied_lines(implied, people=table.market, currency=table.currency, table=given):
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
                f"{len(table):,} {_who(table)}, market = {scenario.scenario.market:,}",
            )
        )
    return [*found, *_fewer(scenario, table)]


def _fewer(scenario: Scenario, table: PeopleTable) -> Iterator[Concern]:
    """A table of which the customers are not those that [known] knows."""
    from sim.scenario.checking.concern import Concern
    from sim.scenario.checking.totals import CLOSE, total_of
    from sim.scenario.checking.wording import number

    total, there = total_of(scenario, "customers"), table.customers
    if total is None or there is None:
        return
    share = min(1.0, len(table) / scenario.scenario.market)  # a sample stands for all
    if total.times(there / share) >= CLOSE:
        yield Concern(
            "known.customers",
            "the customers of the table are not as many as are known: what the year comes to "
            "follows from the table",
            f"{there:,} who have bought before in the table"
            + (f" / {share:.3g} of the market" if share < 1.0 else "")
            + f"; known: {number(total.value)}",
            total.weight(there / share),
        )


def _who(table: PeopleTable) -> str:
    if not table.prospects:
        return "customers in the table"
    return f"people, {table.prospects:,} of them prospects"


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
