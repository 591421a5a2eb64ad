"""Group *clock*: both clocks on the same artificial larger market."""

from __future__ import annotations

from typing import Any

import pytest

from benchmarks.conftest import Note
from benchmarks.work import Work
from sim.clocks.drive import Clock

LARGER = Work("auto-service", "omnichannel", customers=20_000, days=10, events=27_850)


@pytest.mark.benchmark(group="clock")
@pytest.mark.parametrize(
    ("clock", "rounds"),
    [pytest.param("simpy", 3, id="simpy"), pytest.param("compiled", 15, id="compiled")],
)
def test_clock(benchmark: Any, note: Note, clock: Clock, rounds: int) -> None:
    market = LARGER.market()
    outcome = benchmark.pedantic(LARGER.run, args=(market, clock), rounds=rounds, warmup_rounds=1)
    assert outcome.events == LARGER.events
    note(f"{clock} clock", LARGER)
