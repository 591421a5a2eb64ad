"""Hillstrom's e-mail experiment: half of it sets the rates, the other half is predicted."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.scenario import Scenario
from sim.study.compare import compare
from tests.verification.hillstrom import (
    ARMS,
    SEED,
    halves,
    read,
    shrunk,
    study,
    write_scenario,
)

FILE = "hillstrom/hillstrom_half.csv"


@pytest.fixture(scope="module")
def figures() -> Any:
    from tests.conftest import SHARED

    if not (SHARED / FILE).exists():
        pytest.skip(f"real data {FILE} is not beside the repository (../shared/data)")
    return study(SHARED / FILE, replications=4)


def test_the_data_are_those_that_are_known(shared_data: Callable[[str], Path]) -> None:
    rows, segments = read(shared_data(FILE))
    assert len(rows.visit) == 32_000
    assert len(segments) <= 42
    known = [0.106167, 0.182757, 0.151400]  # of all 64,000 rows
    for arm, rate in enumerate(known):
        there = rows.visit[rows.arm == arm]
        assert abs(there.mean() - rate) < 4 * np.sqrt(rate * (1 - rate) / len(there))


def test_the_model_lives_the_rates_that_were_set(figures: Any) -> None:
    """4 standard errors of the smallest segment compared: 100 people, 4 times."""
    assert figures["set_rates_error"] < 4 * np.sqrt(0.25 * 0.75 / 400)


def test_arms_are_predicted_within_chance(figures: Any) -> None:
    """Both halves are samples, so the difference has twice the variance of one."""
    for row in figures["arms"].values():
        assert abs(row["model"] - row["real"]) < 4 * np.sqrt(2) * row["standard_error"]


def test_visits_of_segments_are_predicted_better_than_by_plain_means(figures: Any) -> None:
    for ways in figures["visits"].values():
        assert ways["model"]["rmse"] < ways["plain arm mean"]["rmse"]
        assert ways["model"]["rank"] > 0.2


def test_differences_of_arms_are_no_better_than_chance_allows(figures: Any) -> None:
    """What segments add to the effect of a mail is within chance: no claim is made of it."""
    for ways in figures["differences"].values():
        assert ways["model"]["rmse"] < 1.5 * ways["model"]["chance"]
        assert ways["model"]["rmse"] < ways["segment mean"]["rmse"]


def test_compare_says_first_that_the_actions_differ(
    shared_data: Callable[[str], Path], tmp_path: Path
) -> None:
    rows, segments = read(shared_data(FILE))
    fit, test = halves(len(rows.visit), SEED)
    rates = shrunk(*rows[fit].cells(len(segments)))
    file = write_scenario(tmp_path, rates, rows[test[:2_000]].segment)
    result = compare(Scenario.load(file), list(ARMS), replications=2)
    assert result.notes[0].startswith("the strategies may not use the same actions")
    assert result.setting.customers == 2_000


def test_segments_are_drawn_to_their_mean_as_chance_explains_them() -> None:
    rng = np.random.default_rng(1)
    people = np.full((40, 1), 200.0)
    equal = shrunk(people, rng.binomial(200, 0.1, (40, 1)).astype(float))
    apart = shrunk(people, rng.binomial(200, np.linspace(0.05, 0.5, 40)[:, None]).astype(float))
    assert np.ptp(equal) < 0.05
    assert np.ptp(apart) > 0.35
