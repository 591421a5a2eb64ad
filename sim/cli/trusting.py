"""`journey robustness`: does the verdict survive without each mechanism of the model?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

import typer

from sim.cli.inquiring import First, Inquiry, KpiName, Second, told
from sim.cli.options import AsJson, Replications, ScenarioName, Simulated, StudyFolder, spread

EPILOG = """\b
Examples:
  journey robustness auto-service omnichannel today
  journey robustness mattress omnichannel multichannel --customers 5000
  journey robustness auto-service omnichannel today --mechanism effort

\b
Every mechanism (annoyance, effort, loyalty ...) is switched off, halved and
doubled under both strategies. --out DIR keeps what is finished.
"""


def add_to(app: typer.Typer) -> None:
    """Add this command to the application."""
    app.command("robustness", epilog=EPILOG)(spread(robustness_command))


@dataclass(frozen=True, kw_only=True)
class Switched:
    """Options that say what is switched, and in which figure the two are compared."""

    mechanism: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME", help="Only this mechanism; may be given again. Default: all of them."
        ),
    ] = None
    kpi: KpiName = None

    def given(self) -> dict[str, Any]:
        """By name, as the study takes them."""
        return {"mechanisms": self.mechanism or None, "kpi": self.kpi}


def robustness_command(
    scenario: ScenarioName,
    first: First,
    second: Second,
    switched: Switched,
    simulated: Simulated,
    replications: Replications = 20,
    out: StudyFolder = None,
    as_json: AsJson = False,
) -> None:
    """Does the verdict stand without each mechanism of the model?"""
    options = {"replications": replications, "out": out, **switched.given()}
    told(_inquiry, scenario, (first, second), options, simulated, as_json=as_json)


def _inquiry() -> Inquiry:
    from sim.report.terminal.robustness import show_robustness
    from sim.study.robustness import forecast_robustness, robustness

    return Inquiry(robustness, forecast_robustness, show_robustness)
