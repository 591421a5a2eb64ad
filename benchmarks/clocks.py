"""The name *clocks*: both clocks on growing-brand, bare SimPy, one thread and two, growth, memory.

Every group is a function that gives its rows, so another question is another function here and a
line in `measure`.
"""

from __future__ import annotations

import itertools
import subprocess
import sys
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from random import Random
from statistics import median

import simpy

from benchmarks.limit import live_from_record
from benchmarks.report import Report, Row
from benchmarks.timing import Seconds, timed
from benchmarks.timing import median as middle
from benchmarks.worlds import Lived, live
from engine.errors import RunError
from sim.model.market.market import Market
from sim.scenario import Scenario

SCENARIO, STRATEGY = "growing-brand", "omnichannel"
GROWTH = "growth: customer-days"
SMALLEST = 45_000
"""Customers from which on an artificial market has enough people on the telephone."""


@dataclass(frozen=True)
class Size:
    """How much is done.

    Attributes:
        customers, days: of the work that both clocks do.
        rounds: how often the compiled clock does it.
        growth: markets, from small to large, of which the time for a customer and day is compared.
        growth_days: how many days these live.
    """

    customers: int = 100_000
    days: int = 90
    rounds: int = 7
    growth: tuple[int, ...] = (250_000, 4_000_000)
    growth_days: int = 14


FULL = Size()
QUICK = Size(customers=20_000, days=5, growth=())
MEASURED = ((1_000_000, 3), (250_000, 3))
"""Customers and days of the two runs whose memory is compared."""


def measure(size: Size) -> Report:
    """All groups, one after the other."""
    events = warm_up(size)
    report = Report(
        "clocks",
        f"{SCENARIO}, {STRATEGY}, seed 1, events not stored: {size.customers:,} customers × "
        f"{size.days} days unless a row says otherwise",
    )
    report.notes.append(f"Compiled, or loaded, in {events:.1f} s before anything was timed.")
    report.add(side_by_side(size, report.notes))
    own = next(row for row in report.rows if row.system == "simpy clock")
    report.add([bare_timeouts(size, int(own.count), own.rate)])
    report.add([limit(size, report)])
    for number, customers in enumerate(size.growth):
        report.add(growth(customers, size, report.rows if number else []))
    if size.growth:
        report.notes.append(two_against_one(report.rows))
        report.add([memory(*MEASURED)])
        each = report.rows[-1].more["bytes_per_customer"]
        report.notes.append(f"{each:,.0f} resident bytes for one customer more.")
    report.look_around()
    return report


def market(customers: int, days: int) -> Market:
    """So many customers: an artificial market, or where that is too small one of its own."""
    scenario = Scenario.load(SCENARIO)
    if scenario.scenario.market != customers < SMALLEST:
        scenario = scenario.with_values({"scenario.market": customers})
    return Market.build(scenario, STRATEGY, customers=customers, days=days)


def warm_up(size: Size) -> float:
    """Have everything compiled, and budgets bind; seconds that it took."""

    def compile_all() -> None:
        live(market(size.customers, 2))
        live(market(500, 2), clock="simpy")

    return timed(compile_all)[1].wall


def density(lived: Lived, days: int) -> float:
    """Events a customer and day."""
    return lived.outcome.events / (lived.outcome.customers * days)


# --- both clocks --------------------------------------------------------------------------


def side_by_side(size: Size, notes: list[str]) -> Iterator[Row]:
    """Both clocks on the same work, and the part of it that is not planning."""
    work = market(size.customers, size.days)
    runs: dict[str, list[Lived]] = {"compiled clock, 2 threads": [], "compiled clock, 1 thread": []}
    for _ in range(size.rounds):  # in turns, so that what disturbs one disturbs the other
        for threads, system in ((2, "compiled clock, 2 threads"), (1, "compiled clock, 1 thread")):
            runs[system].append(live(work, threads=threads))
    runs["simpy clock"] = [live(work, clock="simpy")]
    first = _all_the_same(list(itertools.chain(*runs.values())))
    notes.append(
        f"{first.outcome.events:,} events under either clock, the same digest: "
        f"{density(first, size.days):.2f} a customer and day."
    )
    yield from _rows("both clocks", runs, "seconds", size)
    yield from _rows("both clocks, less planning: the live part", runs, "living", size)


def _all_the_same(runs: list[Lived]) -> Lived:
    """The first of the runs, once all have come to the same."""
    first = runs[0].outcome
    for each in runs[1:]:
        same = (each.outcome.digest_sums == first.digest_sums).all()
        if each.outcome.events != first.events or not same:
            raise RunError("the clocks do not agree: these figures are of different work")
    return runs[0]


def _rows(group: str, runs: dict[str, list[Lived]], part: str, size: Size) -> Iterator[Row]:
    """A row a system; the first one is ours, with which the others are compared."""
    ours = median(getattr(lived, part) for lived in next(iter(runs.values())))
    for system, rounds in runs.items():
        seconds = median(getattr(lived, part) for lived in rounds)
        yield Row(
            group, system, _amount(size.customers, size.days), rounds[0].outcome.events, seconds,
            processor=median(lived.processor for lived in rounds) if part == "seconds" else None,
            ratio=seconds / ours, rounds=len(rounds),
            more={
                "events_per_customer_day": density(rounds[0], size.days),
                "planning_seconds": median(lived.planning for lived in rounds),
                "drawing_seconds": median(lived.drawing for lived in rounds),
            },
        )  # fmt: skip


