"""Work on many rows, part by part on threads: what comes before the first window."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

PART = 1 << 14
"""Rows in a part: enough to be worth a call, few enough that no thread waits long for another."""


def in_parts(work: Callable[[int, int], None], count: int, threads: int) -> None:
    """Do the work for rows 0 to `count`.

    Args:
        work: takes the first row of a part and the one after its last; parts do not meet.
    """
    if threads == 1 or count <= PART:
        work(0, count)
        return
    firsts = range(0, count, PART)
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(lambda first: work(first, min(first + PART, count)), firsts))
