"""What a lift keeps of single customers in the runs that it sets against each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.study.lift.anyway import Offers
from sim.study.lift.spending import Payments
from sim.study.trials.watch import Sums, Watcher

if TYPE_CHECKING:
    from sim.clocks.world import Records
    from sim.model.market.market import Market

__all__ = ["OffersAndPayments"]


@dataclass(frozen=True)
class OffersAndPayments:
    """Keeps who bought with an offer (`Offers`) and, where asked for, who spends (`Payments`)."""

    payments: bool

    def watcher(self, market: Market) -> Watcher:
        """Follow one replication."""
        return Both(Offers(), Payments(market)) if self.payments else Offers()

    def bytes_of_a_customer(self, market: Market) -> float:
        """Columns of purchases, the persona, and what is kept."""
        return 4.0 + 4.0 + 8.0 + 8.0 + self.kept_of_a_customer()

    def kept_of_a_customer(self) -> float:
        """What stays of a customer who buys with an offer."""
        return 5 * 8.0


class Both:
    """Two watchers of the same life."""

    def __init__(self, *watchers: Watcher) -> None:
        self._watchers = watchers

    def begin(self, customers: Records) -> None:
        """Who lives."""
        for watcher in self._watchers:
            watcher.begin(customers)

    def write(self, rows: Records, *, replication: int, first_window: int) -> None:
        """Take a block of rows."""
        for watcher in self._watchers:
            watcher.write(rows, replication=replication, first_window=first_window)

    def close(self) -> None:
        """Nothing is left open."""

    def found(self) -> Sums:
        """What both found."""
        return {name: values for one in self._watchers for name, values in one.found().items()}
