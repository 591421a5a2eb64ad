"""`journey pilot`: the real experiment that would prove a verdict, or refute it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

import typer

from sim.cli.inquiring import First, Inquiry, Second, told
from sim.cli.options import (
    AsJson,
    Lasting,
    Replications,
    ScenarioName,
    StudyFolder,
    parse_count,
    parse_share,
    spread,
)

EPILOG = """\b
Examples:
  journey pilot growing-brand omnichannel today
  journey pilot mattress multichannel today --power 0.9 --days 120
  journey pilot auto-service omnichannel today --question works

\b
Customers are put into two arms by lot. What is compared is what each brings,
contribution less media; what the platform costs is known without a trial.
--question pays: does the difference exceed that price? works: is there one?
"""


def add_to(app: typer.Typer) -> None:
    """Add this command to the application."""
    app.command("pilot", epilog=EPILOG)(spread(pilot_command))


@dataclass(frozen=True, kw_only=True)
class Trial:
    """Options that say how sure the trial is to be, and how that is checked."""

    power: Annotated[
        float,
        typer.Option(
            parser=parse_share, metavar="P", help="Wanted chance to see the expected difference."
        ),
    ] = 0.8
    alpha: Annotated[
        float,
        typer.Option(
            parser=parse_share,
            metavar="P",
            help="Chance to see one where there is none, in either direction.",
        ),
    ] = 0.05
    share: Annotated[
        float,
        typer.Option(parser=parse_share, metavar="P", help="Share of the customers that get A."),
    ] = 0.5
    question: Annotated[
        str,
        typer.Option(
            metavar="pays|works",
            help="pays: does A - B exceed what its platform costs more? works: is there any?",
        ),
    ] = "pays"
    pilots: Annotated[
        int | None,
        typer.Option(
            parser=parse_count,
            metavar="N",
            help="Pilots that are simulated to check the power; 0: none. Default: 1,000, with "
            "--fresh 200.",
        ),
    ] = None
    fresh: Annotated[
        bool,
        typer.Option(
            "--fresh",
            help="Live people of its own for each of them, rather than draw from those of the "
            "design: slower by far, and nothing is taken for granted.",
        ),
    ] = False

    def given(self) -> dict[str, Any]:
        """By name, as the study takes them."""
        return {
            "power": self.power,
            "alpha": self.alpha,
            "share": self.share,
            "question": self.question,
            "pilots": self.pilots,
            "fresh": self.fresh,
        }


def pilot_command(
    scenario: ScenarioName,
    first: First,
    second: Second,
    trial: Trial,
    simulated: Lasting,
    replications: Replications = 20,
    out: StudyFolder = None,
    as_json: AsJson = False,
) -> None:
    """Which experiment with real customers would prove that A earns more than B, or less?"""
    options = {"replications": replications, "out": out, **trial.given()}
    told(_inquiry, scenario, (first, second), options, simulated, as_json=as_json)


def _inquiry() -> Inquiry:
    from sim.report.terminal.pilot import show_pilot
    from sim.study.pilot import forecast_pilot, pilot

    return Inquiry(pilot, forecast_pilot, show_pilot)
