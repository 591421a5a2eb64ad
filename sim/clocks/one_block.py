"""The compiled clock for a market of one block: many windows in each call of compiled code."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from sim.clocks import windows
from sim.clocks.arrays import as_bytes
from sim.clocks.cohorts import LONG_AGO
from sim.clocks.compiled import FLIGHTS_AT_FIRST, Block, Lane, stretches
from sim.clocks.delays import Log, longer, new_log
from sim.clocks.planning import Plan, search
from sim.clocks.room import QueueRoom
from sim.clocks.windows import GATHER, NUMBER, OPEN, STAGE, STOP, Lived, Queued, Sorted
from sim.clocks.world import World
from sim.model.records.sizes import DAY

if TYPE_CHECKING:
    from sim.model.market.market import Phase

AT_ONCE = 60_000
"""Customers times windows that one call lives at most: some milliseconds, so that progress can be
shown and an interruption is heard."""
ENTRIES_AT_FIRST = 256
"""Room of the log for linked channels."""


class OneBlockClock:
    """Drives one replication of a market that is one block, on one thread.

    Args:
        world: the replication's arrays.
    """

    def __init__(self, world: World) -> None:
        self.world = world
        market, count = world.market, len(world.customers)
        self.block = Block(world, 0, count)
        self.lane = Lane(world, world.outputs[0])
        self.room = QueueRoom(world.new_flights(FLIGHTS_AT_FIRST), market.width)
        self.plan = Plan(0)
        self.phase: Phase | None = None
        self.until = np.full(count, LONG_AGO, np.uint8)
        self.cohort = np.full(count, -1, np.int16)
        self._keep_log(new_log(ENTRIES_AT_FIRST, market.lead + market.windows, market.width))
        self.course = np.zeros(3, np.int64)
        self.frame = np.zeros(8, np.int64)
        self.frame[windows.LEAD] = market.lead
        self.frame[windows.COUNT] = market.windows
        self.frame[windows.LENGTH] = market.window
        self.frame[windows.END] = round(market.days * DAY)
        self.frame[windows.AIRS] = market.airs
        self.frame[windows.MANY] = world.many
        self.frame[windows.WATCHED] = world.watched_row

    def run(self) -> None:
        """Live all windows."""
        world, course = self.world, self.course
        course[NUMBER] = world.numbers.start
        while course[NUMBER] < world.numbers.stop:
            number = int(course[NUMBER])
            self._set_out(number)
            while (wish := windows.live_windows(*self._arguments())) != windows.NOTHING:
                self._grant(wish)
            world.note_cohorts(self.block.cohorts.used, stretches(world))
            if not self.frame[windows.CLOSES]:
                world.windows_closed(int(course[NUMBER]) - number)

    def _set_out(self, number: int) -> None:
        """Say how far the next call may go; open its first window where compiled code cannot."""
        world, course, market = self.world, self.course, self.world.market
        course[STAGE] = OPEN
        borders = number < 0 or bool(market.scenario.document.kpi_rule)
        self.frame[windows.CLOSES] = borders
        if borders or world.news or self.phase is not market.phase_at(number * market.window):
            self._open(number)
        ahead = 1 if borders else max(AT_ONCE // max(len(world.customers), 1), 1)
        course[STOP] = min(number + ahead, market.next_change(number), market.windows)

    def _open(self, number: int) -> None:
        world = self.world
        if world.outputs[0]["messages"][0]:
            world.flush(world.outputs[0])
        told = world.delays
        world.open_window(number)
        if world.phase is not self.phase:  # there are other treatments, or other rules
            self.phase = world.phase
            self.block.forget(self.until, self.cohort)
            self.plan = Plan(0)
            self._link_anew(told, number + world.market.lead)
        self.until[world.told] = LONG_AGO
        self.course[STAGE] = GATHER

    def _link_anew(self, told: list[int], window: int) -> None:
        """Links with a new delay are told of what is noted from this window on."""
        since = {delay: int(self.log.since[place]) for place, delay in enumerate(told)}
        for place, delay in enumerate(self.world.delays):
            self.log.since[place] = since.get(delay, window)

    def _grant(self, wish: int) -> None:
        """Do what compiled code asks for."""
        world, room, cohorts = self.world, self.room, self.block.cohorts
        if wish == windows.COHORTS:
            self.block.make_room(self.until, self.cohort)
        elif wish == windows.ROWS:
            by_cohort = bool(world.P["by_cohort"][0])
            rows = 2 * cohorts.used if by_cohort else len(world.customers)
            self.plan = Plan(rows, world.P)
        elif wish == windows.PRICES:
            search(world, world.outputs[0], self.plan)
        elif wish == windows.PICKS:
            cohorts.room_for_picks(stretches(world))
        elif wish == windows.TO_FLUSH:
            self._flush()
        elif wish == windows.FLIGHTS:
            self.lane.more_room(world)
        elif wish == windows.SLOTS:
            room.make_room(self.lane.parked, world.new_flights)
        elif wish == windows.HEAP:
            room.lengthen_heap(2 * len(room.heap[0]))
        elif wish == windows.NOTES:
            self._keep_log(longer(self.log, int(self.course[NUMBER]) + world.market.lead))
        else:
            self._close()

    def _keep_log(self, log: Log) -> None:
        self.log = log
        self.world.bytes_logged = log.rows.nbytes + log.obs.nbytes

    def _flush(self) -> None:
        """Empty the buffers; where there is news the next window is opened in Python."""
        world, course = self.world, self.course
        world.flush(world.outputs[0])
        if world.news:
            course[STOP] = course[NUMBER] + (0 if course[STAGE] == OPEN else 1)

    def _close(self) -> None:
        self.world.close_window(int(self.course[NUMBER]))
        self.course[NUMBER] += 1
        self.course[STAGE] = OPEN

    def _arguments(self) -> tuple[Any, ...]:
        world, lane, room, cohorts = self.world, self.lane, self.room, self.block.cohorts
        return (
            world.P, world.S, world.K, world.outputs[0], world.customers, world.market.calendar,
            world.series, world.sums, world.prices,
            Sorted(
                self.until, self.cohort, cohorts.records, cohorts.table, cohorts.numbers,
                cohorts.picks,
            ),
            self.plan.rows,
            Lived(
                lane.flights, as_bytes(lane.flights), lane.free, lane.owner, lane.waiting,
                lane.slots, lane.progress,
            ),
            Queued(
                room.flights, as_bytes(room.flights), room.owner, room.free, room.heap,
                room.numbers, room.line, room.head, room.length, room.busy,
            ),
            self.log, self.frame, self.course,
        )  # fmt: skip
