"""Blocks of rows, and what is found for all of one at once."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.kernels import part
from engine.scan.memory import number_at

__all__ = ["BLOCK", "find_rooms"]

BLOCK = 2_048
"""Rows of a block: few enough that its columns stay in a core's cache."""


@part
def find_rooms(p: Any, columns: Any, start: Any, size: Any, room: Any) -> None:
    """Contacts that each cap still allows, as `engine.arbitration.find_room` does for one."""
    for cap in range(p.planned_caps):
        for row in range(start, start + size):
            room[row, cap] = 0.0
        for channel in range(p.channels):
            field = np.int64(p.cap_field[cap, channel])
            if field < 0:
                continue
            column = columns[field]
            for row in range(start, start + size):
                x = number_at(column, row)
                room[row, cap] += x if x > 0.0 else 0.0  # a missing count counts as none
        limit = p.cap_limit[cap]
        for row in range(start, start + size):
            room[row, cap] = limit - room[row, cap]
