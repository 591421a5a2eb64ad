"""The SimPy clock: the model of record, one process a customer, the brand as a process.

Time is integer microseconds, and events are scheduled with `Environment.schedule`, whose integer
priority decides ties: the brand first, then resources, then customers by what they do at a server
(release, arrival, giving up) and by id. A customer sleeps until the brand wakes it for a window in
which something happens to it.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from functools import partial
from typing import Any

import numpy as np
import simpy
from simpy.events import Event, EventPriority

from engine.kernels import entry
from sim.clocks.blocks import (
    AT_ARRIVAL,
    AT_GIVE_UP,
    AT_RELEASE,
    ID_BITS,
    weigh_block,
)
from sim.clocks.planning import Plan, set_prices
from sim.clocks.single import appointment, begin_flights, end_flights, move
from sim.clocks.world import World
from sim.model.living.dynamics import GIVE_UP, GRANT, RELEASE, STEP
from sim.model.records.layout import ASKING
from sim.model.records.sizes import FOREVER

BRAND = -1
"""Before everything else at the same time (SimPy's own events have priorities 0 and 1)."""
FIRST_CUSTOMER = 2

Steps = Generator[Event, Any, None]
Next = tuple[int, int]
"""State of a customer's flight, and when what comes next is due."""


class Staff(simpy.Resource):
    """People who serve one at a time, in order of arrival; their number may change."""

    def resize(self, servers: int) -> None:
        """Change the number, 0 for none; new people turn to those who wait."""
        self._capacity = servers
        while self.queue and self.count < servers:  # one request is met at a time
            self._trigger_put(None)


class SimpyClock:
    """Drives one replication."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.env = simpy.Environment(initial_time=world.numbers[0] * world.market.window)
        self.flights = world.new_flights(len(world.customers))
        self.output = world.outputs[0]
        self.plan = Plan(len(world.customers), 0)
        self.ids = [int(i) for i in world.customers["id"]]
        self.sleeping: list[Event] = [self.env.event() for _ in self.ids]
        self.away = [False] * len(self.ids)  # in a queue, or on the way to one
        self.staff = [
            Staff(self.env)  # their number is set at every open
            for _ in world.market.channels
        ]
        self.end = 0  # of the window
        self.compiled = entry(move, (*self.records, 0, 0, 0, 0))
        self.meet: Callable[[int, int, int, int], tuple[int, int, bool]]

    @property
    def records(self) -> tuple[Any, Any, Any, Any, Any, Any]:
        """What every kernel works on, as it is in this window."""
        world = self.world
        return world.P, world.S, world.K, self.output, world.customers, self.flights

    def run(self) -> None:
        """Live all windows."""
        for place in range(len(self.ids)):
            self.env.process(self.customer(place))
        # who is spoken to at the end of the run stays so: nothing happens after it
        self.env.run(until=self.env.process(self.brand()))

    # --- time -----------------------------------------------------------------------------

    def at(self, time: int, order: int, who: int) -> Event:
        """An event at an exact time; ties by order, then by id."""
        event = self.env.event()
        event._ok = True
        event._value = None
        priority = FIRST_CUSTOMER + ((order << ID_BITS) | who)
        self.env.schedule(event, priority=EventPriority(priority), delay=time - int(self.env.now))
        return event

    def move(self, place: int, what: int, time: int = 0, granted: int = 0) -> Next:
        """One customer meets what comes, by the compiled dispatcher."""
        state, due, crowded = self.meet(place, what, time, granted)
        if crowded:
            self.world.flush(self.output)
        return state, due

    # --- processes ------------------------------------------------------------------------

    def brand(self) -> Steps:
        """Open, plan, let live, close: window after window."""
        world = self.world
        for number in world.numbers:
            world.open_window(number)
            end = self.end = int(world.S["end"][0])
            self.meet = partial(self.compiled, *self.records)
            self.hire()
            self.make_plan()
            begin_flights(*self.records, *self.plan.arrays)
            times = self.flights["next_at"]
            for place in np.flatnonzero(times < end).tolist():
                if not self.away[place]:
                    self.wake(place, int(times[place]))
            # end the window before anything happens in the next
            closing = self.env.event()
            closing._ok = True
            closing._value = None
            self.env.schedule(closing, priority=EventPriority(BRAND), delay=end - int(self.env.now))
            yield closing
            self.end_window()
            world.close_window(number)

    def hire(self) -> None:
        """Servers as this phase has them."""
        for channel, staff in enumerate(self.staff):
            servers = int(self.world.P["c_servers"][0][channel])
            staff.resize(servers)

    def make_plan(self) -> None:
        """Score all customers and set the shadow prices."""
        world = self.world
        planned = int(world.P["n_planned"][0])
        if planned != self.plan.planned:
            self.plan = Plan(len(world.customers), planned)
        plan = self.plan
        if planned > 0:
            weigh_block(
                world.P, world.S, world.K, self.output, world.customers, *plan.arrays, 0,
                len(self.ids),
            )  # fmt: skip
        set_prices(world, self.output, plan)

    def end_window(self) -> None:
        """End the window of every customer, in order of rows."""
        row = 0
        while True:
            row = end_flights(*self.records, row)
            if row == len(self.ids):
                return
            self.world.flush(self.output)

    def wake(self, place: int, due: int) -> None:
        """Let a sleeping customer live this window; something happens when it is due."""
        event = self.sleeping[place]
        self.sleeping[place] = self.env.event()
        event.succeed(due)

    def customer(self, place: int) -> Steps:
        """One customer: sleep, live a window, wait in queues."""
        who = self.ids[place]
        while True:
            due = yield self.sleeping[place]
            while due < self.end:
                yield self.at(due, AT_ARRIVAL, who)
                state, due = self.move(place, STEP)
                if state == ASKING:
                    self.away[place] = True
                    while state == ASKING:
                        state, due = yield from self.ask(place, due)
                    self.away[place] = False

    def ask(self, place: int, time: int) -> Generator[Event, Any, Next]:
        """Ask for an appointment or for a person's time, and wait for the answer."""
        world, who, flight = self.world, self.ids[place], self.flights[place]
        channel, patience = int(flight["request"]), int(flight["patience"])
        yield self.at(time, AT_ARRIVAL, who)
        if world.P["c_appointments"][0][channel]:
            return self.move(place, GRANT, time, appointment(world.P, world.S, channel, time))
        with self.staff[channel].request() as served:
            if patience < FOREVER:
                yield served | self.at(time + patience, AT_GIVE_UP, who)
            else:
                yield served
            if not served.triggered:
                return self.move(place, GIVE_UP, time + patience)
            _, over = self.move(place, GRANT, int(self.env.now))
            yield self.at(over, AT_RELEASE, who)
        return self.move(place, RELEASE, over)


__all__ = ["SimpyClock"]
