"""Discounts given to people who would have bought anyway.

With the same luck a customer who buys in the silent run too needed no action that fell silent. Both
runs are lived side by side, and what is kept of a customer are a few sums.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.model.records.vocabulary import EVENT
from sim.study.lift.spending import rows_of
from sim.study.trials.living import Setup, watch
from sim.study.trials.variant import Variant

if TYPE_CHECKING:
    from sim.clocks.world import Records
    from sim.model.market.market import Market

__all__ = ["COUNTED", "Discounted", "pair"]

PURCHASE, CODE_USED = EVENT["purchase"], EVENT["code_used"]

COUNTED = (
    "purchases", "money", "customers", "anyway_purchases", "anyway_money", "anyway_customers",
    "still_money",
)  # fmt: skip
"""What `Discounted` counts, in this order; money in minor units."""


class _Purchases:
    """Watches what each customer buys: purchases, those with an offer, and what these took off."""

    def __init__(self) -> None:
        self._lock = threading.Lock()

    def begin(self, market: Market, customers: Records) -> None:
        self._row = rows_of(customers)
        self.bought = np.zeros(len(customers), np.int32)
        self.used = np.zeros(len(customers), np.int32)
        self.money = np.zeros(len(customers), np.int64)

    def write(self, rows: Records, *, replication: int, first_window: int) -> None:
        event = rows["event"]
        paid = rows[event == PURCHASE]
        off = rows[event == CODE_USED]
        if not len(paid):
            return
        with self._lock:
            np.add.at(self.bought, self._row(paid["customer"]), 1)
            if len(off):
                place = self._row(off["customer"])
                np.add.at(self.used, place, 1)
                np.add.at(self.money, place, off["value"])

    def close(self) -> None:
        pass


@dataclass(frozen=True)
class Discounted:
    """Discounts in one replication of a variant, and those to who buys in a silent one as well.

    Returns:
        int64 (1, 7): see `COUNTED`.
    """

    variant: Variant
    silent: Variant

    def __call__(
        self, setup: Setup, number: int, lived: Callable[[float], None] | None
    ) -> NDArray[np.int64]:
        def half(share: float) -> None:
            if lived is not None:
                lived(share / 2.0)

        found = []
        for variant in (self.variant, self.silent):
            purchases = _Purchases()
            watch(setup, variant, number, purchases, half)
            found.append(purchases)
        there, silent = found
        return pair(there.used, there.money, silent.bought, silent.money)[np.newaxis]


def pair(
    used: NDArray[np.int32],
    money: NDArray[np.int64],
    bought: NDArray[np.int32],
    still: NDArray[np.int64],
) -> NDArray[np.int64]:
    """Compare customers across two runs; all arrays (customers,).

    Who buys more often with a discount than in the silent run has bought so many of these anyway,
    and got the like part of the money for it, rounded down.

    Args:
        used, money: purchases with an offer, and what these took off, in the run with everything.
        bought, still: purchases in the silent run, and what offers took off there.

    Returns:
        int64 (7,): see `COUNTED`.
    """
    with_offer = used > 0
    most = used[with_offer].astype(np.int64)
    given = money[with_offer]
    anyway = np.minimum(most, bought[with_offer])
    needless = given * anyway // most
    return np.array(
        [
            most.sum(),
            given.sum(),
            len(most),
            anyway.sum(),
            needless.sum(),
            np.count_nonzero(anyway),
            np.minimum(needless, still[with_offer]).sum(),
        ],
        np.int64,
    )
