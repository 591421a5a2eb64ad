"""`journey selection`: what a survey of customers would claim, next to what is true."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

import typer

from sim.cli.inquiring import Inquiry, told
from sim.cli.options import (
    AsJson,
    BaselineName,
    Replications,
    ScenarioName,
    Simulated,
    StrategyNames,
    StudyFolder,
    names_of,
    parse_count,
    spread,
)

EPILOG = """\b
Examples:
  journey selection growing-brand
  journey selection mattress --channels-from 3
  journey selection growing-brand --strategies omnichannel,today --out why

\b
Surveys hold customers of several channels against those of one. Who has a
need uses more channels, whatever the firm does: a market in which the brand
is silent shows how much of the claim is that alone.
"""


def add_to(app: typer.Typer) -> None:
    """Add this command to the application."""
    app.command("selection", epilog=EPILOG)(spread(selection_command))


@dataclass(frozen=True, kw_only=True)
class Compared:
    """Options that say who is compared."""

    strategies: StrategyNames = None
    baseline: BaselineName = None
    channels_from: Annotated[
        int,
        typer.Option(
            parser=parse_count,
            metavar="N",
            help="Channels from which on somebody counts as an omnichannel customer.",
        ),
    ] = 2

    def given(self) -> dict[str, Any]:
        """By name, as the study takes them."""
        return {
            "strategies": names_of(self.strategies),
            "baseline": self.baseline,
            "channels_from": self.channels_from,
        }


def selection_command(
    scenario: ScenarioName,
    compared: Compared,
    simulated: Simulated,
    replications: Replications = 20,
    out: StudyFolder = None,
    as_json: AsJson = False,
) -> None:
    """What would a survey claim of omnichannel customers, and what is true?"""
    options = {"replications": replications, "out": out, **compared.given()}
    told(_inquiry, scenario, (), options, simulated, as_json=as_json)


def _inquiry() -> Inquiry:
    from sim.report.terminal.selection import show_selection
    from sim.study.selection import forecast_selection, selection

    return Inquiry(selection, forecast_selection, show_selection)
