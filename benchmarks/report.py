"""What one name measures: rows that compare systems, as JSON, as a table, as Markdown."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from benchmarks.figures import machine, versions
from benchmarks.timing import ADDED, reference

WIDTH = 80
_HEAD = "| system | work | seconds | of processors | rate | ratio |"
_RULE = "|---|---|---|---|---|---|"


@dataclass(frozen=True)
class Row:
    """One system on some work.

    Attributes:
        group: the question that this row helps to answer; rows of one group are compared.
        system: what did the work.
        work: what was done, with its size.
        count: how many of `unit` it came to.
        seconds: median of the rounds.
        processor: seconds of all processors together, None where they were not counted.
        ratio: our rate divided by this system's; None where nothing is compared.
        rounds: how often it was timed.
        more: whatever else is worth keeping.
    """

    group: str
    system: str
    work: str
    count: float
    seconds: float
    unit: str = "events"
    processor: float | None = None
    ratio: float | None = None
    rounds: int = 1
    more: Mapping[str, Any] = field(default_factory=dict)

    @property
    def rate(self) -> float:
        """`unit` a second."""
        return self.count / self.seconds

    def as_json(self) -> dict[str, Any]:
        """All of it, by name."""
        return {
            "group": self.group, "system": self.system, "work": self.work, "count": self.count,
            "unit": self.unit, "seconds": self.seconds, "rate": self.rate, "ratio": self.ratio,
            "processor_seconds": self.processor, "rounds": self.rounds, **self.more,
        }  # fmt: skip


@dataclass
class Report:
    """All rows of a name, and what they were measured on; rows are added as they are measured.

    Attributes:
        packages: those whose versions matter beyond our own.
        references: seconds of the fixed loop, before each group and at the end.
    """

    name: str
    work: str
    packages: tuple[str, ...] = ()
    rows: list[Row] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    references: list[float] = field(default_factory=list)
    loads: list[float] = field(default_factory=list)

    def look_around(self) -> None:
        """Time the fixed loop, and note how busy the machine is."""
        self.references.append(reference())
        if hasattr(os, "getloadavg"):
            self.loads.append(os.getloadavg()[0])

    def add(self, rows: Iterable[Row]) -> None:
        """Measure and add the rows of a group; on stderr, who waits reads each as it is there."""
        self.look_around()
        for row in rows:
            self.rows.append(row)
            sys.stderr.write(f"{row.group}: {row.system}, {row.seconds:.3g} s\n")

    # --- how it is shown ------------------------------------------------------------------

    def as_json(self) -> str:
        """One JSON object."""
        return json.dumps(
            {
                "name": self.name,
                "machine": machine(),
                "versions": versions(self.packages),
                "work": self.work,
                "rows": [row.as_json() for row in self.rows],
                "notes": self.notes,
                "reference": {"work": ADDED, "seconds": self.references, "loads": self.loads},
            },
            ensure_ascii=False,
        )

    def lines(self) -> list[str]:
        """Lines for people, of at most 80 characters."""
        lines = [self.work]
        for group, rows in self._groups():
            lines += ["", group]
            for work in dict.fromkeys(row.work for row in rows):
                lines.append(f"  {work}")
                lines += [_line(row) for row in rows if row.work == work]
        lines += ["", *self.notes, *self._circumstances()]
        return [part for line in lines for part in _wrapped(line)]

    def markdown(self) -> list[str]:
        """The same as tables, to be pasted into a page."""
        lines = []
        for group, rows in self._groups():
            lines += [f"**{group}**", "", _HEAD, _RULE]
            lines += [
                f"| {row.system} | {row.work} | {_seconds(row.seconds)} "
                f"| {_seconds(row.processor)} | {_rate(row)} | {_ratio(row)} |"
                for row in rows
            ]
            lines.append("")
        return [*lines, *(f"{note}  " for note in [*self.notes, *self._circumstances()])]

    def _groups(self) -> list[tuple[str, list[Row]]]:
        names = dict.fromkeys(row.group for row in self.rows)
        return [(name, [row for row in self.rows if row.group == name]) for name in names]

    def _circumstances(self) -> list[str]:
        listed = ", ".join(f"{name} {version}" for name, version in versions(self.packages).items())
        lines = [f"{machine()}; {listed}."]
        if self.references:
            least, most = min(self.references), max(self.references)
            lines.append(f"{ADDED} took {least:.2f} to {most:.2f} s meanwhile: the noise.")
        if self.loads:
            lines.append(f"Load of the machine {min(self.loads):.1f} to {max(self.loads):.1f}.")
        return lines


def _line(row: Row) -> str:
    line = f"    {row.system:<27}{row.seconds:>9,.3f} s {_rate(row):>25} {_ratio(row):>9}"
    return line.rstrip()


def _seconds(seconds: float | None) -> str:
    """Three digits."""
    if seconds is None:
        return ""
    return f"{seconds:,.0f}" if seconds >= 100 else f"{seconds:.3g}"


def _rate(row: Row) -> str:
    digits = 1 if row.rate < 100 else 0
    return f"{row.rate:,.{digits}f} {row.unit}/s"


def _ratio(row: Row) -> str:
    if row.ratio is None:
        return ""
    return f"{row.ratio:,.2f} ×" if row.ratio < 10 else f"{row.ratio:,.1f} ×"


def _wrapped(line: str) -> list[str]:
    """The line in pieces of at most 80 characters, broken at spaces."""
    indent = line[: len(line) - len(line.lstrip())]
    pieces = []
    while len(line) > WIDTH:
        place = line.rfind(" ", len(indent) + 1, WIDTH + 1)
        if place < 0:
            break
        pieces.append(line[:place])
        line = f"{indent}{line[place + 1 :]}"
    return [*pieces, line]
