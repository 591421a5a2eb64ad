"""One replication of a variant: a function of plain data, so that any executor can call it."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

from sim.study import jobs
from sim.study.crowd import Crowd
from sim.study.trials.variant import Variant
from sim.study.trials.watch import Sums, Watch

if TYPE_CHECKING:
    from sim.clocks import Outcome
    from sim.model.market.market import Market
    from sim.scenario import Scenario

__all__ = ["Lived", "Setup", "live", "market_of"]

KEPT = 16
"""Markets that a process keeps: replications of one come one after the other."""


@dataclass(frozen=True)
class Setup:
    """What all trials of a study share.

    Attributes:
        scenario: as stated.
        crowd: who is simulated.
        plan: how.
    """

    scenario: Scenario
    crowd: Crowd
    plan: jobs.Plan

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


def live(
    setup: Setup,
    variant: Variant,
    replication: int,
    lived: Callable[[float], None] | None = None,
    watch: Watch | None = None,
) -> Lived:
    """Simulate one replication of a variant.

    Args:
        lived: told what share of it more has passed, now and then.
        watch: what is kept of single customers; None: nothing.

    Raises:
        InputError: the variant's values do not fit. RunError: failed while working.
    """
    market, plan = market_of(setup, variant), setup.plan
    watcher = None if watch is None else watch.watcher(market)
    outcome: Outcome = jobs.simulator()(
        market,
        people=setup.crowd.draw(market, plan.seed, replication),
        seed=plan.seed,
        replication=replication,
        clock=plan.clock,
        threads=plan.threads_within,
        sink=watcher,
        each_window=None if lived is None else lambda count: lived(count / market.windows),
        begun=None if watcher is None else watcher.begin,
    )
    return Lived(outcome) if watcher is None else Lived(outcome, watcher.found())
