"""`journey breakeven`: where a number of the scenario makes two strategies earn the same."""

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
    number_or_text,
    parse_count,
    spread,
)

EPILOG = """\b
Examples:
  journey breakeven auto-service omnichannel today --over platform.factor=0:1
  journey breakeven mattress omnichannel today --over budget.total=5k:60k

\b
KEY is a dotted key, as journey assumptions lists them; ends are plain numbers
(shares 0 to 1, money in main units, rates a day, days) or as a file has them:
"--over channel.email.open=10%:60%".
"""


def add_to(app: typer.Typer) -> None:
    """Add this command to the application."""
    app.command("breakeven", epilog=EPILOG)(spread(breakeven_command))


@dataclass(frozen=True, kw_only=True)
class Varied:
    """Options that say what is varied, and in which figure the two are compared."""

    over: Annotated[
        str | None,
        typer.Option(metavar="KEY=LO:HI", help="The number that is varied, and its range."),
    ] = None
    points: Annotated[
        int,
        typer.Option(
            parser=parse_count,
            metavar="N",
            help="Values of the range that are simulated first; crossings between them are then "
            "closed in on.",
        ),
    ] = 9
    kpi: KpiName = None

    def given(self) -> dict[str, Any]:
        """By name, as the study takes them.

        Raises:
            UsageError: no range.
        """
        return {"over": parse_range(self.over), "points": self.points, "kpi": self.kpi}


def breakeven_command(
    scenario: ScenarioName,
    first: First,
    second: Second,
    varied: Varied,
    simulated: Simulated,
    replications: Replications = 20,
    out: StudyFolder = None,
    as_json: AsJson = False,
) -> None:
    """Where does a number of the scenario make two strategies earn the same?"""
    options = {"replications": replications, "out": out, **varied.given()}
    told(_inquiry, scenario, (first, second), options, simulated, as_json=as_json)


def _inquiry() -> Inquiry:
    from sim.report.terminal.breakeven import show_breakeven
    from sim.study.breakeven import breakeven, forecast_breakeven

    return Inquiry(breakeven, forecast_breakeven, show_breakeven)


def parse_range(text: str | None) -> tuple[str, Any, Any]:
    """A dotted key and the ends of its range, from ``KEY=LO:HI``.

    Raises:
        UsageError: it is none.
    """
    key, _, ends = (text or "").rpartition("=")
    low, colon, high = ends.partition(":")
    if colon and ":" in high:
        raise UsageError(
            "a range has two ends", place="--over", found=text,
            expected=f"{key.strip()}={low.strip()}:{high.partition(':')[0].strip()}; how many "
            "values of it are simulated is told by an option of its own (--points, --cells)",
        )  # fmt: skip
    if not (key.strip() and low.strip() and high.strip() and colon):
        raise UsageError(
            "--over is missing" if text is None else "this is no range",
            place="journey breakeven" if text is None else "--over",
            found=text,
            expected="a number of the scenario and its range, such as platform.factor=0:1",
        )
    return key.strip(), number_or_text(low.strip()), number_or_text(high.strip())
