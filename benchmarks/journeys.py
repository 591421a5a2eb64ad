"""The name *journeys*: the fixed small journey here and in four other packages, in one run.

What the journey is stands in `benchmarks.peers.journey`; that all come to the same counts is tested
in `tests/benchmarks/peers`.
"""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from statistics import median
from typing import Any

from benchmarks.peers import here
from benchmarks.peers.journey import FULL as JOURNEY
from benchmarks.peers.journey import QUICK as SMALL_JOURNEY
from benchmarks.peers.journey import Journey, Tally, statistics
from benchmarks.report import Report, Row
from benchmarks.timing import Seconds, timed
from benchmarks.worlds import live

PEERS = {"plain SimPy": "simpy", "Mesa": "mesa", "salabim": "salabim"}
QUEUES = {"Ciw": "ciw"}
GROUP, QUEUE_GROUP = "the small journey", "its telephone alone"
TWO, ONE = "here, 2 threads", "here, 1 thread"


@dataclass(frozen=True)
class Size:
    """How much is done: the journey, and how often it is lived here and by the others."""

    journey: Journey = JOURNEY
    rounds: int = 5
    peer_rounds: int = 3


FULL = Size()
QUICK = Size(journey=SMALL_JOURNEY, rounds=3, peer_rounds=1)


def measure(size: Size) -> Report:
    """The journey, then its telephone alone."""
    missing = [name for name, package in {**PEERS, **QUEUES}.items() if not installed(package)]
    present = [package for package in (*PEERS.values(), *QUEUES.values()) if installed(package)]
    report = Report("journeys", str(size.journey), tuple(p for p in present if p != "simpy"))
    seconds = timed(lambda: live(here.market(size.journey)))[1].wall
    report.notes.append(f"Compiled, or loaded, in {seconds:.1f} s before anything was timed.")
    if missing:
        report.notes.append(f"Not installed, so left out: {', '.join(missing)}.")
    report.add(whole_journey(size))
    ours = report.rows[0]
    each = ours.count / (size.journey.customers * size.journey.days)
    report.notes.append(f"{each:.2f} events a customer and day.")
    report.add(queue_alone(size, ours.more["tally"]["calls"] / size.journey.days))
    report.look_around()
    return report


def installed(package: str) -> bool:
    """Whether a peer can be measured."""
    return importlib.util.find_spec(package) is not None


def whole_journey(size: Size) -> Iterator[Row]:
    """Here on two threads, with which all others are compared; on one; then the others."""
    journey = size.journey

    def rows() -> Iterator[Row]:
        yield from _here(journey, size.rounds, GROUP)
        for name, package in PEERS.items():
            if installed(package):
                yield _peer(name, _runs(package, journey), size.peer_rounds, GROUP, journey)

    return _compared(rows())


def queue_alone(size: Size, calls: float) -> Iterator[Row]:
    """The telephone alone, at the calls a day of the whole journey; one thread works it off."""
    journey = here.queue_alone(size.journey, calls)

    def rows() -> Iterator[Row]:
        yield from _here(journey, size.rounds, QUEUE_GROUP, threads_of=(1,))
        for name, package in QUEUES.items():
            if installed(package):
                run = _runs(package, journey, calls)
                yield _peer(name, run, size.peer_rounds, QUEUE_GROUP, journey)

    return _compared(rows())


def _runs(package: str, *arguments: Any) -> Callable[[int], Tally]:
    """How a peer lives the journey with a seed: its module's `run(journey, seed, …)`."""
    run = importlib.import_module(f"benchmarks.peers.in_{package}").run
    journey, *more = arguments
    return lambda seed: run(journey, seed, *more)


def _here(
    journey: Journey, rounds: int, group: str, threads_of: tuple[int, ...] = (2, 1)
) -> Iterator[Row]:
    market = here.market(journey)
    found: dict[int, list[Seconds]] = {threads: [] for threads in threads_of}
    for _ in range(rounds):  # in turns, so that what disturbs one disturbs the other
        for threads, seconds in found.items():
            lived = live(market, threads=threads)
            seconds.append(Seconds(lived.seconds, lived.processor))
    tally = here.tally(lived.outcome)
    for threads, seconds in found.items():
        yield _row(group, TWO if threads == 2 else ONE, journey, tally, seconds)


def _peer(name: str, run: Callable[[int], Tally], rounds: int, group: str, journey: Journey) -> Row:
    found = []
    for seed in range(1, rounds + 1):
        tally, seconds = timed(partial(run, seed))
        found.append(seconds)
    return _row(group, name, journey, tally, found)


def _row(group: str, system: str, journey: Journey, tally: Tally, found: list[Seconds]) -> Row:
    """A row; of the telephone alone only calls and their ends count."""
    alone = group == QUEUE_GROUP
    count = tally.calls + tally.answers + tally.give_ups if alone else tally.events
    return Row(
        group, system, str(journey), count, median(each.wall for each in found),
        processor=median(each.processor for each in found), rounds=len(found),
        more={"tally": statistics(tally)},
    )  # fmt: skip


def _compared(rows: Iterator[Row]) -> Iterator[Row]:
    """Each row with our rate, that of the first row, divided by its own."""
    ours = next(rows)
    yield replace(ours, ratio=1.0)
    for row in rows:
        yield replace(row, ratio=ours.rate / row.rate)
