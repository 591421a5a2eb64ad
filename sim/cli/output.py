"""What goes to stdout and stderr: JSON, notes, and a progress bar that knows when to be quiet."""

from __future__ import annotations

import json
import re
import shutil
import sys
import textwrap
import threading
import time
from collections import deque
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

PATIENCE = 2.0
"""Seconds after which work in progress is shown."""
LONG = 120.0
"""Seconds from which work is said to take long before it is done."""
RECENT = 15.0
"""Seconds from which the rate is told: the first replications may still compile something."""
TOLD_EVERY = 60.0
"""Seconds between two lines on how far long work is, where nobody sees a bar."""
TENTHS = 10
OFF = 1.5
"""How many times slower than was thought is worth a word."""
DAYS = "customer-days"
NARROWEST = 40
"""Columns that are written in even where a terminal has fewer."""
COMPILING = (
    "compiling the simulation for the first time on this machine: about half a minute, later "
    "runs find it done"
)


def print_json(value: Mapping[str, Any]) -> None:
    """One JSON object on stdout."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, allow_nan=False, indent=2) + "\n")


def note(message: str) -> None:
    """A remark on stderr."""
    sys.stderr.write(message + "\n")
    sys.stderr.flush()


def wrapped(text: str, *, indent: str) -> str:
    """A line broken where the terminal ends (80 letters where there is none), words left whole.

    Numbers stay with their percent sign or currency.
    """
    filled = textwrap.fill(
        _TOGETHER.sub(_GLUE, text),
        max(shutil.get_terminal_size().columns, NARROWEST),
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return filled.replace(_GLUE, " ")


_GLUE = "\N{NO-BREAK SPACE}"
_TOGETHER = re.compile(r"(?<=\d) (?=%)|(?<=\b[A-Z]{3}) (?=[-\d])")


_WHERE = re.compile(r"^(?:\S+: )+(?=\S)")
"""File, line and column, key: programs read them where they stand together."""
_PART = re.compile(r"  (?:found|expected|nearest): +")


def wrapped_error(text: str) -> str:
    """An error broken where the terminal ends; where the mistake is stays on one line."""
    lines = []
    for line in text.split("\n"):
        part = _PART.match(line)
        indent = " " * part.end() if part else "  "
        line = _WHERE.sub(lambda where: where.group().replace(" ", _GLUE)[:-1] + " ", line)
        lines.append(wrapped(line, indent=indent) if line.strip() else line)
    return "\n".join(lines)


class Meter:
    """Says what takes so long: on anything over two seconds, until the work is done.

    A first compilation is said in a line of its own. On a terminal there is a progress bar with
    rate and time left besides. Elsewhere, as in a file, work of more than two minutes says how far
    it is in plain lines: after a tenth at the soonest, and once a minute at the most.

    Call it as a study's progress: ``meter(lived, total)``, in customer-days or another unit.

    Args:
        what: what is shown beside the bar.
        rate: customer-days a second, roughly: what takes long is said at the start; 0: never.
        quicker: what would take less.
        unit: what is counted.
        compiling: what is said of a first compilation; nothing where it is empty.
    """

    def __init__(
        self,
        what: str,
        *,
        rate: float = 0.0,
        quicker: str = "",
        unit: str = DAYS,
        compiling: str = COMPILING,
    ) -> None:
        self._what, self._unit, self._compiles = what, unit, compiling
        self._rate, self._quicker = rate, quicker
        self._lock = threading.Lock()
        self._total = 0.0
        self._seen: deque[tuple[float, float]] = deque()  # when, and what had been lived then
        self._first: tuple[float, float] | None = None  # the same of the first of all
        self._told_at, self._tenths = 0.0, 0  # of the last plain line
        self._compiling = False
        self._corrected = False
        self._bar: Progress | None = None
        self._task: TaskID | None = None
        self._timer: threading.Timer | None = None

    def __call__(self, lived: float, total: float) -> None:
        with self._lock:
            if not self._total and self._rate > 0.0 and total > LONG * self._rate:
                note(wrapped(how_long(total, self._rate, self._quicker), indent="  "))
            self._total = total
            if lived <= 0.0:  # it has not begun: something may compile still
                return
            now = time.monotonic()
            self._seen.append((now, lived))
            if self._first is None:
                self._first, self._told_at = (now, lived), now
                self._tenths = int(TENTHS * lived / total) if total > 0.0 else 0
            if self._seen[0][0] <= now - RECENT:
                self._correct()
            while self._seen[0][0] < now - RECENT:
                self._seen.popleft()
            self._update()
            self._say_how_far(now, lived)

    def _say_how_far(self, now: float, lived: float) -> None:
        """A plain line now and then, where there is no bar."""
        if self._first is None or now - self._told_at < TOLD_EVERY or sys.stderr.isatty():
            return
        tenths = int(TENTHS * lived / self._total) if self._total > 0.0 else 0
        start, before = self._first
        if not self._tenths < tenths < TENTHS or lived <= before:
            return
        left = (self._total - lived) * (now - start) / (lived - before)
        if now - start + left < LONG:
            return
        self._told_at, self._tenths = now, tenths
        share = f"{100.0 * lived / self._total:.0f} %"
        note(f"{share} after {in_minutes(now - start)}, about {in_minutes(left)} left")

    def _correct(self) -> None:
        """Say once that it takes much longer than was thought, where no bar tells so."""
        if self._corrected or self._bar is not None or self._rate <= 0.0:
            return
        self._corrected = True
        (start, before), (end, lived) = self._seen[0], self._seen[-1]
        rate = (lived - before) / (end - start)
        if 0.0 < rate < self._rate / OFF and self._total > LONG * rate:
            note(wrapped(f"slower than thought: {how_long(self._total, rate, '')}", indent="  "))

    def __enter__(self) -> Meter:
        from engine.kernels import first_compilation

        self._compiling = bool(self._compiles) and first_compilation()
        self._timer = threading.Timer(PATIENCE, self._show)
        self._timer.daemon = True
        self._timer.start()
        return self

    def __exit__(self, *error: object) -> None:
        if self._timer is not None:
            self._timer.cancel()
        with self._lock:
            self._timer = None
            if self._bar is not None:
                self._bar.stop()
                self._bar = None

    def _show(self) -> None:
        with self._lock:
            if self._timer is None:  # the work ended meanwhile
                return
            if self._compiling and not self._seen:
                note(self._compiles)
            if sys.stderr.isatty():
                self._start_bar()
                self._update()

    def _start_bar(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, ProgressColumn, Task, TextColumn
        from rich.table import Column
        from rich.text import Text

        class State(ProgressColumn):
            """How far the work is, or, before that is known, how long it has taken."""

            def render(self, task: Task) -> Text:
                return Text(task.fields["state"] or f"{PATIENCE + (task.elapsed or 0.0):.0f} s")

        self._bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(bar_width=None),
            State(table_column=Column(no_wrap=True)),
            console=Console(stderr=True),
            transient=True,
            expand=True,
        )
        waiting = "compiling" if self._compiling else self._what
        self._task = self._bar.add_task(waiting, total=None, state="")
        self._bar.start()

    def _update(self) -> None:
        if self._bar is None or self._task is None or not self._seen:
            return
        (start, before), (end, lived) = self._seen[0], self._seen[-1]
        state = how_far(lived, self._total, lived - before, end - start, self._unit)
        self._bar.update(
            self._task,
            description=self._what,
            completed=lived,
            total=self._total,
            state=state,
        )


def how_long(total: float, rate: float, quicker: str) -> str:
    """Such as ``about 12 minutes (610M customer-days); quicker: --draws 0``."""
    minutes = total / rate / 60.0
    many = f"{minutes:.0f} minutes" if minutes < 90.0 else f"{minutes / 60.0:.0f} hours"
    words = f"this takes about {many} ({short(total)} customer-days)"
    return f"{words}; quicker: {quicker}" if quicker else words


def in_minutes(seconds: float) -> str:
    """Such as ``40 s``, ``9 min``, ``2.5 h``."""
    if seconds < 90.0:
        return f"{seconds:.0f} s"
    return f"{seconds / 60.0:.0f} min" if seconds < 5400.0 else f"{seconds / 3600.0:.1f} h"


def how_far(lived: float, total: float, recent: float, seconds: float, unit: str = DAYS) -> str:
    """Share, rate and time left, such as ``43 %  610k customer-days/s  1:20 left``.

    Args:
        lived, total: customer-days, or what `unit` says.
        recent: those lived in the last `seconds`, from which the rate is told.
        unit: what is counted.
    """
    share = f"{100.0 * lived / total:.0f} %" if total > 0 else ""
    if recent <= 0.0 or seconds <= 0.0:
        return share
    rate = recent / seconds
    left = round((total - lived) / rate)
    clock = f"{left // 60}:{left % 60:02d}"
    if left >= 3600:
        clock = f"{left // 3600}:{left % 3600 // 60:02d}:{left % 60:02d}"
    return f"{share}  {short(rate)} {unit}/s  {clock} left"


def short(number: float) -> str:
    """Three digits at most, as in 950, 61k, 1.2M."""
    for size, letter in ((1e9, "G"), (1e6, "M"), (1e3, "k")):
        if number >= size:
            value = number / size
            return f"{value:.0f}{letter}" if value >= 10 else f"{value:.1f}{letter}"
    return f"{number:.0f}"
