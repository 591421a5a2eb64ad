"""`journey roadmap`: which channel or link to join next, and in which order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

import typer

from engine.errors import UsageError
from sim.cli.inquiring import Inquiry, told
from sim.cli.options import (
    AsJson,
    Replications,
    ScenarioName,
    Simulated,
    StudyFolder,
    names_of,
    parse_length,
    parse_number,
    split_names,
    spread,
)

EPILOG = """\b
Examples:
  journey roadmap auto-service
  journey roadmap auto-service --channels web,email,phone,bays --out way
  journey roadmap mattress --to cross-channel --horizon 2 --customers 5000
  journey roadmap auto-service --link "phone -> email" --link "bays -> email"
  journey roadmap mattress --step "ads=facebook,instagram,youtube,pinterest"

\b
Up to four steps all ways are looked at, with more a greedy search's. A step
brings what its state earns more in a year of its own; the chosen path is then
lived once from end to end. --out DIR keeps what is finished.
"""


def add_to(app: typer.Typer) -> None:
    """Add this command to the application."""
    app.command("roadmap", epilog=EPILOG)(spread(roadmap_command))


@dataclass(frozen=True, kw_only=True)
class Ways:
    """Options that say from where to where, in which steps, and how long they count."""

    start: Annotated[
        str | None,
        typer.Option(
            "--from", metavar="NAME", help="Strategy to begin with. Default: today, else the first."
        ),
    ] = None
    target: Annotated[
        str | None,
        typer.Option(
            "--to",
            metavar="NAME",
            help="Strategy to go towards. Default: that in which most is linked and shared.",
        ),
    ] = None
    channels: Annotated[
        str | None,
        typer.Option(
            metavar="A,B",
            help="Channels that can be joined, each a step. Default: all in which the two "
            "strategies differ; none where a --link is given.",
        ),
    ] = None
    link: Annotated[
        list[str] | None,
        typer.Option(
            metavar='"A -> B"',
            help="A single link as a step: B learns from A, as in the strategy gone towards; may "
            "be given again.",
        ),
    ] = None
    step: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME=A,B", help="Channels (or links) joined in one step; may be given again."
        ),
    ] = None
    every: Annotated[
        float,
        typer.Option(
            parser=parse_length,
            metavar="D",
            help="Days from one step to the next. The first is taken at once.",
        ),
    ] = 90
    horizon: Annotated[
        float,
        typer.Option(
            parser=parse_number, metavar="YEARS", help="Years over which profit less set-up counts."
        ),
    ] = 3

    def given(self) -> dict[str, Any]:
        """By name, as the study takes them.

        Raises:
            UsageError: a step that is none.
        """
        return {
            "start": self.start,
            "target": self.target,
            "channels": names_of(self.channels),
            "links": list(self.link or []),
            "steps": _steps(self.step or []),
            "every": self.every,
            "years": self.horizon,
        }


def roadmap_command(
    scenario: ScenarioName,
    ways: Ways,
    simulated: Simulated,
    replications: Replications = 10,
    out: StudyFolder = None,
    as_json: AsJson = False,
) -> None:
    """What should be joined next, and in which order?"""
    options = {"replications": replications, "out": out, **ways.given()}
    told(_inquiry, scenario, (), options, simulated, as_json=as_json)


def _inquiry() -> Inquiry:
    from sim.report.terminal.roadmap import show_roadmap
    from sim.study.roadmap import forecast_roadmap, roadmap

    return Inquiry(roadmap, forecast_roadmap, show_roadmap)


def _steps(texts: list[str]) -> dict[str, list[str]]:
    """Steps by name, from ``NAME=A,B``."""
    found: dict[str, list[str]] = {}
    for text in texts:
        name, sign, members = text.partition("=")
        names = split_names(members)
        if not (sign and name.strip() and names):
            raise UsageError(
                "this is no step", place="--step", found=text,
                expected="a name and its channels, such as ads=facebook,instagram",
            )  # fmt: skip
        if name.strip() in found:
            raise UsageError("two steps have one name", place="--step", found=name.strip())
        found[name.strip()] = names
    return found
