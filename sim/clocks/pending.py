"""Observations on their way to linked channels that are told late, window by window.

`sim.clocks.delays` keeps the same in a log, where compiled code opens and closes windows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from sim.clocks.arrays import Records, whole
from sim.model.living.border import changed


@dataclass(frozen=True)
class _Item:
    """What was seen in a window: when and by which delay it is told, of whom, `whole` copies."""

    due: int
    place: int
    rows: np.ndarray[Any, np.dtype[np.int64]]
    obs: Records


class Pending:
    """What has been observed and not been told yet."""

    def __init__(self) -> None:
        self._items: list[_Item] = []

    def note(self, customers: Records, number: int, delays: Sequence[int]) -> None:
        """Note at the close of window `number` who was observed in it.

        Args:
            delays: windows until it is told, by place in the memory.
        """
        if not delays:
            return
        rows = np.empty(len(customers), np.int64)
        found = changed(customers, rows)
        if found == 0:
            return
        rows = rows[:found].copy()
        obs = whole(customers["obs"])[rows]
        self._items += [
            _Item(number + delay, place, rows, obs) for place, delay in enumerate(delays)
        ]

    def tell(self, memory: Records, number: int) -> None:
        """Tell what is due at the open of window `number`."""
        for item in self._items:
            if item.due <= number:
                whole(memory["obs"])[item.rows, item.place] = item.obs
        self._items = [item for item in self._items if item.due > number]

    def rearrange(self, old: Sequence[int], new: Sequence[int]) -> None:
        """Delays are others, or have other places; what was noted for one that is gone goes too."""
        self._items = [
            replace(item, place=new.index(old[item.place]))
            for item in self._items
            if old[item.place] in new
        ]

    @property
    def nbytes(self) -> int:
        """Bytes that are held."""
        held = {id(item.rows): item.rows.nbytes + item.obs.nbytes for item in self._items}
        return sum(held.values())
