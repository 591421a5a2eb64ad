"""The list of kernels that are compiled ahead, against what the clocks call."""

from __future__ import annotations

import sys
from typing import Any

from engine import kernels
from engine.dispatchers import KernelDispatcher
from sim.clocks import simulate
from sim.clocks.outer import WEIGHTS, outer_kernels
from sim.model.market.market import Market
from sim.model.records.sizes import WIDTHS
from sim.scenario import Scenario

ELSEWHERE = {
    "end_run_in", "open_media", "follow", "draw_table_traits", "open_table", "search_prices",
    "appointment", "begin_flights", "end_flights", "move", "enter_again", "count_choices",
    "one_each", "part_choices", "use_of_plain",
}  # fmt: skip
"""Called for run-ins and mass media, on event files and tables of customers, not before a budget
binds, by simpy's clock, where there are many cohorts, or limits on plans."""


def called() -> dict[str, Any]:
    """Kernels of the simulation that this process has called from Python, by name."""
    found = {}
    modules = [module for name, module in sys.modules.items() if name.startswith("sim.")]
    for value in [value for module in modules for value in vars(module).values()]:
        if isinstance(value, KernelDispatcher):
            if value.signatures and value.py_func.__module__.startswith("sim."):
                found[value.py_func.__name__] = value
    return found


def test_the_clocks_call_what_is_compiled_ahead_and_nothing_else() -> None:
    scenario = Scenario.load("auto-service")
    often = scenario.with_values({"scenario.window": "1 h"})  # somebody is on the phone at a border
    for strategy in ("cross-channel", "omnichannel"):
        for block in (256, 1024):  # many blocks, and one
            market = Market.build(often, strategy, days=40)
            simulate(market, seed=1, clock="compiled", block=block)
    simulate(Market.build(scenario, "cross-channel", days=40), seed=1, clock="simpy")
    listed: dict[str, set[Any]] = {}
    for width in WIDTHS:
        for kernel, examples in outer_kernels(width):
            types = kernels.types_of(examples)
            listed.setdefault(kernel.py_func.__name__, set()).add(types)
    seen = {name: set(kernel.signatures) for name, kernel in called().items()}
    assert not {name: kinds for name, kinds in seen.items() if kinds - listed.get(name, kinds)}
    assert seen.keys() - ELSEWHERE == listed.keys()


def test_weights_are_of_modules_that_are_there() -> None:
    assert WEIGHTS.keys() <= sys.modules.keys()
