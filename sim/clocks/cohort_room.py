"""Room for the cohorts of one block of customers; grows as needed."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.clocks.cohorts import MOST_COHORTS, USED, enter_again
from sim.model.records.window_layout import cohort_dtype, pick_dtype

Records = np.ndarray[Any, np.dtype[np.void]]

AT_FIRST = 64
PLENTY = 1_024
"""Cohorts from which those that nobody is in are forgotten before there is room for more."""


class Cohorts:
    """The cohorts of one block of customers.

    Attributes:
        records: `cohort_dtype`, those in use first.
        table: int32, open addressing by standing; -1 free. Never more than half full.
        picks: `pick_dtype`, those of all cohorts one after another.
        numbers: int64, see NEXT and USED.
    """

    def __init__(self, width: int) -> None:
        self.width = width
        self.records: Records = np.zeros(AT_FIRST, cohort_dtype(width))
        self.table = np.full(2 * AT_FIRST, -1, np.int32)
        self.picks: Records = np.zeros(AT_FIRST, pick_dtype(width))
        self.numbers = np.zeros(2, np.int64)

    @property
    def used(self) -> int:
        """Cohorts there are."""
        return int(self.numbers[USED])

    def forget(self) -> None:
        """Start anew: what treatments there are has changed."""
        self.table[:] = -1
        self.numbers[USED] = 0

    def more_room(self) -> bool:
        """Twice the room; False where it is enough to forget those that nobody is in."""
        count = len(self.records)
        peopled = int(np.count_nonzero(self.records["count"][: self.used]))
        if count >= MOST_COHORTS or (count >= PLENTY and 2 * peopled <= count):
            return False
        self.records = np.concatenate([self.records, np.zeros(count, self.records.dtype)])
        self.table = np.full(4 * count, -1, np.int32)
        enter_again(self.records, self.table, self.used)
        return True

    def room_for_picks(self, stretches: int) -> None:
        """Have room for the picks of all cohorts in so many stretches of draws."""
        wanted = self.used * stretches
        if wanted > len(self.picks):
            self.picks = np.zeros(2 * wanted, pick_dtype(self.width))
