"""Estimates by hand, in both orders of rows, and right where they claim to be."""

from __future__ import annotations

import numpy as np
import pytest

from engine.evaluation import evaluate
from engine.evaluation.estimators import ESTIMATORS
from engine.evaluation.evaluation import Settings
from engine.evaluation.reward_model import predict
from tests.engine.evaluation.worlds import (
    CURVED,
    VALUE,
    catalog,
    log,
    replaced,
    shuffled,
)

SMALL = {
    "customer": [1, 2, 3, 4, 5],
    "x": [1.0, 1.0, 1.0, -1.0, -1.0],
    "kind": ["a", "a", "a", "a", "a"],
    "action": ["one", "two", None, "two", "one"],
    "choice_probability": [0.5, 0.25, 0.25, 0.2, 0.8],
    "reward": [3.0, 1.0, 0.0, 2.0, 7.0],
}
"""The policy gives one to the first three, two to the others: rows 1 and 4 agree, w = 2 and 5."""


def means(found):
    return {name: estimate.mean for name, estimate in found.estimators.items()}


def test_weighted_estimates_by_hand():
    found = evaluate(catalog(), SMALL)
    assert found.estimators["ips"].mean == pytest.approx((2 * 3.0 + 5 * 2.0) / 5)
    assert found.estimators["snips"].mean == pytest.approx((2 * 3.0 + 5 * 2.0) / 7)
    assert found.logged.mean == pytest.approx(13.0 / 5)
    assert found.differences["ips"].mean == pytest.approx(16.0 / 5 - 13.0 / 5)
    overlap = found.overlap
    assert overlap.agreeing == 2
    assert overlap.effective_sample_size == pytest.approx(7.0**2 / (4.0 + 25.0))
    assert overlap.mean_weight == pytest.approx(7.0 / 5)
    assert (overlap.largest_weight, overlap.largest_share) == (5.0, pytest.approx(5.0 / 7))
    assert overlap.top_share == pytest.approx(5.0 / 7)  # the hundredth of five rows is one row
    weighted = np.array([6.0, 0.0, 0.0, 10.0, 0.0])
    half = 1.959963984540054 * weighted.std(ddof=1) / np.sqrt(5)
    assert found.estimators["ips"].low == pytest.approx(3.2 - half)
    assert found.estimators["ips"].high == pytest.approx(3.2 + half)


def test_the_interval_of_the_ratio_is_that_of_the_delta_method():
    found = evaluate(catalog(), SMALL)
    weight = np.array([2.0, 0.0, 0.0, 5.0, 0.0])
    apart = weight * (np.array(SMALL["reward"]) - 16.0 / 7.0)
    half = 1.959963984540054 * np.sqrt(5 / 4 * (apart**2).sum()) / weight.sum()
    assert found.estimators["snips"].high - 16.0 / 7.0 == pytest.approx(half)


def test_clipped_weights():
    found = evaluate(catalog(), SMALL, settings=Settings(clip=3.0))
    assert found.estimators["ips"].mean == pytest.approx((2 * 3.0 + 3 * 2.0) / 5)
    assert found.overlap.clipped == 1
    assert found.overlap.largest_weight == 3.0
    assert any("cut to it in 1 row:" in warning for warning in found.warnings)
    assert not any("cut" in warning for warning in evaluate(catalog(), SMALL).warnings)


def test_what_was_done_and_would_be():
    arms = evaluate(catalog(), SMALL).arms
    assert {name: (arm.rows, arm.policy_rows) for name, arm in arms.items()} == {
        "none": (1, 0),
        "one": (2, 3),
        "two": (2, 2),
    }
    assert arms["one"].reward.mean == pytest.approx(5.0)
    assert arms["one"].share == pytest.approx(0.4)


@pytest.mark.parametrize("interval", ["normal", "bootstrap"])
@pytest.mark.parametrize("names", ["numbers", "texts", "none", "several"])
def test_the_order_of_rows_changes_no_bit(interval, names):
    table = log(400, 3, customers=90 if names == "several" else None)
    if names == "texts":
        table = replaced(table, "customer", [f"c{i}" for i in table["customer"].to_pylist()])
    if names == "none":
        table = table.drop_columns(["customer"])
    settings = Settings(interval=interval, samples=100)
    one = evaluate(catalog(), table, settings=settings)
    other = evaluate(catalog(), shuffled(table), settings=settings)
    assert other.estimators == one.estimators
    assert other.differences == one.differences
    assert other.logged == one.logged
    assert other.arms == one.arms
    assert other.overlap == one.overlap


