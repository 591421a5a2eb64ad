"""Simulated customers, several strategies, one verdict.

``from sim import Scenario, run, compare, drivers, breakeven, trace`` does what the command
``journey`` does, without the shell. Nothing heavy is imported until one of them is used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.scenario import Scenario
    from sim.study.breakeven import breakeven
    from sim.study.compare import compare
    from sim.study.drivers import drivers
    from sim.study.roadmap import roadmap
    from sim.study.robustness import robustness
    from sim.study.run import run
    from sim.study.trace import trace

__all__ = ["Scenario", "breakeven", "compare", "drivers", "roadmap", "robustness", "run", "trace"]

_HOMES = {
    "Scenario": "sim.scenario",
    "breakeven": "sim.study.breakeven",
    "compare": "sim.study.compare",
    "drivers": "sim.study.drivers",
    "roadmap": "sim.study.roadmap",
    "robustness": "sim.study.robustness",
    "run": "sim.study.run",
    "trace": "sim.study.trace",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    import importlib

    value = getattr(importlib.import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
