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

BRAND = EventPriority(-1)
"""Before everything else at the same time (SimPy's own events have priorities 0 and 1)."""
FIRST_CUSTOMER = 2

Steps = Generator[Event, Any, None]
Next = tuple[int, int]
"""State of a customer's flight, and when what comes next is due."""


def turn(order: int, who: int) -> EventPriority:
    """A customer's turn among all whose events are at the same time: by order, then by id."""
    return EventPriority(FIRST_CUSTOMER + ((order << ID_BITS) | who))


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
        count = len(world.customers)
        self.flights = world.new_flights(count)
        self.output = world.outputs[0]
        self.plan = Plan(count, 0)
        self.end = 0  # of the window
        self.ids = [int(i) for i in world.customers["id"]]
        self.alarms: list[Event] = [self.env.event() for _ in self.ids]
        self.due = np.zeros(count, np.int64), np.zeros(count, np.int64)
        self.staff = [
            Staff(self.env)  # their number is set at every open
            for _ in world.market.channels
        ]
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

    def set(self, event: Event, time: int, turn: EventPriority) -> Event:
        """Let an event be at an exact time."""
        event._ok = True
        event._value = None
        self.env.schedule(event, turn, time - self.env.now)
        return event

    # --- the brand ------------------------------------------------------------------------

    def brand(self) -> Steps:
        """Open, plan, let live, close: window after window."""
        world = self.world
        for number in world.numbers:
            world.open_window(number)
            self.end = int(world.S["end"][0])
            self.meet = partial(self.compiled, *self.records)
            self.hire()
            self.make_plan()
            self.begin_window()
            # end the window before anything happens in the next
            yield self.set(self.env.event(), self.end, BRAND)
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

    def begin_window(self) -> None:
        """Begin the window of every customer, and wake those to whom something happens, then."""
        found = begin_flights(*self.records, *self.plan.arrays, *self.due)
        rows, times = (numbers[:found].tolist() for numbers in self.due)
        for place, time in zip(rows, times, strict=True):
            self.set(self.alarms[place], time, turn(AT_ARRIVAL, self.ids[place]))

    def end_window(self) -> None:
        """End the window of every customer, in order of rows."""
        row = 0
        while True:
            row = end_flights(*self.records, row)
            if row == len(self.ids):
                return
            self.world.flush(self.output)

    # --- a customer -----------------------------------------------------------------------

    def customer(self, place: int) -> Steps:
        """One customer: sleep, meet one event after the other, wait in queues."""
        first = turn(AT_ARRIVAL, self.ids[place])
        while True:
            yield self.alarms[place]  # set by the brand for the first event in a window
            self.alarms[place] = self.env.event()
            state, due = self.move(place, STEP)
            while state == ASKING:
                state, due = yield from self.ask(place, due)
            if due < self.end:
                self.set(self.alarms[place], due, first)

    def move(self, place: int, what: int, time: int = 0, granted: int = 0) -> Next:
        """One customer meets what comes, by the compiled dispatcher."""
        state, due, crowded = self.meet(place, what, time, granted)
        if crowded:
            self.world.flush(self.output)
        return state, due

    def ask(self, place: int, time: int) -> Generator[Event, Any, Next]:
        """Ask for an appointment or for a person's time, and wait for the answer."""
        world = self.world
        who, flight = self.ids[place], self.flights[place]
        channel, patience = int(flight["request"]), int(flight["patience"])
        yield self.set(self.env.event(), time, turn(AT_ARRIVAL, who))
        if world.P["c_appointments"][0][channel]:
            return self.move(place, GRANT, time, appointment(world.P, world.S, channel, time))
        with self.staff[channel].request() as served:
            if patience < FOREVER:
                yield served | self.set(self.env.event(), time + patience, turn(AT_GIVE_UP, who))
            else:
                yield served
            if not served.triggered:
                return self.move(place, GIVE_UP, time + patience)
            _, over = self.move(place, GRANT, int(self.env.now))
            yield self.set(self.env.event(), over, turn(AT_RELEASE, who))
        return self.move(place, RELEASE, over)


__all__ = ["SimpyClock"]
