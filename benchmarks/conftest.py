"""Events a second and ratios below pytest-benchmark's own table."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import pytest

from benchmarks.figures import Figure, machine, table, versions
from benchmarks.work import Work

FIGURES = pytest.StashKey[list[Figure]]()
AGAINST = "simpy clock"

EACH = pytest.StashKey[list[str]]()
Note = Callable[[str, Work], None]
PerItem = Callable[[str, int], None]


@pytest.fixture
def note(benchmark: Any, request: pytest.FixtureRequest) -> Note:
    """Keeps the median of the runs that have just been timed: ``note(system, work)``."""

    def keep(system: str, work: Work) -> None:
        benchmark.extra_info.update(system=system, work=str(work), events=work.events)
        if benchmark.stats is not None:  # None where benchmarks are switched off
            median = benchmark.stats.stats.median
            found = request.config.stash.setdefault(FIGURES, [])
            found.append(Figure(system, work, median))

    return keep


@pytest.fixture
def per_item(benchmark: Any, request: pytest.FixtureRequest) -> PerItem:
    """Keeps the time of one of many equal things: ``per_item("draw", how_many)``."""

    def keep(what: str, count: int) -> None:
        benchmark.extra_info.update({"what": what, "count": count})
        if benchmark.stats is not None:
            each = benchmark.stats.stats.median / count * 1e9
            found = request.config.stash.setdefault(EACH, [])
            found.append(f"{what:<48}{each:>10.1f} ns each of {count:,}")

    return keep


def pytest_benchmark_update_machine_info(config: Any, machine_info: dict[str, Any]) -> None:
    """What a saved file of figures says of where they come from."""
    del config
    machine_info["versions"] = versions()


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Rates, and ratios within this run."""
    found, each = config.stash.get(FIGURES, []), config.stash.get(EACH, [])
    if not found and not each:
        return
    terminalreporter.section("rates, median of the timed runs")
    for line in each:
        terminalreporter.write_line(line)
    for work in dict.fromkeys(figure.work for figure in found):
        terminalreporter.write_line(str(work))
        same = [figure for figure in found if figure.work == work]
        for line in table(same, AGAINST):
            terminalreporter.write_line(f"  {line}")
    listed = ", ".join(f"{name} {version}" for name, version in versions().items())
    terminalreporter.write_line(f"{machine()}; {listed}")
    if hasattr(os, "getloadavg"):  # who else was busy: figures of a busy machine are too low
        terminalreporter.write_line(f"load of the last minute {os.getloadavg()[0]:.1f}")
