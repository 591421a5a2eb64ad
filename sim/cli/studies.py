"""`journey run` and `journey compare`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

import typer

from sim.cli.concerns import warn
from sim.cli.dry import tell
from sim.cli.optimising import parse_over
from sim.cli.options import (
    AsJson,
    BaselineName,
    Kept,
    Replications,
    ScenarioName,
    StrategyName,
    StrategyNames,
    named,
    names_of,
    number_or_text,
    parse_count,
    spread,
)
from sim.cli.output import Meter, print_json

USUAL = {"seed": 1, "replications": 40}
"""Options of a comparison that need not be typed."""
RUN_EPILOG = """\b
Examples:
  journey run auto-service --strategy omnichannel --replications 10
  journey run growing-brand --strategy today --customers 1M --dry-run
"""
COMPARE_EPILOG = """\b
Examples:
  journey compare auto-service
  journey compare auto-service --strategies today,omnichannel --days 90
  journey compare auto-service --draws 0
  journey compare auto-service --draws 0 --precision 200
  journey compare auto-service --draws 0 --tuned 40
  journey compare auto-service --json > verdict.json
  journey compare auto-service --customers 100k --dry-run
"""


def add_to(app: typer.Typer) -> None:
    """Add these commands to the application."""
    app.command("run", epilog=RUN_EPILOG)(spread(run_command))
    app.command("compare", epilog=COMPARE_EPILOG)(spread(compare_command))


def run_command(
    scenario: ScenarioName,
    kept: Kept,
    strategy: StrategyName = None,
    replications: Replications = 5,
    as_json: AsJson = False,
) -> None:
    """Simulate one strategy and show what it earns."""
    from sim.scenario import Scenario

    loaded = Scenario.load(scenario)
    chosen = named(strategy, loaded, "journey run")
    warnings = warn(loaded, scenario)
    if kept.dry_run:
        from sim.study.run import forecast_run

        options = {"replications": replications, **kept.given()}
        tell(forecast_run, loaded, chosen, options=options, as_json=as_json)
        return
    from sim.cli.advice import quicker
    from sim.study.run import run

    with Meter(f"simulating {chosen}", rate=kept.rate, quicker=quicker(loaded)) as meter:
        result = run(loaded, chosen, replications=replications, **kept.given(meter))
    if as_json:
        print_json({**result.to_json(), "warnings": warnings})
        return
    from sim.report.terminal.one_run import show_run
    from sim.report.terminal.parts.tables import console

    show_run(result, console())


@dataclass(frozen=True, kw_only=True)
class Further:
    """Options that let a comparison go further: until it is sure enough, and with all tuned."""

    precision: Annotated[
        str | None,
        typer.Option(
            metavar="X",
            help="Go on with replications until every difference in the primary KPI is known to X "
            "either way: an amount, or a share of the baseline's mean such as 1%. Default: as "
            "many replications as told.",
        ),
    ] = None
    most: Annotated[
        int | None,
        typer.Option(
            parser=parse_count,
            metavar="R",
            help="Replications at which --precision gives up. Default: 1,000.",
        ),
    ] = None
    tuned: Annotated[
        int,
        typer.Option(
            parser=parse_count,
            metavar="N",
            help="Tune every strategy, by as many evaluations each, and compare them once more.",
        ),
    ] = 0
    tune: Annotated[
        list[str] | None,
        typer.Option(
            metavar="KEY=LO:HI",
            help="What is tuned, as --over of journey optimize, strategy.*.KEY for a dial; may be "
            "given again. Default: budget split, caps, slots, least return.",
        ),
    ] = None

    def given(self) -> dict[str, Any]:
        """By name, as `sim.study.compare.compare` takes them.

        Raises:
            UsageError: what is to be tuned is neither a range nor a choice.
        """
        precision = self.precision
        return {
            "precision": None if precision is None else number_or_text(precision),
            "most": self.most,
            "tuned": self.tuned,
            "tune": parse_over(self.tune or [], place="--tune"),
        }


def compare_command(
    scenario: ScenarioName,
    further: Further,
    kept: Kept,
    strategies: StrategyNames = None,
    baseline: BaselineName = None,
    equal: Annotated[
        str,
        typer.Option(
            metavar="media|total",
            help="What the budget limits alike for all: media (platform is extra), or media and "
            "platform together. The other one is shown as well.",
        ),
    ] = "media",
    replications: Replications = 40,
    draws: Annotated[
        int,
        typer.Option(
            parser=parse_count,
            metavar="K",
            help="Times that the numbers with ranges are drawn anew, each simulated with 4 "
            "replications. 0: all are taken at their values, which is faster.",
        ),
    ] = 40,
    as_json: AsJson = False,
) -> None:
    """Put the same customers through every strategy: which earns more, and how sure is that?"""
    from sim.scenario import Scenario

    loaded = Scenario.load(scenario)
    warnings = warn(loaded, scenario, equal=False)
    names = names_of(strategies)
    options: dict[str, Any] = {
        "baseline": baseline, "equal": equal, "replications": replications, "draws": draws,
        **further.given(),
    }  # fmt: skip
    if kept.dry_run:
        from sim.study.compare import forecast_compare

        options |= kept.given()
        tell(forecast_compare, loaded, names, options=options, as_json=as_json)
        return
    from sim.cli.advice import quicker
    from sim.study.compare import compare

    less = f"{'--draws 0, ' if draws else ''}{quicker(loaded)}"
    with Meter("simulating", rate=kept.rate, quicker=less) as meter:
        result = compare(loaded, names, **options, **kept.given(meter))
    if as_json:
        print_json({**result.to_json(), "warnings": warnings})
        return
    from sim.cli.further import further_questions
    from sim.report.terminal.comparison import show_compare
    from sim.report.terminal.parts.tables import console

    screen = console()
    show_compare(result, screen)
    given = {**kept.given(), "replications": replications}
    told = {name: one for name, one in given.items() if one != USUAL.get(name)}
    width = screen.width if screen.is_terminal else None
    for line in further_questions(scenario, result, told, width=width):
        screen.print(line, markup=False, soft_wrap=True)  # to be copied as they are
