"""What *allocation* measures, on small jobs: that its jobs are what it says."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from benchmarks import allocation
from engine.allocation.solving import allocate
from engine.errors import RunError

TINY = allocation.Size(small=(60,), customers=3_000, readers=4_000, rounds=1)


def test_every_group_is_measured():
    report = allocation.measure(TINY)
    assert [row.system for row in report.rows] == [
        "here: with the search", "here: prices and repair", "HiGHS", "the plan", "one pass",
        "here", "greedy filling",
    ]  # fmt: skip
    exact = report.rows[2].more
    for row in report.rows[:2]:
        assert row.more["value"] <= exact["bound"] * (1 + 1e-6)
        assert row.more["bound"] >= exact["value"] * (1 - 1e-6)
    greedy = report.rows[-1].more
    assert greedy["value"] < report.rows[-2].more["value"]
    assert any("greedy filling" in note for note in report.notes)


def test_the_mailing_is_the_one_that_it_says():
    choice, limits = allocation.readers(200_000)
    assert (limits.upper / limits.scale).tolist() == [50_000.0, 1_000.0]
    rates = choice.offers.load[:, 0] / limits.scale[1]
    assert rates.min() >= 0.02
    assert rates.max() <= 0.03


def test_a_plan_that_keeps_nothing_is_no_figure():
    choice, limits = allocation.posed(300, 5, 3, 1)
    found = allocate(choice, limits)
    assert allocation.checked(choice, limits, found) is found
    most = choice.respond(np.zeros(3)).picks
    spoilt = dataclasses.replace(found, picks=most)
    with pytest.raises(RunError, match="does not keep"):
        allocation.checked(choice, limits, spoilt)
