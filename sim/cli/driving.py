"""`journey drivers`: which dial earns how much of the difference between two strategies."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

import typer

from engine.errors import UsageError
from sim.cli.inquiring import First, Inquiry, KpiName, Second, told
from sim.cli.options import (
    AsJson,
    Replications,
    ScenarioName,
    Simulated,
    StudyFolder,
    split_names,
    spread,
)

EPILOG = """\b
Examples:
  journey drivers auto-service omnichannel today
  journey drivers auto-service omnichannel today --out why
  journey drivers mattress omnichannel multichannel --customers 5000
  journey drivers mattress omnichannel today --group knowing=knowledge,sync

\b
What is shared out is A - B. --out DIR keeps what is finished: stopped, and
called again, it goes on and ends with the same bytes.
"""


def add_to(app: typer.Typer) -> None:
    """Add this command to the application."""
    app.command("drivers", epilog=EPILOG)(spread(drivers_command))


@dataclass(frozen=True, kw_only=True)
class Shared:
    """Options that say what is shared out, and among whom."""

    group: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME=DIALS",
            help="Dials taken as one, such as knowing=knowledge,sync; may be given again. "
            "Default: each by itself.",
        ),
    ] = None
    kpi: KpiName = None

    def given(self) -> dict[str, Any]:
        """By name, as the study takes them.

        Raises:
            UsageError: a group that is none.
        """
        return {"groups": dict(map(group_of, self.group or [])), "kpi": self.kpi}


def drivers_command(
    scenario: ScenarioName,
    first: First,
    second: Second,
    shared: Shared,
    simulated: Simulated,
    replications: Replications = 20,
    out: StudyFolder = None,
    as_json: AsJson = False,
) -> None:
    """Which dial earns how much of the difference between two strategies?"""
    options = {"replications": replications, "out": out, **shared.given()}
    told(_inquiry, scenario, (first, second), options, simulated, as_json=as_json)


def _inquiry() -> Inquiry:
    from sim.report.terminal.drivers import show_drivers
    from sim.study.drivers import drivers, forecast_drivers

    return Inquiry(drivers, forecast_drivers, show_drivers)


def group_of(text: str) -> tuple[str, list[str]]:
    name, sign, dials = text.partition("=")
    found = split_names(dials)
    if not (sign and name.strip() and found):
        raise UsageError(
            "this is no group of dials",
            place="--group",
            found=text,
            expected="a name and its dials, such as knowing=knowledge,sync,recognition",
        )
    return name.strip(), found
