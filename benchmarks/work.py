"""What is measured: a market, a length, and the exact number of events that it comes to."""

from __future__ import annotations

from dataclasses import dataclass

from sim.clocks import Outcome, simulate
from sim.clocks.drive import Clock
from sim.model.market.market import Market
from sim.scenario import Scenario


@dataclass(frozen=True)
class Work:
    """One replication of a built-in scenario, the same under every clock.

    Attributes:
        customers: people simulated.
        days: length of the run.
        events: event rows that it comes to, whatever the clock. A change of behaviour or of the
            scenario changes it: both clocks must then agree on the new one.
    """

    scenario: str
    strategy: str
    customers: int
    days: float
    events: int

    def market(self) -> Market:
        """The market, ready to be simulated."""
        scenario = Scenario.load(self.scenario)
        return Market.build(scenario, self.strategy, customers=self.customers, days=self.days)

    def run(self, market: Market, clock: Clock, threads: int = 1) -> Outcome:
        """Live it once, events not stored: draws the people, then lives all windows."""
        return simulate(market, seed=1, replication=0, clock=clock, threads=threads)

    def __str__(self) -> str:
        return (
            f"{self.scenario}, {self.strategy}: {self.customers:,} customers × {self.days:g} days, "
            f"{self.events:,} events"
        )
