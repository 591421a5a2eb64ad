"""What one replication came to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Move:
    """What a rule has done: at the open of a window so much has gone from a channel to another.

    Attributes:
        amount: minor units, or servers.
    """

    window: int
    rule: str
    source: str
    target: str
    amount: int


@dataclass(slots=True)
class LimitUse:
    """How plans have kept one limit; sums over windows, money in the main unit.

    Attributes:
        windows: plans on which it bore.
        used: what all picks came to. allowed, asked: the maxima and minimums of these plans.
        bounded, wanted: windows that had a maximum, and a minimum: a change may bring one.
        price: shadow prices, main unit of money for a unit of what is counted.
        binding: windows in which it had a price that could matter.
        missed: windows short of the minimum; short: by how much, together.
    """

    name: str
    windows: int = 0
    used: float = 0.0
    allowed: float = 0.0
    bounded: int = 0
    asked: float = 0.0
    wanted: int = 0
    price: float = 0.0
    binding: int = 0
    missed: int = 0
    short: float = 0.0


@dataclass(frozen=True)
class Outcome:
    """Integer results of one replication of one strategy.

    Attributes:
        counters: int64[channels, len(COUNTERS)].
        series: int64[windows, 3]: contribution (minor units), media (millionths of a minor unit)
            and purchases of each window.
        prices: float64[windows, channels], the shadow price of the money that pays for a channel in
            each window: what a unit of it has had to bring; inf where there was none.
        digest_sums: uint64[windows, 2]: 128-bit sums of row hashes, low half first.
        events: number of event rows.
        customers: people simulated.
        opening_customers: those of them who had bought before the start.
        windows: windows lived.
        replication: number of the replication.
        moves: what rules on KPIs have moved.
        limits: how plans have kept each limit, by name.
    """

    counters: np.ndarray[Any, np.dtype[np.int64]]
    series: np.ndarray[Any, np.dtype[np.int64]]
    prices: np.ndarray[Any, np.dtype[np.float64]]
    digest_sums: np.ndarray[Any, np.dtype[np.uint64]]
    events: int
    customers: int
    opening_customers: int
    windows: int
    replication: int
    moves: tuple[Move, ...] = ()
    limits: tuple[LimitUse, ...] = ()
