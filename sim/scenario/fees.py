"""What it costs to have dials and channels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.scenario.dials import ResolvedDials

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario

MONTHS = 12


@dataclass(frozen=True)
class Fee:
    """What something costs to have: once, a month, and in hours of staff a month."""

    setup: float
    monthly: float
    hours: float

    def yearly(self, wage: float) -> float:
        """Paid in the first year at a wage by the hour: minor units."""
        return self.setup + MONTHS * (self.monthly + self.hours * wage)

    def times(self, units: float) -> Fee:
        return Fee(self.setup * units, self.monthly * units, self.hours * units)


def price_list(scenario: Scenario, dials: ResolvedDials) -> dict[str, Fee]:
    """What each dial costs, and the fees of the channels in use (money in minor units)."""
    units = dials.units(scenario.live(dials))
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
