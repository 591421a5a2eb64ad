"""Hours of calls and services of a path: added up leg by leg, at the scenario's wage."""

from __future__ import annotations

import numpy as np
import pytest

from sim.scenario import Scenario
from sim.study.roadmap import roadmap
from sim.study.roadmap.paths import Terms, Worth
from sim.study.roadmap.unpaid import unpaid_of

TERMS = Terms(every=10.0, horizon=40.0)


def worth(served, wage=0.0):
    """A state that earns nothing, where so many hours a day are taken, by replication."""
    return Worth(np.zeros(5), {}, 0.0, np.array(served), wage)


def states(wage=0.0, first=2.0, both=5.0):
    base = np.array([1.0, 1.1, 0.9, 1.0, 1.0])
    return {
        frozenset(): worth(base, wage),
        frozenset({"web"}): worth(base + first, wage),
        frozenset({"web", "email"}): worth(base + both, wage),
    }


def test_hours_are_those_of_each_leg():
    found = unpaid_of(("web", "email"), states(wage=3_000.0), TERMS)
    assert found.hours.mean == pytest.approx(2.0 * 10.0 + 5.0 * 30.0)
    assert found.hours.low == pytest.approx(found.hours.high)
    assert found.cost.mean == pytest.approx(170.0 * 3_000.0)
    assert found.cost.low == pytest.approx(found.cost.high)


def test_without_a_wage_nothing_has_a_price():
    assert unpaid_of(("web",), states(), TERMS).cost is None


def test_nothing_is_told_where_nobody_is_served_or_nothing_is_done():
    assert unpaid_of((), states(), TERMS) is None
    idle = {state: worth(np.zeros(5)) for state in states()}
    assert unpaid_of(("web", "email"), idle, TERMS) is None


def test_of_one_step_over_the_run_they_are_those_of_the_strategies():
    options = {"days": 60.0, "replications": 5, "seed": 3}
    scenario = Scenario.load("auto-service").with_values({"platform.factor": 0.3})
    found = roadmap(scenario, channels=["web"], years=60.0 / 365.0, **options)
    told = found.to_json()["unpaid"]
    assert found.unpaid.hours.mean != 0.0
    assert told["hours"]["unit"] == "hours"
    assert told["cost"]["unit"] == "EUR"
    wage = told["cost"]["mean"] / told["hours"]["mean"]
    assert wage == pytest.approx(found.unpaid.cost.mean / found.unpaid.hours.mean / 100.0, rel=1e-3)
