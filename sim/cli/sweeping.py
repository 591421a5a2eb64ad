"""`journey sweep`: strategies at many points, as keys of the scenario go through values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

import typer

from engine.errors import UsageError
from sim.cli.inquiring import Inquiry, KpiName, told
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
  journey sweep auto-service --vary strategy.omnichannel.recognition=0:1:5
  journey sweep mattress --vary platform.factor=0:1:3 --vary budget.total=5k
  journey sweep auto-service --ranges --points 100 --to points.parquet
  journey sweep auto-service --ranges --sensitivity screening
  journey sweep mattress --points-from points.csv --to results.parquet

\b
KEY is any dotted key of the file. Values are as a file has them, or plain
numbers (shares 0 to 1, money in main units, rates a day, days). KEY alone
goes over the range that the scenario gives it.
"""


def add_to(app: typer.Typer) -> None:
    """Add this command to the application."""
    app.command("sweep", epilog=EPILOG)(spread(sweep_command))


@dataclass(frozen=True, kw_only=True)
class Swept:
    """Options that say what is varied, how, and what is made of it."""

    vary: Annotated[
        list[str] | None,
        typer.Option(
            metavar="KEY=VALUES",
            help="What is varied: KEY=lo:hi:n (n values), KEY=lo:hi, or KEY=a,b,c; may be given "
            "again.",
        ),
    ] = None
    ranges: Annotated[
        bool,
        typer.Option(
            "--ranges", help="Vary all numbers of the scenario that have ranges, over these."
        ),
    ] = False
    design: Annotated[
        str | None,
        typer.Option(
            metavar="grid|list|lhs|sobol",
            help="All values with all others, values side by side, a Latin hypercube, or a "
            "Sobol' sequence. Default: grid; lhs with --ranges.",
        ),
    ] = None
    points: Annotated[
        int | None,
        typer.Option(
            parser=parse_count,
            metavar="N",
            help="Points of lhs and sobol (64), trajectories of a screening (10), base points of "
            "variance (128).",
        ),
    ] = None
    points_from: Annotated[
        str | None,
        typer.Option(
            metavar="FILE", help="Points from a CSV or Parquet file, a column for each KEY."
        ),
    ] = None
    sensitivity: Annotated[
        str | None,
        typer.Option(
            metavar="screening|variance",
            help="Which inputs matter: elementary effects (few points), or parts of the variance "
            "(many). Needs SALib.",
        ),
    ] = None
    strategies: StrategyNames = None
    baseline: BaselineName = None
    kpi: KpiName = None
    to: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="Write the points as a table, .parquet or .csv."),
    ] = None

    def given(self) -> dict[str, Any]:
        """By name, as the study takes them.

        Raises:
            UsageError: a key without values.
        """
        names = names_of(self.strategies)
        return {
            "vary": _varied(self.vary or []),
            "ranges": self.ranges,
            "design": self.design,
            "points": self.points,
            "points_from": self.points_from,
            "sensitivity": self.sensitivity,
            "strategies": names,
            "baseline": self.baseline,
            "kpi": self.kpi,
            "to": self.to,
        }


def sweep_command(
    scenario: ScenarioName,
    swept: Swept,
    simulated: Simulated,
    replications: Replications = 20,
    out: StudyFolder = None,
    as_json: AsJson = False,
) -> None:
    """Which strategy is best, as keys of the scenario go through values?"""
    options = {"replications": replications, "out": out, **swept.given()}
    told(_inquiry, scenario, (), options, simulated, as_json=as_json)


def _inquiry() -> Inquiry:
    from sim.report.terminal.sweep import show_sweep
    from sim.study.sweep import forecast_sweep, sweep

    return Inquiry(sweep, forecast_sweep, show_sweep)


def _varied(texts: list[str]) -> dict[str, Any]:
    """What is varied by key.

    Raises:
        UsageError: a key without values, or twice.
    """
    found: dict[str, Any] = {}
    for text in texts:
        key, values = parse_varied(text)
        if key in found:
            raise UsageError("a key is varied twice", place="--vary", found=key)
        found[key] = values
    return found


def parse_varied(text: str) -> tuple[str, Any]:
    """A dotted key and what it goes through, from ``KEY=lo:hi:n``, ``KEY=a,b,c`` or ``KEY``.

    Raises:
        UsageError: it is none of these.
    """
    from sim.study.sweep.inputs import Between
    from sim.study.sweep.written import parts_of, value_of

    key, sign, values = text.rpartition("=")
    if not sign:
        key, values = values, ""
    key, values = key.strip(), values.strip()
    if not key or bool(sign) != bool(values):
        raise _no_values(text)
    if not sign:
        return key, None
    listed = parts_of(values)
    if not all(listed):
        raise _no_values(text)
    ends = [end.strip() for end in values.split(":")]
    if len(listed) > 1 or len(ends) == 1 or values[0] in "\"'[":
        return key, [value_of(part) for part in listed]
    if len(ends) > 3 or not all(ends):
        raise _no_values(text)
    points = None
    if len(ends) == 3:
        try:
            points = parse_count(ends[2])
        except typer.BadParameter:
            raise _no_values(text) from None
    return key, Between(value_of(ends[0]), value_of(ends[1]), points)


def _no_values(text: str) -> UsageError:
    return UsageError(
        "these are no values of a key",
        place="--vary",
        found=text,
        expected="a key and its values, such as platform.factor=0:1:5 or "
        "strategy.omnichannel.slots=1,2",
    )
