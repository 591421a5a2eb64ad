"""Common random numbers: what pairing gains for profit, and that equals differ by nothing."""

from __future__ import annotations

import sys

import pytest

from sim.scenario import Scenario
from sim.study.compare import compare
from tests.invariance.worlds import named, text_of
from tests.verification.runs import live

REPLICATIONS = 12


@pytest.fixture(scope="module")
def comparison():
    text = text_of("auto-service")
    twin = named(text, "strategy", "omnichannel").replace('"omnichannel"', '"twin"', 1)
    scenario = Scenario.from_text(f"{text}\n{twin}")
    return compare(scenario, replications=REPLICATIONS, seed=8, draws=0)


def by_kpi(comparison, first, second):
    line = comparison.lines[0]
    return next(d for d in line.differences if (d.first, d.second) == (first, second))


@pytest.mark.parametrize("name", ["multichannel", "cross-channel", "omnichannel"])
def test_the_variance_ratio_of_profit_as_it_comes(comparison, name, capsys):
    ratio = by_kpi(comparison, name, "today").ratios["profit"]
    with capsys.disabled():
        sys.stdout.write(
            f"\nprofit, {name} - today: var(independent) / var(paired) = {ratio.mean:.2f} "
            f"[{ratio.low:.2f}, {ratio.high:.2f}] over {REPLICATIONS} replications\n"
        )
    assert ratio.mean > 0.0
    assert ratio.low <= ratio.mean <= ratio.high


def test_equal_dials_differ_by_exactly_nothing(comparison):
    line = comparison.lines[0]
    first, second = line.kpis["omnichannel"].measured, line.kpis["twin"].measured
    for kpi, measured in first.items():
        assert measured.theta == second[kpi].theta, kpi
        if measured.pseudo is not None:
            assert (measured.pseudo == second[kpi].pseudo).all(), kpi
    digests = comparison.work.digests
    assert digests["omnichannel"] == digests["twin"]
    assert digests["omnichannel"] != digests["multichannel"]


def test_a_pair_of_equals_differs_by_zero_with_no_width():
    text = text_of("auto-service")
    twin = named(text, "strategy", "omnichannel").replace('"omnichannel"', '"twin"', 1)
    scenario = Scenario.from_text(f"{text}\n{twin}")
    found = compare(
        scenario, ["omnichannel", "twin"], baseline="omnichannel", replications=5, days=60, draws=0
    )
    difference = by_kpi(found, "twin", "omnichannel")
    for kpi, estimate in difference.estimates.items():
        if estimate.mean is not None:
            assert estimate.mean == 0.0, kpi
        if estimate.low is not None and kpi != "loss_probability":
            assert (estimate.low, estimate.high) == (0.0, 0.0), kpi
    assert difference.ratios["profit"].mean is None


def test_strategies_share_the_luck_of_needs_before_they_act():
    """Traits and the first day's needs are those of the customers, not of the strategy."""
    scenario = Scenario.load("auto-service")
    runs = [live(scenario, name, seed=9, days=1) for name in ("today", "omnichannel")]
    assert runs[0].before["order_value"].tobytes() == runs[1].before["order_value"].tobytes()
    needs = [list(zip(r.of("need")["customer"], r.of("need")["time"], strict=True)) for r in runs]
    assert needs[0] == needs[1]
