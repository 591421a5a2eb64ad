"""Intervals hold the truth as often as they say."""

from __future__ import annotations

import numpy as np
import pytest

from engine.evaluation import evaluate
from engine.evaluation.estimators import ESTIMATORS
from engine.evaluation.evaluation import Settings
from tests.engine.evaluation.worlds import CURVED, VALUE, catalog, log


def hits(rounds, rows, settings, **world):
    """Share of logs in which each estimator's interval holds the truth."""
    truth = CURVED if world.get("curved") else VALUE
    policy = catalog()
    held = dict.fromkeys(ESTIMATORS, 0)
    for seed in range(rounds):
        found = evaluate(policy, log(rows, 1_000 + seed, **world), settings=settings)
        for name, estimate in found.estimators.items():
            held[name] += estimate.low <= truth <= estimate.high
    return {name: count / rounds for name, count in held.items()}


def close(shares, rounds, confidence, slack, leave_out=()):
    """Each within four binomial standard errors of what it claims, and `slack` for small logs."""
    error = 4.0 * np.sqrt(confidence * (1.0 - confidence) / rounds) + slack
    for name, share in shares.items():
        if name not in leave_out:
            assert abs(share - confidence) < error, shares


@pytest.mark.parametrize(
    ("settings", "world"),
    [
        (Settings(), {}),
        (Settings(confidence=0.8), {"noise": 0.2}),
        (Settings(), {"curved": True}),
        (Settings(), {"customers": 120}),
        (Settings(interval="bootstrap", samples=200), {"customers": 120}),
    ],
)
def test_intervals_hold_the_truth_as_often_as_they_say(settings, world):
    shares = hits(250, 600, settings, **world)
    close(shares, 250, settings.confidence, 0.01, ("dm",) if world.get("curved") else ())


def test_rows_of_one_customer_are_not_taken_for_independent():
    """The same logs without names: intervals are too narrow, and the test above would notice."""
    policy = catalog()
    table = log(4_000, 1, customers=40)
    named = evaluate(policy, table).logged
    unnamed = evaluate(policy, table.drop_columns(["customer"])).logged
    assert named.high - named.low > 3.0 * (unnamed.high - unnamed.low)


@pytest.mark.slow
@pytest.mark.parametrize("interval", ["normal", "bootstrap"])
@pytest.mark.parametrize("world", [{}, {"curved": True}, {"customers": 300}])
def test_over_thousands_of_logs(interval, world):
    settings = Settings(interval=interval, samples=400)
    shares = hits(2_000, 1_500, settings, **world)
    close(shares, 2_000, 0.95, 0.005, ("dm",) if world.get("curved") else ())


def test_bootstrap_and_normal_agree():
    table = log(3_000, 8)
    normal = evaluate(catalog(), table)
    drawn = evaluate(catalog(), table, settings=Settings(interval="bootstrap", samples=2_000))
    for name in ESTIMATORS:
        for one, other in (
            (normal.estimators[name], drawn.estimators[name]),
            (normal.differences[name], drawn.differences[name]),
        ):
            assert one.mean == other.mean
            width = one.high - one.low
            assert other.low == pytest.approx(one.low, abs=0.06 * width), name
            assert other.high == pytest.approx(one.high, abs=0.06 * width), name


def test_a_bootstrap_hangs_on_its_seed_alone():
    from engine.evaluation.policy import Moment

    table, settings = log(300, 8), Settings(interval="bootstrap", samples=100)
    first = evaluate(catalog(), table, settings=settings)
    assert evaluate(catalog(), table, settings=settings).estimators == first.estimators
    other = evaluate(catalog(), table, settings=settings, moment=Moment(seed=7))
    assert other.estimators["ips"].low != first.estimators["ips"].low
    assert other.estimators["ips"].mean == first.estimators["ips"].mean
