"""One replication of a variant: a function of plain data, so that any executor can call it."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

from sim.study.crowd import Crowd
from sim.study.jobs import Plan, simulator
from sim.study.trials.variant import Variant
from sim.study.trials.watch import Sums, Watch

if TYPE_CHECKING:
    from sim.clocks import Outcome
    from sim.clocks.world import Records
    from sim.model.market.market import Market
    from sim.scenario import Scenario

__all__ = ["Lived", "Setup", "Watcher", "live", "market_of", "watch"]

KEPT = 16
"""Markets that a process keeps: replications of one come one after the other."""


@dataclass(frozen=True)
class Setup:
    """What all trials of a study share.

    Attributes:
        scenario: as stated.
        crowd: who is simulated.
        plan: how.
        watch: what is kept of single customers; None: nothing.
    """

    scenario: Scenario
    crowd: Crowd
    plan: Plan
    watch: Watch | None = None

    @cached_property
    def token(self) -> str:
        """Stands for scenario and plan in this process and in others."""
        told = (self.scenario.text, sorted(self.scenario.changed.items()), self.plan)
        return hashlib.sha256(repr(told).encode()).hexdigest()


@dataclass(frozen=True)
class Lived:
    """One replication: what it came to, and what is kept of single customers."""

    outcome: Outcome
    sums: Sums = field(default_factory=dict)


_markets: OrderedDict[tuple[str, Variant], Market] = OrderedDict()
_versions: OrderedDict[tuple[str, Variant], Scenario] = OrderedDict()
"""Scenarios of variants, which several strategies share: by one without strategy and dials."""
_building = threading.Lock()


def market_of(setup: Setup, variant: Variant) -> Market:
    """A variant's market, which is built once for its replications.

    Raises:
        InputError: the variant's values do not fit.
    """
    key = (setup.token, variant)
    with _building:
        if key in _markets:
            _markets.move_to_end(key)
        else:
            _markets[key] = variant.market(setup.scenario, setup.plan, _version(setup, variant))
            if len(_markets) > KEPT:
                _markets.popitem(last=False)
        return _markets[key]


def _version(setup: Setup, variant: Variant) -> Scenario:
    """A variant's scenario; its checks take as long as building a market."""
    key = (setup.token, replace(variant, strategy="", dials=None))
    if key not in _versions:
        _versions[key] = variant.scenario(setup.scenario)
        if len(_versions) > KEPT:
            _versions.popitem(last=False)
    return _versions[key]


class Watcher(Protocol):
    """Takes the events of one replication, and knows who they happen to; may be called at once."""

    def begin(self, market: Market, customers: Records) -> None:
        """Who lives, in order of their ids, before anything happens."""

    def write(self, rows: Records, *, replication: int, first_window: int) -> None:
        """Take a block of `ROW` records, which may not be kept as they are."""

    def close(self) -> None:
        """No more rows will come."""


def watch(
    setup: Setup,
    variant: Variant,
    replication: int,
    watcher: Watcher,
    lived: Callable[[float], None] | None = None,
) -> Outcome:
    """The same as `live`, with somebody who sees all events and writes none down.

    Args:
        lived: told what share of it more has passed, now and then.

    Raises:
        InputError: the variant's values do not fit. RunError: failed while working.
    """
    from sim.clocks.drive import drive
    from sim.clocks.world import World

    market, plan = market_of(setup, variant), setup.plan
    world = World(
        market,
        setup.crowd.draw(market, plan.seed, replication),
        seed=plan.seed,
        replication=replication,
        threads=plan.threads_within,
        sink=watcher,
        each_window=None if lived is None else lambda count: lived(count / market.windows),
    )
    watcher.begin(market, world.customers)
    drive(world, clock="simpy" if plan.clock == "simpy" else "compiled",
          threads=plan.threads_within)  # fmt: skip
    watcher.close()
    return world.outcome()


def live(
    setup: Setup,
    variant: Variant,
    replication: int,
    lived: Callable[[float], None] | None = None,
) -> Lived:
    """Simulate one replication of a variant.

    Args:
        lived: told what share of it more has passed, now and then.

    Raises:
        InputError: the variant's values do not fit. RunError: failed while working.
    """
    market, plan = market_of(setup, variant), setup.plan
    watcher = None if setup.watch is None else setup.watch.begin(market, setup.crowd.ids)
    outcome: Outcome = simulator()(
        market,
        people=setup.crowd.draw(market, plan.seed, replication),
        seed=plan.seed,
        replication=replication,
        clock=plan.clock,
        threads=plan.threads_within,
        sink=watcher,
        each_window=None if lived is None else lambda count: lived(count / market.windows),
    )
    return Lived(outcome) if watcher is None else Lived(outcome, watcher.found())
