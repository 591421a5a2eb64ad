"""Feedback for the Open Bandit Pipeline holds what that checks."""

from __future__ import annotations

import json

import numpy as np
import pytest

from engine.errors import InputError
from engine.evaluation import evaluate
from engine.evaluation.obp import feedback, write_feedback
from tests.engine.evaluation.worlds import catalog, log, shuffled


def test_feedback_is_what_obp_checks():
    found = evaluate(catalog(), log(200, 1))
    made = feedback(found)
    n, actions = made["n_rounds"], made["n_actions"]
    assert (n, actions) == (200, 3)
    assert made["context"].shape == (200, 3)
    assert made["action_context"].shape == (actions, actions)
    for name in ("action", "reward", "pscore", "position", "evaluation_action"):
        assert made[name].shape == (n,), name
    assert np.issubdtype(made["action"].dtype, np.integer)
    assert np.issubdtype(made["position"].dtype, np.integer)
    assert made["action"].min() >= 0
    assert made["action"].max() < actions
    assert ((made["pscore"] > 0) & (made["pscore"] <= 1)).all()


def test_the_estimate_can_be_made_from_the_file_alone(tmp_path):
    found = evaluate(catalog(), log(500, 1))
    data, names = write_feedback(found, tmp_path / "bandit" / "here")
    assert (data.name, names.name) == ("feedback.npz", "feedback.json")
    with np.load(data, allow_pickle=False) as read:
        made = {key: read[key] for key in read.files}
    action_dist = np.eye(int(made["n_actions"]))[made["evaluation_action"]]
    weight = action_dist[np.arange(500), made["action"]] / made["pscore"]
    assert (weight * made["reward"]).mean() == pytest.approx(found.estimators["ips"].mean)
    told = json.loads(names.read_text(encoding="utf-8"))
    assert told == {
        "actions": ["none", "one", "two"],
        "context": ["x", "kind = a", "kind = b"],
        "rows": 500,
    }


def test_the_same_bytes_whatever_the_order(tmp_path):
    table = log(100, 1)
    one, names = write_feedback(evaluate(catalog(), table), tmp_path / "one.npz")
    other, _ = write_feedback(evaluate(catalog(), shuffled(table)), tmp_path / "other.npz")
    assert one.read_bytes() == other.read_bytes()
    assert names == tmp_path / "one.json"
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "one.json", "one.npz", "other.json", "other.npz",
    ]  # fmt: skip


def test_where_it_cannot_be_written(tmp_path):
    found = evaluate(catalog(), log(50, 1))
    (tmp_path / "file").write_text("x")
    for place in (tmp_path / "file", tmp_path / "no" / "such.npz"):
        with pytest.raises(InputError, match="cannot be written"):
            write_feedback(found, place)
    assert [path.name for path in tmp_path.iterdir()] == ["file"]
