"""Lives a market once under either clock, and keeps apart what the time went into.

All that benchmarks know of the inside of the clocks stands here: how one is started, and that both
have a method that makes the plan of a window.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext, suppress
from dataclasses import dataclass
from typing import Any

from benchmarks.timing import timed
from sim.clocks import Outcome
from sim.clocks.compiled import CompiledClock, block_for
from sim.clocks.drive import Clock
from sim.clocks.simpy_clock import SimpyClock
from sim.clocks.world import World
from sim.model.market.market import Market


@dataclass(frozen=True)
class Lived:
    """One replication.

    Attributes:
        seconds: all of it, from drawing the people to the last window.
        processor: the same, of all processors together.
        planning: seconds in which the firm made its plans.
        drawing: seconds until the people stood ready.
    """

    outcome: Outcome
    seconds: float
    processor: float
    planning: float
    drawing: float

    @property
    def living(self) -> float:
        """Seconds of the windows, less planning."""
        return self.seconds - self.drawing - self.planning


class Stopwatch:
    """Adds up the seconds of many short pieces of work."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def during(self, work: Callable[[], None]) -> None:
        """Do the work, and add its seconds."""
        self.seconds += timed(work)[1].wall


class TimedCompiled(CompiledClock):
    """The compiled clock, with a stopwatch on its planning."""

    watch: Stopwatch

    def _make_plan(self) -> None:
        self.watch.during(super()._make_plan)


class TimedSimpy(SimpyClock):
    """The SimPy clock, with a stopwatch on its planning."""

    watch: Stopwatch

    def make_plan(self) -> None:
        """Score all customers and set the shadow prices, timed."""
        self.watch.during(super().make_plan)


def live(
    market: Market,
    *,
    seed: int = 1,
    clock: Clock = "compiled",
    threads: int = 1,
) -> Lived:
    """Live replication 0 of a market, events not stored.

    Args:
        threads: of the compiled clock.
    """
    watch = Stopwatch()

    def run() -> tuple[World, float]:
        world, made = timed(lambda: World(market, None, seed=seed, replication=0, threads=threads))
        _let_run(world, watch, clock, threads)
        return world, made.wall

    (world, drawing), seconds = timed(run)
    return Lived(world.outcome(), seconds.wall, seconds.processor, watch.seconds, drawing)


def _let_run(world: World, watch: Stopwatch, clock: Clock, threads: int) -> None:
    if clock == "simpy":
        slow = TimedSimpy(world)
        slow.watch = watch
        slow.run()
        return
    pool: Any = ThreadPoolExecutor(threads) if threads > 1 else nullcontext()
    with pool as threaded:
        size = block_for(len(world.customers), threads)
        fast = TimedCompiled(world, pool=threaded, threads=threads, block=size)
        fast.watch = watch
        fast.run()


class _Reached(Exception):  # noqa: N818 -- no error: the end of what is to be lived
    """The window before the one that is asked for has closed."""


def until(market: Market, window: int, kind: Any) -> Any:
    """A clock of some kind that has lived a market up to the open of a window.

    Args:
        window: its number, from 1; the market lives longer than this.
        kind: `CompiledClock` or `SimpyClock`.
    """
    closed = 0

    def stop(count: int) -> None:
        nonlocal closed
        closed += count
        if closed >= window:
            raise _Reached

    world = World(market, None, seed=1, replication=0, each_window=stop)
    clock = kind(world)
    with suppress(_Reached):
        clock.run()
    world.open_window(window)
    return clock
