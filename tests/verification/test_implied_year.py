"""The year that `check` works out from a file against the year that is simulated."""

from __future__ import annotations

import pytest

from sim import Scenario, run
from sim.scenario.implied.year import implied_year

CLOSE = 0.3
"""What the estimate may be off: it leaves out loyalty that grows, word of mouth, the spread of
people around their persona. Known totals are compared at a factor of two and more.
"""


@pytest.fixture(scope="module")
def years():
    scenario = Scenario.load("auto-service")
    result = run(scenario, strategy="today", replications=12, seed=5)
    kpis = result.to_json()["kpis"]
    return implied_year(scenario), kpis, kpis["channels"]


def test_orders_and_bookings(years) -> None:
    year, kpis, _ = years
    assert year.orders == pytest.approx(kpis["purchases"]["mean"], rel=CLOSE)
    assert year.buyers == pytest.approx(kpis["buyers"]["mean"], rel=CLOSE)
    assert year.bookings["bays"] == pytest.approx(kpis["bookings"]["mean"], rel=CLOSE)
    assert year.revenue == pytest.approx(100 * kpis["revenue"]["mean"], rel=CLOSE)


@pytest.mark.parametrize("name", ["web", "phone"])
def test_visits_and_bookings_by_channel(years, name) -> None:
    year, _, channels = years
    assert year.visits[name] == pytest.approx(channels[name]["visits"]["mean"], rel=CLOSE)
    assert year.ordered[name] == pytest.approx(channels[name]["bookings"]["mean"], rel=CLOSE)
