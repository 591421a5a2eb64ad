"""Simulated customers, several strategies, one verdict.

``from sim import Scenario, run, compare, tipping`` and so on does what the command
``journey`` does, without the shell. Nothing heavy is imported until one of them is used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.scenario import Scenario
    from sim.study.breakeven import breakeven
    from sim.study.compare import compare
    from sim.study.drivers import drivers
    from sim.study.run import run
    from sim.study.tipping import tipping
    from sim.study.trace import trace
    from sim.study.winmap import win_map

__all__ = ["Scenario", "breakeven", "compare", "drivers", "run", "tipping", "trace", "win_map"]

_HOMES = {
    "Scenario": "sim.scenario",
    "breakeven": "sim.study.breakeven",
    "compare": "sim.study.compare",
    "drivers": "sim.study.drivers",
    "run": "sim.study.run",
    "tipping": "sim.study.tipping",
    "trace": "sim.study.trace",
    "win_map": "sim.study.winmap",
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
