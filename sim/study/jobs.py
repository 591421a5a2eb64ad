"""Runs every (strategy, replication) of a study, on threads, with results that do not notice them.

The kernels hold no lock while they run, so small markets run side by side, one replication a
thread; a large market runs one replication at a time and spreads its own blocks over the threads.
"""

from __future__ import annotations

import itertools
import os
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from engine.errors import UsageError, one_of
from sim.study.progress import Tally

if TYPE_CHECKING:
    from sim.clocks import EventSink, Outcome
    from sim.clocks.world import Records
    from sim.model.market.market import Market

CLOCKS = ("compiled", "simpy")
MOST_CUSTOMERS = (1 << 40) - 1
MOST_REPLICATIONS = 1 << 24
MOST_SEED = (1 << 64) - 1
"""What the counter and the key of a random draw have room for (DESIGN §5)."""
SIDE_BY_SIDE = 50_000
"""Customers up to which replications run side by side rather than one after the other."""

Task = TypeVar("Task")
Done = TypeVar("Done")

PeopleFor: TypeAlias = "Callable[[Market, int, int], Records | None]"
"""Gives the customers of (market, seed, replication); None: the clock draws them."""
SinkFor: TypeAlias = "Callable[[str, int], EventSink | None]"


@dataclass(frozen=True, slots=True)
class Plan:
    """How a study is simulated.

    Attributes:
        customers: people simulated.
        days: length of the run.
        seed: 0 or more; the same seed gives the same bytes.
        replications: 1 or more.
        threads: 1 or more; no result depends on it.
        clock: "compiled" or "simpy".
    """

    customers: int
    days: float
    seed: int
    replications: int
    threads: int
    clock: str

    @property
    def customer_days(self) -> float:
        """What one market lives in all replications."""
        return self.replications * self.customers * self.days

    @property
    def side_by_side(self) -> int:
        """How many replications run at the same time."""
        small = self.clock == "compiled" and self.customers <= SIDE_BY_SIDE
        return self.threads if small else 1

    @property
    def threads_within(self) -> int:
        """Threads of one replication."""
        return 1 if self.side_by_side > 1 else self.threads


def usable_threads() -> int:
    """Processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return max(1, len(os.sched_getaffinity(0)))
    return max(1, os.cpu_count() or 1)


def make_plan(
    *,
    market: int,
    scenario_days: float,
    customers: int | None,
    days: float | None,
    seed: int,
    replications: int,
    threads: int | None,
    clock: str,
) -> Plan:
    """Fill in defaults and refuse what cannot be simulated.

    Raises:
        UsageError: a number out of range or an unknown clock.
    """
    size = market if customers is None else customers
    length = scenario_days if days is None else days
    _within("--customers", size, 1, MOST_CUSTOMERS, " people")
    _within("--replications", replications, 1, MOST_REPLICATIONS, " replications")
    _within("--seed", seed, 0, MOST_SEED, "")
    count = usable_threads() if threads is None else threads
    _within("--threads", count, 1, sys.maxsize, " threads")
    if not 0.0 < length < float("inf"):
        raise UsageError(
            "a run needs time to pass", place="--days", found=f"{length:g}", expected="more than 0"
        )
    one_of(clock, CLOCKS, "no such clock", place="--clock", expected=" or ".join(CLOCKS))
    return Plan(size, length, seed, replications, min(count, usable_threads()), clock)


def _within(place: str, value: int, least: int, most: int, what: str) -> None:
    if value < least:
        raise UsageError(
            "this number is too small",
            place=place,
            found=f"{value:,}",
            expected=f"{least}{what} or more",
        )
    if value > most:
        raise UsageError(
            "this number is too large",
            place=place,
            found=f"{value:,}",
            expected=f"{most:,}{what} or fewer" if what else f"{most:,} or less",
        )


def simulator() -> Callable[..., Outcome]:
    """The clocks' entry, imported when the first run needs it: it brings the compiler along."""
    from sim.clocks import simulate

    return simulate


def simulate_all(
    markets: Mapping[str, Market],
    plan: Plan,
    *,
    people: PeopleFor | None = None,
    sink_for: SinkFor | None = None,
    tally: Tally | None = None,
) -> dict[str, list[Outcome]]:
    """Every strategy, every replication.

    Returns:
        Outcomes by strategy, in the order of ``markets``, replications from 0.
    """
    counted = Tally(None, 0.0) if tally is None else tally
    live = lifetimes(plan, people, counted)

    def work(job: tuple[str, int]) -> Outcome:
        name, replication = job
        sink = None if sink_for is None else sink_for(name, replication)
        outcome = live(markets[name], replication, sink)
        if sink is not None:  # what is not whole stays unfinished
            sink.close()
        return outcome

    jobs = ((name, number) for number in range(plan.replications) for name in markets)
    done = dict(walk(jobs, work, plan.side_by_side, counted.stop))
    return {name: [done[name, number] for number in range(plan.replications)] for name in markets}


def lifetimes(
    plan: Plan, people: PeopleFor | None, tally: Tally
) -> Callable[[Market, int, EventSink | None], Outcome]:
    """A function that simulates one replication of a market, and tells how far it is."""
    simulate = simulator()

    def live(market: Market, replication: int, sink: EventSink | None) -> Outcome:
        job = tally.job(plan.customers * plan.days)
        outcome = simulate(
            market,
            people=None if people is None else people(market, plan.seed, replication),
            seed=plan.seed,
            replication=replication,
            clock=plan.clock,
            threads=plan.threads_within,
            sink=sink,
            each_window=lambda count: job.lived(count / market.windows),
        )
        job.end()
        return outcome

    return live


def walk(
    jobs: Iterator[Task],
    work: Callable[[Task], Done],
    workers: int,
    stop: Callable[[], None],
    executor: Executor | None = None,
) -> Iterator[tuple[Task, Done]]:
    """Jobs as they end, in any order; stops early and cleanly when interrupted.

    A job is taken up as another ends, so that many of them need no room.

    Args:
        workers: jobs under way at a time.
        stop: asks those under way to end soon, where nobody waits for all of them any more.
        executor: who works; None: threads of this process. Others must be able to send the work
            and its jobs along.
    """
    if executor is None and workers == 1:
        for job in jobs:
            yield job, work(job)
        return
    pool = executor or ThreadPoolExecutor(workers, thread_name_prefix="journey")
    waiting: dict[Future[Done], Task] = {}
    try:
        for job in itertools.islice(jobs, 2 * workers):
            waiting[pool.submit(work, job)] = job
        while waiting:
            ended, _ = wait(waiting, timeout=0.5, return_when=FIRST_COMPLETED)
            for future in ended:
                for job in itertools.islice(jobs, 1):
                    waiting[pool.submit(work, job)] = job
                yield waiting.pop(future), future.result()
    except BaseException:
        stop()
        raise
    finally:
        for future in waiting:
            future.cancel()
        if executor is None:
            pool.shutdown(wait=True, cancel_futures=True)


class Stopwatch:
    """Wall time since it was made."""

    def __init__(self) -> None:
        self._start = time.perf_counter()

    @property
    def seconds(self) -> float:
        """Seconds so far."""
        return time.perf_counter() - self._start
