"""`journey assumptions` and `explain`: what the numbers rest on, and what the words mean."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from engine.errors import UsageError, one_of
from sim.cli.options import AsJson, ScenarioName
from sim.cli.output import print_json

if TYPE_CHECKING:
    from sim.scenario.ledger import Entry

ASSUMPTIONS_EPILOG = """\b
Examples:
  journey assumptions auto-service
  journey assumptions auto-service --kind published
  journey assumptions auto-service --table channel.email
  journey assumptions auto-service --out numbers.csv
"""
EXPLAIN_EPILOG = """\b
Examples:
  journey explain
  journey explain retention_rate
  journey explain shadow price
  journey explain channel.email.open
"""


def add_to(app: typer.Typer) -> None:
    """Add these commands to the application."""
    app.command("assumptions", epilog=ASSUMPTIONS_EPILOG)(assumptions_command)
    app.command("explain", epilog=EXPLAIN_EPILOG)(explain_command)


def assumptions_command(
    scenario: ScenarioName,
    kind: Annotated[
        str | None,
        typer.Option(metavar="mine|published|fitted|assumed", help="Only numbers of this kind."),
    ] = None,
    table: Annotated[
        str | None,
        typer.Option(
            metavar="KEY", help="Only numbers below a table or key, such as channel.email."
        ),
    ] = None,
    written: Annotated[
        bool | None,
        typer.Option(
            "--written/--all",
            help="Only what the file says, or defaults one by one too. Default: defaults are "
            "counted by table.",
        ),
    ] = None,
    out: Annotated[
        str | None,
        typer.Option(metavar="FILE.csv", help="Write a table for spreadsheets instead."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """List every number of a scenario: mine, published, fitted or assumed, and by whom."""
    from sim.scenario import Scenario
    from sim.scenario.ledger import expressions, ledger

    loaded = Scenario.load(scenario)
    everything = ledger(loaded)
    found = [
        entry
        for entry in chosen(everything, kind=kind, table=table)
        if not (written and entry.default)
    ]
    if out is not None:
        _save(out, found)
    if as_json:
        path = {} if out is None else {"path": out}
        print_json(
            {
                "scenario": loaded.name,
                **path,
                "parameters": [entry.to_json() for entry in found],
            }
        )
        return
    if out is not None:
        typer.echo(f"{out} holds {len(found):,} numbers")
        return
    from sim.report.words.ledger import ledger_text

    text = ledger_text(
        loaded.title,
        found,
        defaults=table is not None if written is None else not written,
        expressions=expressions(loaded) if kind is None and table is None else 0,
    )
    typer.echo(text, nl=False)


def chosen(entries: tuple[Entry, ...], *, kind: str | None, table: str | None) -> list[Entry]:
    """Numbers of a kind, below a table or key.

    Raises:
        UsageError: there is no such kind, or no number there; with the nearest.
    """
    from sim.scenario.words import SOURCE_KINDS

    if kind is not None:
        one_of(kind, SOURCE_KINDS, "unknown kind of source", place="--kind")
    if table is not None:
        places = _places(entries)
        one_of(
            table,
            places,
            "the scenario has no number there",
            place="--table",
            expected="a table or key such as " + ", ".join(list(places)[:3]),
        )
    return [
        entry
        for entry in entries
        if (kind is None or entry.kind == kind)
        and (table is None or f"{entry.key}.".startswith(f"{table}."))
    ]


def _places(entries: tuple[Entry, ...]) -> dict[str, None]:
    """Every key, and all that it is below: tables first."""
    tables = dict.fromkeys(entry.table for entry in entries)
    places = dict.fromkeys(table.partition(".")[0] for table in tables) | tables
    for entry in entries:
        parts = entry.key.split(".")
        places |= dict.fromkeys(".".join(parts[:size]) for size in range(3, len(parts) + 1))
    return places


def _save(out: str, entries: list[Entry]) -> None:
    from sim.report.words.ledger import ledger_csv

    if not out.endswith(".csv"):
        raise UsageError("this is no CSV file", place="--out", found=out, expected="--out FILE.csv")
    try:
        # The mark at the start lets spreadsheets read the letters of every language.
        with Path(out).open("x", encoding="utf-8-sig", newline="") as handle:
            handle.write(ledger_csv(entries))
    except FileExistsError:
        raise UsageError(
            "this file exists and is not overwritten", file=out, expected="a new name"
        ) from None
    except OSError as error:
        raise UsageError(
            "this file cannot be written",
            file=out,
            found=os.strerror(error.errno) if error.errno else str(error),
            expected="a file in a folder that exists",
        ) from None


def explain_command(
    term: Annotated[
        list[str] | None,
        typer.Argument(metavar="[TERM]", help="A word of a table, a file or a scenario."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Tell what a term means, with formula and example; without TERM list all terms."""
    from sim.report.glossary.collect import glossary
    from sim.report.glossary.lookup import explain
    from sim.report.glossary.text import list_text, terms_text

    if not term:
        if as_json:
            print_json({"terms": [item.to_json() for item in glossary()]})
        else:
            typer.echo(list_text(glossary()), nl=False)
        return
    asked = " ".join(term)
    found = explain(asked)
    if as_json:
        meanings = [item.to_json() for item in found]
        print_json({"asked": asked, **meanings[0], "meanings": meanings})
        return
    typer.echo(terms_text(found), nl=False)
