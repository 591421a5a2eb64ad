"""`journey optimize`: the best settings of one strategy, within bounds."""

from __future__ import annotations

import contextlib
import tomllib
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from engine.errors import UsageError
from sim.cli.inquiring import Inquiry, KpiName, told
from sim.cli.making import free, write_new
from sim.cli.options import (
    AsJson,
    ScenarioName,
    Simulated,
    StrategyName,
    StudyFolder,
    named,
    parse_count,
    parse_number,
    spread,
)

if TYPE_CHECKING:
    from sim.scenario import Scenario
    from sim.study.optimise import OptimizeResult

EPILOG = """\b
Examples:
  journey optimize auto-service --strategy multichannel --split
  journey optimize auto-service --strategy today --over budget.total=0:6k
  journey optimize mattress --strategy multichannel --split
      --over contact_policy.caps.1.limit=0:8 --subject "opt_out_rate<=5%"
  journey optimize auto-service --strategy omnichannel
      --over "strategy.omnichannel.decider=channel|customer" --out best
  journey optimize my.toml --strategy today --split --write tuned.toml

\b
KEY is a dotted key, as journey assumptions lists them. KEY=LO:HI searches a
number, KEY=A|B|C a choice; values are plain numbers (shares 0 to 1, money in
main units, rates a day, days) or as a file has them. --out DIR keeps what is
finished: stopped, and called again, it goes on and ends with the same bytes.
"""
SPLIT = "budget.split"


def add_to(app: typer.Typer) -> None:
    """Add this command to the application."""
    app.command("optimize", epilog=EPILOG)(spread(optimize_command))


@dataclass(frozen=True, kw_only=True)
class Searched:
    """Options that say what is searched, and for what."""

    over: Annotated[
        list[str] | None,
        typer.Option(
            metavar="KEY=LO:HI",
            help="A number that may be set and its range, or KEY=A|B|C for a choice; may be given "
            "again.",
        ),
    ] = None
    split: Annotated[
        bool,
        typer.Option(
            "--split", help="The split of the budget over channels may be set; its sum is kept."
        ),
    ] = False
    subject: Annotated[
        list[str] | None,
        typer.Option(
            metavar="KPI<=X",
            help="What must hold, such as media_cost<=30k or satisfaction>=0.6; may be given "
            "again.",
        ),
    ] = None
    kpi: KpiName = None
    evaluations: Annotated[
        int,
        typer.Option(
            parser=parse_count,
            metavar="N",
            help="Settings that may be tried in full; those that fall behind early take less.",
        ),
    ] = 60
    each: Annotated[
        int,
        typer.Option(
            parser=parse_count, metavar="R", help="Replications in which one of them is tried."
        ),
    ] = 20

    def given(self) -> dict[str, Any]:
        """By name, as the study takes them.

        Raises:
            UsageError: what is neither a range nor a choice.
        """
        return {
            "over": parse_over(self.over or [], split=self.split),
            "subject": self.subject or [],
            "kpi": self.kpi,
            "evaluations": self.evaluations,
            "each": self.each,
        }


Fresh = Annotated[
    int,
    typer.Option(
        parser=parse_count,
        metavar="R",
        help="Fresh replications that the answer is checked on.",
    ),
]
Write = Annotated[
    str | None,
    typer.Option(
        metavar="FILE",
        help="Write a copy of the scenario with the best settings, comments kept. Default: none.",
    ),
]


def optimize_command(
    scenario: ScenarioName,
    searched: Searched,
    simulated: Simulated,
    strategy: StrategyName = None,
    replications: Fresh = 40,
    out: StudyFolder = None,
    write: Write = None,
    as_json: AsJson = False,
) -> None:
    """Which settings of a strategy bring the most, and is that more than chance?"""
    from sim.scenario import Scenario

    loaded = Scenario.load(scenario)
    chosen = named(strategy, loaded, "journey optimize")
    options = {"replications": replications, "out": out, **searched.given()}
    if write is not None:
        free(Path(write), write)
    found: list[OptimizeResult] = []
    told(partial(_inquiry, found), scenario, (chosen,), options, simulated, as_json=as_json)
    if write is not None and found:
        _write(write, loaded, found[0])


def _inquiry(found: list[OptimizeResult]) -> Inquiry:
    """The study, whose answer is also put on a list."""
    from sim.report.terminal.optimised import show_optimized
    from sim.study.optimise import forecast_optimize, optimize

    def kept(*given: Any, **options: Any) -> OptimizeResult:
        found.append(optimize(*given, **options))
        return found[0]

    return Inquiry(kept, forecast_optimize, show_optimized)


def _write(file: str, loaded: Scenario, result: OptimizeResult) -> None:
    """Write the scenario with the best values in it.

    Raises:
        InputError: they cannot be set in its text, or the file cannot be written.
    """
    from sim.scenario.reading.edit import edited

    words = f"{', '.join(result.values) or 'nothing'}, by journey optimize for {result.strategy}"
    name = loaded.file or loaded.name
    above = (f"A copy of {name} with other values of: {words}.", f"Found: {result.verdict}.", "")
    write_new(Path(file), file, edited(loaded, result.values, above=above))
    typer.echo(f"{file} is a copy of {name} with the best settings found", err=True)
    typer.echo(f"next: journey compare {file}", err=True)


def parse_over(
    texts: list[str], *, split: bool = False, place: str = "--over"
) -> dict[str, tuple[Any, Any] | list[Any] | None]:
    """By dotted key a range, options, or None for the split of the budget.

    Raises:
        UsageError: one is none of these, or a key is given twice.
    """
    found: dict[str, tuple[Any, Any] | list[Any] | None] = {}
    for text in (*texts, *([SPLIT] if split else [])):
        key, wanted = _one(text, place)
        if key in found:
            if key == SPLIT:
                continue
            raise UsageError("a setting is searched twice", place=place, found=key)
        found[key] = wanted
    return found


def _one(text: str, place: str) -> tuple[str, tuple[Any, Any] | list[Any] | None]:
    if text.strip() == SPLIT:
        return SPLIT, None
    key, sign, wanted = text.partition("=")
    low, colon, high = wanted.partition(":")
    if sign and key.strip() and "|" in wanted and all(map(str.strip, wanted.split("|"))):
        return key.strip(), [_value(one.strip()) for one in wanted.split("|")]
    if sign and key.strip() and colon and low.strip() and high.strip():
        return key.strip(), (_value(low.strip()), _value(high.strip()))
    raise UsageError(
        "this is neither a range nor a choice",
        place=place,
        found=text,
        expected=f'"KEY=LO:HI", "KEY=A|B", or {SPLIT}, such as budget.total=5k:60k',
    )


def _value(text: str) -> Any:
    """A plain number, or what a file would have there: true, a list, a text with or without "."""
    with contextlib.suppress(typer.BadParameter):
        number = parse_number(text)
        return int(number) if number == int(number) else number
    with contextlib.suppress(tomllib.TOMLDecodeError):
        return tomllib.loads(f"value = {text}")["value"]
    return text
