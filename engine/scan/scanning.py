"""Whole tables judged on all processors, a stretch of rows each."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from engine.kernels import kernel
from engine.rules.postfix import STACK_CELLS
from engine.scan.blocks import BLOCK
from engine.scan.columns import Columns
from engine.scan.formulas import amounts
from engine.scan.gather import close_up, gather_candidates
from engine.scan.intervals import intervals_of
from engine.scan.winners import choose_winners

__all__ = ["Gathered", "OddPropensity", "Winners", "formula_values", "gathered", "winners"]

STRETCH = 16 * BLOCK
"""Rows that a thread takes at once."""

Floats = npt.NDArray[np.float64]


class OddPropensity(Exception):  # noqa: N818 -- told as an error by `engine.refusals`
    """A formula gives a propensity below 0 or above 1: the first, by row and then by treatment."""

    def __init__(self, row: int, treatment: int, value: float) -> None:
        super().__init__(row, treatment, value)
        self.row, self.treatment, self.value = row, treatment, value


@dataclass(frozen=True, slots=True)
class Winners:
    """The pick of each customer.

    Attributes:
        treatment: int16, -1 none; reason: int8.
        priority (main unit) and propensity: float64, 0 without pick.
        picks: int64 (treatments,), how often each was picked.
    """

    treatment: npt.NDArray[np.int16]
    reason: npt.NDArray[np.int8]
    priority: Floats
    propensity: Floats
    picks: npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Gathered:
    """The candidates of each customer, at first to last of the lists, those held out to stop.

    Attributes:
        room: float64 (customers, caps): contacts that each cap still allows.
        level: uint8, place in `engine.scan.filters.LEVELS` of what each has come to.
    """

    candidate: npt.NDArray[np.int32]
    priority: Floats
    propensity: Floats
    first: npt.NDArray[np.int64]
    last: npt.NDArray[np.int64]
    stop: npt.NDArray[np.int64]
    room: Floats
    level: npt.NDArray[np.uint8]


def winners(
    p: Any, columns: Columns, trials: Floats, successes: Floats, prices: Floats, unit: float,
    reasons: tuple[npt.NDArray[np.int8], npt.NDArray[np.int8]],
) -> Winners:  # fmt: skip
    """The best treatment of each customer; see `engine.scan.winners`.

    Args:
        unit: minor units of a main unit.
        reasons: for a pick, by treatment, and for none, by level.

    Raises:
        OddPropensity: a formula gives one.
    """
    rows = columns.rows
    intervals = intervals_of(p["rules"])
    room = np.empty((rows, int(p["planned_caps"])))
    found = Winners(
        np.empty(rows, np.int16), np.empty(rows, np.int8), np.empty(rows), np.empty(rows),
        np.zeros(len(p["t_cost"]), np.int64),
    )  # fmt: skip
    level = np.empty(rows, np.uint8)
    adding = threading.Lock()

    def work(first: int, last: int, odd: Floats) -> None:
        picks = np.zeros(len(p["t_cost"]), np.int64)
        choose_winners(
            p, intervals, columns.addresses, trials, successes, prices, unit, *reasons, first,
            last, room, level, found.treatment, found.reason, found.priority, found.propensity,
            picks, odd, np.empty(BLOCK), np.empty(BLOCK, np.int32), *_scratch(),
        )  # fmt: skip
        with adding:
            np.add(found.picks, picks, out=found.picks)

    _in_stretches(work, rows)
    return found


def gathered(
    p: Any, columns: Columns, trials: Floats, successes: Floats, seed: int,
    customers: npt.NDArray[np.uint64],
) -> Gathered:  # fmt: skip
    """All candidates of each customer; see `engine.scan.gather`.

    Raises:
        OddPropensity: a formula gives one.
    """
    rows, offered = columns.rows, int(p["n_planned"])
    intervals = intervals_of(p["rules"])
    most = rows * offered
    found = Gathered(
        np.empty(most, np.int32), np.empty(most), np.empty(most),
        np.empty(rows, np.int64), np.empty(rows, np.int64), np.empty(rows, np.int64),
        np.empty((rows, int(p["planned_caps"]))), np.empty(rows, np.uint8),
    )  # fmt: skip

    def work(first: int, last: int, odd: Floats) -> None:
        gather_candidates(
            p, intervals, columns.addresses, trials, successes, np.uint64(seed), customers, first,
            last, found.room, found.level, found.candidate, found.priority, found.propensity,
            found.first, found.last, found.stop, odd, np.empty((BLOCK * offered, 3), np.int32),
            np.empty((BLOCK * offered, 2)), np.empty((BLOCK, 3), np.int64), *_scratch(),
        )  # fmt: skip

    _in_stretches(work, rows)
    return _closed_up(found)


def _closed_up(found: Gathered) -> Gathered:
    """The same without the room that was left between customers."""
    ends = np.cumsum(found.stop - found.first)
    used = int(ends[-1]) if len(ends) else 0
    lists = np.empty(used, np.int32), np.empty(used), np.empty(used)
    close_up(found.candidate, found.priority, found.propensity, found.first, found.last,
             found.stop, *lists)  # fmt: skip
    return replace(found, candidate=lists[0], priority=lists[1], propensity=lists[2])


def formula_values(p: Any, program: int, columns: Columns, rows: npt.NDArray[np.int64]) -> Floats:
    """What a formula gives for some rows, float64; NaN where it is missing."""
    found: Floats = np.empty(len(rows))
    few, stack = np.empty(BLOCK, np.int64), np.empty((STACK_CELLS, BLOCK))
    evaluate_at(p, program, columns.addresses, rows, few, stack, found)
    return found


@kernel
def evaluate_at(
    p: Any, program: Any, columns: Any, rows: Any, few: Any, stack: Any, found: Any
) -> None:
    """Write what a formula gives for these rows, a block of them at a time."""
    for first in range(0, len(rows), BLOCK):
        count = min(BLOCK, len(rows) - first)
        for j in range(count):
            few[j] = rows[first + j]
        amounts(p.rules, program, columns, 0, few, count, stack)
        for j in range(count):
            found[first + j] = stack[0, j]


def _scratch() -> tuple[Any, ...]:
    """Rows, chance, worth, mask and stack of a thread."""
    return (
        np.empty(BLOCK, np.int32),
        np.empty(BLOCK),
        np.empty(BLOCK),
        np.empty(BLOCK, np.uint8),
        np.empty((STACK_CELLS, BLOCK)),
    )


def _in_stretches(work: Callable[[int, int, Floats], None], rows: int) -> None:
    """Do the work for all rows; what it writes depends on no other row, so not on the threads.

    Raises:
        OddPropensity: the first that the work notes.
    """
    first = range(0, rows, STRETCH)
    last = [min(row + STRETCH, rows) for row in first]
    odd = np.full((len(first), 3), np.inf)
    threads = min(len(first), _processors())
    if threads <= 1:
        list(map(work, first, last, odd))
    else:
        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(work, first, last, odd))
    noted = odd[odd[:, 0] < np.inf]
    if len(noted):  # of the first stretch, so of the first row
        row, treatment, value = noted[0]
        raise OddPropensity(int(row), int(treatment), float(value))


def _processors() -> int:
    if hasattr(os, "sched_getaffinity"):
        return max(1, len(os.sched_getaffinity(0)))
    return max(1, os.cpu_count() or 1)
