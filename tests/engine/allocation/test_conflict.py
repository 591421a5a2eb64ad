"""Limits that contradict one another: the planted ones are named, with how much is too much."""

from __future__ import annotations

import numpy as np
import pytest

from engine.allocation.conflict import contradictions
from engine.allocation.solving import NoPlan, allocate
from tests.engine.allocation import instances as made


def planted(n, seed=0):
    """Letters (0) at 1.20 to four in ten of the customers, e-mails (1) at 0.02 to all.

    Limits: money, number of letters, number of e-mails.
    """
    rng = np.random.default_rng(seed)
    letters = np.zeros(n, bool)
    letters[rng.permutation(n)[: n * 4 // 10]] = True
    count = 1 + letters
    last = np.cumsum(count)
    treatment = np.concatenate([[0, 1] if both else [1] for both in letters])
    value = np.where(treatment == 0, 0.5, 0.3) * rng.gamma(2.0, 0.5, len(treatment))
    usage = np.array([[1.2, 1.0, 0.0], [0.02, 0.0, 1.0]])
    none = np.full(3, np.nan)
    return made.Instance(
        rng.permutation(9 * n)[:n], last - count, last, treatment, value, usage, {}, none.copy(),
        none.copy(),
    )  # fmt: skip


@pytest.mark.parametrize("n", [800, 100_000])
def test_more_than_there_are(n):
    instance = planted(n)
    instance.minimum[1] = n * 0.5
    instance.maximum[0] = n  # innocent
    with pytest.raises(NoPlan) as caught:
        allocate(*instance.built())
    (only,) = caught.value.core
    assert (only.limit, only.upper, only.bound) == (1, False, n * 0.5)
    assert only.reach == pytest.approx(n * 0.4)


@pytest.mark.parametrize("n", [800, 100_000])
def test_more_than_the_money_pays(n):
    instance = planted(n)
    instance.minimum[1] = n * 0.3
    instance.maximum[0] = n * 0.24
    instance.minimum[2] = n * 0.1  # innocent
    with pytest.raises(NoPlan) as caught:
        allocate(*instance.built())
    found = {(each.limit, each.upper): each for each in caught.value.core}
    assert set(found) == {(0, True), (1, False)}
    assert found[1, False].reach == pytest.approx(n * 0.2, rel=1e-3)
    assert found[0, True].reach == pytest.approx(n * 0.36, rel=1e-3)


def test_two_minimums_that_want_the_same_customers():
    instance = planted(500)
    instance.minimum[1:] = [200, 301]
    with pytest.raises(NoPlan) as caught:
        allocate(*instance.built())
    found = {(each.limit, each.upper): each.reach for each in caught.value.core}
    assert found == {(1, False): pytest.approx(199), (2, False): pytest.approx(300)}


def test_what_can_just_be_kept_is_no_contradiction():
    instance = planted(500)
    instance.minimum[1:] = [200, 300]
    instance.maximum[0] = 200 * 1.2 + 300 * 0.02
    choice, limits = instance.built()
    assert contradictions(choice, limits) == ()
    assert allocate(choice, limits).certificate.feasible


def test_parts_of_picks_would_do_but_whole_ones_do_not():
    instance = made.Instance([1, 2], [0, 1], [1, 2], [0, 0], [1.0, 1.0], [[2.0]], {}, [3.0], [3.0])
    with pytest.raises(NoPlan) as caught:
        allocate(*instance.built())
    assert caught.value.core == ()
    assert abs(caught.value.excess).tolist() == [1.0]
