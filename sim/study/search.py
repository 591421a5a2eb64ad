"""Looks for customers who lived a given sequence: replication after replication, nothing stored.

Replications run side by side and are taken in order, so that what is found, and how much was
searched for it, does not depend on threads.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.store.like import Item, Pattern
from sim.study.crowd import EVERYBODY, Crowd
from sim.study.jobs import Plan, lifetimes
from sim.study.progress import Tally
from sim.study.sample import YEAR

if TYPE_CHECKING:
    from sim.model.market.market import Market

CONFIDENCE = 0.95


@dataclass(frozen=True, slots=True)
class Find:
    """Who lived the pattern, and when it was completed (microseconds)."""

    replication: int
    customer: int
    time: int


@dataclass(frozen=True, slots=True)
class Reached:
    """How far customers came: ``item`` as written, with the absences before it."""

    item: str
    customers: int


@dataclass(frozen=True, slots=True)
class Impossible:
    """An item that no customer can live under the strategy, and why."""

    item: str
    why: str


@dataclass(frozen=True, slots=True)
class Search:
    """What a search came to.

    Attributes:
        like: the pattern.
        first: the find of lowest replication, then customer; None where there is none.
        found: customers who lived the pattern, in the replications counted.
        replications: those counted: up to the first find, or all that were asked for.
        customer_years: lived in these.
        to_the_end: whether all that were asked for were counted; else it ended at the first find.
        steps: customers who lived the first 1, 2, ... items.
        impossible: items that the strategy rules out.
    """

    like: str
    first: Find | None
    found: int
    replications: int
    customer_years: float
    to_the_end: bool
    steps: tuple[Reached, ...]
    impossible: tuple[Impossible, ...]

    @property
    def frequency(self) -> float:
        """Finds a customer-year; too high where the search ended at the first find."""
        return self.found / self.customer_years

    @property
    def interval(self) -> tuple[float, float] | None:
        """Exact Poisson interval (95 %) of the frequency; None where the first find ended it."""
        if not self.to_the_end:
            return None
        # quantiles of gamma are half those of chi square, which take 2 s to import (scipy.stats)
        from scipy.special import gammaincinv

        tail = (1.0 - CONFIDENCE) / 2.0
        low = float(gammaincinv(self.found, tail)) if self.found else 0.0
        high = float(gammaincinv(self.found + 1, 1.0 - tail))
        return low / self.customer_years, high / self.customer_years

    def to_json(self) -> dict[str, Any]:
        """As `trace --json` has it."""
        interval = self.interval
        return {
            "like": self.like,
            "customer_years": round(self.customer_years, 6),
            "replications": self.replications,
            "found": self.found,
            "frequency": self.frequency,
            "ci_low": None if interval is None else interval[0],
            "ci_high": None if interval is None else interval[1],
            "to_the_end": self.to_the_end,
            "steps": [{"item": step.item, "customers": step.customers} for step in self.steps],
            "impossible": [{"item": no.item, "why": no.why} for no in self.impossible],
        }


def years_of(plan: Plan) -> float:
    """Customer-years of one replication."""
    return plan.customers * plan.days / YEAR


def search(
    market: Market,
    pattern: Pattern,
    plan: Plan,
    *,
    start: int = 0,
    count: bool = False,
    crowd: Crowd = EVERYBODY,
    tally: Tally | None = None,
) -> Search:
    """Simulate ``plan.replications`` replications from ``start`` until somebody lived the pattern.

    Args:
        count: go on after the first find, to measure how frequent it is.
        crowd: who is simulated; by default all are drawn.
        tally: counts what is lived.
    """
    first: Find | None = None
    found = done = 0
    reached = np.zeros(len(pattern.items), np.int64)
    for finds, here in _replications(market, pattern, plan, start, crowd, tally):
        done += 1
        found += len(finds)
        reached += here
        if first is None and finds:
            first = finds[0]
        if first is not None and not count:
            break
    return Search(
        like=pattern.text,
        first=first,
        found=found,
        replications=done,
        customer_years=done * years_of(plan),
        to_the_end=done == plan.replications and (count or first is None),
        steps=tuple(
            Reached(words, int(customers))
            for words, customers in zip(pattern.words(), reached, strict=True)
        ),
        impossible=impossible_items(market, pattern),
    )


Part = tuple[list[Find], NDArray[np.int64]]
"""Finds of one replication, and customers by step."""


def _replications(
    market: Market, pattern: Pattern, plan: Plan, start: int, crowd: Crowd, tally: Tally | None
) -> Iterator[Part]:
    """One part a replication, in order; those begun ahead are dropped when nobody asks for more."""
    from sim.store.matching import Matcher

    workers = plan.side_by_side
    ids = np.arange(plan.customers) if crowd.ids is None else crowd.ids
    counted = Tally(None, 0.0) if tally is None else tally
    live = lifetimes(plan, crowd.draw, counted)

    def work(replication: int) -> Part:
        matcher = Matcher(
            pattern, channels=len(market.channels), actions=len(market.actions), ids=ids
        )
        live(market, replication, matcher)
        matcher.close()
        finds = [Find(replication, item.customer, item.time) for item in matcher.completed()]
        return finds, matcher.reached()

    numbers = iter(range(start, start + plan.replications))
    if workers == 1:
        for number in numbers:
            yield work(number)
        return
    pool = ThreadPoolExecutor(workers, thread_name_prefix="journey")
    try:
        waiting: deque[Future[Part]] = deque()
        for number in numbers:
            waiting.append(pool.submit(work, number))
            if len(waiting) > 2 * workers:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        counted.stop()  # where somebody was found, those begun ahead are not waited for either
        pool.shutdown(wait=True, cancel_futures=True)


def impossible_items(market: Market, pattern: Pattern) -> tuple[Impossible, ...]:
    """Items that name an action which the strategy never takes, and what such an action brings."""
    found = []
    for item in pattern.items:
        if item.action is None:
            continue
        places = [
            place
            for place, name in enumerate(market.treatments)
            if name.action == market.actions[item.action]
        ]
        if not any(phase.params["t_allowed"][0][places].any() for phase in market.phases):
            name = market.actions[item.action]
            why = f"{name} is not among the actions of {market.strategy}"
            found.append(Impossible(item.text, why))
        elif _never_together(market, item, places):
            channel = market.channels[item.channel] if item.channel is not None else ""
            name = market.actions[item.action]
            found.append(Impossible(item.text, f"{name} has nothing to do with {channel}"))
    return tuple(found)


def _never_together(market: Market, item: Item, places: list[int]) -> bool:
    """Whether the action's treatments neither use the channel nor lead to it.

    What is booked through a contact names the contact's action on the booking's own channel, so any
    channel that books or serves may follow.
    """
    if item.channel is None:
        return False
    params = market.phases[0].params
    near = {int(params["t_channel"][0][place]) for place in places}
    near |= {int(params["t_landing"][0][place]) for place in places}
    near |= {int(params["c_books"][0][place]) for place in near if place >= 0}
    return item.channel not in near