@pytest.mark.parametrize("curved", [False, True])
def test_the_value_of_a_policy_is_found(curved):
    found = evaluate(catalog(), log(40_000, 1, curved=curved))
    truth = CURVED if curved else VALUE
    for name, estimate in found.estimators.items():
        if name == "dm" and curved:  # no straight line is a cosine
            continue
        error = (estimate.high - estimate.low) / 3.92
        assert abs(estimate.mean - truth) < 4.0 * error, name
        assert error < 0.02


def test_better_worse_and_open():
    table = log(5_000, 2)
    assert evaluate(catalog(), table).better is True
    assert evaluate(catalog(one="x < 0", two="x > 1e9"), table).better is False
    assert evaluate(catalog(), log(60, 2, noise=20.0)).better is None


def bias(world, change, rounds=60, rows=800):
    """Mean error of each estimator over several logs, in standard errors of that mean."""
    errors = []
    for seed in range(rounds):
        found = evaluate(catalog(), change(log(rows, seed, curved=world == "curved")))
        truth = CURVED if world == "curved" else VALUE
        errors.append([found.estimators[name].mean - truth for name in ESTIMATORS])
    array = np.array(errors)
    spread = array.std(axis=0, ddof=1) / np.sqrt(rounds)
    return dict(zip(ESTIMATORS, (array.mean(axis=0) / spread).tolist(), strict=True))


def test_with_right_probabilities_only_the_model_can_be_wrong():
    off = bias("curved", lambda table: table, rounds=150)
    assert abs(off["ips"]) < 4.0
    assert abs(off["snips"]) < 4.0
    assert abs(off["dr"]) < 4.0
    assert abs(off["dm"]) > 6.0


def test_with_a_right_model_the_doubly_robust_forgives_wrong_probabilities():
    def wrong(table):
        return replaced(table, "choice_probability", np.full(table.num_rows, 1.0 / 3.0))

    off = bias("linear", wrong)
    assert abs(off["dm"]) < 4.0
    assert abs(off["dr"]) < 4.0
    assert abs(off["ips"]) > 6.0


def test_the_doubly_robust_is_narrower_than_weights_alone():
    found = evaluate(catalog(), log(4_000, 5, noise=0.3))
    width = {name: one.high - one.low for name, one in found.estimators.items()}
    assert width["dr"] < 0.6 * width["ips"]


def test_a_policy_that_does_what_was_logged_earns_what_was_logged():
    table = log(300, 4)
    always = catalog(one="x < 1e9")
    table = replaced(table, "action", ["one"] * 300)
    table = replaced(table, "choice_probability", np.ones(300))
    found = evaluate(always, table)
    for name in ("ips", "snips", "dr"):
        assert found.estimators[name].mean == pytest.approx(found.logged.mean)
    assert found.differences["ips"].low == pytest.approx(0.0)


def test_nothing_agrees():
    table = replaced(log(200, 4), "action", ["none"] * 200)
    found = evaluate(catalog(), table)
    assert means(found)["ips"] is None
    assert means(found)["dr"] is None
    assert found.better is None
    assert found.overlap.effective_sample_size == 0.0
    assert set(found.overlap.never) == {"one", "two"}


def test_one_decision_has_no_interval():
    found = evaluate(catalog(), {name: column[:1] for name, column in SMALL.items()})
    assert found.estimators["ips"].mean == pytest.approx(6.0)
    assert found.estimators["ips"].low is None
    assert means(found)["dm"] is None  # nothing is left to learn from
    assert found.better is None


def test_the_direct_method_is_the_mean_of_predictions():
    """What rows taught the model widens its interval, and moves its mean by nothing."""
    table = log(300, 6)
    found = evaluate(catalog(), table)
    predicted = predict(found.log, found.features, found.chosen, 1)
    assert found.estimators["dm"].mean == pytest.approx(predicted.chosen.mean(), rel=1e-12)
    assert abs(predicted.learning.mean()) > 1e-6
    alone = 1.96 * predicted.chosen.std(ddof=1) / np.sqrt(300)
    assert found.estimators["dm"].high - found.estimators["dm"].mean > 1.2 * alone
