"""The small journey in salabim: a component a customer, a resource with requests that fail.

Components run as generators (`yieldless=False`), which is the faster of salabim's two ways, and
monitors that nobody reads are switched off.
"""

from __future__ import annotations

from collections.abc import Generator
from random import Random
from typing import Any

import salabim

from benchmarks.peers.journey import PHONE, TO_PHONE, TO_WEB, WEB, Journey, Tally
from benchmarks.peers.shopper import Shopper

Steps = Generator[Any, Any, None]


class Customer(salabim.Component):
    """One customer; `waits` for something to come of itself."""

    shopper: Shopper
    phone: Any
    waits: bool

    def setup(self, shopper: Shopper, phone: Any) -> None:
        """Take what the component is about; called by salabim."""
        self.shopper, self.phone = shopper, phone
        self.waits = False
        self.mode.monitor(False)
        self.status.monitor(False)

    def process(self) -> Steps:
        """Wait for the next thing to come of itself, and do it."""
        shopper = self.shopper
        while True:
            self.waits = True
            yield self.hold(shopper.wait())
            if not self.waits:  # activated: the need has gone meanwhile
                continue
            self.waits = False
            what = shopper.next()
            if what == TO_WEB:
                yield from visit(self, shopper, WEB)
            elif what == TO_PHONE:
                yield from self.call()

    def call(self) -> Steps:
        """Wait for somebody to answer, or give up; talk, and go on like a visit."""
        shopper, env = self.shopper, self.env
        shopper.tally.calls += 1
        began = env.now()
        yield self.request(self.phone, fail_delay=shopper.patience())
        shopper.tally.waited += env.now() - began
        if self.failed():
            shopper.tally.give_ups += 1
            return
        shopper.tally.answers += 1
        yield self.hold(shopper.talk())
        self.release()
        yield from visit(self, shopper, PHONE)


class Newsletter(salabim.Component):
    """A newsletter that will be opened."""

    customer: Customer

    def setup(self, customer: Customer) -> None:
        """Take the customer who reads it; called by salabim."""
        self.customer = customer
        self.mode.monitor(False)
        self.status.monitor(False)

    def process(self) -> Steps:
        """Be opened after a while, and perhaps be followed to the web site."""
        customer = self.customer
        shopper = customer.shopper
        yield self.hold(shopper.opening_time())
        if not shopper.opens():
            return
        yield self.hold(shopper.journey.landing)
        needed = shopper.need
        yield from visit(self, shopper, WEB)
        if shopper.need != needed and customer.waits:
            customer.waits = False
            customer.activate()


class Firm(salabim.Component):
    """The firm: picks at midnight, sends in the morning."""

    journey: Journey
    customers: list[Customer]

    def setup(self, journey: Journey, customers: list[Customer]) -> None:
        """Take the customers; called by salabim."""
        self.journey, self.customers = journey, customers

    def process(self) -> Steps:
        """Day after day."""
        env = self.env
        while True:
            midnight = env.now()
            picked = [each for each in self.customers if each.shopper.is_picked(midnight)]
            yield self.hold(self.journey.sent_at)
            now = env.now()
            for customer in picked:
                if customer.shopper.may_get(now) and customer.shopper.receive(now):
                    Newsletter(customer=customer)
            yield self.hold(till=midnight + 1)


def visit(who: Any, shopper: Shopper, channel: str) -> Steps:
    """Go through the steps of a channel, as far as it goes; `who` is the component that waits."""
    lasts = shopper.journey.step_time[channel]
    for step in shopper.arrive(channel, who.env.now()):
        if not shopper.goes_on(step):
            return
        yield who.hold(lasts)
        shopper.take(step.number, channel, who.env.now())


def run(journey: Journey, seed: int) -> Tally:
    """Live the journey once."""
    dice, tally = Random(seed), Tally()
    env = salabim.Environment(yieldless=False)
    phone = salabim.Resource("phone", capacity=journey.servers, env=env)
    customers = [
        Customer(shopper=Shopper(journey, dice, tally), phone=phone, env=env)
        for _ in range(journey.customers)
    ]
    Firm(journey=journey, customers=customers, env=env)
    env.run(till=journey.days)
    return tally


__all__ = ["run"]
