"""`journey tipping`: the numbers of a scenario by the smallest change that turns the verdict."""

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
    parse_number,
    spread,
)

EPILOG = """\b
Examples:
  journey tipping auto-service omnichannel today
  journey tipping auto-service omnichannel today --keys persona
  journey tipping mattress omnichannel today --keys "channel.*.open"
  journey tipping auto-service omnichannel today --within -50%:50%

\b
The verdict is who of A and B is ahead. Each number is moved alone, down and
up. --out DIR keeps what is finished: stopped, and called again, it goes on.
"""

MANY_TIMES = 10.0
"""Times from which a change without a percent sign is taken for a slip."""


def add_to(app: typer.Typer) -> None:
    """Add this command to the application."""
    app.command("tipping", epilog=EPILOG)(spread(tipping_command))


@dataclass(frozen=True, kw_only=True)
class Moved:
    """Options that say which numbers are moved, and how far."""

    keys: Annotated[
        list[str] | None,
        typer.Option(
            metavar="PATTERN",
            help="Only numbers whose keys begin so, or fit a pattern with * and ?; may be given "
            "again. Default: all.",
        ),
    ] = None
    within: Annotated[
        str,
        typer.Option(
            metavar="LO:HI",
            help="How far a number is moved, relative to its value; 50% is -50%:50%.",
        ),
    ] = "-100%:100%"
    kpi: KpiName = None

    def given(self) -> dict[str, Any]:
        """By name, as the study takes them.

        Raises:
            UsageError: no relative changes.
        """
        return {
            "keys": tuple(self.keys or ()),
            "within": parse_within(self.within),
            "kpi": self.kpi,
        }


def tipping_command(
    scenario: ScenarioName,
    first: First,
    second: Second,
    moved: Moved,
    simulated: Simulated,
    replications: Replications = 10,
    out: StudyFolder = None,
    as_json: AsJson = False,
) -> None:
    """Which numbers turn the verdict after the smallest change?"""
    options = {"replications": replications, "out": out, **moved.given()}
    told(_inquiry, scenario, (first, second), options, simulated, as_json=as_json)


def _inquiry() -> Inquiry:
    from sim.report.terminal.tipping import show_tipping
    from sim.study.tipping import forecast_tipping, tipping

    return Inquiry(tipping, forecast_tipping, show_tipping)


def parse_within(text: str) -> tuple[float, float]:
    """Least and most relative change, from ``-50%:100%``, ``-0.5:1`` or ``50%``.

    Raises:
        UsageError: it is none.
    """
    low, colon, high = text.partition(":")
    try:
        if colon:
            return _change(low), _change(high)
        return -_change(low), _change(low)
    except typer.BadParameter:
        raise UsageError(
            "these are no relative changes", place="--within", found=text,
            expected="how far down and how far up, such as -50%:100%",
        ) from None  # fmt: skip


def _change(text: str) -> float:
    """A relative change: a number, or so many per cent of one.

    Raises:
        UsageError: a number that can only be meant as per cent.
    """
    number = text.strip()
    if number.endswith("%"):
        return parse_number(number[:-1].strip()) / 100.0
    found = parse_number(number)
    if abs(found) >= MANY_TIMES:
        raise UsageError(
            "so large a change is told in per cent", place="--within", found=number,
            expected=f"{number}% for {found:g} per cent, {100.0 * found:g}% for {found:g} times",
        )  # fmt: skip
    return found
