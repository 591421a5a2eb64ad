"""Room for parked customers: their flights, the heap of requests, the queues they stand in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

Records = np.ndarray[Any, np.dtype[np.void]]
Ints = np.ndarray[Any, np.dtype[np.int64]]

HEAP, FREE, TICKET, RUNNING = range(4)
"""Places in `QueueRoom.numbers`: entries in the heap, free slots, last ticket, slot in progress."""


class QueueRoom:
    """Parked customers and the queues they stand in; grows as needed.

    Attributes:
        flights: flight of the customer in each slot.
        owner: int64, row of the customer in each slot, -1 free.
        heap: int64 arrays (time, order and id, slot, ticket).
        line: int64[channels, slots, 2], circular queues of (slot, ticket); with head and length by
            channel. Who has left keeps a place, but under a ticket that is no longer theirs.
        busy: int64, servers at work, by channel.
    """

    def __init__(self, flights: Records, channels: int) -> None:
        self.flights = flights
        size = len(flights)
        self.owner: Ints = np.full(size, -1, np.int64)
        self.free: Ints = np.arange(size, dtype=np.int64)
        self.heap: tuple[Ints, Ints, Ints, Ints] = _new_heap(4 * size)
        self.line: Ints = np.zeros((channels, size, 2), np.int64)
        self.head: Ints = np.zeros(channels, np.int64)
        self.length: Ints = np.zeros(channels, np.int64)
        self.busy: Ints = np.zeros(channels, np.int64)
        self.numbers: Ints = np.array([0, size, 0, -1], np.int64)

    @property
    def occupied(self) -> int:
        """Parked customers."""
        return len(self.flights) - int(self.numbers[FREE])

    def make_room(self, arriving: int, idle: Callable[[int], Records]) -> None:
        """Have at least `arriving` free slots and a heap four times as long as the slots.

        Args:
            idle: makes a number of idle flights, where slots are lacking.
        """
        if arriving > self.numbers[FREE]:
            size, more = len(self.flights), max(arriving, len(self.flights))
            spare = idle(more)
            for channel in range(len(self.head)):  # straighten the circular queues
                self.line[channel] = np.roll(self.line[channel], -self.head[channel], axis=0)
            self.head[:] = 0
            self.line = np.concatenate(
                [self.line, np.zeros((len(self.head), more, 2), np.int64)], axis=1
            )
            self.flights = np.concatenate([self.flights, spare])
            self.owner = np.concatenate([self.owner, np.full(more, -1, np.int64)])
            free = np.zeros(size + more, np.int64)
            count = int(self.numbers[FREE])
            free[:count] = self.free[:count]
            free[count : count + more] = np.arange(size, size + more)
            self.free = free
            self.numbers[FREE] += more
        self.lengthen_heap(4 * len(self.flights))

    def lengthen_heap(self, size: int) -> None:
        """Let the heap hold at least `size` entries."""
        if size > len(self.heap[0]):
            longer = _new_heap(size)
            for new, old in zip(longer, self.heap, strict=True):
                new[: len(old)] = old
            self.heap = longer


def _new_heap(size: int) -> tuple[Ints, Ints, Ints, Ints]:
    return (
        np.zeros(size, np.int64),
        np.zeros(size, np.int64),
        np.zeros(size, np.int64),
        np.zeros(size, np.int64),
    )
