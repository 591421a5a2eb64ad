"""Reads the rows of a life as windows pass, for all parts of its portrait."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

from sim.study.heads.rows import places_of
from sim.study.portrait.actions import Actions
from sim.study.portrait.effort import Steps, effort_json
from sim.study.portrait.flow import Flow
from sim.study.portrait.funnel import Funnel
from sim.study.portrait.part import Part
from sim.study.portrait.pressure import Pressure
from sim.study.portrait.queues import Queues, queues_json
from sim.study.portrait.spent import budget_json, prices_json, targets_json

if TYPE_CHECKING:
    from sim.clocks.outcome import Outcome
    from sim.clocks.world import Records
    from sim.model.market.market import Market
    from sim.study.money import Currency

__all__ = ["Watcher"]


class Watcher:
    """An event sink for one replication, whose blocks may come from several threads.

    Args:
        market: of the strategy.
    """

    def __init__(self, market: Market) -> None:
        self._market = market
        self._lock = threading.Lock()
        self._queues, self._steps = Queues(market), Steps(market)
        self._flow = Flow.of(market)

    def begin(self, customers: Records) -> None:
        """Who lives, in order of their ids; before any rows."""
        self._places = places_of(customers)
        self._funnel = Funnel(customers)
        self._pressure = Pressure(len(customers), self._market.days)
        self._actions = Actions(self._market, customers)
        self._parts: tuple[Part, ...] = (
            self._funnel, self._flow, self._pressure, self._actions, self._queues, self._steps
        )  # fmt: skip

    def write(self, rows: Records, *, replication: int, first_window: int) -> None:
        """Take a block of rows."""
        who = self._places(rows["customer"])
        with self._lock:
            for part in self._parts:
                part.take(rows, who)

    def close(self) -> None:
        """Nothing is left open."""

    def told(self, outcome: Outcome, currency: Currency, scale: float) -> dict[str, Any]:
        """The portrait of one strategy.

        Args:
            outcome: of the same life.
            scale: people that are reported over people who lived.
        """
        return strategy_json(
            {
                "funnel": self._funnel.told(),
                "flow": self._flow.told(),
                "pressure": self._pressure.told(),
                "queues": queues_json(outcome, self._market, self._queues.told()),
                "effort": effort_json(outcome, self._market, self._steps.taken),
                "budget": budget_json(outcome, self._market, currency, scale),
                "prices": prices_json(outcome, self._market),
                "targets": targets_json(outcome, self._market, scale),
            },
            self._actions.told(),
        )


def strategy_json(parts: dict[str, Any], fired: dict[str, Any]) -> dict[str, Any]:
    """All parts, each under its name; what is told of actions stands beside them."""
    return {**parts, **fired}
