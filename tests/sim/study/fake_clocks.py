"""Stand-ins for the market and the clocks: instant, and with effects that a test can choose.

Luck is drawn from (seed, replication) alone, so that strategies share it, as the clocks' do.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from sim.model.records.market_layout import params_dtype
from sim.model.records.vocabulary import COUNTER, COUNTERS, ROW

GAIN = {"today": 0, "multichannel": 50_000, "cross-channel": 90_000, "omnichannel": 300_000}
SETUP = {"today": 0, "multichannel": 0, "cross-channel": 20_000, "omnichannel": 40_000}


@dataclass(frozen=True)
class FakeFee:
    setup: float
    monthly: float
    hours: float


@dataclass(frozen=True)
class FakePhase:
    start: int
    scenario: object
    platform: dict[str, FakeFee]
    params: np.ndarray = field(default_factory=lambda: np.zeros(1, params_dtype(12)))


@dataclass(frozen=True)
class FakeMarket:
    name: str
    channels: tuple[str, ...]
    actions: tuple[str, ...]
    budget: float
    phases: tuple
    customers: int
    days: float
    width: int = 12
    last_memory: str | None = None
    strategy: str = "today"

    @property
    def all_phases(self):
        return self.phases

    @property
    def windows(self):
        return int(np.ceil(self.days))

    @classmethod
    def build(cls, scenario, strategy, *, customers, days, dials=None):
        setup = SETUP.get(strategy, 0)
        return cls(
            strategy if dials is None else f"{strategy}+",
            tuple(channel.name for channel in scenario.channels),
            tuple(action.name for action in scenario.actions),
            float(scenario.budget.total),
            (FakePhase(0, scenario, {"knowledge": FakeFee(setup, setup / 10, 0.0)}),),
            customers,
            days,
        )


@dataclass(frozen=True)
class FakeOutcome:
    counters: np.ndarray
    series: np.ndarray
    digest_sums: np.ndarray
    events: int
    opening_customers: int = 200
    limits: tuple = ()


@dataclass
class FakeClock:
    """Callable as `simulate`; remembers what it was asked.

    Attributes:
        gain: revenue beyond the luck of the replication, by strategy; "today+" is any mixture of
            today's dials with others.
        noise: luck of each strategy's own, where it has a gain.
        limits: what plans used of limits, by market and replication.
        heeds: revenue besides, by scenario and strategy.
    """

    gain: dict[str, int] = field(default_factory=lambda: dict(GAIN))
    noise: float = 1_000.0
    heeds: Callable[[object, str], float] = field(default=lambda scenario, strategy: 0.0)
    fail: BaseException | None = None
    limits: Callable[[str, int], tuple] = field(default=lambda market, replication: ())
    calls: list[tuple] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def __call__(
        self, market, *, people, seed, replication, clock, threads, sink, each_window, begun=None
    ):
        customers, days = market.customers, market.days
        with self.lock:
            self.calls.append((market.name, market.budget, replication, customers, threads, clock))
        if self.fail is not None:
            time.sleep(0.001)
            raise self.fail
        luck = np.random.default_rng([seed, replication])
        base = int(luck.normal(20_000_000, 2_000_000))
        effect = int(self.noise * np.random.default_rng([seed, replication, 7]).normal())
        windows = int(np.ceil(days))
        counters = np.zeros((len(market.channels), len(COUNTERS)), np.int64)
        share = customers / 600
        gain = self.gain.get(market.name, 0)
        gain += int(self.heeds(market.phases[0].scenario, market.name))
        counters[0, COUNTER["revenue"]] = (base + gain + (effect if gain else 0)) * share
        counters[0, COUNTER["goods"]] = base // 2 * share
        counters[0, COUNTER["media"]] = int(market.budget * 0.5) * 10**6
        counters[0, COUNTER["purchases"]] = counters[0, COUNTER["new_buyers"]] = 70
        counters[0, COUNTER["visits"]] = 900
        counters[0, COUNTER["retained"]] = 50
        series = np.zeros((windows, 3), np.int64)
        series[:, 0] = counters[0, COUNTER["revenue"]] // windows
        sums = np.full((windows, 2), base + gain, np.uint64)
        if sink is not None:
            rows = np.zeros(customers, ROW)
            rows["customer"] = np.arange(customers)
            rows["propensity"] = rows["choice_probability"] = np.nan
            rows["action"] = -1
            sink.write(rows, replication=replication, first_window=0)
        limits = self.limits(market.name, replication)
        return FakeOutcome(counters, series, sums, events=1_000, limits=limits)
