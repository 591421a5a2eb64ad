"""The compiled clock: window by window, customers in order of id, blocks on threads.

Within a window a customer depends on nothing but own state, read-only shared state and queues, so
each customer's window is lived in one go; those who ask for shared capacity are parked, and one
heap resumes them in time order. Blocks have fixed borders; what they write is summed in integers.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.clocks import queues
from sim.clocks.arrays import whole
from sim.clocks.blocks import (
    DONE,
    FLUSH,
    FULL,
    N_FREE,
    N_PARKED,
    NEXT_ROW,
    live_block,
    weigh_block,
)
from sim.clocks.cohort_room import Cohorts
from sim.clocks.cohorts import (
    LONG_AGO,
    NEXT,
    enter_candidates,
    open_treatments,
    pick_for_cohorts,
    sort_block,
)
from sim.clocks.planning import Plan, set_prices
from sim.clocks.room import QueueRoom
from sim.clocks.world import Records, World
from sim.model.records.sizes import AHEAD

if TYPE_CHECKING:
    from sim.model.market.market import Phase

BLOCK = 1 << 14
"""Customers in a block, at most and by default; so many that threads seldom meet."""
UNIT = 256
"""A block is a multiple of so many customers, so that news stays within a block."""
WORTH_SHARING = 1 << 13
"""Fewer customers than that one thread lives sooner than two, which meet twice in a window."""
BLOCKS_A_THREAD = 2
FLIGHTS_AT_FIRST = 2 * AHEAD


def block_for(customers: int, threads: int) -> int:
    """How many customers make a block: few enough that all threads have the same to do."""
    if threads == 1 or customers <= WORTH_SHARING:
        return BLOCK
    each = -(-customers // (BLOCKS_A_THREAD * threads))
    return min(-(-each // UNIT) * UNIT, BLOCK)


class Block:
    """One block of customers, and the cohorts that they are in."""

    def __init__(self, world: World, first: int, last: int) -> None:
        self.first, self.last = first, last
        self.cohorts = Cohorts(world.market.width)

    def make_room(self, until: Any, cohort: Any) -> None:
        """Have room for more cohorts; without any that nobody is in, where all numbers are taken.

        Args:
            until, cohort: columns of all customers; this block's are sorted anew then.
        """
        if not self.cohorts.more_room():
            self.forget(until, cohort)
            self.cohorts.numbers[NEXT] = self.first

    def forget(self, until: Any, cohort: Any) -> None:
        """Let all be looked at anew, and nobody be in a cohort."""
        until[self.first : self.last] = LONG_AGO
        cohort[self.first : self.last] = -1
        self.cohorts.forget()


class Lane:
    """What one thread writes to while it takes one block of customers after the other.

    Threads share no memory that they write to but customers: what one has written, the other would
    have to fetch from the first one's cache.

    Attributes:
        flights, free: flights to live in, and places of those that are free, the next one last.
        owner, waiting: rows of who has been parked in this window, and places of their flights.
        progress: see `sim.clocks.blocks`.
    """

    def __init__(self, world: World, output: Records) -> None:
        self.output = output
        self.flights = world.new_flights(FLIGHTS_AT_FIRST)
        self.free = np.arange(FLIGHTS_AT_FIRST)
        self.owner, self.waiting, self.slots = (
            np.zeros(FLIGHTS_AT_FIRST, np.int64) for _ in range(3)
        )
        self.progress = np.zeros(3, np.int64)

    @property
    def parked(self) -> int:
        """How many have been parked in this window."""
        return int(self.progress[N_PARKED])

    def begin(self) -> None:
        """Before a window: nobody is listed or parked, and all flights are free."""
        if self.progress[N_FREE] < len(self.free):  # the flights of the parked have been moved
            self.free[:] = np.arange(len(self.free))
        self.progress[:] = (0, 0, len(self.free))

    def more_room(self, world: World) -> None:
        """Twice the room for flights."""
        size = len(self.flights)
        self.flights = np.concatenate([self.flights, world.new_flights(size)])
        self.free, self.owner, self.waiting, self.slots = (
            np.concatenate([numbers, np.zeros(size, np.int64)])
            for numbers in (self.free, self.owner, self.waiting, self.slots)
        )
        free = int(self.progress[N_FREE])
        self.free[free : free + size] = np.arange(size, 2 * size)
        self.progress[N_FREE] += size


class CompiledClock:
    """Drives one replication.

    Args:
        world: the replication's arrays.
        pool: as many threads to live blocks on; None lives them one after the other.
        threads: how many the pool has.
        block: customers in a block, a multiple of 256; 32,768 at most.
    """

    def __init__(
        self,
        world: World,
        *,
        pool: ThreadPoolExecutor | None = None,
        threads: int = 1,
        block: int = BLOCK,
    ) -> None:
        self.world = world
        self.pool = pool
        count = len(world.customers)
        self.blocks = [
            Block(world, first, min(first + block, count))
            for first in range(0, max(count, 1), block)
        ]
        lanes = min(threads, len(self.blocks)) if pool is not None else 1
        world.outputs += [world.new_output() for _ in range(1, lanes)]
        self.lanes = [Lane(world, output) for output in world.outputs]
        self.room = QueueRoom(world.new_flights(FLIGHTS_AT_FIRST), world.market.width)
        self.plan = Plan(0)
        self.phase: Phase | None = None
        self.until = np.full(count, LONG_AGO, np.uint8)
        self.cohort = np.full(count, -1, np.int16)

    def run(self) -> None:
        """Live all windows."""
        for number in self.world.numbers:
            self.world.open_window(number)
            self._make_plan()
            self._live()
            self._queue()
            self.world.close_window(number)

    def _each_block(self, work: Callable[[Lane, Block], None]) -> None:
        """Do the work of all blocks; a lane that is through with one takes the next."""
        left = iter(self.blocks)

        def take(lane: Lane) -> None:
            for block in left:
                work(lane, block)

        if self.pool is None or len(self.lanes) == 1:
            take(self.lanes[0])
        else:
            list(self.pool.map(take, self.lanes))

    # --- the plan -------------------------------------------------------------------------

    def _make_plan(self) -> None:
        world = self.world
        if world.phase is not self.phase:
            self._enter_phase()
        if bool(world.P["by_cohort"][0]):
            self._plan_by_cohort()
            return
        self._room_in_plan(len(world.customers))
        if self.plan.planned > 0:
            self._each_block(self._weigh)
        set_prices(world, self.lanes[0].output, self.plan)

    def _enter_phase(self) -> None:
        """There are other treatments, or other rules: nothing stands."""
        self.phase = self.world.phase
        self.plan = Plan(0)
        for block in self.blocks:
            block.forget(self.until, self.cohort)

    def _room_in_plan(self, rows: int) -> None:
        if len(self.plan) < rows:
            self.plan = Plan(rows, self.world.P)

    def _weigh(self, lane: Lane, block: Block) -> None:
        world = self.world
        weigh_block(
            world.P, world.S, world.K, lane.output, world.customers, self.plan.rows,
            block.first, block.last,
        )  # fmt: skip

    def _plan_by_cohort(self) -> None:
        """Sort customers into cohorts, and find prices."""
        world = self.world
        if len(world.told):
            self.until[world.told] = LONG_AGO
        open_treatments(world.P, world.S, self.lanes[0].output)
        self._each_block(self._sort)
        self._room_in_plan(2 * sum(block.cohorts.used for block in self.blocks))
        rows = 0
        for block in self.blocks:
            enter_candidates(
                world.P, world.S, block.cohorts.records, block.cohorts.used, self.plan.rows, rows
            )
            rows += block.cohorts.used
        self.plan.end(rows)
        set_prices(world, self.lanes[0].output, self.plan)
        world.note_cohorts(rows, stretches(world))

    def _sort(self, lane: Lane, block: Block) -> None:
        world, cohorts = self.world, block.cohorts
        cohorts.numbers[NEXT] = block.first
        while not sort_block(
            world.P, world.S, world.K, lane.output, world.customers, self.until, self.cohort,
            cohorts.records, cohorts.table, cohorts.numbers, world.watched_row, block.last,
        ):  # fmt: skip
            block.make_room(self.until, self.cohort)

    # --- living ---------------------------------------------------------------------------

    def _live(self) -> None:
        for lane in self.lanes:
            lane.begin()
        self._each_block(self._live_block)

    def _pick(self, lane: Lane, block: Block) -> None:
        world, cohorts = self.world, block.cohorts
        cohorts.room_for_picks(stretches(world))
        pick_for_cohorts(
            world.P, world.S, lane.output, cohorts.records, cohorts.used, cohorts.picks,
            self.plan.rows,
        )  # fmt: skip

    def _standing(self, block: Block) -> tuple[Any, Any, Any, Any]:
        return self.until, self.cohort, block.cohorts.records, block.cohorts.picks

    def _live_block(self, lane: Lane, block: Block) -> None:
        world = self.world
        lane.progress[NEXT_ROW] = block.first
        if bool(world.P["by_cohort"][0]):
            self._pick(lane, block)
        if self.room.occupied:
            queues.begin_parked(
                world.P, world.S, world.K, lane.output, world.customers, self.room.flights,
                self.room.owner, self.plan.rows, *self._standing(block), block.first, block.last,
            )  # fmt: skip
        while True:
            status = live_block(
                world.P, world.S, world.K, lane.output, world.customers, self.plan.rows,
                *self._standing(block), lane.flights, lane.free, lane.owner, lane.waiting,
                lane.progress, block.last,
            )  # fmt: skip
            if status == DONE:
                return
            if status == FLUSH:
                world.flush(lane.output)
            else:
                lane.more_room(world)

    def _admit(self, lane: Lane) -> None:
        """Move who has been parked, with their flights, into the room of queues."""
        room, count = self.room, lane.parked
        if count == 0:
            return
        room.make_room(count, self.world.new_flights)
        queues.admit(
            self.world.customers, lane.flights, lane.waiting, lane.owner, lane.slots, count,
            room.owner, room.free, room.heap, room.numbers,
        )  # fmt: skip
        gone = whole(lane.flights)[lane.waiting[:count]]
        whole(room.flights)[lane.slots[:count]] = gone

    def _queue(self) -> None:
        world, room = self.world, self.room
        for lane in self.lanes:
            self._admit(lane)
        if not room.occupied:
            return
        output = self.lanes[0].output
        while True:
            status = queues.work_off(
                world.P, world.S, world.K, output, world.customers, room.flights, room.owner,
                room.free, room.heap, room.numbers, room.line, room.head, room.length, room.busy,
            )  # fmt: skip
            if status == DONE:
                return
            if status == FULL:
                room.lengthen_heap(2 * len(room.heap[0]))
            else:
                world.flush(output)


def stretches(world: World) -> int:
    """Into how many stretches the prices at the margin of budgets part the draws, at most."""
    return int(world.S["margins"][0]).bit_count() + 1


__all__ = ["BLOCK", "CompiledClock", "Records", "block_for"]
