"""How many cohorts a run has, and what they take: from what probes of two sizes have had.

Customers for whom the same stands are a cohort (`sim.clocks.cohorts`). How many there are depends
on rules and holdouts: a handful in most scenarios; where many rules hang on what each customer has
done nearly as many as customers. They grow with people and time by a power between 0 and 1, as
different words do with the length of a text (Heaps 1978, Information Retrieval, 7.5).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from sim.model.records.window_layout import cohort_dtype, pick_dtype
from sim.study.estimate.memory import plan_row

if TYPE_CHECKING:
    from sim.model.market.market import Market


class Sizes(NamedTuple):
    """Cohorts and picks at the same time, at most, in all blocks."""

    cohorts: float
    picks: float


def at_full_size(
    small: Sequence[Sizes],
    large: Sequence[Sizes],
    people: tuple[int, int, int],
    windows: int,
) -> Sizes:
    """What a run has, from what a small and a large probe had until the end of each window.

    Args:
        people: of the small probe, of the large one, of the run.
        windows: of the run; the large probe may have lived fewer.
    """
    few, many, all_people = people
    shared = min(len(small), len(large)) - 1
    by_people = _power(small[shared].cohorts, large[shared].cohorts, many / few)
    half = large[(len(large) - 1) // 2].cohorts
    by_time = _power(half, large[-1].cohorts, 2.0)
    factor = (all_people / many) ** by_people * (windows / len(large)) ** by_time
    most = max(1.0, all_people / max(large[-1].cohorts, 1.0))
    return Sizes(*(number * min(factor, most) for number in large[-1]))


def bytes_of_cohorts(market: Market, found: Sizes, blocks: int) -> float:
    """Bytes of cohorts, picks and plan.

    Args:
        blocks: of customers; each has room for cohorts of its own, which doubles as it fills.
    """
    from sim.clocks.cohort_room import AT_FIRST

    if not found.cohorts:
        return 0.0
    doubled = max(0, math.ceil(math.log2(found.cohorts / blocks / AT_FIRST)))
    room = blocks * AT_FIRST * 2**doubled
    place = cohort_dtype(market.width).itemsize + 2 * _NUMBER
    picks = AS_MANY * found.picks * pick_dtype(market.width).itemsize
    rows = AS_MANY * found.cohorts * plan_row(market)
    return float(room * place + picks + rows)


AS_MANY = 2
"""Picks, and rows of the plan, that there is room for, for each that is needed."""
_NUMBER = 4
"""Bytes of a number in the table, which has two places for each cohort that there is room for."""


def _power(before: float, after: float, ratio: float) -> float:
    """By which power of a ratio something has grown, between 0 and 1."""
    if ratio <= 1.0 or before <= 0.0 or after <= before:
        return 0.0
    return min(1.0, math.log(after / before) / math.log(ratio))
