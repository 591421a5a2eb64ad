"""Seconds of some work, and a fixed loop beside it that shows how quiet the machine was."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

Made = TypeVar("Made")

ADDITIONS = 5_000_000
ADDED = f"{ADDITIONS // 1_000_000} million additions in plain Python"


@dataclass(frozen=True)
class Seconds:
    """How long some work took: by the clock on the wall, and of all processors together."""

    wall: float
    processor: float


def timed(work: Callable[[], Made]) -> tuple[Made, Seconds]:
    """Do some work once; what it made, and how long it took."""
    wall, processor = time.perf_counter(), time.process_time()
    made = work()
    return made, Seconds(time.perf_counter() - wall, time.process_time() - processor)


def median(rounds: Sequence[Seconds]) -> Seconds:
    """The median of each kind of second."""
    return Seconds(
        statistics.median(each.wall for each in rounds),
        statistics.median(each.processor for each in rounds),
    )


def reference() -> float:
    """Seconds of the fixed loop. It is no speed of ours: a longer time tells of a busy machine."""

    def add() -> int:
        total = 0
        for number in range(ADDITIONS):
            total += number
        return total

    return timed(add)[1].wall
