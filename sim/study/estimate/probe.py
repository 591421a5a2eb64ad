"""A short probe: a few people live the run, and time, events and what is under way are measured.

The probe lives the same windows as the run will, from the first one on, as first days differ from
later ones; it ends early where that would take too long, and the last windows stand for the rest.
It has as many blocks as the run, on as many threads, and where replications run side by side so do
the probe's: whatever does not speed up with threads is measured along.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from engine.errors import InputError
from sim.scenario import keys
from sim.study import prepare
from sim.study.estimate.cohorts import Sizes, at_full_size, bytes_of_cohorts
from sim.study.estimate.plans import Offered, bytes_of_solving, count_offered, is_limited
from sim.study.estimate.rates import rough_rate

if TYPE_CHECKING:
    from sim.clocks.drive import Clock
    from sim.clocks.world import World
    from sim.model.market.market import Market
    from sim.store.event_writer import EventWriter
    from sim.study.estimate.work import Lot, Workload
    from sim.study.jobs import Plan

SECONDS = 3.0
"""How long all probes may take, roughly."""
SLOW = 0.4
"""Part of the usual rate that is counted on: how many people a probe takes."""
SOLVED = 0.05
"""Part of that where plans have limits, which are solved in each window."""
FEWEST = 256
"""People of a probe at least, one block of ids; those of the one that measures what is fixed."""
LARGER = 3
"""How many times as many people the larger of two probes has at least: from two that are nearly as
large, what grows with people cannot be told."""
FIRST = 30
"""Windows from which what a window costs beside its people is told."""
ENOUGH = 10
"""Windows that are lived however long they take."""
STALLED = 8.0
"""How many times as long as most windows one takes where the machine stood still meanwhile."""
MOST_FIXED = 0.5
"""Share of a probe that people have no part in, at most: more can only be a disturbance."""
LAST = 0.25
"""Share of the windows lived, the last of them, that stand for those that are not."""
FULL_ROWS = 20_000
"""Rows from which a file of the probe tells what a row takes."""


@dataclass(frozen=True)
class Pace:
    """What a life of one market takes, as a probe tells.

    Attributes:
        customers: people of the probe.
        seconds: of the probe's life, days not lived added.
        fixed: seconds of that which do not grow with people.
        rows: event rows a customer, over the run.
        row_bytes: bytes of a row in a file; None: too few were written to tell.
        pending: bytes of observations on their way, a customer, at most.
        cohorts: bytes of the cohorts of all customers of the run.
        plans: bytes of solving a plan of theirs under limits.
    """

    customers: int
    seconds: float
    fixed: float
    rows: float
    row_bytes: float | None
    pending: float
    cohorts: float = 0.0
    plans: float = 0.0

    def life(self, customers: int) -> float:
        """Seconds of a life of so many people."""
        return self.fixed + (self.seconds - self.fixed) * customers / self.customers


class _Enough(Exception):  # noqa: N818 -- nothing is wrong
    """The probe has lived long enough."""


@dataclass
class _Life:
    """What was seen of one life of the probe.

    Attributes:
        windows: seconds of each; the first has all that goes before it.
        rows: event rows until the end of each.
        cohorts: how many there have been until the end of each, and picks.
        people: seconds to make customers of a table.
        after: seconds to write the rest of the events.
        pending: bytes of observations on their way, at most.
        stored, written: rows in files, and the bytes of these.
        offered: what a plan under limits offers a customer, at most.
    """

    windows: list[float] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)
    cohorts: list[Sizes] = field(default_factory=list)
    people: float = 0.0
    after: float = 0.0
    pending: int = 0
    stored: int = 0
    written: int = 0
    offered: Offered = field(default_factory=Offered)

    def note(self, world: World, count: int, since: float) -> None:
        """So many windows have passed at once: each has taken as long, and written as much."""
        self.windows += [since / count] * count
        before = self.rows[-1] if self.rows else 0
        rows = sum(int(output["events"][0]) for output in world.outputs) - before
        self.rows += [before + rows * part // count for part in range(1, count + 1)]
        self.cohorts += [Sizes(world.cohorts, world.picks)] * count
        self.pending = max(self.pending, world.pending.nbytes + world.bytes_logged)


def pace_of(work: Workload, lot: Lot, share: float) -> Pace:
    """Live a probe of one lot.

    Args:
        share: of the time that there is for all probes.
    """
    plan, market = work.study.plan, lot.market
    seconds = SECONDS * share
    together = min(work.together, lot.lives)
    few = FEWEST * _blocks(plan)
    pace = SOLVED if is_limited(market) else 1.0
    count = _people(plan, market.lead + market.windows, pace * seconds)
    until = market.windows if count == plan.customers else FIRST
    small = _lives(work, lot, min(few, count), together, until=min(until, FIRST))
    found = _lives(work, lot, count, together, seconds=2.0 * seconds)
    fixed = 0.0
    if count > few:
        fixed = market.windows * _of_a_window(small, found, few, count)
    people = min(few, count), count, plan.customers
    sizes = at_full_size(small[0].cohorts, found[0].cohorts, people, market.windows)
    cohorts = bytes_of_cohorts(market, sizes, _blocks(plan))
    plans = bytes_of_solving(market, found[0].offered, plan.customers)
    return replace(_summed(found, count, market.windows, fixed), cohorts=cohorts, plans=plans)


def _people(plan: Plan, windows: int, seconds: float = SECONDS) -> int:
    """People of the larger probe: as many as live so many windows in some seconds."""
    rate = SLOW * rough_rate(plan.clock, 1 if plan.side_by_side > 1 else plan.threads_within)
    least = LARGER * FEWEST * _blocks(plan)
    return min(max(int(rate * seconds / windows), least), plan.customers)


def warm(work: Workload, lot: Lot) -> None:
    """Have all loaded, or compiled the first time, that lives of a lot need."""
    _lives(work, lot, min(FEWEST, work.study.plan.customers), 1, until=3)


# --- lives ------------------------------------------------------------------------------------


def _lives(
    work: Workload,
    lot: Lot,
    count: int,
    together: int,
    *,
    until: int | None = None,
    seconds: float = SECONDS,
) -> list[_Life]:
    """So many lives at once, of so many people each; ended early where they take longer."""
    market = _smaller(lot.market, count)
    with tempfile.TemporaryDirectory(prefix="journey-") as folder:

        def live(number: int) -> _Life:
            place = Path(folder) / str(number) if 0 < lot.lives == lot.stored else None
            return _live(work, market, number, place, market.windows if until is None else until,
                         seconds)  # fmt: skip

        if together == 1:
            return [live(0)]
        with ThreadPoolExecutor(together) as pool:
            return list(pool.map(live, range(together)))


def _live(
    work: Workload,
    market: Market,
    replication: int,
    folder: Path | None,
    until: int,
    seconds: float,
) -> _Life:
    from sim.clocks.drive import drive
    from sim.clocks.world import World

    plan, life, limited = work.study.plan, _Life(), is_limited(market)
    began = last = time.perf_counter()
    people = work.study.crowd.draw(market, plan.seed, replication)
    if people is not None:
        life.people = time.perf_counter() - began
        people, last = people[: market.customers], time.perf_counter()
    writer = None if folder is None else _writer(folder, market)

    def each_window(count: int) -> None:
        nonlocal last
        now = time.perf_counter()
        life.note(world, count, now - last)
        if limited:
            life.offered = life.offered.most(count_offered(world))
        last = time.perf_counter()
        passed = len(life.windows)
        if passed >= until or (passed >= ENOUGH and now - began > seconds):
            raise _Enough

    world = World(
        market,
        people,
        seed=plan.seed,
        replication=replication,
        threads=plan.threads_within,
        sink=writer,
        each_window=each_window,
    )
    block = _block(plan, market.customers)
    clock: Clock = "simpy" if plan.clock == "simpy" else "compiled"
    with suppress(_Enough):
        drive(world, clock=clock, threads=plan.threads_within, block=block)
    if writer is not None and folder is not None:
        for output in world.outputs:
            world.flush(output)
        began = time.perf_counter()
        writer.finish(replication)
        life.after = time.perf_counter() - began
        life.stored = life.rows[-1]
        life.written = sum(file.stat().st_size for file in folder.rglob("*.parquet"))
    return life


def _writer(folder: Path, market: Market) -> EventWriter:
    from sim.store.event_writer import EventWriter

    return EventWriter(
        folder, strategy=market.strategy, channels=market.channels, actions=market.actions
    )


def _blocks(plan: Plan) -> int:
    """Blocks of the compiled clock."""
    from sim.clocks.compiled import block_for

    return -(-plan.customers // block_for(plan.customers, plan.threads_within))


def _block(plan: Plan, count: int) -> int:
    """Customers of a block, so that so many people have as many blocks as all customers have."""
    from sim.clocks.compiled import block_for

    own = block_for(plan.customers, plan.threads_within)
    return max(FEWEST, -(-own * count // max(plan.customers, 1) // FEWEST) * FEWEST)


def _smaller(market: Market, count: int) -> Market:
    """The same market with fewer people.

    Human channels keep as many servers as a sample must have at least; who waits there, and how
    long, is of no weight for speed.
    """
    if count == market.customers:
        return market
    from sim.model.market.market import SMALLEST_GROUP

    scenario, build = market.scenario, prepare.market_builder()
    try:
        return build(
            scenario, market.strategy, dials=market.instead, customers=count, days=market.days
        )
    except InputError:
        least = -(-SMALLEST_GROUP * scenario.scenario.market // count)
        served = {
            keys.join(("channel", channel.name, "servers")): max(least, channel.servers)
            for channel in scenario.channels
            if channel.servers
        }
        enough = scenario.with_values(served, relabel=False)
        return build(
            enough, market.strategy, dials=market.instead, customers=count, days=market.days
        )


# --- what they tell ---------------------------------------------------------------------------


def _of_a_window(small: list[_Life], large: list[_Life], few: int, count: int) -> float:
    """Seconds of a window that do not grow with people, from the first windows of two sizes."""
    shared = min(len(life.windows) for life in (*small, *large))
    if shared < 2:
        return 0.0
    low, high = (
        sum(sum(_calm(life.windows)[1:shared]) for life in lives) / len(lives) / (shared - 1)
        for lives in (small, large)
    )
    return min(max(0.0, low - few * (high - low) / (count - few)), MOST_FIXED * high)


def _summed(lives: list[_Life], count: int, windows: int, fixed: float) -> Pace:
    """The mean of lives at the same time."""
    many = len(lives)
    rows = sum(_whole(_steps(life.rows), windows) for life in lives) / many
    seconds = sum(_whole(_calm(life.windows), windows) for life in lives) / many
    seen = sum(life.rows[-1] for life in lives) / many
    after = sum(life.after for life in lives) / many * (rows / seen if seen else 1.0)
    table = sum(life.people for life in lives) / many
    stored, written = (sum(getattr(life, name) for life in lives) for name in ("stored", "written"))
    return Pace(
        customers=count,
        seconds=seconds + after + table,
        fixed=min(fixed, MOST_FIXED * seconds) + table,
        rows=rows / count,
        row_bytes=written / stored if stored >= FULL_ROWS else None,
        pending=max(life.pending for life in lives) / count,
    )


def _calm(seconds: list[float]) -> list[float]:
    """Seconds of the windows without the moments in which the machine stood still.

    The first window is left as it is: it has all that goes before it.
    """
    most = STALLED * statistics.median(seconds[1:] or seconds)
    return [*seconds[:1], *(min(each, most) for each in seconds[1:])]


def _whole(values: list[float], windows: int) -> float:
    """The sum over all windows, of which the first so many are known."""
    last = values[-max(1, int(LAST * len(values))) :]
    return sum(values) + (windows - len(values)) * sum(last) / len(last)


def _steps(sums: list[int]) -> list[float]:
    """What each window adds."""
    return [float(now - before) for before, now in zip([0, *sums[:-1]], sums, strict=True)]


__all__ = ["Pace", "pace_of", "warm"]
