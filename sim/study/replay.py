"""One customer's life again, with every decision about them: the same replication, watched."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.model.records.vocabulary import ROW
from sim.study.jobs import Plan

if TYPE_CHECKING:
    from sim.clocks.world import Records
    from sim.model.market.market import Market

PLANNED = -1
"""Trigger of a decision that the daily plan takes."""
NOT_WEIGHED = 255
TAKEN = 0


class Keeper:
    """An EventSink that keeps the rows of one customer."""

    def __init__(self, customer: int) -> None:
        self._customer = customer
        self._kept: list[NDArray[np.void]] = []

    def write(self, rows: NDArray[np.void], *, replication: int, first_window: int) -> None:
        """Keep what is theirs."""
        del replication, first_window
        own = rows[rows["customer"] == self._customer]
        if len(own):
            self._kept.append(own)

    def close(self) -> None:
        """No more rows will come."""

    def rows(self) -> NDArray[np.void]:
        """ROW records in order of sequence."""
        if not self._kept:
            return np.zeros(0, ROW)
        rows = np.concatenate(self._kept)
        return rows[np.argsort(rows["sequence"])]


@dataclass(frozen=True)
class Moment:
    """All that was decided about the customer at one moment.

    Attributes:
        time, window: microseconds, and the number of the window.
        trigger: place in `TRIGGERS`, PLANNED for the daily plan.
        channel: where it happened; of the plan no one channel.
        views: what was known, float64 codes by number of the view.
        outcome: by treatment that was weighed: TAKEN, a layer, or a code of
            sim.model.deciding.decisions.
        priority, propensity: by treatment; minor units and a share.
        price: by pool as far as logged: shadow price, value a unit of money.
    """

    time: int
    window: int
    trigger: int
    channel: int
    views: dict[int, NDArray[np.float64]] = field(default_factory=dict)
    outcome: dict[int, int] = field(default_factory=dict)
    priority: dict[int, float] = field(default_factory=dict)
    propensity: dict[int, float] = field(default_factory=dict)
    price: dict[int, float] = field(default_factory=dict)

    def add(self, record: Any, params: Any, treatments: int) -> None:
        """Take in one logged view of the moment.

        A plan logs the price of what it chose, an event that of the channel where it happened.
        """
        pools = params["pool"]
        self.views.setdefault(int(record["view_of"]), record["values"].copy())
        for t in range(treatments):
            outcome = int(record["outcome"][t])
            if outcome == NOT_WEIGHED:
                continue
            if t not in self.outcome or outcome == TAKEN:
                self.outcome[t] = outcome
            if t not in self.priority or record["priority"][t] != 0.0:
                self.priority[t] = float(record["priority"][t])
                self.propensity[t] = float(record["propensity"][t])
        if record["channel"] >= 0:
            self.price[int(pools[record["channel"]])] = float(record["price"])
        elif record["chosen"] >= 0:
            chosen = params["t_channel"][record["chosen"]]
            self.price[int(pools[chosen])] = float(record["price"])

    def taken(self) -> list[int]:
        """Treatments that were chosen."""
        return [t for t, outcome in self.outcome.items() if outcome == TAKEN]


@dataclass(frozen=True)
class Life:
    """One customer's replication.

    Attributes:
        born: the customer's record at the start.
        rows: ROW records in order of sequence.
        moments: decisions about them, in order of time.
    """

    market: Market
    replication: int
    customer: int
    born: Any
    rows: NDArray[np.void]
    moments: tuple[Moment, ...]


def relive(
    market: Market, plan: Plan, *, replication: int, customer: int, people: Records | None = None
) -> Life:
    """Simulate a replication again and watch one customer.

    Args:
        customer: an id that exists in the market.
    """
    from sim.clocks.drive import drive
    from sim.clocks.world import World

    keeper = Keeper(customer)
    world = World(
        market, people, seed=plan.seed, replication=replication, sink=keeper, watch=customer
    )
    born = world.customers[np.searchsorted(world.customers["id"], customer)].copy()
    drive(
        world,
        clock="simpy" if plan.clock == "simpy" else "compiled",
        threads=plan.threads_within,
    )
    return Life(market, replication, customer, born, keeper.rows(), _moments(market, world))


def _moments(market: Market, world: Any) -> tuple[Moment, ...]:
    found: list[Moment] = []
    records = [record for block in world.decisions for record in block]
    # sorting keeps the order of what was decided at the same time
    for record in sorted(records, key=lambda item: int(item["time"])):
        params = market.phase_at(int(record["time"])).params[0]
        trigger, channel = int(record["trigger"]), int(record["channel"])
        last = found[-1] if found else None
        if (
            last is None
            or last.time != record["time"]
            or last.trigger != trigger
            or (trigger != PLANNED and last.channel != channel)
        ):
            last = Moment(int(record["time"]), int(record["window"]), trigger, channel)
            found.append(last)
        last.add(record, params, len(market.treatments))
    return tuple(found)
