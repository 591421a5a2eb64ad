"""Simulated customers, several strategies, one verdict.

``from sim import Scenario, run, compare`` and the studies, each by the name of its command, do what
the command ``journey`` does, without the shell. Nothing heavy is imported until one is used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.scenario import Scenario
    from sim.study.best import best
    from sim.study.breakeven import breakeven
    from sim.study.compare import compare
    from sim.study.drivers import drivers
__all__ = [
    "Scenario",
    "best",
    "breakeven",
    "compare",
    "drivers",
    "lift",
    "optimize",
    "pilot",
    "roadmap",
    "robustness",
    "run",
    "selection",
    "sweep",
    "tipping",
    "trace",
    "win_map",
]

_HOMES = {
    "Scenario": "sim.scenario",
    "best": "sim.study.best",
    "breakeven": "sim.study.breakeven",
    "compare": "sim.study.compare",
    "drivers": "sim.study.drivers",
    "lift": "sim.study.lift",
    "optimize": "sim.study.optimise",
    "roadmap": "sim.study.roadmap",
    "robustness": "sim.study.robustness",
    "run": "sim.study.run",
    "sweep": "sim.study.sweep",
    "pilot": "sim.study.pilot",
    "selection": "sim.study.selection",
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
