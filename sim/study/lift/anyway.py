"""Discounts given to people who would have bought anyway.

With the same luck a customer who buys in the silent run too needed no action that fell silent. Of
each run is kept who bought how often, and what offers took off for whom.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.model.records.vocabulary import EVENT
from sim.study.heads.rows import Integers, places_of
from sim.study.trials.watch import Sums

if TYPE_CHECKING:
    from sim.clocks.world import Records

__all__ = ["COUNTED", "Offers", "pair"]

PURCHASE, CODE_USED = EVENT["purchase"], EVENT["code_used"]

COUNTED = (
    "purchases", "money", "customers", "anyway_purchases", "anyway_money", "anyway_customers",
    "still_money",
)  # fmt: skip
"""What `pair` counts, in this order; money in minor units."""


class Offers:
    """Watches what each customer buys: purchases, those with an offer, and what these took off."""

    def __init__(self) -> None:
        self._lock = threading.Lock()

    def begin(self, customers: Records) -> None:
        """Who lives."""
        self._places = places_of(customers)
        self._bought = np.zeros(len(customers), np.int32)
        self._used = np.zeros(len(customers), np.int32)
        self._money = np.zeros(len(customers), np.int64)

    def write(self, rows: Records, *, replication: int, first_window: int) -> None:
        """Take a block of rows."""
        event = rows["event"]
        paid = rows[event == PURCHASE]
        off = rows[event == CODE_USED]
        if not len(paid):
            return
        with self._lock:
            np.add.at(self._bought, self._places(paid["customer"]), 1)
            if len(off):
                place = self._places(off["customer"])
                np.add.at(self._used, place, 1)
                np.add.at(self._money, place, off["value"])

    def close(self) -> None:
        """Nothing is left open."""

    def found(self) -> Sums:
        """Places of the buyers and how often they bought; the same of those with an offer, and
        what it took off."""
        buyers, holders = np.flatnonzero(self._bought), np.flatnonzero(self._used)
        return {
            "buyers": buyers,
            "bought": self._bought[buyers].astype(np.int64),
            "holders": holders,
            "used": self._used[holders].astype(np.int64),
            "money": self._money[holders],
        }


def pair(full: Sums, silent: Sums) -> NDArray[np.int64]:
    """Compare customers across two runs, of each of which `Offers` found these sums.

    Who buys more often with a discount than in the silent run has bought so many of these anyway,
    and got the like part of the money for it, rounded down.

    Returns:
        int64 (7,): see `COUNTED`.
    """
    most, given = full["used"], full["money"]
    bought = _of(full["holders"], silent["buyers"], silent["bought"])
    still = _of(full["holders"], silent["holders"], silent["money"])
    anyway = np.minimum(most, bought)
    needless = given * anyway // most
    return np.array(
        [
            most.sum(),
            given.sum(),
            len(most),
            anyway.sum(),
            needless.sum(),
            np.count_nonzero(anyway),
            np.minimum(needless, still).sum(),
        ],
        np.int64,
    )


def _of(wanted: Integers, who: Integers, values: Integers) -> Integers:
    """Values of some customers, 0 of who has none; places in ascending order."""
    if not len(who):
        return np.zeros(len(wanted), np.int64)
    at = np.minimum(np.searchsorted(who, wanted), len(who) - 1)
    return np.where(who[at] == wanted, values[at], 0)
