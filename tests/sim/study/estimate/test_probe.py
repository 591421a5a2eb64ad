"""From what a probe has seen to what a run will take."""

import pytest

from sim.clocks.compiled import block_for
from sim.scenario import Scenario
from sim.study.estimate import probe
from sim.study.estimate.probe import Pace
from sim.study.study import Study


def life(windows, rows=None):
    return probe._Life(windows=windows, rows=rows or [0] * len(windows))


def test_what_is_fixed_does_not_grow():
    pace = Pace(1_000, seconds=3.0, fixed=1.0, rows=2.0, row_bytes=None, pending=0.0)
    assert pace.life(1_000) == 3.0
    assert pace.life(10_000) == 21.0


def test_last_windows_stand_for_those_that_were_not_lived():
    assert probe._whole([5.0, 1.0, 2.0, 2.0], 4) == 10.0
    assert probe._whole([5.0, 1.0, 2.0, 4.0], 10) == 12.0 + 6 * 4.0
    assert probe._whole([3.0], 3) == 9.0


def test_rows_are_those_of_each_window():
    assert probe._steps([4, 4, 9]) == [4.0, 0.0, 5.0]
    assert probe._steps([3]) == [3.0]


def test_a_window_costs_something_whoever_is_there():
    small, large = [life([9.0, 0.2, 0.2])], [life([9.0, 1.1, 1.1, 1.1])]
    assert probe._of_a_window(small, large, 100, 1_000) == pytest.approx(0.1)
    assert probe._of_a_window(large, small, 100, 1_000) == pytest.approx(0.1)  # half, at most
    assert probe._of_a_window([life([9.0])], large, 100, 1_000) == 0.0


@pytest.mark.parametrize("fixed", [0.0, 1.0, 2.5, 1_000.0])
def test_more_people_never_take_less(fixed):
    """However much a disturbed probe says that people have no part in."""
    pace = probe._summed([life([3.0, 1.0, 1.0])], 300, 3, fixed)
    assert pace.seconds == 5.0
    assert 5.0 < pace.life(301) < pace.life(600) < pace.life(1_000_000)
    assert pace.life(600) >= 7.5


def test_two_probes_differ_in_size():
    """From two that are nearly as large nothing can be told of what people take."""
    study = Study.begin(Scenario.load("growing-brand"), {"customers": 1_000_000})
    few = probe.FEWEST * probe._blocks(study.plan)
    assert probe._people(study.plan, 365) >= 2 * few


def test_the_mean_of_lives_at_the_same_time():
    lives = [life([2.0, 1.0], [10, 30]), life([4.0, 1.0], [20, 50])]
    lives[0].stored, lives[0].written = 30_000, 390_000
    pace = probe._summed(lives, 100, 2, 0.5)
    assert (pace.seconds, pace.fixed, pace.rows, pace.row_bytes) == (4.0, 0.5, 0.4, 13.0)


@pytest.mark.parametrize("customers", [60_000, 300_000, 1_000_000, 5_000_000])
def test_a_probe_has_as_many_blocks_as_the_run(customers):
    options = {"customers": customers, "replications": 1, "threads": 2}
    plan = Study.begin(Scenario.load("growing-brand"), options).plan
    blocks = probe._blocks(plan)
    assert blocks == -(-customers // block_for(customers, 2))
    count = 4_096 * blocks
    assert -(-count // probe._block(plan, count)) == pytest.approx(blocks, rel=0.2)


def test_a_smaller_market_keeps_people_who_serve():
    scenario = Scenario.load("growing-brand")
    market = Study.begin(scenario, {}).markets(["today"])["today"]
    small = probe._smaller(market, 300)
    assert small.customers == 300
    assert small.channels == market.channels
    served = small.phases[0].params["c_servers"][0] > 0
    assert (served == (market.phases[0].params["c_servers"][0] > 0)).all()
    assert probe._smaller(market, market.customers) is market


def test_a_machine_that_stood_still_is_not_the_pace():
    assert probe._calm([9.0, 1.0, 1.0, 20.0, 2.0]) == [9.0, 1.0, 1.0, 8.0 * 1.5, 2.0]
    assert probe._calm([9.0]) == [9.0]
