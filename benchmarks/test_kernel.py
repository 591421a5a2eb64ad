"""Group *kernel*: a draw, a transition, a view, the plan of a window, many times over."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from benchmarks.clocks import market
from benchmarks.conftest import PerItem
from benchmarks.kernels import draws_below, live_window, views_with_visits
from benchmarks.peers import here
from benchmarks.peers.journey import Journey
from benchmarks.worlds import until
from sim.clocks.compiled import CompiledClock
from sim.clocks.simpy_clock import SimpyClock
from sim.clocks.world import World

CUSTOMERS = 20_000
WINDOW = 10
DRAWS, DRAWS_BELOW_HALF = 1_000_000, 500_022
VIEWS_WITH_VISITS = 1_711
CANDIDATES = 45_218
BUSY = Journey(customers=2_000, days=2, web=24.0, phone=0.0, consent=0.0)
"""People who come to a web site every hour, so that hardly a transition is an idle one."""
TRANSITIONS = 52_259

Fresh = Callable[[], tuple[tuple[Any, ...], dict[str, Any]]]


@pytest.fixture(scope="module")
def world() -> World:
    """growing-brand under omnichannel, at the open of the eleventh day."""
    clock: CompiledClock = opened(CompiledClock)
    return clock.world


def opened(kind: type[CompiledClock] | type[SimpyClock]) -> Any:
    """A clock at the open of the window, before it plans."""
    return until(market(CUSTOMERS, WINDOW + 1), WINDOW, kind)


def fresh(kind: type[CompiledClock] | type[SimpyClock]) -> Fresh:
    """Gives each round a clock of its own, untimed: a round changes it."""
    return lambda: ((opened(kind),), {})


@pytest.mark.benchmark(group="kernel")
def test_draw(benchmark: Any, per_item: PerItem, world: World) -> None:
    below = benchmark.pedantic(draws_below, args=(world.P, DRAWS, 0.5), rounds=15, warmup_rounds=1)
    assert below == DRAWS_BELOW_HALF
    per_item("draw", DRAWS)


@pytest.mark.benchmark(group="kernel")
def test_view(benchmark: Any, per_item: PerItem, world: World) -> None:
    channel = world.market.channels.index("email")
    arguments = (world.P, world.S, world.K, world.new_output(), world.customers, channel)
    found = benchmark.pedantic(views_with_visits, args=arguments, rounds=15, warmup_rounds=1)
    assert found == VIEWS_WITH_VISITS
    per_item("view of a customer", CUSTOMERS)


@pytest.mark.benchmark(group="kernel")
def test_transition(benchmark: Any, per_item: PerItem) -> None:
    def arguments() -> tuple[tuple[Any, ...], dict[str, Any]]:
        world = until(here.market(BUSY), 1, CompiledClock).world
        records = (world.P, world.S, world.K, world.new_output(), world.customers)
        return (*records, world.new_flights(1)), {}

    made = benchmark.pedantic(live_window, setup=arguments, rounds=7, warmup_rounds=1)
    assert made == TRANSITIONS
    per_item("transition, most of them whole visits", TRANSITIONS)


@pytest.mark.benchmark(group="kernel")
def test_plan_of_a_window_customer_by_customer(benchmark: Any, per_item: PerItem) -> None:
    clocks: list[SimpyClock] = []

    def plan(clock: SimpyClock) -> None:
        clock.make_plan()
        clocks.append(clock)

    benchmark.pedantic(plan, setup=fresh(SimpyClock), rounds=3, warmup_rounds=1)
    rows = clocks[-1].plan.rows
    assert int((rows.last - rows.first).sum()) == CANDIDATES
    per_item("plan for a customer, one by one", CUSTOMERS)


@pytest.mark.benchmark(group="kernel")
def test_plan_of_a_window_by_cohort(benchmark: Any, per_item: PerItem) -> None:
    """The compiled clock's plan; it comes to the prices that the model of record finds."""
    found: list[np.ndarray[Any, Any]] = []

    def plan(clock: CompiledClock) -> None:
        clock._make_plan()
        found.append(clock.world.S["price"].copy())

    benchmark.pedantic(plan, setup=fresh(CompiledClock), rounds=7, warmup_rounds=1)
    other = opened(SimpyClock)
    other.make_plan()
    assert (found[-1] == other.world.S["price"]).all()
    per_item("plan for a customer, by cohort", CUSTOMERS)
