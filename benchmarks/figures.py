"""What was measured, as rates, and what it was measured on."""

from __future__ import annotations

import importlib.metadata
import platform
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from benchmarks.work import Work
from sim.study.jobs import usable_threads

PACKAGES = ("llvmlite", "numba", "numpy", "simpy")


@dataclass(frozen=True)
class Figure:
    """One system's time for some work.

    Attributes:
        system: what did the work.
        seconds: median of the timed runs.
    """

    system: str
    work: Work
    seconds: float

    @property
    def rate(self) -> float:
        """Events a second."""
        return self.work.events / self.seconds


def table(figures: list[Figure], against: str) -> list[str]:
    """Lines for people: rate of each, and how many times the rate of ``against``.

    Only figures of one run are compared; systems that did other work than ``against`` get no ratio.
    """
    base = {figure.work: figure.rate for figure in figures if figure.system == against}
    lines = []
    for figure in figures:
        line = f"{figure.system:<24} {figure.seconds:>9.3f} s {figure.rate:>13,.0f} events/s"
        if figure.work in base:
            line += f" {figure.rate / base[figure.work]:>7.1f} ×"
        lines.append(line)
    return lines


def machine() -> str:
    """Processor, and how many of its cores this process may use."""
    return f"{_processor()}, {usable_threads()} cores usable, {platform.system()}"


def versions(packages: Iterable[str] = ()) -> dict[str, str]:
    """Versions of all that a figure depends on: our own packages, and these."""
    found = {package: importlib.metadata.version(package) for package in (*PACKAGES, *packages)}
    return {"python": platform.python_version(), **found}


def _processor() -> str:
    listed = Path("/proc/cpuinfo")
    if listed.is_file():
        for line in listed.read_text(encoding="utf-8").splitlines():
            name, _, value = line.partition(":")
            if name.strip() == "model name":
                return value.strip()
    return platform.processor() or platform.machine()
