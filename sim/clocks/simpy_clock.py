"""The SimPy clock: the model of record, one process a customer, the brand as a process.

Time is integer microseconds, and events are scheduled with `Environment.schedule`, whose integer
priority decides ties: the brand first, then resources, then customers by what they do at a server
(release, arrival, giving up) and by id. A customer sleeps until the first event of a window, for
which the brand sets an alarm as the window begins, and sets the same alarm for each one after it.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from functools import partial
from typing import TYPE_CHECKING, Any

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

if TYPE_CHECKING:
    from sim.model.market.market import Phase

BRAND = EventPriority(-1)
"""Before everything else at the same time (SimPy's own events have priorities 0 and 1)."""
FIRST_CUSTOMER = 2

Steps = Generator[Event, Any, None]
Next = tuple[int, int]
"""State of a customer's flight, and when what comes next is due."""


def turn(order: int, who: int) -> EventPriority:
    """A customer's turn among all whose events are at the same time: by order, then by id."""
    return EventPriority(FIRST_CUSTOMER + ((order << ID_BITS) | who))


class Alarm(Event):
    """An event at exact times, one after the other.

    SimPy's own events happen once: to make a new one for each step took a fifth of a run.

    Args:
        turn: decides between events at the same time.
    """

    def __init__(self, env: simpy.Environment, turn: EventPriority) -> None:
        super().__init__(env)
        self._ok = True
        self._value = None
        self.turn = turn

    def set(self, time: int) -> Alarm:
        """Let it go off at a time."""
        env = self.env
        env.schedule(self, self.turn, time - env.now)
        return self

    def again(self) -> Alarm:
        """Let it be waited for, whether it has gone off before or not."""
        self.callbacks = []
        return self


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
        self.plan = Plan(0)
        self.phase: Phase | None = None
        self.end = 0  # of the window
        self.ids = [int(i) for i in world.customers["id"]]
        self.alarms = [Alarm(self.env, turn(AT_ARRIVAL, who)) for who in self.ids]
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

    # --- the brand ------------------------------------------------------------------------

    def brand(self) -> Steps:
        """Open, plan, let live, close: window after window."""
        world = self.world
        closing = Alarm(self.env, BRAND)  # before anything happens in the next window
        for number in world.numbers:
            world.open_window(number)
            self.end = int(world.S["end"][0])
            self.meet = partial(self.compiled, *self.records)
            self.hire()
            self.make_plan()
            self.begin_window()
            closing.set(self.end)
            yield closing.again()
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
        if world.phase is not self.phase:
            self.phase = world.phase
            self.plan = Plan(len(world.customers), world.P)
        plan = self.plan
        if plan.planned > 0:
            weigh_block(
                world.P, world.S, world.K, self.output, world.customers, plan.rows, 0, len(self.ids)
            )
        set_prices(world, self.output, plan)

    def begin_window(self) -> None:
        """Begin the window of every customer, and wake those to whom something happens, then."""
        found = begin_flights(*self.records, self.plan.rows, *self.due)
        rows, times = (numbers[:found].tolist() for numbers in self.due)
        for place, time in zip(rows, times, strict=True):
            self.alarms[place].set(time)

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
        alarm = self.alarms[place]
        while True:
            yield alarm.again()  # set by the brand for the first event in a window
            state, due = self.move(place, STEP)
            while state == ASKING:
                state, due = yield from self.ask(place, due)
            if due < self.end:
                alarm.set(due)

    def move(self, place: int, what: int, time: int = 0, granted: int = 0) -> Next:
        """One customer meets what comes, by the compiled dispatcher."""
        state, due, crowded = self.meet(place, what, time, granted)
        if crowded:
            self.world.flush(self.output)
        return state, due

    def ask(self, place: int, time: int) -> Generator[Event, Any, Next]:
        """Ask for an appointment or for a person's time, and wait for the answer."""
        world, alarm = self.world, self.alarms[place]
        who, flight = self.ids[place], self.flights[place]
        channel, patience = int(flight["request"]), int(flight["patience"])
        alarm.set(time)
        yield alarm.again()
        if world.P["c_appointments"][0][channel]:
            return self.move(place, GRANT, time, appointment(world.P, world.S, channel, time))
        with self.staff[channel].request() as served:
            if patience < FOREVER:
                patience_ends = Alarm(self.env, turn(AT_GIVE_UP, who))
                yield served | patience_ends.set(time + patience)
            else:
                yield served
            if not served.triggered:
                return self.move(place, GIVE_UP, time + patience)
            _, over = self.move(place, GRANT, int(self.env.now))
            yield Alarm(self.env, turn(AT_RELEASE, who)).set(over)
        return self.move(place, RELEASE, over)


__all__ = ["SimpyClock"]
