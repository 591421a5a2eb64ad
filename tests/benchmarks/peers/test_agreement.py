"""All packages live the same small journey: their counts agree within confidence bounds.

Each package lives it several times with other luck. A mean may differ from ours by as much as a
Welch interval allows; all intervals of a test together leave out the truth in one of a hundred
cases. Seeds are fixed, so a test that passes goes on passing. Nothing here measures speed.
"""

from __future__ import annotations

import importlib
from dataclasses import astuple, replace

import numpy as np
import pytest
from scipy import stats

from benchmarks.peers import here, in_simpy
from benchmarks.peers.journey import FULL, QUICK, Tally, statistics

UNLIKELY = 0.01
"""Chance that any of a test's intervals leaves out a true difference of nothing."""
OF_THE_PHONE = ("calls", "answers", "give_ups", "mean_wait")


def peer(package):
    """The module of a package, if that is installed."""
    pytest.importorskip(package, reason=f"{package} is not installed: pip install -e .[bench]")
    return importlib.import_module(f"benchmarks.peers.in_{package}")


def agree(ours: list[Tally], theirs: list[Tally], names=None) -> None:
    """Assert that means differ by no more than chance."""
    mine, other = ([statistics(tally) for tally in tallies] for tallies in (ours, theirs))
    names = list(names or mine[0])
    for name in names:
        a, b = (np.array([found[name] for found in values]) for values in (mine, other))
        test = stats.ttest_ind(a, b, equal_var=False)
        low, high = test.confidence_interval(1 - UNLIKELY / len(names))
        assert low <= 0 <= high, f"{name}: {a.mean():.6g} here, {b.mean():.6g} there"


@pytest.fixture(scope="module")
def ours():
    """Our own runs of the quick journey."""
    return [here.run(QUICK, seed) for seed in range(1, 11)]


@pytest.mark.parametrize("package", ["simpy", "mesa"])
def test_every_count_agrees_with_ours(package, ours):
    module = peer(package)
    agree(ours, [module.run(QUICK, seed) for seed in range(101, 109)])


def test_salabim_comes_to_exactly_what_simpy_comes_to():
    # the same processes with the same dice: every draw falls to the same question
    small = replace(QUICK, customers=1_000, days=15)
    found, expected = peer("salabim").run(small, 3), in_simpy.run(small, 3)
    assert astuple(found) == pytest.approx(astuple(expected))
    assert found.events == expected.events > 3_000


def test_the_telephone_alone_agrees_with_ciw_and_is_that_of_the_journey(ours):
    module = peer("ciw")
    calls = sum(tally.calls for tally in ours) / len(ours) / QUICK.days
    alone = here.queue_alone(QUICK, calls)
    mine = [here.run(alone, seed) for seed in range(1, 11)]
    agree(mine, [module.run(QUICK, seed, calls) for seed in range(1, 11)], OF_THE_PHONE)
    agree(mine, ours, OF_THE_PHONE)
    assert all(tally.purchases == tally.deliveries == tally.needs == 0 for tally in mine)


@pytest.mark.slow
@pytest.mark.parametrize("package", ["simpy", "mesa", "salabim"])
def test_every_count_of_the_full_journey_agrees_with_ours(package):
    module = peer(package)
    runs = 3 if package == "salabim" else 6
    mine = [here.run(FULL, seed) for seed in range(1, 7)]
    agree(mine, [module.run(FULL, seed) for seed in range(101, 101 + runs)])


def test_a_journey_of_other_numbers_does_not_agree(ours):
    # so that agreement says something: one number in ten percent is noticed
    other = replace(QUICK, web=1.1 * QUICK.web)
    with pytest.raises(AssertionError, match="visits"):
        agree(ours, [here.run(other, seed) for seed in range(1, 11)], ["visits"])
