"""`journey best`: which of many strategies is the best, with a stated probability."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

import typer

from engine.errors import UsageError
from sim.cli.driving import group_of
from sim.cli.inquiring import Inquiry, KpiName, told
from sim.cli.options import (
    AsJson,
    Replications,
    ScenarioName,
    Simulated,
    StrategyNames,
    StudyFolder,
    names_of,
    number_or_text,
    parse_count,
    spread,
)

EPILOG = """\b
Examples:
  journey best auto-service --within 200
  journey best auto-service --within 200 --mixtures today,omnichannel
  journey best mattress --within 1% --probability 0.99 --out race

\b
All take part in the same replications; who falls behind is left out. The one
that is left is the best, or within X of it, with the stated probability.
"""


def add_to(app: typer.Typer) -> None:
    """Add this command to the application."""
    app.command("best", epilog=EPILOG)(spread(best_command))


@dataclass(frozen=True, kw_only=True)
class Choice:
    """Options that say who takes part, and which difference matters."""

    within: Annotated[
        str | None,
        typer.Option(
            metavar="X",
            help="A difference that matters, in the KPI's unit, or as a share of the baseline's "
            "mean such as 1%; must be given.",
        ),
    ] = None
    probability: Annotated[float, typer.Option(metavar="P", help="To be right, at least.")] = 0.95
    strategies: StrategyNames = None
    mixtures: Annotated[
        str | None,
        typer.Option(
            metavar="A,B",
            help="All mixtures of two strategies take part, dial by dial; those of --strategies "
            "beside them.",
        ),
    ] = None
    group: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME=DIALS",
            help="Dials taken as one in mixtures, such as knowing=knowledge,sync; may be given "
            "again.",
        ),
    ] = None
    most: Annotated[
        int,
        typer.Option(parser=parse_count, metavar="R", help="Replications at which it ends."),
    ] = 1_000
    kpi: KpiName = None

    def given(self) -> dict[str, Any]:
        """By name, as the study takes them.

        Raises:
            UsageError: no difference that matters, or a group that is none.
        """
        if self.within is None:
            raise UsageError(
                "--within is missing", place="journey best",
                expected="a difference that matters, such as --within 200",
            )  # fmt: skip
        return {
            "within": number_or_text(self.within),
            "probability": self.probability,
            "mixtures": names_of(self.mixtures),
            "groups": dict(map(group_of, self.group or [])),
            "most": self.most,
            "kpi": self.kpi,
        }


def best_command(
    scenario: ScenarioName,
    choice: Choice,
    simulated: Simulated,
    replications: Replications = 10,
    out: StudyFolder = None,
    as_json: AsJson = False,
) -> None:
    """Which of many strategies is the best, with a stated probability?"""
    names = names_of(choice.strategies)
    options = {"replications": replications, "out": out, **choice.given()}
    told(_inquiry, scenario, (names,), options, simulated, as_json=as_json)


def _inquiry() -> Inquiry:
    from sim.report.terminal.best import show_best
    from sim.study.best import best, forecast_best

    return Inquiry(best, forecast_best, show_best)
