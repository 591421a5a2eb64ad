"""What commands that study variants do alike: load, warn, study, show."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, TypeAlias

import typer

from sim.cli.concerns import warn
from sim.cli.dry import tell
from sim.cli.options import Simulated
from sim.cli.output import Meter, print_json

if TYPE_CHECKING:
    from rich.console import Console

    from sim.study.estimate.forecast import Forecast

First: TypeAlias = Annotated[str, typer.Argument(metavar="A", help="A strategy.")]
Second: TypeAlias = Annotated[str, typer.Argument(metavar="B", help="What it is compared with.")]
KpiName: TypeAlias = Annotated[
    str | None, typer.Option(metavar="NAME", help="Default: the scenario's primary KPI.")
]


@dataclass(frozen=True, slots=True)
class Inquiry:
    """A study: what makes it, what it would take, and what shows it."""

    study: Callable[..., Any]
    forecast: Callable[..., Forecast]
    show: Callable[[Any, Console], None]


def told(
    inquiry: Callable[[], Inquiry],
    scenario: str,
    names: tuple[Any, ...],
    options: Mapping[str, Any],
    simulated: Simulated,
    *,
    as_json: bool,
) -> None:
    """Do the study and show it, or only tell what it would take.

    Args:
        inquiry: imports the study, once its scenario has been read.
        names: of the strategies that it is about, as the study takes them.
        options: of the study, beside those of `simulated`.

    Raises:
        InputError: bad input. RunError: failed while working.
    """
    from sim.scenario import Scenario

    loaded = Scenario.load(scenario)
    warnings = warn(loaded, scenario)
    asked = inquiry()
    if simulated.dry_run:
        given = {**options, **simulated.given()}
        tell(asked.forecast, loaded, *names, options=given, as_json=as_json)
        return
    from sim.cli.advice import quicker
    from sim.report.terminal.parts.tables import console

    try:
        with Meter("simulating", rate=simulated.rate, quicker=quicker(loaded)) as meter:
            result = asked.study(loaded, *names, **options, **simulated.given(meter))
    except KeyboardInterrupt as stop:
        if options.get("out") is not None:
            stop.add_note(f"{options['out']} keeps what is finished; the same words go on from it")
        raise
    if as_json:
        print_json({**result.to_json(), "warnings": warnings})
    else:
        asked.show(result, console())
