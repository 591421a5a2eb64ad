"""Allocations: against all plans, against HiGHS, whatever the order of rows."""

from __future__ import annotations

import numpy as np
import pytest

from engine.allocation import ties
from engine.allocation.choice import Single
from engine.allocation.dual import minimise
from engine.allocation.effort import Effort
from engine.allocation.mixing import set_of
from engine.allocation.solving import NoPlan, allocate
from tests.engine.allocation import instances as made

TINY = 2e-6  # what the exact search may leave, and rounds its bound up by


def picked(found):
    return found.picks[found.picks >= 0]


@pytest.mark.parametrize("seed", range(25))
def test_tiny_ones_against_all_plans(seed):
    instance = made.random_instance(np.random.default_rng(seed), 5, 3, 1 + seed % 4)
    best = made.by_trying(instance)
    choice, limits = instance.built()
    found = allocate(choice, limits)
    assert best is not None
    assert made.keeps(instance, picked(found))
    assert found.certificate.value == pytest.approx(instance.value[picked(found)].sum())
    assert found.certificate.value == pytest.approx(best, rel=TINY)
    assert found.certificate.bound >= best * (1 - 1e-9)
    assert found.certificate.feasible


@pytest.mark.parametrize("seed", range(6))
def test_the_bound_is_above_the_exact_best_and_the_plan_below(seed):
    instance = made.random_instance(np.random.default_rng(100 + seed), 120, 6, 2 + seed % 4)
    exact = made.by_highs(instance)
    assert exact is not None
    choice, limits = instance.built()
    for finish in (False, True):
        found = allocate(choice, limits, Effort(finish=finish))
        certificate = found.certificate
        assert made.keeps(instance, picked(found))
        assert certificate.value <= exact[1] * (1 + 1e-9)
        assert certificate.bound >= exact[0] * (1 - 1e-9)
        assert certificate.gap == pytest.approx(
            (certificate.bound - certificate.value) / certificate.bound
        )
        assert certificate.searched is finish or certificate.gap <= 1e-4
    assert certificate.value >= exact[0] * (1 - 5e-4)


@pytest.mark.parametrize("seed", range(4))
def test_prices_and_repair_alone_lose_half_a_percent_at_most(seed):
    instance = made.random_instance(np.random.default_rng(seed), 500, 10, 5)
    choice, limits = instance.built()
    found = allocate(choice, limits, Effort(finish=False))
    assert made.keeps(instance, picked(found))
    assert found.certificate.gap <= 0.005
    assert not found.certificate.searched


@pytest.mark.parametrize(("seed", "n"), [(0, 8), (1, 60), (2, 700), (3, 900)])
def test_row_order_changes_nothing(seed, n):
    rng = np.random.default_rng(seed)
    instance = made.random_instance(rng, n, 6, 4)
    choice, limits = instance.built()
    one = allocate(choice, limits)
    other, rows = instance.shuffled(rng)
    choice, limits = other.built()
    found = allocate(choice, limits)
    treatment = np.where(one.picks >= 0, instance.treatment[one.picks], -1)
    again = np.where(found.picks >= 0, other.treatment[found.picks], -1)
    assert again.tolist() == treatment[rows].tolist()
    assert found.certificate == one.certificate
    assert found.repaired.tolist() == one.repaired[rows].tolist()


def alike(n, maximum=np.nan, minimum=np.nan):
    """Customers with the same two candidates: 1.0 that is limited, 0.4 that is not."""
    return made.Instance(
        np.arange(n), np.arange(n) * 2, np.arange(n) * 2 + 2, [0, 1] * n, [1.0, 0.4] * n,
        [[1.0], [0.0]], {}, [minimum], [maximum],
    )  # fmt: skip


def test_customers_who_are_alike_are_told_apart_by_their_draws():
    choice, limits = alike(1000, maximum=300).built()
    found = allocate(choice, limits)
    assert found.certificate.value == pytest.approx(300 * 1.0 + 700 * 0.4)
    assert found.certificate.gap == pytest.approx(0.0, abs=1e-8)
    assert found.prices[0] == pytest.approx(0.6)
    first = instance_rows(found, 0)
    lucky = np.argsort(choice.offers.draws)
    # who keeps the better one hangs on the draw: one end of the order has it, the other has not
    assert set(first) in ({*lucky[:300]}, {*lucky[-300:]})
    choice, limits = alike(1000, maximum=300).built(seed=1)
    assert set(instance_rows(allocate(choice, limits), 0)) != set(first)


def instance_rows(found, treatment):
    return np.flatnonzero(found.picks % 2 == treatment)


def test_a_minimum_is_met_at_the_least_loss():
    rng = np.random.default_rng(5)
    dear = rng.random(400)
    value = np.column_stack([np.ones(400), dear]).ravel()
    instance = made.Instance(
        np.arange(400), np.arange(400) * 2, np.arange(400) * 2 + 2, [0, 1] * 400, value,
        [[0.0], [1.0]], {}, [100], [np.nan],
    )  # fmt: skip
    choice, limits = instance.built()
    found = allocate(choice, limits)
    assert set(instance_rows(found, 1)) == set(np.argsort(dear)[-100:])
    assert found.prices[0] < 0.0
    (kept,) = found.certificate.limits
    assert (kept.used, kept.minimum, kept.maximum, kept.excess) == (100.0, 100.0, None, 0.0)


