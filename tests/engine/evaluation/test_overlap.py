"""What makes estimates doubtful is told."""

from __future__ import annotations

import numpy as np
import pytest

from engine.evaluation import evaluate
from tests.engine.evaluation.worlds import catalog, log, replaced


def said(found, part):
    return [warning for warning in found.warnings if part in warning]


def test_a_good_log_gives_no_warning():
    assert evaluate(catalog(), log(3_000, 1)).warnings == ()


def test_what_was_never_done_is_told_with_its_share():
    table = log(2_000, 1)
    action = ["none" if name == "two" else name for name in table["action"].to_pylist()]
    found = evaluate(catalog(), replaced(table, "action", action))
    (share,) = found.overlap.never.values()
    assert share == pytest.approx(0.5, abs=0.05)
    assert said(found, f"two for {share:.1%} of the rows")
    assert found.better is None  # whatever the intervals are


def test_what_was_hardly_ever_done_where_the_policy_does_it():
    table = log(2_000, 1)
    x, action = table["x"].to_numpy(), np.array(table["action"].to_pylist())
    rare = (action == "one") & (x > 0) & (np.arange(2_000) > 60)
    found = evaluate(catalog(), replaced(table, "action", np.where(rare, "none", action)))
    assert list(found.overlap.seldom) == ["one"]
    assert said(found, "hardly ever did")
    assert said(found, "weights are")


def test_small_probabilities_and_few_effective_rows():
    table = log(2_000, 1)
    p = table["choice_probability"].to_numpy().copy()
    agree = np.flatnonzero((np.array(table["action"].to_pylist()) == "one") & (p > 0))
    p[agree[:300]] = 0.0005
    found = evaluate(catalog(), replaced(table, "choice_probability", p))
    assert found.overlap.small > 50
    assert found.overlap.largest_weight == pytest.approx(2_000.0)
    assert said(found, "below 0.01")


def test_few_rows():
    found = evaluate(catalog(), log(120, 1))
    assert found.overlap.effective_sample_size < 100
    assert said(found, "effective sample size")


@pytest.mark.parametrize("factor", [0.5, 1.0])
def test_wrong_probabilities_show_in_the_mean_weight(factor):
    table = log(4_000, 1)
    p = factor * table["choice_probability"].to_numpy()
    found = evaluate(catalog(), replaced(table, "choice_probability", p))
    assert bool(said(found, "where 1 is expected")) is (factor != 1.0)
