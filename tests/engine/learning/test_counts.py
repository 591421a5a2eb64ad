"""Counts by action and segment: in Python, in files, from logs, as rates."""

from __future__ import annotations

import json

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from scipy import stats

from engine import Catalog, decide, explain
from engine.catalog import Action, Channel, Learned, Treatment
from engine.errors import DataError, InputError, InputErrors, UsageError
from engine.learning.counts import count_arrays
from engine.learning.files import counts_table, read_counts, write_counts
from engine.learning.from_log import learn, learn_file, segmented_actions, sum_of
from engine.learning.posterior import rates_of
from engine.rules import Field, ProfileSchema

SCHEMA = ProfileSchema(
    (Field("kind", "category", ("new", "old")), Field("member", "boolean"), Field("age", "number"))
)
WEB = (Treatment("web"),)


def catalog(segment="kind"):
    return Catalog(
        SCHEMA,
        (Channel("sms"), Channel("web")),
        (
            Action("offer", (Treatment("web"), Treatment("sms")),
                   Learned(prior=0.1, strength=10.0, segment=segment)),
            Action("news", WEB, Learned(prior=0.02)),
            Action("fixed", WEB, 0.001),
        ),
        value=10.0,
    )  # fmt: skip


COUNTS = {"offer": {"new": (90, 30), "old": (40, 0), None: (10, 10)}, "news": (80, 8)}
PEOPLE = {"customer": [1, 2, 3], "kind": ["new", "old", None], "member": [True, False, None]}


def test_every_segment_has_the_mean_of_its_own_posterior():
    rows = decide(catalog(), PEOPLE, learned=COUNTS).table.to_pylist()
    found = [(row["action"], row["propensity"]) for row in rows]
    assert found == [
        ("offer", (0.1 * 10 + 30) / (10 + 90)),
        ("news", (0.02 * 20 + 8) / (20 + 80)),  # above 1 / 50 of the old
        ("offer", (0.1 * 10 + 40) / (10 + 140)),  # all counts together
    ]


def test_a_segment_without_counts_has_its_prior():
    people = {**PEOPLE, "customer": [1, 2, 3]}
    rows = decide(catalog(), people, learned={"offer": {"new": (90, 30)}}).table.to_pylist()
    assert rows[1]["propensity"] == pytest.approx(0.1)
    assert decide(catalog(), people).table["propensity"].to_pylist() == pytest.approx([0.1] * 3)


def test_booleans_are_segments_by_value_or_word():
    for yes, no in ((True, False), ("true", "false")):
        counts = {"offer": {yes: (90, 30), no: (90, 10)}}
        rows = decide(catalog("member"), PEOPLE, learned=counts).table.to_pylist()
        assert [row["propensity"] for row in rows] == pytest.approx([31 / 100, 11 / 100, 41 / 190])


def test_explain_knows_the_segments():
    for kind, rate in (("new", 0.31), ("old", 0.02), (None, 41 / 150)):
        found = explain(catalog(), {"customer": 1, "kind": kind}, learned=COUNTS)
        assert found["offer/0"].propensity == pytest.approx(rate)


def test_profiles_must_have_the_segment():
    with pytest.raises(DataError, match="'kind'"):
        decide(catalog(), {"customer": [1]})


@pytest.mark.parametrize(("segment", "part"), [("age", "another kind"), ("kin", "no profile")])
def test_a_segment_is_a_category_or_a_boolean(segment, part):
    with pytest.raises(InputErrors, match=part):
        catalog(segment)


@pytest.mark.parametrize(
    ("counts", "part"),
    [
        ({"fixed": (1, 1)}, "learns nothing"),
        ({"offer": (1, 1)}, "learns by segment"),
        ({"news": {"new": (1, 1)}}, "has no segments"),
        ({"offer": {"newt": (1, 1)}}, "no such segment"),
        ({"offer": {"new": (1, 2)}}, "no counts"),
        ({"news": (3.0, -1.0)}, "no counts"),
        ({"news": (float("inf"), 1.0)}, "no counts"),
        ({"news": 3}, "no counts"),
    ],
)
def test_counts_that_do_not_fit(counts, part):
    with pytest.raises(UsageError, match=part):
        count_arrays(catalog(), counts)


def test_rates_are_posteriors_with_intervals():
    rates = {(rate.action, rate.segment): rate for rate in rates_of(catalog(), COUNTS)}
    assert list(rates) == [("news", None), ("offer", "new"), ("offer", "old"), ("offer", None)]
    new = rates["offer", "new"]
    assert (new.trials, new.successes, new.mean) == (90.0, 30.0, 0.31)
    low, high = stats.beta(31, 69).interval(0.95)
    assert (new.low, new.high) == pytest.approx((low, high))
    assert rates["offer", None].trials == 140.0


def test_files_give_back_what_was_written(tmp_path):
    write_counts(COUNTS, tmp_path / "c.parquet")
    names = segmented_actions(catalog())
    assert names == {"offer"}
    assert read_counts(tmp_path / "c.parquet", names) == COUNTS
    rows = counts_table(COUNTS).to_pylist()
    for given in (rows, {"counts": rows}):
        (tmp_path / "c.json").write_text(json.dumps(given))
        assert read_counts(tmp_path / "c.json", names) == COUNTS


