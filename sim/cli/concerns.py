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


def warn(
    scenario: Scenario, name: str, *, equal: bool = True, full: bool = False
) -> list[dict[str, str]]:
    """Say on stderr that ``journey check`` warns of something; returns it as JSON has it.

    Args:
        name: the scenario as the command line has it.
        equal: whether strategies with equal dials are news: a comparison says so itself.
        full: whether to say what it warns of, as where the file is new.
    """
    from sim.scenario.checking.warnings import warnings_of

    found = warnings_of(scenario, equal=equal)
    if found and not full:
        many = f"{len(found)} warning{'s' * (len(found) > 1)} of journey check"
        note(wrapped(f"{many}: see journey check {name}", indent="  "))
        return as_json(found)
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
