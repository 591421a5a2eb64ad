"""`journey lift`: what a channel, an action or a persona truly adds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

import typer

from sim.cli.inquiring import Inquiry, KpiName, told
from sim.cli.options import (
    AsJson,
    Replications,
    ScenarioName,
    Simulated,
    StrategyName,
    StudyFolder,
    named,
    split_names,
    spread,
)

EPILOG = """\b
Examples:
  journey lift auto-service --strategy omnichannel --without channel.email
  journey lift mattress --strategy omnichannel --customers 5000 \\
    --without channel.email --without channel.display
  journey lift auto-service --strategy omnichannel --without everything
  journey lift auto-service --strategy omnichannel --absent channel.web

\b
THING is channel.NAME, action.NAME, group.NAME (all actions of the group),
creative.NAME, offer.NAME, persona.NAME or everything. The same people live
with it and without it, on the same luck.
"""


def add_to(app: typer.Typer) -> None:
    """Add this command to the application."""
    app.command("lift", epilog=EPILOG)(spread(lift_command))


@dataclass(frozen=True, kw_only=True)
class Resting:
    """Options that say what rests, and how."""

    without: Annotated[
        list[str] | None,
        typer.Option(
            metavar="THING",
            help="The firm is silent there, and the media money saved: no other action spends it. "
            "May be given again.",
        ),
    ] = None
    reallocate: Annotated[
        list[str] | None,
        typer.Option(
            metavar="THING",
            help="The firm is silent there, and other actions may spend the money. May be given "
            "again.",
        ),
    ] = None
    absent: Annotated[
        list[str] | None,
        typer.Option(
            metavar="CHANNEL",
            help="The channel is gone: neither the firm nor customers can use it. May be given "
            "again.",
        ),
    ] = None
    kpi: KpiName = None

    def given(self) -> dict[str, Any]:
        """By name, as the study takes them."""
        named = {
            "without": self.without, "reallocate": self.reallocate, "absent": self.absent,
        }  # fmt: skip
        found: dict[str, Any] = {
            mode: [name for text in texts or [] for name in split_names(text)]
            for mode, texts in named.items()
        }
        return {**found, "kpi": self.kpi}


def lift_command(
    scenario: ScenarioName,
    resting: Resting,
    simulated: Simulated,
    strategy: StrategyName = None,
    replications: Replications = 20,
    out: StudyFolder = None,
    as_json: AsJson = False,
) -> None:
    """What does a channel, an action or a persona truly add?"""
    if strategy is None:
        from sim.scenario import Scenario

        named(strategy, Scenario.load(scenario), "journey lift")
    options = {"replications": replications, "out": out, **resting.given()}
    told(_inquiry, scenario, (str(strategy),), options, simulated, as_json=as_json)


def _inquiry() -> Inquiry:
    from sim.report.terminal.lift import show_lift
    from sim.study.lift import forecast_lift, lift

    return Inquiry(lift, forecast_lift, show_lift)
