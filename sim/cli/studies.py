"""`journey run` and `journey compare`."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from engine.errors import UsageError
from sim.cli.options import (
    AsJson,
    Clock,
    Customers,
    Days,
    Events,
    IdMap,
    Out,
    People,
    Replications,
    ScenarioName,
    Seed,
    Threads,
)
from sim.cli.output import Meter, print_json, say_compiling

RUN_EPILOG = """\b
Example:
  journey run auto-service --strategy omnichannel --replications 10
"""
COMPARE_EPILOG = """\b
Examples:
  journey compare auto-service
  journey compare auto-service --strategies today,omnichannel --replications 160
  journey compare auto-service --json > verdict.json
"""


def add_to(app: typer.Typer) -> None:
    """Add these commands to the application."""
    app.command("run", epilog=RUN_EPILOG)(run_command)
    app.command("compare", epilog=COMPARE_EPILOG)(compare_command)


def run_command(
    scenario: ScenarioName,
    strategy: Annotated[
        str | None, typer.Option(metavar="NAME", help="Which of the scenario's strategies.")
    ] = None,
    customers: Customers = None,
    days: Days = None,
    seed: Seed = 1,
    replications: Replications = 5,
    threads: Threads = None,
    clock: Clock = "compiled",
    people: People = None,
    id_map: IdMap = None,
    out: Out = None,
    events: Events = "none",
    as_json: AsJson = False,
) -> None:
    """Simulate one strategy and show what it earns."""
    from sim.scenario import Scenario

    loaded = Scenario.load(scenario)
    if strategy is None:
        raise UsageError(
            "--strategy is missing",
            place="journey run",
            expected=f"one of {', '.join(loaded.strategies)}",
        )
    from sim.study.run import run

    say_compiling(clock)
    with Meter(f"simulating {strategy}") as meter:
        result = run(
            loaded,
            strategy,
            replications=replications,
            customers=customers,
            days=days,
            seed=seed,
            threads=threads,
            clock=clock,
            events=events,
            people=people,
            id_map=id_map,
            out=out,
            progress=meter,
            command=("journey", *sys.argv[1:]),
        )
    if as_json:
        print_json(result.to_json())
        return
    from sim.report.terminal import console, show_run

    show_run(result, console())


def compare_command(
    scenario: ScenarioName,
    strategies: Annotated[
        str | None,
        typer.Option(metavar="A,B", help="Which strategies. Default: all of the scenario."),
    ] = None,
    baseline: Annotated[
        str | None,
        typer.Option(
            metavar="NAME", help="What the others are compared with. Default: today, or the first."
        ),
    ] = None,
    equal: Annotated[
        str,
        typer.Option(
            metavar="media|total",
            help="What the budget limits alike for all: media (platform is extra), or media and "
            "platform together. The other one is shown as well.",
        ),
    ] = "media",
    customers: Customers = None,
    days: Days = None,
    seed: Seed = 1,
    replications: Replications = 40,
    threads: Threads = None,
    clock: Clock = "compiled",
    people: People = None,
    id_map: IdMap = None,
    out: Out = None,
    events: Events = "none",
    as_json: AsJson = False,
) -> None:
    """Put the same customers through every strategy: which earns more, and how sure is that?"""
    from sim.study.compare import compare

    say_compiling(clock)
    with Meter("simulating") as meter:
        result = compare(
            scenario,
            None if strategies is None else split_names(strategies),
            baseline=baseline,
            replications=replications,
            customers=customers,
            days=days,
            seed=seed,
            threads=threads,
            clock=clock,
            events=events,
            people=people,
            id_map=id_map,
            equal=equal,
            out=out,
            progress=meter,
            command=("journey", *sys.argv[1:]),
        )
    if as_json:
        print_json(result.to_json())
        return
    from sim.report.terminal import console, show_compare

    show_compare(result, console())


def split_names(text: str) -> list[str]:
    """``a, b`` as a list; empty parts are left out."""
    return [name.strip() for name in text.split(",") if name.strip()]
