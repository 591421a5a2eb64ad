"""What each buyer brought until some days: all that a trial among customers would measure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.model.records.sizes import DAY
from sim.study.heads.rows import Purchases, places_of
from sim.study.trials.watch import Sums

if TYPE_CHECKING:
    from sim.clocks.world import Records
    from sim.model.market.market import Market

__all__ = ["Brought", "UntilDays", "brought_of"]


@dataclass(frozen=True)
class UntilDays:
    """Keeps, of all who bought, contribution and orders from the start until each of some days.

    Attributes:
        days: ascending.
    """

    days: tuple[float, ...]

    def watcher(self, market: Market) -> Watcher:
        """Follow one replication."""
        return Watcher(self.days)

    def bytes_of_a_customer(self, market: Market) -> float:
        """Purchases, two a customer, and what they are reduced to."""
        return 8.0 * 2 * 5 + self.kept_of_a_customer()

    def kept_of_a_customer(self) -> float:
        """What stays of a customer who buys."""
        return 8.0 * (2 * len(self.days) + 1)


class Watcher:
    """Gathers purchases.

    Args:
        days: until which they are summed.
    """

    def __init__(self, days: tuple[float, ...]) -> None:
        self._ends = np.array([round(day * DAY) for day in days], np.int64)

    def begin(self, customers: Records) -> None:
        """Who lives."""
        self._purchases = Purchases(places_of(customers))

    def write(self, rows: Records, *, replication: int, first_window: int) -> None:
        """Take a block of rows."""
        self._purchases.take(rows)

    def close(self) -> None:
        """Nothing is left open."""

    def found(self) -> Sums:
        """Buyers by place, and what they brought and ordered until each day, flat."""
        who, time, _, earned, _ = self._purchases.columns()
        stretch = np.searchsorted(self._ends, time, side="right")
        within = stretch < len(self._ends)
        buyers, row = np.unique(who[within], return_inverse=True)
        brought = np.zeros((2, len(self._ends), len(buyers)), np.int64)
        np.add.at(brought[0], (stretch[within], row), earned[within])
        np.add.at(brought[1], (stretch[within], row), 1)
        brought = np.cumsum(brought, axis=1)
        return {
            "days": np.array([len(self._ends)], np.int64),
            "buyers": buyers.astype(np.int64),
            "earned": brought[0].reshape(-1),
            "orders": brought[1].reshape(-1),
        }


@dataclass(frozen=True)
class Brought:
    """What the buyers of one replication brought.

    Attributes:
        buyers: int64 (buyers,), places among all customers, ascending.
        earned: int64 (days, buyers), contribution until each day, minor units.
        orders: int64 (days, buyers).
    """

    buyers: NDArray[np.int64]
    earned: NDArray[np.int64]
    orders: NDArray[np.int64]


def brought_of(sums: Sums) -> Brought:
    """What `UntilDays` kept of one replication."""
    buyers = sums["buyers"]
    days = int(sums["days"][0])
    shape = (days, len(buyers))
    return Brought(buyers, sums["earned"].reshape(shape), sums["orders"].reshape(shape))
