"""Group *whole*: the command `compare` from a scenario to a verdict, in one process."""

from __future__ import annotations

from typing import Any

import pytest

from benchmarks.conftest import PerItem
from sim import compare

SMALL = {"draws": 0, "replications": 5, "days": 30, "seed": 1, "threads": 1}
EVENTS = 39_699


@pytest.mark.benchmark(group="whole")
def test_compare(benchmark: Any, per_item: PerItem) -> None:
    """Four strategies × 5 replications × 600 customers × 30 days of auto-service."""
    result = benchmark.pedantic(
        compare, args=("auto-service",), kwargs=SMALL, rounds=7, warmup_rounds=1
    )
    assert result.work.events == EVENTS
    per_item("event of a comparison", EVENTS)
