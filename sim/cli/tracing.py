"""`journey trace`: one customer's story."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Annotated

import typer

from sim.cli.dry import tell
from sim.cli.options import (
    AsJson,
    ScenarioName,
    Simulated,
    StrategyName,
    named,
    parse_count,
    parse_number,
    spread,
)
from sim.cli.output import Meter, print_json

TRACE_EPILOG = """\b
Examples:
  journey trace auto-service --strategy omnichannel --customer 17
  journey trace auto-service --strategy omnichannel --like "click,booking"
  journey trace auto-service --strategy today --like "visit,!purchase" --count

\b
A sequence is a comma list of event[:channel[:action]], lived in this order
with anything between; !item must not happen until the next item does, at the
end: for good.
"""


@dataclass(frozen=True, kw_only=True)
class Sought:
    """Whose story: a customer, or one who lived something."""

    customer: Annotated[
        int | None,
        typer.Option(
            parser=parse_count, metavar="ID", help="Whose story. Default: the first who buys."
        ),
    ] = None
    like: Annotated[
        str | None, typer.Option(metavar="SEQUENCE", help="Find a customer who lived this.")
    ] = None
    replication: Annotated[
        int | None,
        typer.Option(
            parser=parse_count,
            metavar="R",
            help="Which of the repetitions with other luck. Default: 0; with --like all in turn.",
        ),
    ] = None
    limit: Annotated[
        float,
        typer.Option(
            "--search", parser=parse_number, metavar="Y", help="Customer-years searched at most."
        ),
    ] = 100_000.0
    count: Annotated[
        bool,
        typer.Option("--count", help="Search on after the first, to measure how frequent it is."),
    ] = False


def add_to(app: typer.Typer) -> None:
    """Add this command to the application."""
    app.command("trace", epilog=TRACE_EPILOG)(spread(trace_command))


def trace_command(
    scenario: ScenarioName,
    sought: Sought,
    simulated: Simulated,
    strategy: StrategyName = None,
    as_json: AsJson = False,
) -> None:
    """Tell one customer's story: what happened, and why each contact was made."""
    from sim.scenario import Scenario

    loaded = Scenario.load(scenario)
    chosen = named(strategy, loaded, "journey trace")
    from sim.study.trace import forecast_trace, trace

    if simulated.dry_run:
        options = {**asdict(sought), **simulated.given()}
        tell(forecast_trace, loaded, chosen, options=options, as_json=as_json)
        return
    with Meter("searching", rate=simulated.rate, quicker="a smaller --search") as meter:
        result = trace(loaded, chosen, **asdict(sought), **simulated.given(meter))
    if as_json:
        print_json(result.to_json())
        return
    from sim.report.words.story import story_text

    typer.echo(story_text(result), nl=False)
