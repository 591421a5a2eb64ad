"""`journey figures`: simulated response beside published response."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from sim.cli.concerns import warn
from sim.cli.dry import tell
from sim.cli.options import AsJson, Replications, ScenarioName, Simulated, split_names, spread
from sim.cli.output import Meter, print_json

EPILOG = """\b
Examples:
  journey figures growing-brand --strategy multichannel
  journey figures mattress --strategy today --industry home-goods,e-commerce
"""


def add_to(app: typer.Typer) -> None:
    """Add this command to the application."""
    app.command("figures", epilog=EPILOG)(spread(figures_command))


def figures_command(
    scenario: ScenarioName,
    simulated: Simulated,
    strategy: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Which strategy. Default: today, or the first."),
    ] = None,
    industry: Annotated[
        str | None,
        typer.Option(
            metavar="A,B",
            help="Published values of this industry, or of the first of several that has one. "
            "Default: those of all industries.",
        ),
    ] = None,
    replications: Replications = 5,
    as_json: AsJson = False,
) -> None:
    """Hold simulated opens, clicks, orders and costs against published ones."""
    from sim.scenario import Scenario

    loaded = Scenario.load(scenario)
    warnings = warn(loaded, scenario)
    from sim.cli.advice import quicker
    from sim.study.figures.figures import figures, forecast_figures

    industries = () if industry is None else split_names(industry)
    options: dict[str, Any] = {"industries": industries, "replications": replications}
    if simulated.dry_run:
        options |= simulated.given()
        tell(forecast_figures, loaded, strategy, options=options, as_json=as_json)
        return
    with Meter("simulating", rate=simulated.rate, quicker=quicker(loaded)) as meter:
        result = figures(loaded, strategy, **options, **simulated.given(meter))
    if as_json:
        print_json({**result.to_json(), "warnings": warnings})
        return
    from sim.report.terminal.figures import show_figures
    from sim.report.terminal.parts.tables import console

    show_figures(result, console())
