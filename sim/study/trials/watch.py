"""What a study keeps of single customers, beside the sums of the market.

A *watch* says what is kept: plain data, so that any executor can take it along. For each life it
begins a *watcher*, an event sink, which is told who lives, reads the rows as windows pass, and
reduces them to a few arrays of whole numbers: these are kept in the life's part.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from sim.clocks.world import EventSink

if TYPE_CHECKING:
    from sim.clocks.world import Records
    from sim.model.market.market import Market

__all__ = ["Sums", "Watch", "Watcher"]

Sums: TypeAlias = Mapping[str, NDArray[np.int64]]
"""Flat arrays by name: all that is kept of one replication."""


class Watcher(EventSink, Protocol):
    """Reads the rows of one replication; blocks may come from several threads."""

    def begin(self, customers: Records) -> None:
        """Who lives, in order of their ids; before any rows."""

    def found(self) -> Sums:
        """What they come to, the same in whatever order they came."""


class Watch(Protocol):
    """What is kept; plain data."""

    def watcher(self, market: Market) -> Watcher:
        """Follow one replication."""

    def bytes_of_a_customer(self, market: Market) -> float:
        """Memory that a watcher takes, by customer."""
