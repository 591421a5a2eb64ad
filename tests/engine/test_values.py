"""Columns of any type that says the same are read alike by all who read tables."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from engine import Catalog, decide
from engine.catalog import Action, Channel, Learned, Treatment
from engine.errors import DataError
from engine.evaluation import evaluate
from engine.learning.from_log import learn
from engine.lookup import explain_from_file
from engine.rules import Field, ProfileSchema
from engine.values import codes_of, marks_of, numbers_in, texts_in

CATALOG = Catalog(
    ProfileSchema((Field("kind", "category", ("a", "b")), Field("ok", "boolean"))),
    channels=(Channel("web"),),
    actions=(
        Action(
            "one", (Treatment("web"),), Learned(segment="kind"), eligible="kind == 'a'", value=5.0
        ),
        Action("two", (Treatment("web"),), 0.1, eligible="ok", value=1.0),
    ),
)
LOG = {
    "customer": ["ann", "bob", "cleo", "dan"],
    "kind": ["a", "b", None, "a"],
    "ok": [True, False, True, None],
    "action": ["one", "two", None, "one"],
    "treatment": ["one/0", "two/0", None, "one/0"],
    "repaired": [False, False, True, False],
    "held_out": [True, None, False, False],
    "rank": [1, 1, 1, 1],
    "choice_probability": [0.5, 0.5, 0.5, 0.25],
    "reward": [3.0, 0.0, 1.0, 0.0],
}


def recoded(how):
    """The log with every column in another coding."""
    return pa.table({name: how(pa.array(column)) for name, column in LOG.items()})


def views(column):
    return column.cast(pa.string_view()) if pa.types.is_string(column.type) else column


def large(column):
    return column.cast(pa.large_string()) if pa.types.is_string(column.type) else column


def coded(column):
    return column.dictionary_encode()


def in_pieces(column):
    return pa.chunked_array([column.slice(0, 1), column.slice(1)])


CODINGS = [views, large, coded, in_pieces]


@pytest.mark.parametrize("how", CODINGS)
def test_a_log_is_evaluated_alike(how):
    plain, found = evaluate(CATALOG, LOG), evaluate(CATALOG, recoded(how))
    assert (found.left_out, found.held_out) == (plain.left_out, plain.held_out) == (1, 1)
    assert found.estimators["dr"] == plain.estimators["dr"]
    assert {n: arm.rows for n, arm in found.arms.items() if arm.rows} == {"one": 2, "two": 1}


@pytest.mark.parametrize("how", CODINGS)
def test_a_log_teaches_alike(how):
    assert learn(CATALOG, recoded(how)) == learn(CATALOG, LOG)


@pytest.mark.parametrize("how", CODINGS)
def test_profiles_are_decided_and_explained_alike(how, tmp_path):
    names = ["customer", "kind", "ok"]
    table = recoded(how).select(names)
    expected = decide(CATALOG, {name: LOG[name] for name in names}).table["treatment"].to_pylist()
    assert decide(CATALOG, table).table["treatment"].to_pylist() == expected
    if how is views:
        return  # Parquet files of these come back as plain texts
    import pyarrow.parquet as pq

    from engine.asked import Asked

    pq.write_table(table, tmp_path / "people.parquet")
    found, _ = explain_from_file(CATALOG, tmp_path / "people.parquet", "bob", Asked())
    assert found.customer == "bob"


def test_nothing_but_nulls_is_any_kind():
    nothing = pa.chunked_array([pa.nulls(2)])
    for field in CATALOG.schema:
        assert np.isnan(codes_of(field, nothing)).all()
    assert np.isnan(numbers_in(nothing, "x")).all()
    assert texts_in(nothing, "x", "texts").to_pylist() == [None, None]
    assert not marks_of(nothing, "x").any()


@pytest.mark.parametrize(
    ("column", "message"),
    [
        ({"kind": [1, 2, 1, 2]}, "texts: a, b"),
        ({"kind": ["a", "c", "a", "b"]}, "not one of the category's values"),
        ({"ok": [1, 0, 1, 0]}, "true, false, or missing"),
        ({"repaired": ["no"] * 4}, "true or false"),
        ({"action": [1.5] * 4}, "names of actions or treatments"),
        ({"reward": ["much"] * 4}, "numbers"),
    ],
)
@pytest.mark.parametrize("work", [evaluate, learn])
def test_another_kind_is_told_alike(column, message, work):
    if work is learn and "ok" in column:
        return  # no rate is learned by it, so it is not read
    with pytest.raises(DataError, match=message):
        work(CATALOG, {**LOG, **column})
