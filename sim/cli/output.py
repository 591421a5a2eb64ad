"""What goes to stdout and stderr: JSON, notes, and a progress bar that knows when to be quiet."""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Mapping
from types import TracebackType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

PATIENCE = 2.0
"""Seconds after which work in progress is shown."""


def print_json(value: Mapping[str, Any]) -> None:
    """One JSON object on stdout."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, allow_nan=False, indent=2) + "\n")


def note(message: str) -> None:
    """A remark on stderr."""
    sys.stderr.write(message + "\n")
    sys.stderr.flush()


def say_compiling(clock: str) -> None:
    """The first run on a machine compiles for a while: say so, or it looks hung."""
    if clock != "compiled":
        return
    from engine.kernels import first_compilation

    if first_compilation():
        note("compiling for the first time on this machine, one to two minutes")


class Meter:
    """A progress bar with rate and time left, on stderr, after two seconds, on a terminal only.

    Call it as a study's progress: ``meter(done, all, events)``.
    """

    def __init__(self, what: str) -> None:
        self._what = what
        self._lock = threading.Lock()
        self._state = (0, 1, 0)
        self._bar: Progress | None = None
        self._task: TaskID | None = None
        self._timer: threading.Timer | None = None

    def __call__(self, done: int, total: int, events: int) -> None:
        with self._lock:
            self._state = (done, total, events)
            self._update()

    def __enter__(self) -> Meter:
        if sys.stderr.isatty():
            self._timer = threading.Timer(PATIENCE, self._show)
            self._timer.daemon = True
            self._timer.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._timer is not None:
            self._timer.cancel()
        with self._lock:
            self._timer = None
            if self._bar is not None:
                self._bar.stop()
                self._bar = None

    def _show(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
        from rich.progress import Progress as Bar

        with self._lock:
            if self._timer is None:  # the work ended meanwhile
                return
            self._bar = Bar(
                TextColumn("{task.description}"),
                BarColumn(),
                MofNCompleteColumn(),
                TextColumn("{task.fields[rate]}"),
                TimeRemainingColumn(),
                TextColumn("left"),
                console=Console(stderr=True),
                transient=True,
            )
            self._task = self._bar.add_task(self._what, total=self._state[1], rate="")
            self._bar.start()
            self._update()

    def _update(self) -> None:
        if self._bar is None or self._task is None:
            return
        done, total, events = self._state
        elapsed = self._bar.tasks[0].elapsed or 0.0
        rate = f"{events / (elapsed + PATIENCE):,.0f} events/s" if events else ""
        self._bar.update(self._task, completed=done, total=total, rate=rate)