def test_prices_alone_give_the_plan_but_for_repaired_customers():
    instance = made.random_instance(np.random.default_rng(3), 600, 6, 4)
    choice, limits = instance.built()
    found = allocate(choice, limits)
    prices = found.mixed.prices / limits.scale
    of = set_of(found.mixed.shares, choice.offers.draws)
    alone = np.choose(of, [choice.respond(each).picks for each in prices])
    assert ((alone != found.picks) == found.repaired).all()
    assert found.certificate.repaired == found.repaired.sum() < 30


def test_a_large_job_is_priced_on_a_sample_and_needs_few_passes():
    instance = made.random_instance(np.random.default_rng(1), 70_000, 8, 6)
    choice, limits = instance.built()
    found = allocate(choice, limits)
    assert made.keeps(instance, picked(found))
    assert found.certificate.gap <= 2e-4
    assert found.certificate.passes < 30


def test_no_limits_and_no_customers():
    instance = made.random_instance(np.random.default_rng(1), 30, 3, 1)
    instance.maximum[:] = np.nan
    found = allocate(*instance.built())
    assert found.certificate.gap == pytest.approx(0.0, abs=1e-8)
    assert found.certificate.repaired == 0
    nobody = made.Instance([], [], [], [], [], [[1.0]], {}, [np.nan], [3.0])
    assert allocate(*nobody.built()).certificate.value == 0.0
    nobody.minimum[:] = 1.0
    with pytest.raises(NoPlan):
        allocate(*nobody.built())


def test_the_dual_is_least_where_the_prices_are():
    instance = made.random_instance(np.random.default_rng(9), 300, 6, 4)
    choice, limits = instance.built()
    dual, _ = minimise(choice, limits)
    rng = np.random.default_rng(0)
    for _ in range(50):
        there = np.maximum(dual.x * rng.uniform(0.8, 1.2, len(dual.x)), 0.0)
        assert dual.evaluate(there)[0] >= dual.low - 1e-6
    assert isinstance(choice, Single)


def test_many_equal_choices_are_told_apart(monkeypatch):
    """Values of a few steps, as counts of visits give them: prices alone leave much to chance."""
    rng = np.random.default_rng(1)
    n = 5_000
    visits, age = rng.poisson(2, n), rng.uniform(18, 90, n).round(1)
    # a catalogue by letter, an offer by e-mail or letter, a survey by e-mail
    treatment = np.tile([0, 1, 2, 3], n)
    value = np.column_stack([np.full(n, 1.4), 0.6 * visits, 0.6 * visits, 0.009 * age]).ravel()
    nothing = np.zeros(n)
    calls = np.column_stack([nothing, 0.003 * visits, nothing, 0.00009 * age]).ravel().round(6)
    keep = value > 0.0
    last = np.cumsum(keep.reshape(n, 4).sum(axis=1))
    instance = made.Instance(
        rng.permutation(n * 5)[:n], np.concatenate([[0], last[:-1]]), last, treatment[keep],
        value[keep],
        [[1.0, 0.0], [0.0, 1.0], [1.0, 0.0], [0.0, 1.0]], {1: calls[keep]}, [100, np.nan],
        [500, 15],
    )  # fmt: skip
    choice, limits = instance.built()
    found = allocate(choice, limits, Effort(finish=False))
    assert made.keeps(instance, picked(found))
    assert found.certificate.gap <= 1e-4
    monkeypatch.setattr(ties, "SHIFTS", ())
    assert allocate(choice, limits, Effort(finish=False)).certificate.gap > 0.01


@pytest.mark.parametrize("order", [[0, 1, 2], [2, 0, 1], [2, 1, 0]])
def test_of_equals_a_customer_takes_the_first_in_the_catalogue(order):
    instance = made.Instance(
        [7], [0], [3], order, [1.0, 1.0, 1.0], np.zeros((3, 1)), {}, [np.nan], [np.nan]
    )
    choice, limits = instance.built()
    for prices in (np.zeros(1), np.ones(1)):
        (place,) = choice.respond(prices).picks
        assert instance.treatment[place] == 0
    assert instance.treatment[allocate(choice, limits).picks[0]] == 0


def test_what_uses_nothing_costs_nothing_even_where_all_else_is_shut_out():
    instance = made.Instance(
        [7, 8], [0, 1], [1, 2], [0, 0], [1.0, 1.0], [[1.0]], {0: np.array([0.0, 0.5])}, [np.nan],
        [0.0],
    )  # fmt: skip
    choice, limits = instance.built()
    assert (choice.respond(np.array([np.inf])).picks >= 0).tolist() == [True, False]
    assert allocate(choice, limits).certificate.value == 1.0
