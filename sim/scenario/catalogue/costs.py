"""What starting an action on a channel is expected to cost, by the scenario's own numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.scenario.models import Channel
from sim.scenario.values.quantities import DAY

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario


@dataclass(frozen=True)
class Reach:
    """What one start brings about on average.

    Attributes:
        shown: impressions in a window; 1 for a message.
        clicks: clicks of these.
        affinity: mean affinity of those who have any, by which ads are shown; 1 for a message.
    """

    shown: float
    clicks: float
    affinity: float


def reach(channel: Channel, scenario: Scenario) -> Reach:
    """Impressions and clicks of an action that is started on a channel that is no mass medium.

    A message: itself and its clicks. An audience: a window's impressions at the mean affinity of
    those who have any, and their clicks.
    """
    if channel.contact != "audience":
        return Reach(1.0, channel.open * channel.click, 1.0)
    weights = [p.share for p in scenario.personas if p.channels.get(channel.name, 0.0) > 0.0]
    if not sum(weights):  # nobody, or personas of which there are none
        return Reach(0.0, 0.0, 0.0)
    affinity = sum(p.share * p.channels.get(channel.name, 0.0) for p in scenario.personas)
    affinity /= sum(weights)
    shown = channel.impressions * affinity * scenario.scenario.window / DAY
    return Reach(shown, shown * channel.notice * channel.click, affinity)


def expected_cost(channel: Channel, scenario: Scenario) -> float:
    """Minor units that starting an action on the channel is expected to cost.

    A message: its price and that of its clicks. An audience: its impressions and their clicks, as
    of `reach`. A mass medium: nothing, as it is paid by the spot, whoever looks.
    """
    if channel.is_mass:
        return 0.0
    found = reach(channel, scenario)
    if channel.contact != "audience":
        return channel.cost + found.clicks * channel.cost_per_click
    return found.shown * channel.cost_per_thousand / 1000 + found.clicks * channel.cost_per_click
