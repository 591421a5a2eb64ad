"""Customers by how many channels they used, and what those of each number came to.

A customer *uses* a channel by something of his or her own doing there: a visit, a click, a call, a
booking. To be sent a message or shown an ad is no use. The till where a purchase is paid, and the
place where an appointment is kept, come with the purchase, whatever the channel that led there:
they do not count, or nobody could buy on one channel alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.model.records.vocabulary import EVENT, EVENTS
from sim.study.heads.rows import Purchases, places_of
from sim.study.trials.watch import Sums

if TYPE_CHECKING:
    from sim.clocks.world import Records
    from sim.model.market.market import Market
    from sim.scenario import Scenario

__all__ = ["COUNTS", "OWN_DOING", "ByChannels", "chosen_channels", "table_of"]

OWN_DOING = ("visit", "click", "call", "booking")
"""Events by which a customer uses a channel."""
COUNTS = (
    "people",  # of this number of channels
    "buyers",  # of them who bought
    "repeat_buyers",  # of them who bought twice or more
    "opening",  # of them who were customers before the start
    "retained",  # of those who bought
    "orders",
    "revenue",  # minor units
    "contribution",  # minor units: revenue less cost of goods and commissions
)
"""What is counted of the people of each number of channels, in this order."""
NAME = "by_channels"


@dataclass(frozen=True)
class ByChannels:
    """Keeps int64 (channels + 1, counts) of each replication: people who used so many channels."""

    def watcher(self, market: Market) -> Watcher:
        """Follow one replication."""
        counted = chosen_channels(market.scenario)
        return Watcher([name in counted for name in market.channels])

    def bytes_of_a_customer(self, market: Market) -> float:
        """A byte a channel, two columns, and purchases."""
        return len(market.channels) + 1.0 + 8.0 * 12


def chosen_channels(scenario: Scenario) -> frozenset[str]:
    """Channels that count: all but tills and places where appointments are kept."""
    ends = {name for one in scenario.channels for name in (one.books, one.pays_at)}
    return frozenset(one.name for one in scenario.channels) - ends


class Watcher:
    """Who used which channel, and who bought what.

    Args:
        counted: of each channel whether it counts.
    """

    def __init__(self, counted: Sequence[bool]) -> None:
        self._counted = np.array(counted)
        self._own = np.array([name in OWN_DOING for name in EVENTS])

    def begin(self, customers: Records) -> None:
        """Who lives."""
        self._places = places_of(customers)
        self._used = np.zeros((len(self._counted), len(customers)), np.bool_)
        self._before = np.zeros(len(customers), np.bool_)
        self._purchases = Purchases(self._places)

    def write(self, rows: Records, *, replication: int, first_window: int) -> None:
        """Take a block of rows: no two threads have rows of the same customer."""
        own = rows[self._own[rows["event"]]]
        who = self._places(own["customer"])
        self._used[own["channel"], who] = True
        self._before[who] = own["before"] > 0
        self._purchases.take(rows)

    def close(self) -> None:
        """Nothing is left open."""

    def found(self) -> Sums:
        """The table, flat."""
        number = self._used[self._counted].sum(axis=0, dtype=np.int64)
        rows, people = int(self._counted.sum()) + 1, len(number)
        who, _, value, earned, _ = self._purchases.columns()
        orders = np.bincount(who, minlength=people)
        buyers = orders > 0
        table = np.zeros((rows, len(COUNTS)), np.int64)
        for place, whose in enumerate(
            (None, buyers, orders > 1, self._before, self._before & buyers)
        ):
            which = number if whose is None else number[whose]
            table[:, place] = np.bincount(which, minlength=rows)
        of_purchase = number[who]
        table[:, COUNTS.index("orders")] = np.bincount(of_purchase, minlength=rows)
        for name, values in (("revenue", value), ("contribution", earned)):
            np.add.at(table[:, COUNTS.index(name)], of_purchase, values)
        return {NAME: table.reshape(-1)}


def table_of(sums: Sums) -> NDArray[np.int64]:
    """The table of one replication: int64 (channels + 1, counts)."""
    return sums[NAME].reshape(-1, len(COUNTS))


assert set(OWN_DOING) <= set(EVENT)
