"""What it costs to have dials and channels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.scenario.dials import ResolvedDials
from sim.scenario.models import Channel

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario

MONTHS = 12.0
"""Of a year, as fees and hours are by the month."""


@dataclass(frozen=True)
class Fee:
    """What something costs to have: once, a month, and in hours of staff a month."""

    setup: float
    monthly: float
    hours: float

    def yearly(self, wage: float) -> float:
        """Paid in the first year at a wage by the hour: minor units."""
        return self.setup + MONTHS * (self.monthly + self.hours * wage)

    def and_also(self, other: Fee) -> Fee:
        """Both together."""
        return Fee(self.setup + other.setup, self.monthly + other.monthly, self.hours + other.hours)

    def times(self, units: float) -> Fee:
        return Fee(self.setup * units, self.monthly * units, self.hours * units)


def fees_of(scenario: Scenario, dials: ResolvedDials) -> dict[str, Fee]:
    """What each dial and each channel in use costs, by dotted key (money in minor units)."""
    factor = scenario.platform.factor
    fees = {}
    for dial, count in dials.units(scenario.live(dials)).items():
        price = getattr(scenario.platform, dial)
        fees[f"platform.{dial}"] = Fee(price.setup, price.monthly, price.hours).times(
            count * factor
        )
    reached = scenario.reached(dials)
    for channel in scenario.channels:
        if channel.name in reached or (channel.always and not channel.absent):
            fees[f"channel.{channel.name}"] = fee_of(channel)
    return fees


def fee_of(channel: Channel) -> Fee:
    """What a channel costs to have, whether or not a strategy is charged for it."""
    return Fee(channel.setup, channel.monthly, channel.work_hours)


def price_list(scenario: Scenario, dials: ResolvedDials) -> dict[str, Fee]:
    """What each dial costs, and all channels in use together, as ``channels``."""
    fees: dict[str, Fee] = {}
    channels = Fee(0.0, 0.0, 0.0)
    for key, fee in fees_of(scenario, dials).items():
        table, name = key.split(".", 1)
        if table == "platform":
            fees[name] = fee
        else:
            channels = channels.and_also(fee)
    return {**fees, "channels": channels}
