"""What every part of a portrait is: it reads the rows of a life, and tells what they come to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from sim.clocks.world import Records

__all__ = ["DAY", "Integers", "Part", "count_of", "share_of"]

Integers = NDArray[np.int64]

DAY = 86_400_000_000
"""Microseconds."""


class Part(Protocol):
    """One view of a life."""

    def take(self, rows: Records, who: Integers) -> None:
        """Read a block of event rows.

        Args:
            who: int64, shape of ``rows``: the place of each row's customer.
        """

    def told(self) -> dict[str, Any]:
        """All that was found, as JSON."""


def count_of(found: NDArray[Any], ids: int) -> list[int]:
    """How often each number below ``ids`` is found."""
    return [int(count) for count in np.bincount(found, minlength=ids)]


def share_of(part: float, whole: float) -> float | None:
    """A part of a whole; None of nothing."""
    return round(part / whole, 6) if whole else None