def _amount(customers: int, days: int) -> str:
    return f"{customers:,} customers × {days} days"


# --- bare SimPy ---------------------------------------------------------------------------


def bare_timeouts(size: Size, events: int, rate: float) -> Row:
    """As many timeouts as there are events, in as many processes as there are customers.

    Nothing is done at a timeout, and how long each lasts is drawn before: SimPy alone. The ratio is
    what the simpy clock does of that, its behaviour, records and plans included.
    """
    dice = Random(1)
    each, more = divmod(events, size.customers)
    mean = size.days / max(each, 1)
    waits = [
        [dice.expovariate(1 / mean) for _ in range(each + (place < more))]
        for place in range(size.customers)
    ]
    _, seconds = timed(lambda: _wait_all(waits))
    return Row(
        "the simpy clock against bare SimPy", "bare SimPy timeouts",
        f"{size.customers:,} processes, {events:,} timeouts", events, seconds.wall,
        unit="timeouts", processor=seconds.processor, ratio=rate / (events / seconds.wall),
        more={"against": "simpy clock"},
    )  # fmt: skip


def _wait_all(waits: list[list[float]]) -> None:
    env = simpy.Environment()

    def wait(times: list[float]) -> Generator[simpy.Event, None, None]:
        for time in times:
            yield env.timeout(time)

    for times in waits:
        env.process(wait(times))
    env.run()


# --- the limit ----------------------------------------------------------------------------


def limit(size: Size, report: Report) -> Row:
    """The live part on recorded contacts, without planning: how far the clock is from it."""
    found = [live_from_record(market(size.customers, size.days)) for _ in range(size.rounds)]
    last = _all_the_same([lived for pair in found for lived in pair])
    seconds = median(again.living for _, again in found)
    ours = next(row for row in report.rows if row.system == "compiled clock, 1 thread")
    planned = ours.seconds - ours.more["drawing_seconds"]
    report.notes.append(
        f"One thread takes {planned / seconds:.2f} × what lives without plans take."
    )
    return Row(
        "the compiled clock against lives without plans", "recorded contacts, 1 thread",
        _amount(size.customers, size.days), last.outcome.events, seconds,
        ratio=seconds / planned, rounds=size.rounds, more={"against": "compiled clock, 1 thread"},
    )  # fmt: skip


# --- growth and memory --------------------------------------------------------------------


def growth(customers: int, size: Size, before: list[Row]) -> Iterator[Row]:
    """A market of some size on one thread and on two, by customer-days.

    Args:
        before: rows so far; those of a smaller market are compared with.
    """
    work = market(customers, size.growth_days)
    rounds: dict[int, list[Seconds]] = {1: [], 2: []}
    for _ in range(size.rounds):
        for threads, found in rounds.items():
            lived = live(work, threads=threads)
            found.append(Seconds(lived.seconds, lived.processor))
    for threads, found in rounds.items():
        group = f"{GROWTH}, {threads} thread{'s' if threads > 1 else ''}"
        seconds = middle(found)
        days = customers * size.growth_days
        rate = days / seconds.wall
        ours = next((row.rate for row in before if row.group == group), rate)
        yield Row(
            group, f"{customers:,} customers", f"{size.growth_days} days", days, seconds.wall,
            unit="customer-days", processor=seconds.processor, ratio=ours / rate,
            rounds=len(found), more={"nanoseconds": 1e9 / rate},
        )  # fmt: skip


def two_against_one(rows: list[Row]) -> str:
    """What a second thread brings in each market of the growth."""
    seconds: dict[str, list[float]] = {}
    for row in rows:
        if row.group.startswith(GROWTH):
            seconds.setdefault(row.system, []).append(row.seconds)
    gains = (f"{one / two:.2f} × at {system}" for system, (one, two) in seconds.items())
    return f"Two threads against one: {', '.join(gains)}."


def memory(larger: tuple[int, int], smaller: tuple[int, int]) -> Row:
    """Resident bytes of one customer more: the slope between two markets, each in its own process.

    Args:
        larger, smaller: customers and days.
    """
    (most, seconds), (least, _) = _resident(*larger), _resident(*smaller)
    count = larger[0] - smaller[0]
    return Row(
        "memory", "compiled clock, 1 thread", f"{smaller[0]:,} and {larger[0]:,} customers",
        larger[0] * larger[1], seconds, unit="customer-days",
        more={"bytes_per_customer": (most - least) / count, "resident_bytes": [least, most]},
    )  # fmt: skip


def _resident(customers: int, days: int) -> tuple[int, float]:
    """Greatest resident memory of a process that lives a market, and the seconds it took."""
    command = [sys.executable, "-m", "benchmarks.resident", str(customers), str(days)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    resident, seconds = done.stdout.split()
    return int(resident), float(seconds)
