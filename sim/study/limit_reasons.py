"""Why a plan under limits has not picked something, where money is not the reason.

The log of decisions tells no prices of limits, so what they asked for is not told in figures.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sim.study.replay import PLANNED, Moment

if TYPE_CHECKING:
    from sim.model.market.market import Market

__all__ = ["asking", "asks", "drawing", "excluded", "limit_words"]


def asking(market: Market, moment: Moment, treatment: int) -> list[str]:
    """Limits whose price, or whose end, may have kept the treatment out of the plan."""
    return _counting(market, moment, treatment, "maximum")


def drawing(market: Market, moment: Moment, treatment: int) -> list[str]:
    """Limits whose minimum may have drawn the treatment into the plan."""
    return _counting(market, moment, treatment, "minimum")


def _counting(market: Market, moment: Moment, treatment: int, bound: str) -> list[str]:
    if moment.trigger != PLANNED:  # what an event starts counts for no limit
        return []
    return [
        limit.constraint.name
        for limit in market.phase_at(moment.time).limits
        if getattr(limit.constraint, bound) is not None and limit.usage[treatment] > 0.0
    ]


def excluded(market: Market, moment: Moment, treatment: int, winner: int) -> bool:
    """Whether an exclusion keeps the two apart, where there is a slot for each."""
    params: Any = market.phase_at(moment.time).params[0]
    if moment.trigger != PLANNED or params["slots"] < 2:
        return False
    own, other = (int(params["t_action"][t]) for t in (treatment, winner))
    return bool(int(params["a_never"][other, own // 64]) >> own % 64 & 1)


def asks(names: Sequence[str]) -> str:
    """The verb that goes with so many limits."""
    return "ask" if len(names) > 1 else "asks"


def limit_words(names: Sequence[str], *more: str) -> str:
    """``the limit mails``, ``the limits calls and mails``, ``the limit mails or the budget``."""
    *first, last = names
    listed = f"the limits {', '.join(first)} and {last}" if first else f"the limit {last}"
    return " or ".join((listed, *more))
