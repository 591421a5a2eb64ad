"""Run one replication of a market under either clock."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Literal

from sim.clocks.outcome import Outcome
from sim.clocks.world import EventSink, Records, World
from sim.model.market.market import Market

Clock = Literal["compiled", "simpy"]


def simulate(
    market: Market,
    *,
    people: Records | None = None,
    seed: int = 1,
    replication: int = 0,
    clock: Clock = "compiled",
    threads: int = 1,
    block: int | None = None,
    sink: EventSink | None = None,
    watch: int = -1,
    each_window: Callable[[int], None] | None = None,
    begun: Callable[[Records], None] | None = None,
) -> Outcome:
    """Simulate one replication; the same bytes whatever the clock, threads and blocks.

    Args:
        market: one strategy's market.
        people: customers from a table (`customer_dtype`); drawn from personas where not given.
        seed, replication: address of all draws.
        clock: ``compiled`` or ``simpy``.
        threads: threads of the compiled clock, and of drawing people.
        block: customers in a block of the compiled clock, a multiple of 256, 32,768 at most.
        sink: takes event rows; None stores none.
        watch: id of a customer whose decisions are logged.
        each_window: called as windows close, with how many, so that progress can be shown.
        begun: told who lives, in order of their ids, before anything happens.
    """
    world = World(
        market, people, seed=seed, replication=replication, threads=threads, sink=sink,
        watch=watch, each_window=each_window,
    )  # fmt: skip
    if begun is not None:
        begun(world.customers)
    drive(world, clock=clock, threads=threads, block=block)
    return world.outcome()


def drive(world: World, *, clock: Clock, threads: int = 1, block: int | None = None) -> None:
    """Let a clock live all windows of a world."""
    if clock == "simpy":
        from sim.clocks.simpy_clock import SimpyClock

        SimpyClock(world).run()
        return
    from sim.clocks.cohorts import MOST_COHORTS
    from sim.clocks.compiled import CompiledClock, block_for
    from sim.clocks.one_block import OneBlockClock

    options: dict[str, Any] = {"block": block or block_for(len(world.customers), threads)}
    if options["block"] > MOST_COHORTS:
        raise ValueError(f"a block of {block} customers; at most {MOST_COHORTS}")
    if len(world.customers) <= options["block"]:
        OneBlockClock(world).run()
    elif threads > 1:
        with ThreadPoolExecutor(threads) as pool:
            CompiledClock(world, pool=pool, threads=threads, **options).run()
    else:
        CompiledClock(world, **options).run()
