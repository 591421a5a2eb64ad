"""Logs as they come: names of arms, rows left out, and what is told of those that do not fit."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from engine import Catalog
from engine.catalog import Action, Channel, Treatment
from engine.errors import DataError, InputError, UsageError
from engine.evaluation import evaluate, evaluate_file
from engine.evaluation.evaluation import Settings
from engine.evaluation.log import Columns
from engine.evaluation.shares import parse_shares
from engine.rules import Field, ProfileSchema
from tests.engine.evaluation.worlds import catalog, log, replaced

SMALL = {
    "customer": ["ann", "bob", "cleo"],
    "x": [1.0, -1.0, 2.0],
    "kind": ["a", "b", None],
    "action": ["one", "two", None],
    "choice_probability": [0.5, 0.5, 0.5],
    "reward": [1, 2, 3],
}


def changed(**columns):
    """The small log with other columns; None takes one away."""
    return {name: c for name, c in {**SMALL, **columns}.items() if c is not None}


@pytest.mark.parametrize("word", [None, "", "none"])
def test_three_ways_to_say_that_nothing_was_done(word):
    found = evaluate(catalog(), changed(action=["one", "two", word]))
    assert found.arms["none"].rows == 1


def test_another_word_for_nothing():
    found = evaluate(catalog(), changed(action=["one", None, "no-mail"]), nothing="no-mail")
    assert found.arms["no-mail"].rows == 2


def test_nobody_got_anything():
    found = evaluate(catalog(), changed(action=pa.nulls(3)))
    assert list(found.overlap.never) == ["one", "two"]


def test_a_log_may_name_treatments():
    policy = Catalog(
        ProfileSchema((Field("x", "number"),)),
        (Channel("email", cost=0.1), Channel("letter", cost=1.0)),
        (Action("offer", (Treatment("email"), Treatment("letter")), "x / 10", value=10.0),),
    )
    table = changed(action=["offer/0", "offer/1", "offer/1"], x=[1.0, 2.0, 3.0])
    found = evaluate(policy, table)
    assert found.log.arms.names == ("none", "offer/0", "offer/1")
    assert found.arms["offer/0"].policy_rows == 3  # of two equal treatments the first is taken
    assert found.overlap.agreeing == 1
    both = Catalog(
        policy.schema,
        policy.channels,
        (Action("offer", policy.actions[0].treatments, 0.1, value=10.0, deliver="all"),),
    )
    with pytest.raises(UsageError, match="several treatments at once"):
        evaluate(both, table)
    assert evaluate(both, changed(action=["offer"] * 3)).overlap.agreeing == 3


def test_rewards_may_be_true_or_false_and_whole_numbers():
    assert evaluate(catalog(), changed(reward=[True, False, True])).logged.mean == pytest.approx(
        2 / 3
    )
    assert evaluate(catalog(), SMALL).logged.mean == pytest.approx(2.0)


def test_other_names_of_columns():
    table = pa.table(SMALL).rename_columns(["who", "x", "kind", "done", "p", "earned"])
    columns = Columns("done", "earned", "p", "who")
    assert evaluate(catalog(), table, columns=columns).estimators == (
        evaluate(catalog(), SMALL).estimators
    )


def test_rows_that_were_repaired_are_left_out_and_counted():
    table = log(200, 1)
    marks = np.arange(200) % 4 == 0
    table = table.append_column("repaired", pa.array(marks))
    found = evaluate(catalog(), table)
    assert (found.rows, found.left_out, len(found.log)) == (200, 50, 150)
    assert any("50 rows marked as repaired" in warning for warning in found.warnings)
    rest = evaluate(catalog(), table.filter(pa.array(~marks)))
    assert found.estimators == rest.estimators
    assert rest.left_out == 0


def test_rows_that_were_held_out_are_kept_and_counted():
    table = log(100, 1).append_column("held_out", pa.array([True] * 30 + [None] * 70))
    found = evaluate(catalog(), table)
    assert (found.held_out, len(found.log)) == (30, 100)


def test_a_log_without_customers_is_told():
    found = evaluate(catalog(), changed(customer=None))
    assert found.customers == 3
    assert any("who the customers are" in warning for warning in found.warnings)
    with pytest.raises(DataError, match="who the customers are"):
        evaluate(catalog(), changed(customer=None), columns=Columns(customer="id"))


def test_several_decisions_of_one_customer():
    found = evaluate(catalog(), changed(customer=["ann", "bob", "ann"]))
    assert (found.customers, len(found.log)) == (2, 3)


@pytest.mark.parametrize(
    ("columns", "message", "place"),
    [
        ({"choice_probability": [0.5, None, 0.5]}, "no choice probability", "row 2"),
        ({"choice_probability": [0.5, 0.5, 0.0]}, "no choice probability", "row 3"),
        ({"choice_probability": [1.2, 0.5, 0.5]}, "no choice probability", "row 1"),
        ({"choice_probability": [float("nan"), 0.5, 0.5]}, "no choice probability", "row 1"),
        ({"choice_probability": [1e-320, 0.5, 0.5]}, "no choice probability", "row 1"),
        ({"choice_probability": ["a", "b", "c"]}, "another kind", "choice_probability"),
        ({"choice_probability": None}, "how likely its choices were", "choice_probability"),
        ({"reward": [1.0, None, 2.0]}, "no reward", "row 2"),
        ({"reward": [1.0, 2.0, float("inf")]}, "no reward", "row 3"),
        ({"reward": ["a", "b", "c"]}, "another kind", "reward"),
        ({"reward": None}, "what came of", None),
        ({"action": None}, "what was done", None),
        ({"action": ["one", "twoo", "none"]}, "no such action", "action"),
        ({"action": ["one", "two/0", "none"]}, "others the treatment", "action"),
        ({"action": [1, 2, 3]}, "another kind", "action"),
        ({"x": None}, "lacks a column of the profile", "'x'"),
        ({"customer": [1, None, 2]}, "no name", "customer"),
        ({"repaired": [1, 0, 0]}, "another kind", "repaired"),
        ({"repaired": [True, True, True]}, "all rows", "repaired"),
        ({"rank": [1, 2, 1]}, "several rows", "row 2"),
        ({name: [] for name in SMALL}, "no rows", None),
    ],
)
def test_logs_that_do_not_fit(columns, message, place):
    with pytest.raises(DataError, match=message) as caught:
        evaluate(catalog(), changed(**columns))
    assert place is None or place in caught.value.place


def test_row_numbers_are_those_of_the_file_whatever_is_left_out():
    table = changed(repaired=[True, False, False], choice_probability=[None, 0.5, 7.0])
    with pytest.raises(DataError) as caught:
        evaluate(catalog(), table)
    assert caught.value.place.endswith("row 3")
    assert caught.value.found == "7"


def test_how_many_rows_are_wrong_is_told():
    with pytest.raises(DataError) as caught:
        evaluate(catalog(), changed(choice_probability=[0.5, None, None]))
    assert caught.value.found == "null; 1 more such rows"


def test_the_nearest_name_is_told():
    with pytest.raises(DataError) as caught:
        evaluate(catalog(), changed(action=["One", "two", None]))
    assert caught.value.nearest == "one"


def test_without_probabilities_the_means_of_arms_are_told():
    with pytest.raises(DataError) as caught:
        evaluate(catalog(), changed(choice_probability=None))
    assert "one 1 (1 rows), two 2 (1 rows)" in caught.value.found
    assert '--arm-shares "none=1/3,one=1/3,two=1/3"' in caught.value.expected


@pytest.mark.parametrize(
    ("counts", "shares"),
    [
        ((700, 200, 100), "none=70%,one=20%,two=10%"),
        ((9_999, 9_999, 2), "none=49.9%,one=50%,two=0.1%"),
        ((340, 330, 330), "none=1/3,one=1/3,two=1/3"),
    ],
)
def test_shares_that_the_log_contradicts_are_not_proposed(counts, shares):
    rows = sum(counts)
    table = {
        "customer": np.arange(rows), "x": np.zeros(rows), "kind": ["a"] * rows,
        "reward": np.zeros(rows),
        "action": [name for name, many in zip([None, "one", "two"], counts, strict=True)
                   for _ in range(many)],
    }  # fmt: skip
    with pytest.raises(DataError) as caught:
        evaluate(catalog(), table)
    assert f'--arm-shares "{shares}"' in caught.value.expected
    declared = parse_shares(shares)
    assert sum(declared.values()) == 1


def test_a_word_for_nothing_that_is_an_action():
    with pytest.raises(UsageError, match="names an action"):
        evaluate(catalog(), SMALL, nothing="one")


def test_rules_may_not_read_what_came_of_it():
    schema = ProfileSchema((Field("x", "number"), Field("reward", "number")))
    policy = Catalog(
        schema,
        (Channel("email"),),
        (Action("one", (Treatment("email"),), 0.5, value=1.0, eligible="reward > 0"),),
    )
    with pytest.raises(UsageError, match="only came of the decisions"):
        evaluate(policy, changed(action=["one", None, None]))


def test_a_field_that_holds_the_reward_is_not_in_the_model():
    schema = ProfileSchema((Field("x", "number"), Field("reward", "number")))
    policy = Catalog(
        schema,
        (Channel("email"),),
        (Action("one", (Treatment("email"),), 0.5, value=1.0, eligible="x > 0"),),
    )
    table = replaced(log(300, 1), "action", ["one"] * 300)
    assert evaluate(policy, table).features.names == ("x",)


@pytest.mark.parametrize(
    "settings",
    [
        *({"interval": "exact"}, {"confidence": 95.0}, {"confidence": 0.2}, {"clip": 0.5}),
        *({"samples": 10}, {"clip": float("nan")}),
    ],
)
def test_settings_that_cannot_be_used(settings):
    with pytest.raises(UsageError):
        Settings(**settings)


def test_a_file_is_named_in_its_errors(tmp_path):
    file = tmp_path / "log.parquet"
    pq.write_table(pa.table(SMALL), file)
    assert evaluate_file(catalog(), file).estimators == evaluate(catalog(), SMALL).estimators
    pq.write_table(pa.table(changed(reward=[1.0, None, 2.0])), file)
    with pytest.raises(DataError) as caught:
        evaluate_file(catalog(), file)
    assert caught.value.file == str(file)
    with pytest.raises(InputError, match="cannot be read"):
        evaluate_file(catalog(), tmp_path / "no.parquet")
    (tmp_path / "text.parquet").write_text("no parquet")
    with pytest.raises(DataError, match="cannot be read"):
        evaluate_file(catalog(), tmp_path / "text.parquet")
