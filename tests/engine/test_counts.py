"""Counts looked up in a table are those of `poisson_quantile`, or the table says it is not sure."""

from __future__ import annotations

import numpy as np
import pytest

from engine.counts import COUNTS, HIGHEST_MEAN, STEPS, UNSURE, looked_up, tabulate
from engine.kernels import kernel
from engine.numerics import poisson_quantile


@kernel
def fill(tables, means):
    for place in range(len(means)):
        tabulate(tables[place], means[place])


@kernel
def look(tables, draws, found, counts):
    for place in range(len(tables)):
        for u in range(len(draws)):
            found[place, u] = looked_up(tables[place], draws[u])
            counts[place, u] = poisson_quantile(draws[u], tables[place].mean)


def tables_of(means: list[float]) -> np.ndarray:
    tables = np.zeros(len(means), COUNTS)
    fill(tables, np.array(means))
    return tables


def compared(tables: np.ndarray, draws: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """What tables say, and what is true, both of shape (tables, draws)."""
    found, counts = (np.zeros((len(tables), len(draws)), np.int64) for _ in range(2))
    look(tables, draws, found, counts)
    return found, counts


MEANS = [1e-9, 0.003, 0.2, 1.0, 3.7, 11.0, 15.999, 16.0, 17.4, 28.0, 28.5, 40.0, 63.2, 110.0, 199.0]


def test_a_table_is_right_or_not_sure() -> None:
    draws = np.random.default_rng(3).random(20_000)
    found, counts = compared(tables_of(MEANS), draws)
    sure = found >= 0
    np.testing.assert_array_equal(found[sure], counts[sure])
    usual = np.array(MEANS) < 40
    assert sure[usual].mean() > 0.9999
    assert sure.mean() > 0.97


def test_near_the_steps_of_the_function_it_is_not_sure() -> None:
    tables = tables_of(MEANS)
    for place, table in enumerate(tables):
        steps = table["reached"][table["reached"] < 1.0 - 1e-6]
        near = np.concatenate([steps * (1.0 + shift) for shift in (-3e-16, 0.0, 3e-16)])
        found, _ = compared(tables[place : place + 1], near)
        assert (found == -1).all()
        for shift in (-2.0 * UNSURE, 2.0 * UNSURE):  # a little farther it is, and right
            beside = np.clip(steps + shift, 2.0**-53, None)
            found, counts = compared(tables[place : place + 1], beside)
            assert ((found == -1) | (found == counts)).all()


@pytest.mark.parametrize("mean", [0.0, -1.0, np.nan, HIGHEST_MEAN * 1.01, np.inf])
def test_it_knows_nothing_of_means_beyond_its_range(mean: float) -> None:
    found, _ = compared(tables_of([mean]), np.linspace(0.001, 0.999, 99))
    assert (found == -1).all()


def test_beyond_its_counts_it_is_not_sure() -> None:
    tables = tables_of([150.0])
    found, counts = compared(tables, np.array([1e-5, 0.5, 1.0 - 1e-5]))
    first = int(tables["first"][0])
    assert counts[0, 0] < first
    assert counts[0, 2] >= first + STEPS
    assert found[0].tolist() == [-1, counts[0, 1], -1]


def test_a_table_filled_anew_forgets_what_it_held() -> None:
    tables = tables_of([3.0])
    fill(tables, np.array([9.0]))
    draws = np.linspace(0.001, 0.999, 999)
    found, counts = compared(tables, draws)
    np.testing.assert_array_equal(found, counts)
    fill(tables, np.array([0.0]))
    assert (compared(tables, draws)[0] == -1).all()
