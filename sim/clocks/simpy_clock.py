"""The SimPy clock: the model of record, one process a customer, the brand as a process.

Time is integer microseconds, and events are scheduled with `Environment.schedule`, whose integer
priority decides ties: the brand first, then resources, then customers by what they do at a server
(release, arrival, giving up) and by id. A customer sleeps until the brand wakes it for a window in
which something happens to it.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import numpy as np
import simpy
from simpy.events import Event, EventPriority

from sim.clocks.blocks import (
    AT_ARRIVAL,
    AT_GIVE_UP,
    AT_RELEASE,
    ID_BITS,
    weigh_block,
)
from sim.clocks.planning import Plan, set_prices
from sim.clocks.single import appointment, begin_flights, crowded_now, end_flights, move
from sim.clocks.world import World
from sim.model.living.dynamics import GIVE_UP, GRANT, RELEASE, STEP
from sim.model.records.layout import ASKING
from sim.model.records.sizes import FOREVER

BRAND = -1
"""Before everything else at the same time (SimPy's own events have priorities 0 and 1)."""
FIRST_CUSTOMER = 2

Steps = Generator[Event, Any, None]


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

    def move(self, place: int, what: int, time: int = 0, granted: int = 0) -> None:
        """One customer meets what comes, by the compiled dispatcher."""
        world = self.world
        move(
            world.P, world.S, world.K, world.customers, self.flights, self.output, place, what,
            time, granted,
        )  # fmt: skip
        if crowded_now(self.output):
            world.flush(self.output)

    # --- processes ------------------------------------------------------------------------

    def brand(self) -> Steps:
        """Open, plan, let live, close: window after window."""
        world = self.world
        for number in world.numbers:
            world.open_window(number)
            end = int(world.S["end"][0])
            self.hire()
            self.make_plan()
            begin_flights(
                world.P, world.S, world.K, self.output, world.customers, self.flights,
                *self.plan.arrays,
            )  # fmt: skip
            due = self.flights["next_at"] < end
            for place in np.flatnonzero(due).tolist():
                if not self.away[place]:
                    self.wake(place)
            # end the window before anything happens in the next
            closing = self.env.event()
            closing._ok = True
            closing._value = None
            self.env.schedule(closing, priority=EventPriority(BRAND), delay=end - int(self.env.now))
            yield closing
            self.end()
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

    def end(self) -> None:
        """End the window of every customer, in order of rows."""
        world = self.world
        row = 0
        while row < len(self.ids):
            row = end_flights(
                world.P, world.S, world.K, self.output, world.customers, self.flights, row
            )
            if row < len(self.ids):
                world.flush(self.output)

    def wake(self, place: int) -> None:
        """Let a sleeping customer live this window."""
        event = self.sleeping[place]
        self.sleeping[place] = self.env.event()
        event.succeed()

    def customer(self, place: int) -> Steps:
        """One customer: sleep, live a window, wait in queues."""
        flight = self.flights[place]
        who = self.ids[place]
        while True:
            yield self.sleeping[place]
            while flight["next_at"] < flight["end"]:
                yield self.at(int(flight["next_at"]), AT_ARRIVAL, who)
                self.move(place, STEP)
                if flight["state"] == ASKING:
                    self.away[place] = True
                    while flight["state"] == ASKING:
                        yield from self.ask(place, who)
                    self.away[place] = False

    def ask(self, place: int, who: int) -> Steps:
        """Ask for an appointment or for a person's time, and wait for the answer."""
        world = self.world
        flight = self.flights[place]
        channel = int(flight["request"])
        yield self.at(int(flight["request_at"]), AT_ARRIVAL, who)
        now = int(self.env.now)
        if world.P["c_appointments"][0][channel]:
            self.move(place, GRANT, now, appointment(world.P, world.S, channel, now))
            return
        staff = self.staff[channel]
        patience = int(flight["patience"])
        with staff.request() as served:
            if patience < FOREVER:
                yield served | self.at(now + patience, AT_GIVE_UP, who)
            else:
                yield served
            if not served.triggered:
                self.move(place, GIVE_UP, int(self.env.now))
                return
            self.move(place, GRANT, int(self.env.now))
            yield self.at(int(flight["request_at"]), AT_RELEASE, who)
        self.move(place, RELEASE, int(self.env.now))


__all__ = ["SimpyClock"]
