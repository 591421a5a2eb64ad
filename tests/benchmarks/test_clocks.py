"""What *clocks* measures, on hardly any work: that it is the work that it says."""

from __future__ import annotations

import dataclasses

import pytest

from benchmarks import clocks
from benchmarks.worlds import live
from engine.errors import RunError

TINY = clocks.Size(customers=400, days=3, rounds=1, growth=(300, 600), growth_days=2)


def test_every_group_is_measured_on_the_same_work(monkeypatch):
    monkeypatch.setattr(clocks, "MEASURED", ((600, 2), (300, 2)))
    report = clocks.measure(TINY)
    groups = list(dict.fromkeys(row.group for row in report.rows))
    assert len(groups) == 7
    counts = {row.count for row in report.rows if row.group in groups[:3]}
    assert len(counts) == 1, "events of both clocks, and as many bare timeouts"
    assert all(row.seconds > 0 for row in report.rows)
    own = next(row for row in report.rows if row.system == "simpy clock")
    bare = next(row for row in report.rows if row.unit == "timeouts")
    assert bare.ratio == pytest.approx(own.rate / bare.rate)
    small, large = (row for row in report.rows if row.group == "growth: customer-days, 2 threads")
    alone = next(
        row for row in report.rows
        if row.group == "growth: customer-days, 1 thread" and row.system == large.system
    )  # fmt: skip
    assert small.ratio == 1.0
    assert large.ratio == pytest.approx(small.rate / large.rate)
    assert "bytes_per_customer" in report.rows[-1].more
    said = " ".join(report.notes)
    assert f"{alone.seconds / large.seconds:.2f} × at 600 customers" in said
    assert "resident bytes" in said


def test_clocks_that_do_not_agree_are_not_compared():
    one = live(clocks.market(300, 2))
    other = dataclasses.replace(one, outcome=dataclasses.replace(one.outcome, events=-1))
    with pytest.raises(RunError):
        clocks._all_the_same([one, other])


def test_parts_of_a_run_add_up_to_the_whole():
    for clock in ("compiled", "simpy"):
        lived = live(clocks.market(300, 2), clock=clock)
        assert lived.drawing + lived.planning + lived.living == pytest.approx(lived.seconds)
        assert min(lived.drawing, lived.planning, lived.living) > 0


@pytest.mark.parametrize(
    ("customers", "market"), [(400, 400), (20_000, 20_000), (45_000, 20_000), (100_000, 20_000)]
)
def test_few_customers_are_a_market_of_their_own(customers, market):
    found = clocks.market(customers, 2)
    assert found.customers == customers
    assert found.scenario.scenario.market == market


def test_memory_is_that_of_the_own_process():
    hoard = bytearray(500_000_000)
    hoard[::4096] = b"x" * len(hoard[::4096])  # every page of it is there
    resident, seconds = clocks._resident(300, 1)
    assert 50_000_000 < resident < len(hoard)
    assert seconds > 0
