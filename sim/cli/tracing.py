"""`journey trace`: one customer's story."""

from __future__ import annotations

from typing import Annotated

import typer

from engine.errors import UsageError
from sim.cli.options import (
    AsJson,
    Clock,
    Customers,
    Days,
    People,
    ScenarioName,
    Seed,
    Threads,
    parse_count,
    parse_number,
)
from sim.cli.output import Meter, print_json, say_compiling

TRACE_EPILOG = """\b
Examples:
  journey trace auto-service --strategy omnichannel --customer 17
  journey trace auto-service --strategy omnichannel --like "impression,click,booking"
  journey trace auto-service --strategy omnichannel --like "signup,!purchase" --count

\b
A sequence is a comma list of event[:channel[:action]], lived in this order with anything between;
!item must not happen until the next item does, at the end: for good.
"""


def add_to(app: typer.Typer) -> None:
    """Add this command to the application."""
    app.command("trace", epilog=TRACE_EPILOG)(trace_command)


def trace_command(
    scenario: ScenarioName,
    strategy: Annotated[
        str | None, typer.Option(metavar="NAME", help="Which of the scenario's strategies.")
    ] = None,
    customer: Annotated[
        int | None,
        typer.Option(
            parser=parse_count, metavar="ID", help="Whose story. Default: the first who buys."
        ),
    ] = None,
    like: Annotated[
        str | None, typer.Option(metavar="SEQUENCE", help="Find a customer who lived this.")
    ] = None,
    replication: Annotated[
        int | None,
        typer.Option(
            parser=parse_count,
            metavar="R",
            help="Which of the repetitions with other luck. Default: 0; with --like all in turn.",
        ),
    ] = None,
    limit: Annotated[
        float,
        typer.Option(
            "--search", parser=parse_number, metavar="Y", help="Customer-years searched at most."
        ),
    ] = 100_000.0,
    count: Annotated[
        bool,
        typer.Option("--count", help="Search on after the first, to measure how frequent it is."),
    ] = False,
    customers: Customers = None,
    days: Days = None,
    seed: Seed = 1,
    threads: Threads = None,
    clock: Clock = "compiled",
    people: People = None,
    as_json: AsJson = False,
) -> None:
    """Tell one customer's story: what happened, and why each contact was made."""
    from sim.scenario import Scenario

    loaded = Scenario.load(scenario)
    if strategy is None:
        raise UsageError(
            "--strategy is missing",
            place="journey trace",
            expected=f"one of {', '.join(loaded.strategies)}",
        )
    from sim.study.trace import trace

    say_compiling(clock)
    with Meter("searching") as meter:
        result = trace(
            loaded,
            strategy,
            customer=customer,
            like=like,
            replication=replication,
            seed=seed,
            days=days,
            customers=customers,
            limit=limit,
            count=count,
            threads=threads,
            clock=clock,
            people=people,
            progress=meter,
        )
    if as_json:
        print_json(result.to_json())
        return
    from sim.report.story import story_text

    typer.echo(story_text(result), nl=False)
