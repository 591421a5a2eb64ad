"""How far a study is, told while it runs."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import TypeAlias

Progress: TypeAlias = Callable[[float, float], None]
"""Told (customer-days lived, customer-days in all), from any thread: at the start, when nothing is
lived yet, and then a few times a second."""

INTERVAL = 0.1
"""Seconds between two calls at least, but for the last one."""


class Stopped(Exception):  # noqa: N818 -- nothing is wrong with the replication itself
    """A replication is given up, as the study has ended: by Ctrl-C, a full disk, a failure."""


class Tally:
    """Adds up what replications have lived, those under way included, and stops them.

    Args:
        progress: whom to tell; None: nobody.
        total: customer-days in all.
    """

    def __init__(self, progress: Progress | None, total: float) -> None:
        self._progress = progress
        self._total = total
        self._lived = 0.0
        self._told = 0.0
        self._lock = threading.Lock()
        self.stopped = False
        if progress is not None:
            progress(0.0, total)

    def stop(self) -> None:
        """Let replications under way end with their windows: nobody waits for them any more."""
        self.stopped = True

    def more(self, total: float) -> None:
        """So many customer-days turn out to be needed besides."""
        with self._lock:
            self._total += total

    def job(self, size: float) -> Job:
        """A replication of so many customer-days begins."""
        return Job(self, size)

    def add(self, lived: float) -> None:
        """So many customer-days more."""
        if self._progress is None:
            return
        with self._lock:
            self._lived += lived
            now = time.monotonic()
            if now - self._told < INTERVAL and self._lived < self._total:
                return
            self._told = now
            self._progress(min(self._lived, self._total), self._total)


class Job:
    """One replication: what it has lived so far."""

    def __init__(self, tally: Tally, size: float) -> None:
        self._tally = tally
        self._left = self._size = size

    def lived(self, share: float) -> None:
        """A share of it more, as windows have passed.

        Raises:
            Stopped: the study has ended meanwhile.
        """
        if self._tally.stopped:
            raise Stopped
        step = min(self._size * share, self._left)
        self._left -= step
        self._tally.add(step)

    def end(self) -> None:
        """All of it."""
        self._tally.add(self._left)
        self._left = 0.0
