"""The small journey in plain SimPy: a process a customer, a resource with people who give up.

The firm is a process too, and so is each newsletter on its way to being read. A customer who buys
after a click is interrupted in waiting, as the need has gone and everything comes at other rates.
"""

from __future__ import annotations

from collections.abc import Generator
from random import Random
from typing import Any

import simpy

from benchmarks.peers.journey import PHONE, TO_PHONE, TO_WEB, WEB, Journey, Tally
from benchmarks.peers.shopper import Shopper

Steps = Generator[simpy.Event, Any, None]


class Customer:
    """One customer, and its process."""

    def __init__(self, env: simpy.Environment, phone: simpy.Resource, shopper: Shopper) -> None:
        self.env, self.phone, self.shopper = env, phone, shopper
        self.waits = False
        self.process = env.process(self.live())

    def live(self) -> Steps:
        """Wait for the next thing to come of itself, and do it."""
        shopper = self.shopper
        while True:
            self.waits = True
            try:
                yield self.env.timeout(shopper.wait())
            except simpy.Interrupt:
                continue
            self.waits = False
            what = shopper.next()
            if what == TO_WEB:
                yield from self.visit(WEB)
            elif what == TO_PHONE:
                yield from self.call()

    def visit(self, channel: str) -> Steps:
        """Go through the steps of a channel, as far as it goes."""
        env, shopper = self.env, self.shopper
        lasts = shopper.journey.step_time[channel]
        for step in shopper.arrive(channel, env.now):
            if not shopper.goes_on(step):
                return
            yield env.timeout(lasts)
            shopper.take(step.number, channel, env.now)

    def call(self) -> Steps:
        """Wait for somebody to answer, or give up; talk, and go on like a visit."""
        env, shopper = self.env, self.shopper
        shopper.tally.calls += 1
        began = env.now
        with self.phone.request() as answer:
            yield answer | env.timeout(shopper.patience())
            shopper.tally.waited += env.now - began
            if not answer.triggered:
                shopper.tally.give_ups += 1
                return
            shopper.tally.answers += 1
            yield env.timeout(shopper.talk())
        yield from self.visit(PHONE)

    def read(self) -> Steps:
        """Open a newsletter after a while, and perhaps follow its link."""
        env, shopper = self.env, self.shopper
        yield env.timeout(shopper.opening_time())
        if not shopper.opens():
            return
        yield env.timeout(shopper.journey.landing)
        needed = shopper.need
        yield from self.visit(WEB)
        if shopper.need != needed and self.waits:
            self.process.interrupt()


def firm(env: simpy.Environment, journey: Journey, customers: list[Customer]) -> Steps:
    """Every day: pick at midnight, send in the morning."""
    while True:
        midnight = env.now
        picked = [customer for customer in customers if customer.shopper.is_picked(midnight)]
        yield env.timeout(journey.sent_at)
        for customer in picked:
            if customer.shopper.may_get(env.now) and customer.shopper.receive(env.now):
                env.process(customer.read())
        yield env.timeout(midnight + 1 - env.now)


def run(journey: Journey, seed: int) -> Tally:
    """Live the journey once."""
    dice, tally = Random(seed), Tally()
    env = simpy.Environment()
    phone = simpy.Resource(env, journey.servers)
    customers = [
        Customer(env, phone, Shopper(journey, dice, tally)) for _ in range(journey.customers)
    ]
    env.process(firm(env, journey, customers))
    env.run(until=journey.days)
    return tally


__all__ = ["run"]
