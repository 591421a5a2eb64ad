"""Customers of event rows as places, and the purchases among the rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.model.records.vocabulary import EVENT

if TYPE_CHECKING:
    from sim.clocks.world import Records

__all__ = ["Purchases", "places"]

PURCHASE = EVENT["purchase"]

Integers = NDArray[np.int64]


def places(customers: NDArray[Any], ids: Integers | None) -> Integers:
    """Places of customers among all, 0 for the first.

    Args:
        customers: ids of event rows.
        ids: of all customers, ascending; None: 0 to one less than there are.
    """
    whose = customers.astype(np.int64)
    return whose if ids is None else np.searchsorted(ids, whose)


class Purchases:
    """The purchases of one replication, in the order in which their rows came.

    Args:
        ids: of the customers, see `places`.
    """

    def __init__(self, ids: Integers | None) -> None:
        self._ids = ids
        self._blocks: list[Integers] = []

    def take(self, rows: Records) -> None:
        """Keep what is needed of the purchases among the rows."""
        bought = rows[rows["event"] == PURCHASE]
        if len(bought):
            fields = ("time", "value", "earned", "before")
            columns = [bought[name].astype(np.int64) for name in fields]
            self._blocks.append(np.stack([places(bought["customer"], self._ids), *columns]))

    def columns(self) -> tuple[Integers, Integers, Integers, Integers, Integers]:
        """Place of the customer, microseconds, revenue and contribution in minor units, and
        whether the buyer was a customer before the start: int64 (purchases,) each."""
        if not self._blocks:
            nothing = np.zeros(0, np.int64)
            return nothing, nothing, nothing, nothing, nothing
        who, time, value, earned, before = np.concatenate(self._blocks, axis=1)
        return who, time, value, earned, before
