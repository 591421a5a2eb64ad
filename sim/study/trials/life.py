"""What of a market is lived, and what is only paid.

Prices of the platform, and fees and hours of channels, move nobody: markets that differ in nothing
else are lived once, and each is charged its own prices.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sim.model.market.phases import dials_in, turns_of
from sim.study.prepare import platform_of
from sim.study.sample import Platform

if TYPE_CHECKING:
    from sim.model.market.market import Market
    from sim.scenario import Scenario

__all__ = ["Life", "life_of"]

UNLIVED = frozenset({"platform", "known", "uncertainty", "kpi", "strategy", "change"})
"""Tables that no clock reads: what strategies and changes come to is told by the phases."""
UNLIVED_OF_CHANNELS = frozenset({"setup", "monthly", "staff_hours", "content_hours", "automation"})
"""What a channel costs to have."""


@dataclass(frozen=True)
class Life:
    """What a market's replications are kept under, and what it pays.

    Attributes:
        key: 32 hexadecimal digits; equal where the same is lived.
        strategy: name, for reports.
        platform: price list.
    """

    key: str
    strategy: str
    platform: Platform


def life_of(market: Market) -> Life:
    """What of a market is lived."""
    told: list[Any] = [market.customers, market.days, _lived(market.scenario)]
    run_in = market.scenario.document.run_in
    if run_in is not None:
        before = market.scenario.history or market.scenario
        told += [_lived(before), before.resolved(run_in.strategy).sha256]
    phases = market.scenario.phases()
    for start in sorted({*(start for start, _ in phases), *turns_of(market.instead)}):
        phase = [phase for begin, phase in phases if begin <= start][-1]
        dials = dials_in(phase, market.strategy, market.instead, start)
        told.append([start, _lived(phase), dials.sha256])
    text = json.dumps(told, sort_keys=True, separators=(",", ":"), default=str)
    key = hashlib.sha256(text.encode()).hexdigest()[:32]
    return Life(key, market.strategy, platform_of(market))


def _lived(scenario: Scenario) -> dict[str, Any]:
    """The data of a scenario without what only costs."""
    found = {name: table for name, table in scenario.data.items() if name not in UNLIVED}
    found["channel"] = [_without_fees(channel) for channel in found["channel"]]
    return found


def _without_fees(channel: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in channel.items() if name not in UNLIVED_OF_CHANNELS}
