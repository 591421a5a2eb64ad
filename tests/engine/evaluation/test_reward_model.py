"""The model of the reward: never asked about what it has seen, and by a mean where rows are few."""

from __future__ import annotations

import numpy as np
import pytest

from engine.evaluation import evaluate
from engine.evaluation.features import Features
from engine.evaluation.log import Columns, log_of
from engine.evaluation.policy import Moment, choices
from engine.evaluation.reward_model import FOLDS, folds_of, predict
from engine.rules import Field, ProfileSchema
from tests.engine.evaluation.worlds import catalog, log, replaced


def predicted(table):
    read = log_of(catalog(), table, Columns())
    features = Features.of(catalog().schema, read.values, read.modelled)
    chosen = choices(catalog(), read, Moment())
    return read, predict(read, features, chosen, 1)


def test_no_row_helps_to_predict_itself():
    """Other rewards in one fold change the predictions of all folds but that one."""
    table = log(600, 1)
    read, before = predicted(table)
    fold = folds_of(read.numbers, 1)
    who = np.isin(table["customer"].to_numpy(), read.numbers[fold == 2])
    reward = np.where(who, 100.0, table["reward"].to_numpy())
    _, after = predicted(replaced(table, "reward", reward))
    same = before.chosen == after.chosen
    assert same[fold == 2].all()
    assert not same[fold != 2].any()


def test_a_customer_is_in_one_fold_and_folds_are_about_equal():
    numbers = np.arange(20_000, dtype=np.uint64)
    fold = folds_of(numbers, 1)
    assert np.array_equal(fold[::-1], folds_of(numbers[::-1].copy(), 1))
    assert np.bincount(fold, minlength=FOLDS).min() > 20_000 / FOLDS - 300
    assert (fold != folds_of(numbers, 2)).mean() > 0.7


def test_a_straight_line_is_found():
    read, found = predicted(log(4_000, 1, noise=0.0))
    x, kind = read.values[:, 0], read.values[:, 1]
    truth = np.where(x > 0, 1.0 + x, 0.5 - 0.5 * x) + (kind == 0.0)
    assert np.abs(found.chosen - truth).max() < 0.02
    assert found.by_mean == ()
    assert found.columns == 4


def test_the_numbers_are_those_of_ridge_regression():
    read, found = predicted(log(500, 2))
    fold = folds_of(read.numbers, 1)
    x = Features.of(catalog().schema, read.values, read.modelled).matrix(read.values)
    train = (fold != 0) & (read.arm == 1)
    penalty = np.diag([0.0, 1.0, 1.0, 1.0])
    beta = np.linalg.solve(x[train].T @ x[train] + penalty, x[train].T @ read.reward[train])
    rows = (fold == 0) & (read.values[:, 0] > 0)
    assert found.chosen[rows] == pytest.approx(x[rows] @ beta)


def test_what_a_row_moves_is_what_it_moves():
    """`learning` against rewards that are changed a little."""
    table = log(400, 3)
    read, before = predicted(table)
    reward = table["reward"].to_numpy().copy()
    step, place = 1e-3, 17
    row = int(np.flatnonzero(read.numbers == table["customer"][place].as_py())[0])
    x = Features.of(catalog().schema, read.values, read.modelled).matrix(read.values)
    reward[place] += step
    _, after = predicted(replaced(table, "reward", reward))
    moved = (after.chosen.sum() - before.chosen.sum()) / step
    fold = folds_of(read.numbers, 1)
    train = (fold != fold[row]) & (read.arm == read.arm[row])
    penalty = np.diag([0.0, 1.0, 1.0, 1.0])
    beta = np.linalg.solve(x[train].T @ x[train] + penalty, x[train].T @ read.reward[train])
    residual = read.reward[row] - x[row] @ beta
    assert before.learning[row] == pytest.approx(moved * residual, rel=1e-6)


def test_an_arm_of_few_rows_has_its_mean():
    table = log(600, 1)
    action = np.array(table["action"].to_pylist())
    action[(action == "one") & (np.cumsum(action == "one") > 20)] = "none"
    read, found = predicted(replaced(table, "action", action))
    assert found.by_mean == (1,)
    fold = folds_of(read.numbers, 1)
    mean = read.reward[(read.arm == 1) & (fold != 3)].mean()
    rows = (fold == 3) & (read.values[:, 0] > 0)
    assert found.chosen[rows] == pytest.approx(np.full(rows.sum(), mean))
    assert evaluate(catalog(), replaced(table, "action", action)).by_mean == ("one",)


def test_an_arm_without_rows_has_the_mean_of_all():
    table = log(600, 1)
    action = ["none" if name == "one" else name for name in table["action"].to_pylist()]
    read, found = predicted(replaced(table, "action", action))
    fold = folds_of(read.numbers, 1)
    rows = (fold == 0) & (read.values[:, 0] > 0)
    assert found.chosen[rows] == pytest.approx(np.full(rows.sum(), read.reward[fold != 0].mean()))


def test_columns_of_the_model():
    schema = ProfileSchema(
        (
            Field("age", "number"),
            Field("member", "boolean"),
            Field("town", "category", ("north", "south", "rare", "never")),
            Field("same", "number"),
            Field("huge", "number"),
        )
    )
    values = np.zeros((100, 5))
    values[:, 0] = np.arange(100)
    values[:50, 0] = np.nan
    values[::2, 1] = 1.0
    values[:40, 2], values[40:95, 2], values[95:, 2] = 0.0, 1.0, 2.0
    values[:, 3] = 7.0
    values[:, 4] = np.where(np.arange(100) % 2, 1e308, -1e308)
    features = Features.of(schema, values, schema.names)
    assert features.names == ("age", "age missing", "member", "town = north", "town = south")
    x = features.matrix(values)
    assert x.shape == (100, 6)
    assert (x[:, 0] == 1.0).all()
    known = x[50:, 1]
    assert known.mean() == pytest.approx(0.0)
    assert known.std() == pytest.approx(1.0)
    assert (x[:50, 1] == 0.0).all()
    assert x[:, 2].sum() == 50
    assert x[:, 4].sum() == 40
