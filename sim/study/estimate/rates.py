"""How fast the clocks are, roughly: what is told where no probe has measured it.

217 to 870 ns a customer-day are measured on the built-in scenarios (docs/performance.md).
"""

from __future__ import annotations

from sim.study import jobs

RATES = {"compiled": 2_500_000.0, "simpy": 200_000.0}
"""Customer-days a second: of each thread, and of the model of record, which has one."""


def rough_rate(clock: str, threads: int | None) -> float:
    """Customer-days a second of a clock on so many threads; None: on all processors."""
    if clock == "simpy":
        return RATES["simpy"]
    usable = jobs.usable_threads()
    return RATES["compiled"] * min(usable, usable if threads is None else threads)
