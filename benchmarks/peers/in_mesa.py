"""The small journey in Mesa: agents with events of their own, under its discrete-event simulator.

Mesa's steps are of one length, and a queue of minutes would take a step a minute of everybody; so
events are scheduled (`DEVSimulator`), and the daily pick goes over the set of agents. Mesa has no
queues: the telephone is an agent with a line.
"""

from __future__ import annotations

from collections import deque
from typing import Any

import mesa
from mesa.experimental.devs import DEVSimulator

from benchmarks.peers.journey import PHONE, TO_PHONE, TO_WEB, WEB, Journey, Step, Tally
from benchmarks.peers.shopper import Shopper


class Shop(mesa.Model):
    """The firm, its customers, its telephone."""

    def __init__(self, journey: Journey, seed: int, simulator: Any) -> None:
        super().__init__(seed=seed)
        self.journey, self.tally = journey, Tally()
        self.simulator = simulator
        simulator.setup(self)
        self.phone = Telephone(self)
        Customer.create_agents(self, journey.customers)
        self.customers = self.agents_by_type[Customer]
        simulator.schedule_event_now(self.pick)

    def pick(self) -> None:
        """Choose who gets today's newsletter, at midnight."""
        now = self.simulator.time
        picked = self.customers.select(lambda customer: customer.shopper.is_picked(now))
        self.simulator.schedule_event_absolute(
            self.send, now + self.journey.sent_at, function_args=[picked]
        )
        self.simulator.schedule_event_absolute(self.pick, now + 1)

    def send(self, picked: Any) -> None:
        """Send it, in the morning."""
        picked.do("receive")


class Telephone(mesa.Agent):
    """The people who take calls, and the line before them."""

    def __init__(self, model: Any) -> None:
        super().__init__(model)
        self.free = model.journey.servers
        self.line: deque[Customer] = deque()

    def take(self, customer: Customer) -> bool:
        """Answer at once, or put the caller in the line; whether it was at once."""
        if self.free == 0:
            self.line.append(customer)
            return False
        self.free -= 1
        return True

    def hang_up(self) -> None:
        """Turn to the next in the line."""
        if self.line:
            self.line.popleft().answered()
        else:
            self.free += 1


class Customer(mesa.Agent):
    """One customer; `waiting` is the event that comes next of itself, None while busy."""

    def __init__(self, model: Any) -> None:
        super().__init__(model)
        self.shopper = Shopper(model.journey, model.random, model.tally)
        self.simulator = model.simulator
        self.called_at = 0.0
        self.giving_up: Any = None
        self.waiting: Any = None
        self.wait()

    def wait(self) -> None:
        """Schedule what comes next of itself."""
        self.waiting = self.simulator.schedule_event_relative(self.live, self.shopper.wait())

    def live(self) -> None:
        """It comes."""
        self.waiting = None
        what = self.shopper.next()
        if what == TO_WEB:
            self.visit(WEB)
        elif what == TO_PHONE:
            self.call()
        else:
            self.wait()

    # --- a visit --------------------------------------------------------------------------

    def visit(self, channel: str, linked: bool = False) -> None:
        """Begin a visit, of itself or by a link."""
        steps = self.shopper.arrive(channel, self.simulator.time)
        self.go_on(channel, steps, 0, linked)

    def go_on(self, channel: str, steps: list[Step], place: int, linked: bool) -> None:
        """Go on to a step, or leave."""
        if place < len(steps) and self.shopper.goes_on(steps[place]):
            self.simulator.schedule_event_relative(
                self.take_step,
                self.shopper.journey.step_time[channel],
                function_args=[channel, steps, place, linked],
            )
        elif not linked:
            self.wait()

    def take_step(self, channel: str, steps: list[Step], place: int, linked: bool) -> None:
        """A step is done."""
        needed = self.shopper.need
        self.shopper.take(steps[place].number, channel, self.simulator.time)
        if linked and self.shopper.need != needed and self.waiting is not None:
            self.simulator.cancel_event(self.waiting)
            self.wait()
        self.go_on(channel, steps, place + 1, linked)

    # --- a call ---------------------------------------------------------------------------

    def call(self) -> None:
        """Call, and wait where nobody is free."""
        self.shopper.tally.calls += 1
        self.called_at = self.simulator.time
        patience = self.shopper.patience()
        if self.model.phone.take(self):
            self.talk()
        else:
            self.giving_up = self.simulator.schedule_event_relative(self.give_up, patience)

    def answered(self) -> None:
        """Somebody answers who was waited for."""
        self.simulator.cancel_event(self.giving_up)
        self.talk()

    def talk(self) -> None:
        """Talk to somebody."""
        self.shopper.tally.answers += 1
        self.shopper.tally.waited += self.simulator.time - self.called_at
        self.simulator.schedule_event_relative(self.hang_up, self.shopper.talk())

    def hang_up(self) -> None:
        """The talk is over; it goes on like a visit."""
        self.model.phone.hang_up()
        self.visit(PHONE)

    def give_up(self) -> None:
        """Patience has run out."""
        self.model.phone.line.remove(self)
        self.shopper.tally.give_ups += 1
        self.shopper.tally.waited += self.simulator.time - self.called_at
        self.wait()

    # --- a newsletter ---------------------------------------------------------------------

    def receive(self) -> None:
        """The newsletter arrives, if it still may."""
        now = self.simulator.time
        if self.shopper.may_get(now) and self.shopper.receive(now):
            self.simulator.schedule_event_relative(self.open, self.shopper.opening_time())

    def open(self) -> None:
        """It is opened, and perhaps clicked."""
        if self.shopper.opens():
            self.simulator.schedule_event_relative(
                self.visit, self.shopper.journey.landing, function_args=[WEB, True]
            )


def run(journey: Journey, seed: int) -> Tally:
    """Live the journey once."""
    simulator = DEVSimulator()
    shop = Shop(journey, seed, simulator)
    simulator.run_until(float(journey.days))
    return shop.tally


__all__ = ["run"]
