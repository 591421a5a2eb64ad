"""What it costs to have dials and channels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.scenario import Scenario
from sim.scenario.dials import ResolvedDials


@dataclass(frozen=True)
class Fee:
    """What something costs to have: once, a month, and in hours of staff a month."""

    setup: float
    monthly: float
    hours: float

    def times(self, units: float) -> Fee:
        return Fee(self.setup * units, self.monthly * units, self.hours * units)


def live_channels(scenario: Scenario, dials: ResolvedDials) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Channels that somebody uses: affinity, an action, or a fee that is always due."""
    return scenario.live(dials)


def price_list(scenario: Scenario, dials: ResolvedDials) -> dict[str, Fee]:
    """What each dial costs, and the fees of the channels in use (money in minor units)."""
    live = live_channels(scenario, dials)
    units = dials.units(live)
    fees: dict[str, Fee] = {}
    for dial, count in units.items():
        price = getattr(scenario.platform, dial)
        fees[dial] = Fee(price.setup, price.monthly, price.hours).times(
            count * scenario.platform.factor
        )
    reached = scenario.reached(dials)
    channels = Fee(0.0, 0.0, 0.0)
    for channel in scenario.channels:
        if channel.always or channel.name in reached:
            channels = Fee(
                channels.setup + channel.setup,
                channels.monthly + channel.monthly,
                channels.hours + channel.work_hours,
            )
    fees["channels"] = channels
    return fees
