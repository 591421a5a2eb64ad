"""What counters and series say of one life: money by week, its price, and results by channel."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from engine.prices import grid_place, grid_price
from sim.model.market.tables import paid_channels
from sim.model.records.vocabulary import COUNTER
from sim.study.portrait.part import DAY
from sim.study.sample import MICRO, YEAR

if TYPE_CHECKING:
    from sim.clocks.outcome import Outcome
    from sim.model.market.market import Market
    from sim.study.money import Currency

__all__ = ["budget_json", "prices_json", "targets_json"]

WEEK = 7


def budget_json(
    outcome: Outcome, market: Market, currency: Currency, scale: float
) -> list[dict[str, Any]]:
    """Media spent until each week's end, and what the budget allows until then; main units.

    Args:
        scale: people that are reported over people who lived.
    """
    window = market.window / DAY
    spent = np.cumsum(outcome.series[:, 1].astype(np.float64)) / MICRO * scale
    ends = np.minimum(np.arange(1, len(spent) + 1) * window, market.days)
    allowed = _allowed(market, ends) * market.scale * scale
    week = np.ceil(np.round(ends / WEEK, 9))
    last = np.flatnonzero(np.append(week[1:] != week[:-1], True))
    return [
        {
            "day": round(float(ends[place]), 6),
            "spent": currency.main(float(spent[place])),
            "ceiling": currency.main(float(allowed[place])),
        }
        for place in last
    ]


def prices_json(outcome: Outcome, market: Market) -> list[dict[str, Any]]:
    """What a unit of media money has had to bring, for each pool of it: its shadow price.

    Channels that one pool pays for share all prices; so do pools that have always had the same.

    Returns:
        ``[{channels, mean, highest, binding, no_money}]``: over the windows with money, of which
        ``binding`` is the share in which it was short, so that the price was above the least return
        that the scenario asks for; ``no_money`` is the share of all windows without any.
    """
    floor = grid_price(grid_place(float(market.scenario.budget.minimum_return)))
    pools: dict[bytes, list[str]] = {}
    for name in paid_channels(market.scenario, market.dials):
        prices = outcome.prices[:, market.channels.index(name)]
        pools.setdefault(prices.tobytes(), []).append(name)
    found = []
    for column, channels in pools.items():
        prices = np.frombuffer(column)
        known = prices[np.isfinite(prices)]
        found.append(
            {
                "channels": channels,
                "mean": _told(known.mean()) if known.size else None,
                "highest": _told(known.max()) if known.size else None,
                "binding": _told(np.mean(known > floor)) if known.size else None,
                "no_money": _told(1.0 - known.size / prices.size),
            }
        )
    return found


def _told(value: float) -> float:
    return float(f"{value:.6g}") + 0.0


def _allowed(market: Market, ends: NDArray[np.float64]) -> NDArray[np.float64]:
    """What ``budget.total`` allows from the start until some days, minor units of the whole market;
    changes on the way included."""
    found = np.zeros(len(ends))
    phases = market.scenario.phases()
    begins = [start / DAY for start, _ in phases]
    for (_, scenario), begin, end in zip(phases, begins, [*begins[1:], np.inf], strict=True):
        span = np.clip(np.minimum(ends, end) - begin, 0.0, None)
        found += float(scenario.budget.total) * span / YEAR
    return found


def targets_json(outcome: Outcome, market: Market, scale: float) -> dict[str, Any]:
    """By channel with a KPI: what it reached a year, and what the firm wants, at market size.

    Args:
        scale: people that are reported over people who lived.
    """
    found = {}
    for place, channel in enumerate(market.scenario.channels):
        if channel.kpi is None:
            continue
        reached = float(outcome.counters[place, COUNTER[channel.kpi]]) * scale * YEAR / market.days
        wanted = None if channel.target is None else round(float(channel.target) * YEAR, 3)
        found[channel.name] = {
            "kpi": channel.kpi,
            "target": wanted,
            "reached": round(reached, 3),
        }
    return found