@pytest.mark.parametrize(
    ("rows", "part"),
    [
        ([{"action": "news", "trials": 1, "successes": 2}], "row 1: this is no row of counts"),
        ([{"action": "news", "trials": True, "successes": 1}], "no row of counts"),
        ([{"action": 5, "trials": 1, "successes": 1}], "no row of counts"),
        ([{"action": "news", "trials": 1, "successes": 1}] * 2, "row 2: counts stand twice"),
        ({"rates": []}, "no counts here"),
        ("[", "cannot be read"),
    ],
)
def test_files_that_hold_no_counts(tmp_path, rows, part):
    text = rows if isinstance(rows, str) else json.dumps(rows)
    (tmp_path / "c.json").write_text(text)
    with pytest.raises(InputError, match=part):
        read_counts(tmp_path / "c.json", frozenset())


def test_a_parquet_file_without_a_column(tmp_path):
    pq.write_table(pa.table({"action": ["news"], "trial": [3], "successes": [1]}),
                   tmp_path / "c.parquet")  # fmt: skip
    with pytest.raises(DataError, match="how often they were tried") as caught:
        read_counts(tmp_path / "c.parquet", frozenset())
    assert caught.value.nearest == "trial"
    with pytest.raises(DataError, match="cannot be read"):
        read_counts(tmp_path / "none.parquet", frozenset())


LOG = {
    "action": ["offer", "offer", None, "news", "offer", "offer", "fixed", "", "none"],
    "kind": ["new", "new", "old", "old", None, "old", "new", "new", "new"],
    "reward": [2.5, 0.0, 0.0, 1.0, 0.0, 3.0, 1.0, 0.0, None],
    "repaired": [False, False, False, False, False, True, False, False, False],
}


def test_a_log_is_counted():
    found = learn(catalog(), LOG)
    assert found.counts == {
        "offer": {"new": (2.0, 1.0), None: (1.0, 0.0)},
        "news": (1.0, 1.0),
    }
    assert (found.rows, found.left_out, found.counted, found.nothing) == (9, 1, 4, 3)


def test_treatments_and_other_columns_do_as_well():
    log = {
        "did": pa.array(["offer/1", "news/0"]).dictionary_encode(),
        "kind": ["new", "old"],
        "clicked": [True, False],
    }
    found = learn(catalog(), log, action="did", success="clicked")
    assert found.counts == {"offer": {"new": (1.0, 1.0)}, "news": (1.0, 0.0)}


def test_the_order_of_rows_changes_nothing():
    back = {name: values[::-1] for name, values in LOG.items()}
    assert learn(catalog(), back) == learn(catalog(), LOG)


@pytest.mark.parametrize(
    ("there", "nearest"),
    [("treatment", None), ("segments", "segments")],  # what `decide` writes is no field misspelt
)
def test_segments_have_to_be_joined(there, nearest):
    schema = ProfileSchema((Field("segment", "category", ("new", "old")),))
    action = Action("offer", WEB, Learned(prior=0.1, segment="segment"))
    log = {"action": ["offer"], "reward": [1.0], there: ["a"]}
    with pytest.raises(DataError, match="joined from the profiles by customer") as caught:
        learn(Catalog(schema, (Channel("web"),), (action,), value=1.0), log)
    assert caught.value.nearest == nearest


@pytest.mark.parametrize(
    ("change", "part"),
    [
        ({"action": None}, "nothing says what was done"),
        ({"reward": None}, "nothing says what came of it"),
        ({"kind": None}, "lacks a column of the profile"),
        ({"action": ["offers"] * 9}, "no such action"),
        ({"action": [1] * 9}, "another kind"),
        ({"reward": [None] * 9}, "what came of a pick"),
        ({"reward": ["x"] * 9}, "another kind"),
    ],
)
def test_logs_that_cannot_be_counted(change, part):
    log = {name: column for name, column in {**LOG, **change}.items() if column is not None}
    with pytest.raises(DataError, match=part):
        learn(catalog(), log)


def test_a_file_that_is_no_log(tmp_path):
    (tmp_path / "log.parquet").write_text("no")
    with pytest.raises(DataError, match=r"log\.parquet: this log cannot be read"):
        learn_file(catalog(), tmp_path / "log.parquet")


def test_counts_add_up():
    more = learn(catalog(), LOG).counts
    both = sum_of(COUNTS, more)
    assert both == {
        "offer": {"new": (92.0, 31.0), "old": (40, 0), None: (11.0, 10.0)},
        "news": (81.0, 9.0),
    }
    with pytest.raises(UsageError, match="one side alone"):
        sum_of({"offer": (3.0, 1.0)}, more)


def test_what_is_learned_comes_near_the_truth():
    rng = np.random.default_rng(5)
    n = 20_000
    truth = {"new": 0.3, "old": 0.05}
    kinds = rng.choice(list(truth), n)
    log = {
        "action": ["offer"] * n,
        "kind": kinds,
        "reward": rng.random(n) < np.array([truth[kind] for kind in kinds]),
    }
    for rate in rates_of(catalog(), learn(catalog(), log).counts):
        if rate.segment in truth:
            assert rate.low < truth[rate.segment] < rate.high
