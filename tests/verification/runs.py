"""Runs small scenarios through the real model and keeps every event row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.clocks import Outcome
from sim.clocks.drive import drive
from sim.clocks.world import World
from sim.model.market.market import Market
from sim.model.records.vocabulary import COUNTER, EVENT, ROW
from sim.scenario import Scenario

MINUTE = 60_000_000
DAY = 86_400_000_000
SIGMAS = 4.0
"""Standard errors that an estimate may be away from its closed form."""
UNLIKELY = 1e-4
"""Probability below which a test of fit fails."""

NEUTRAL = """
[behaviour]
seek = 0
browsing = 0
fit_weight = 0
pressure_weight = 0
interest_weight = 0
objection_weight = 0
effort_weight = 0
goodwill_weight = 0
loyalty_weight = 0
offer_weight = 0
urgency_weight = 0
word_of_mouth = 0
bad_word_of_mouth = 0
spontaneous_review = 0
"""
"""Behaviour in which nothing but the stated shares and rates counts."""


class Rows:
    """A sink that keeps all rows."""

    def __init__(self) -> None:
        self.parts: list[Any] = []

    def write(self, rows: Any, *, replication: int, first_window: int) -> None:
        """Keep a block."""
        self.parts.append(rows)

    def close(self) -> None:
        """Nothing is left open."""


@dataclass(frozen=True)
class Run:
    """One replication: its market, the people at the start and at the end, rows and outcome.

    Attributes:
        rows: ROW[n] in order of customer and sequence.
    """

    market: Market
    before: Any
    after: Any
    rows: Any
    outcome: Outcome
    world: World

    def of(self, event: str, channel: str | None = None) -> Any:
        """Rows of one kind of event."""
        found = self.rows["event"] == EVENT[event]
        if channel is not None:
            found &= self.rows["channel"] == self.market.channels.index(channel)
        return self.rows[found]

    def count(self, counter: str, channel: str | None = None) -> int:
        """One counter, of a channel or of all."""
        column = self.outcome.counters[:, COUNTER[counter]]
        if channel is None:
            return int(column.sum())
        return int(column[self.market.channels.index(channel)])


def live(
    scenario: Scenario | str,
    strategy: str = "plain",
    *,
    clock: str = "compiled",
    seed: int = 1,
    replication: int = 0,
    people: Any = None,
    threads: int = 1,
    block: int | None = None,
    **options: Any,
) -> Run:
    """Simulate one replication and keep everything.

    Args:
        scenario: as loaded, or its TOML text.
        options: of `Market.build`.
    """
    if isinstance(scenario, str):
        scenario = Scenario.from_text(scenario)
    market = Market.build(scenario, strategy, **options)
    sink = Rows()
    world = World(market, people, seed=seed, replication=replication, sink=sink)
    before = world.customers.copy()
    drive(world, clock=clock, threads=threads, block=block)  # type: ignore[arg-type]
    rows = np.concatenate(sink.parts) if sink.parts else np.zeros(0, ROW)
    rows = rows[np.lexsort((rows["sequence"], rows["customer"]))]
    return Run(market, before, world.customers, rows, world.outcome(), world)


def near(estimate: float, expected: float, error: float) -> None:
    """Assert that an estimate lies within `SIGMAS` standard errors of its closed form."""
    away = (estimate - expected) / error
    assert abs(away) <= SIGMAS, f"{estimate:.6g} is {away:+.1f} standard errors from {expected:.6g}"
