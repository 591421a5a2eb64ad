"""Channels whose name says another kind than they have."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sim.scenario.checking.concern import Concern
from sim.scenario.kinds import OTHER_NAMES

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario

EASILY_TAKEN = {
    ("email", "mail"): "letters by post, days on their way; e-mail is",
}
"""(Kind that the name says, kind that is given): what the latter is, and what would be written."""


def kind_concerns(scenario: Scenario) -> Iterator[Concern]:
    """Kinds that are easily taken for each other, where the name says the other."""
    for channel in scenario.channels:
        said = OTHER_NAMES.get(channel.name, channel.name)
        words = EASILY_TAKEN.get((said, channel.kind))
        if words is not None:
            yield Concern(
                f"channel.{channel.name}.kind",
                f'kind = "{channel.kind}" is {words} kind = "{said}"',
                f"named {channel.name}; it costs and opens as {channel.kind} does",
            )
