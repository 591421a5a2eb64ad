"""What *study* measures, on hardly any work: that it is the work that it says."""

from __future__ import annotations

from dataclasses import replace

import pytest

from benchmarks import study
from engine.errors import RunError
from sim.scenario import Scenario

TINY = study.Size(customers=300, days=4, cells=3, part=2)


def test_both_maps_are_measured_along_the_border_and_whole():
    report = study.measure(TINY)
    assert [row.system for row in report.rows] == [
        "along the border", "all points", "along the border", "all points, from 1 in 2",
    ]  # fmt: skip
    assert {row.count for row in report.rows} == {9}
    border, priced, lived, whole = report.rows
    assert border.ratio == lived.ratio == 1.0
    assert priced.more["trials"] == (3 + 1) * 5, "a price costs no lives; today has no recognition"
    assert border.more["trials"] <= priced.more["trials"]
    assert whole.more["trials"] == (9 + 3) * 5
    assert lived.more["trials"] <= whole.more["trials"]
    assert all(row.more["asked"] <= 9 * 2 * 5 for row in report.rows)
    assert sum("points simulated" in note for note in report.notes) == 2


def test_maps_that_differ_are_not_compared():
    scenario = Scenario.load("auto-service")
    over = (("platform.factor", 0, 1), ("platform.wage", "0x", "1x"))
    found = study._map(scenario, study.Size(days=4, cells=2), over, replications=2)
    study._same(found, found)
    spots = {place: replace(spot, best="nobody") for place, spot in found.spots.items()}
    with pytest.raises(RunError, match="does not tell"):
        study._same(found, replace(found, spots=spots))
