"""`journey map`: which strategy is best over two numbers of the scenario."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

import typer

from engine.errors import UsageError
from sim.cli.inquiring import Inquiry, KpiName, told
from sim.cli.options import (
    AsJson,
    Replications,
    ScenarioName,
    Simulated,
    StrategyNames,
    StudyFolder,
    names_of,
    parse_count,
    spread,
)
from sim.cli.turning import parse_range

EPILOG = """\b
Examples:
  journey map auto-service --over platform.factor=0:2
              --over strategy.omnichannel.recognition=0:1
  journey map mattress --strategies omnichannel,today
              --over budget.total=0:60k --over "persona.*.order_value=0.5x:2x"

\b
KEY is a dotted key, what several begin with, a pattern with * and ?, or some
of these after commas. Ends as a file has them; 0.5x:2x multiplies what is
stated. The first goes right, the second upwards.
"""


def add_to(app: typer.Typer) -> None:
    """Add this command to the application."""
    app.command("map", epilog=EPILOG)(spread(map_command))


@dataclass(frozen=True, kw_only=True)
class Drawn:
    """Options that say what the map shows."""

    over: Annotated[
        list[str] | None,
        typer.Option(metavar="KEY=LO:HI", help="An axis, and its range; must be given twice."),
    ] = None
    strategies: StrategyNames = None
    cells: Annotated[
        int, typer.Option(parser=parse_count, metavar="N", help="Values along each axis.")
    ] = 21
    full: Annotated[
        bool,
        typer.Option(
            "--full",
            help="Simulate all points. Default: some, and all along the border between winners.",
        ),
    ] = False
    kpi: KpiName = None

    def given(self) -> dict[str, Any]:
        """By name, as the study takes them.

        Raises:
            UsageError: no ranges.
        """
        if not self.over:
            raise UsageError(
                "--over is missing", place="journey map",
                expected="two numbers of the scenario and their ranges, such as "
                "--over platform.factor=0:2 --over budget.total=0:5k",
            )  # fmt: skip
        return {
            "over": [parse_range(text) for text in self.over],
            "strategies": names_of(self.strategies),
            "cells": self.cells,
            "full": self.full,
            "kpi": self.kpi,
        }


def map_command(
    scenario: ScenarioName,
    drawn: Drawn,
    simulated: Simulated,
    replications: Replications = 10,
    out: StudyFolder = None,
    as_json: AsJson = False,
) -> None:
    """Which strategy is best over two numbers of the scenario?"""
    options = {"replications": replications, "out": out, **drawn.given()}
    told(_inquiry, scenario, (), options, simulated, as_json=as_json)


def _inquiry() -> Inquiry:
    from sim.report.terminal.winmap import show_map
    from sim.study.winmap import forecast_map, win_map

    return Inquiry(win_map, forecast_map, show_map)
