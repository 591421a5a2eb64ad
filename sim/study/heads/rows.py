"""Customers of event rows as places, and the purchases among the rows."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from sim.model.records.vocabulary import EVENT

if TYPE_CHECKING:
    from sim.clocks.world import Records

__all__ = ["Integers", "Places", "Purchases", "places_of"]

PURCHASE = EVENT["purchase"]

Integers: TypeAlias = NDArray[np.int64]
Places: TypeAlias = Callable[[NDArray[Any]], Integers]
"""From ids of event rows to places of these customers among all, 0 for the first."""


def places_of(customers: Records) -> Places:
    """Where customers stand, who are in order of their ids."""
    ids = np.array(customers["id"], np.int64)
    if len(ids) and ids[-1] - ids[0] == len(ids) - 1:  # nobody is left out: no need to search
        first = ids[0]
        return lambda wanted: wanted.astype(np.int64) - first
    return lambda wanted: np.searchsorted(ids, wanted).astype(np.int64)


class Purchases:
    """The purchases of one replication, in the order in which their rows came."""

    def __init__(self, places: Places) -> None:
        self._places = places
        self._blocks: list[Integers] = []

    def take(self, rows: Records) -> None:
        """Keep what is needed of the purchases among the rows."""
        bought = rows[rows["event"] == PURCHASE]
        if len(bought):
            fields = ("time", "value", "earned", "before")
            columns = [bought[name].astype(np.int64) for name in fields]
            self._blocks.append(np.stack([self._places(bought["customer"]), *columns]))

    def columns(self) -> tuple[Integers, Integers, Integers, Integers, Integers]:
        """Place of the customer, microseconds, revenue and contribution in minor units, and
        whether the buyer was a customer before the start: int64 (purchases,) each."""
        if not self._blocks:
            nothing = np.zeros(0, np.int64)
            return nothing, nothing, nothing, nothing, nothing
        who, time, value, earned, before = np.concatenate(self._blocks, axis=1)
        return who, time, value, earned, before
