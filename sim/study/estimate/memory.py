"""Bytes that a study needs, worked out from the layout of its records: no probe, no guess of speed.

What a customer takes is the record of `customer_dtype`, whatever the scenario, and what the
scenario asks for beside it: memory of contacts for rolling caps and the like, observations on their
way to linked channels, columns of the clock.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.model.records.layout import (
    customer_dtype,
    flight_dtype,
    memory_dtype,
    observation_dtype,
)
from sim.model.records.market_layout import params_dtype
from sim.model.records.vocabulary import COUNTERS, ROW
from sim.model.records.window_layout import output_dtype
from sim.study.estimate.work import stored_share

if TYPE_CHECKING:
    from sim.model.market.market import Market
    from sim.study.estimate.work import Workload

PROGRAM = 160_000_000
"""Bytes of the program itself, its libraries and compiled code: measured."""
ARROW = 35_000_000
"""Bytes of what writes files."""
THREAD = 4_000_000
"""Bytes that a thread takes beside its customers: measured."""
PROCESS = 1_150
"""Bytes of a customer's process in SimPy: generator, events, ids; measured."""
CHANGED = 0.1
"""Share of the customers of whom something is observed in a window, where no probe has told it."""
HELD = 5
"""How many times its size a stored row takes: as it came, sorted, in columns, encoded; measured."""
ROW_GROUP = 1 << 18
"""Rows that are gathered before they are written."""
MOST_ROWS = 0.5
"""Event rows a customer and day, where no probe has told them."""

Bytes = dict[str, float]


@dataclass(frozen=True)
class Memory:
    """What is needed at the worst moment.

    Attributes:
        items: bytes by what they are for, of all lives at the same time.
        each: bytes a customer of one life, by what they are for.
        together: lives at the same time.
    """

    items: Bytes
    each: Bytes
    together: int

    @property
    def total(self) -> float:
        """Bytes in all."""
        return sum(self.items.values())

    def most_customers(self, customers: int, available: float) -> int:
        """How many customers fit, the rest being as it is."""
        own = sum(self.each.values()) * self.together
        left = available - (self.total - own * customers)
        return max(0, int(left / own))


def memory_of(
    work: Workload,
    *,
    program: float = PROGRAM,
    pending: float | None = None,
    rows: float | None = None,
    cohorts: float = 0.0,
    plans: float = 0.0,
) -> Memory:
    """What a study needs.

    Args:
        program: bytes of the program before anything is simulated or written.
        pending: bytes of observations on their way, a customer of the market that has most; None:
            `CHANGED` of the customers in each window.
        rows: event rows of one life, where they are written; None: `MOST_ROWS`.
        cohorts: bytes of cohorts in one life; nobody knows how many there are but a probe.
        plans: bytes of one life's plan under limits while it is solved; as little known without.
    """
    plan = work.study.plan
    each: Bytes = {}
    for market in work.markets:
        found = bytes_of_a_customer(market, plan.clock, pending)
        if sum(found.values()) > sum(each.values()):
            each = found
    if work.watched:
        each = {**each, "watched": work.watched}
    if work.study.options["out"] is not None:
        program += ARROW
    items: Bytes = {"program": program + THREAD * plan.threads}
    items |= {name: size * plan.customers * work.together for name, size in each.items()}
    items["shared"] = _shared(work)
    if cohorts:
        items["cohorts"] = cohorts * work.together
    if plans:
        items["plans"] = plans * work.together
    if work.stored:
        if rows is None:
            rows = MOST_ROWS * plan.customers * plan.days * stored_share(work)
        held = min(rows, ROW_GROUP) * min(work.together, work.stored)
        items["events"] = HELD * ROW.itemsize * held
    if work.study.crowd.given:  # they stay beside those who live
        items["table"] = plan.customers * each["state"] * work.together
    return Memory(items, each, work.together)


def bytes_of_a_customer(market: Market, clock: str, pending: float | None = None) -> Bytes:
    """Bytes a customer of one life, by what they are for; nothing that is 0."""
    found = {
        "state": customer_dtype(market.width).itemsize,
        "memory": _memory(market),
        "pending": _pending(market) if pending is None else pending,
        "clock": clock_bytes(market, clock),
    }
    return {name: float(size) for name, size in found.items() if size}


def clock_bytes(market: Market, clock: str) -> float:
    """Bytes a customer of the clock's own columns.

    The compiled clock keeps the window until which a plan stands and the cohort (`CompiledClock`),
    or candidates where it plans for each customer; SimPy candidates, a flight and a process.
    """
    planned = plan_row(market)
    if clock == "simpy":
        return planned + flight_dtype(market.width).itemsize + PROCESS
    columns = np.dtype("u1").itemsize + np.dtype("i2").itemsize
    by_cohort = all(phase.params[0]["by_cohort"] for phase in market.all_phases)
    return columns + (0 if by_cohort else planned)


def plan_row(market: Market) -> int:
    """Bytes of candidates, where a customer or a cohort has a row of them; see `Plan`.

    Under limits it holds what each candidate uses, where customers differ in that, and the picks.
    """
    row = 3 * np.dtype("i8").itemsize  # first, last and weight
    found = row
    for phase in market.all_phases:
        p = phase.params[0]
        numbers = 2 + int(p["n_loads"])  # priority, propensity, loads
        candidate = np.dtype("i2").itemsize + numbers * np.dtype("f8").itemsize
        picks = np.dtype("i2").itemsize * int(p["channels"]) + np.dtype("u1").itemsize
        taken = row + int(p["n_planned"]) * candidate + (picks if p["limited"] else 0)
        found = max(found, taken)
    return found


def _memory(market: Market) -> int:
    """Bytes of the optional memory, as far as the scenario asks for it."""
    if market.last_memory is None:
        return 0
    fields = memory_dtype(market.width).fields
    assert fields is not None
    kind, offset = fields[market.last_memory][:2]
    return int(offset + kind.itemsize)


def _pending(market: Market) -> float:
    """Bytes of observations on their way to linked channels."""
    longest = max(
        (
            int(delay)
            for phase in market.all_phases
            for delay in phase.params[0]["delays"][: int(phase.params[0]["n_delays"])]
        ),
        default=0,
    )
    one = np.dtype("i8").itemsize + observation_dtype(market.width).itemsize
    return CHANGED * longest * one


def _shared(work: Workload) -> float:
    """Bytes that do not grow with customers: markets, scratch, results of all lives."""
    markets = work.markets
    params = sum(params_dtype(m.width).itemsize * len(m.all_phases) for m in markets)
    most = max(params_dtype(m.width).itemsize * len(m.all_phases) for m in markets)
    width = max(market.width for market in markets)
    output = output_dtype(width).itemsize * work.study.plan.threads_within
    windows = max(market.windows for market in markets)
    result = 8 * (5 * windows + width * len(COUNTERS))
    return params + work.together * (most + output) + work.lives * result


__all__ = ["Memory", "bytes_of_a_customer", "clock_bytes", "memory_of", "plan_row"]
