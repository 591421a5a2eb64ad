"""Fixtures of studies and of the command line."""

from __future__ import annotations

import pytest

from sim.study import jobs, prepare
from tests.sim.study.fake_clocks import FakeClock, FakeMarket


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> FakeClock:
    """A stand-in for the clocks and the market, instant; it remembers what it was asked."""
    fake = FakeClock()
    monkeypatch.setattr(jobs, "simulator", lambda: fake)
    monkeypatch.setattr(prepare, "market_builder", lambda: FakeMarket.build)
    return fake
