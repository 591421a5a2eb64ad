"""What looks wrong in a valid scenario, as commands say it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sim.cli.output import note, wrapped

if TYPE_CHECKING:
    from sim.scenario import Scenario
    from sim.scenario.checking.concern import Concern

MOST_SHOWN = 5
"""Warnings that a command shows whose business they are not."""


def warn(scenario: Scenario, name: str, *, equal: bool = True) -> list[dict[str, str]]:
    """Say on stderr what ``journey check`` warns of; returns it as JSON has it.

    Args:
        name: the scenario as the command line has it.
        equal: whether strategies with equal dials are news: a comparison says so itself.
    """
    from sim.scenario.checking.warnings import warnings_of

    found = warnings_of(scenario, equal=equal)
    for item in found[:MOST_SHOWN]:
        more = f" ({item.arithmetic})" if item.arithmetic else ""
        note(wrapped(f"warning: {item.where}: {item.message}{more}", indent="  "))
    if len(found) > MOST_SHOWN:
        note(f"{len(found)} warnings in all: journey check {name} shows them")
    return as_json(found)


def as_json(concerns: Sequence[Concern]) -> list[dict[str, Any]]:
    """Concerns as JSON has them."""
    return [
        {"where": item.where, "message": item.message, "arithmetic": item.arithmetic}
        for item in concerns
    ]
