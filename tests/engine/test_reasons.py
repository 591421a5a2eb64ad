"""Reasons for all customers: what `explain` says of each, whatever the block."""

from __future__ import annotations

import math

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings

from engine import Catalog, decide, explain, explain_all, outcomes
from engine.asked import Asked
from engine.catalog import Action, Budget, Channel, Learned, Scorecard, Treatment
from engine.decisions import course_of
from engine.emission import emit
from engine.explanation import explanation_of
from engine.profiles import as_table
from engine.reasons import COLUMNS, explained
from engine.rules import Field, ProfileSchema
from tests.engine import random_catalogs as made

NUMBERS = ("propensity", "context", "value", "boost", "priority", "cost", "price", "net", "loss")
SCHEMA = ProfileSchema(
    (
        Field("visits", "number"),
        Field("spent", "number"),
        Field("kind", "category", ("new", "old")),
        Field("ok", "boolean"),
    )
)


def of_one(rule):
    """A catalogue with one action that has this rule."""
    action = Action("offer", (Treatment("web"),), 0.1, 10.0, eligible=rule)
    return Catalog(SCHEMA, (Channel("web"),), (action,))


def told_by_explain(catalog, customer, values, prices, **options):
    """What `explain` says of a customer, as rows of the table."""
    found = explain(catalog, {"customer": customer, **values}, prices=prices, **options)
    for reason in found.reasons:
        row = {name: getattr(reason, name) for name in NUMBERS}
        chance = reason.choice_probability
        yield {
            **row,
            "customer": customer,
            "action": reason.action,
            "treatment": reason.treatment,
            "channel": reason.channel,
            "outcome": reason.outcome,
            "failed": [clause.text for clause in reason.failed],
            "missing": [clause.text for clause in reason.failed if clause.result is None],
            "missed_by": reason.near and reason.near.missed.by,
            "missed_clause": reason.near and reason.near.text,
            "choice_probability": None if chance is None or math.isnan(chance) else chance,
        }


def in_order(table):
    """Rows by customer and treatment."""
    return sorted(table.to_pylist(), key=lambda row: (row["customer"], row["treatment"]))


@pytest.mark.parametrize("moment", [{}, {"when": "visit", "channel": "web"}])
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(made.catalogs(), made.customers)
def test_the_table_says_what_explain_says_of_each(moment, catalog, customers):
    if moment and not any(action.when == "visit" for action in catalog.actions):
        moment = {}
    columns = made.columns(customers)
    result = decide(catalog, columns, **moment)
    repaired = {row["customer"] for row in result.table.to_pylist() if row["repaired"]}
    rows = iter(explain_all(catalog, columns, **moment).to_pylist())
    for customer, values in customers.items():
        for expected in told_by_explain(catalog, customer, values, result.prices, **moment):
            row = next(rows)
            assert tuple(row) == COLUMNS
            if customer not in repaired:
                assert row == expected
    assert next(rows, None) is None


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(made.catalogs(), made.customers)
def test_neither_blocks_nor_the_order_of_rows_change_a_row(catalog, customers):
    columns = made.columns(customers)
    whole = explain_all(catalog, columns)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(outcomes, "MOST_PAIRS", 2 * len(catalog.treatments))
        assert explain_all(catalog, columns).equals(whole)
    turned = {name: column[::-1] for name, column in columns.items()}
    assert in_order(explain_all(catalog, turned)) == in_order(whole)


@pytest.mark.parametrize(
    ("rule", "values", "failed", "missing", "by", "clause"),
    [
        ("visits >= 3", {"visits": 1}, ["visits >= 3"], [], 2.0, "visits >= 3"),
        ("visits > 3", {"visits": 3}, ["visits > 3"], [], 0.0, "visits > 3"),
        ("3 <= visits < 5", {"visits": 7}, ["3 <= visits < 5"], [], 2.0, "3 <= visits < 5"),
        ("visits >= -2", {"visits": -5}, ["visits >= -2"], [], 3.0, "visits >= -2"),
        ("visits == 4", {"visits": 1}, ["visits == 4"], [], 3.0, "visits == 4"),
        ("visits != 4", {"visits": 4}, ["visits != 4"], [], None, None),
        ("visits + 1 >= 3", {"visits": 1}, ["visits + 1 >= 3"], [], None, None),
        ("kind == 'new'", {"kind": "old"}, ["kind == 'new'"], [], None, None),
        ("ok == True", {"ok": False}, ["ok == True"], [], None, None),
        ("ok", {}, ["ok"], ["ok"], None, None),
        ("not is_missing(ok)", {}, ["not is_missing(ok)"], [], None, None),
        ("visits >= 3", {}, ["visits >= 3"], ["visits >= 3"], None, None),
        ("1 / visits > 2", {"visits": 0}, ["1 / visits > 2"], ["1 / visits > 2"], None, None),
        ("is_missing(visits) or visits < 2", {"visits": 9},
         ["is_missing(visits) or visits < 2"], [], 7.0, "is_missing(visits) or visits < 2"),
        # both ends of a chain fail: 50 of 100 is nearer than 48 of 2
        ("100 <= spent <= 2", {"spent": 50.0}, ["100 <= spent <= 2"], [], 50.0,
         "100 <= spent <= 2"),
        ("2 >= spent >= 100", {"spent": 50.0}, ["2 >= spent >= 100"], [], 50.0,
         "2 >= spent >= 100"),
        ("visits >= 20 and spent >= 100", {"visits": 18, "spent": 85.0},
         ["visits >= 20", "spent >= 100"], [], 2.0, "visits >= 20"),
        # nearest by the constant: 50 of 100 is farther than 1 of 3
        ("spent >= 100 and ok and visits >= 3", {"visits": 2, "spent": 50.0, "ok": True},
         ["spent >= 100", "visits >= 3"], [], 1.0, "visits >= 3"),
    ],
)  # fmt: skip
def test_clauses_that_failed_and_by_how_much(rule, values, failed, missing, by, clause):
    profile = {"customer": 1, **dict.fromkeys(SCHEMA.names), **values}
    (row,) = explain_all(of_one(rule), {k: [v] for k, v in profile.items()}).to_pylist()
    assert (row["failed"], row["missing"]) == (failed, missing)
    assert (row["missed_by"], row["missed_clause"]) == (by, clause)
    assert list(told_by_explain(of_one(rule), 1, {**profile, **values}, None)) == [row]


def test_learned_rates_and_scorecards_and_no_priority_have_their_factors():
    catalog = Catalog(
        SCHEMA,
        (Channel("web", 0.5),),
        (
            Action("card", (Treatment("web"),), Scorecard(-2.0, {"visits": 0.5}), 10.0),
            Action("learn", (Treatment("web"),), Learned(prior=0.1), 20.0, boost=3.0),
            Action("none", (Treatment("web"),), 0.5, "spent", boost=2.0),
        ),
        currency="JPY",
    )
    profile = {"customer": 1, "visits": 2.0, "spent": None, "kind": None, "ok": None}
    table = explain_all(
        catalog, {k: [v] for k, v in profile.items()}, learned={"learn": (80.0, 18.0)}
    )
    card, learn, none = table.to_pylist()
    assert card["propensity"] == pytest.approx(1.0 / (1.0 + math.exp(1.0)))
    assert learn["propensity"] == pytest.approx((0.1 * 20 + 18) / 100)
    assert learn["priority"] == pytest.approx(0.2 * 20.0 * 3.0)
    assert none["outcome"] == "no-priority"
    factors = ("propensity", "value", "boost", "priority")
    assert [none[name] for name in factors] == [0.5, None, 2.0, None]


def test_no_customers_give_no_rows():
    empty = {"customer": [], **{name: [] for name in SCHEMA.names}}
    table = explain_all(of_one("ok"), empty)
    assert table.num_rows == 0
    assert table.column_names == list(COLUMNS)


def test_more_distinct_clauses_than_rules_have_room():
    actions = [
        Action(
            f"a{number}", (Treatment("web"),), 0.1, 10.0 + number,
            eligible=" and ".join(f"visits > {10 * number + step}" for step in range(8)),
        )
        for number in range(60)
    ]  # fmt: skip
    catalog = Catalog(SCHEMA, (Channel("web"),), tuple(actions))
    table = explain_all(
        catalog,
        {"customer": [1], "visits": [405], "spent": [0.0], "kind": ["new"], "ok": [True]},
    )
    rows = {row["action"]: row for row in table.to_pylist()}
    assert rows["a40"]["failed"] == ["visits > 405", "visits > 406", "visits > 407"]
    assert (rows["a40"]["missed_by"], rows["a40"]["missed_clause"]) == (0.0, "visits > 405")
    assert rows["a39"]["outcome"] == "taken"
    assert rows["a39"]["failed"] == []


def test_customers_are_as_they_came():
    names = pa.array(["x", "y"]).dictionary_encode()
    table = explain_all(
        of_one("visits > 1"),
        pa.table({"customer": names, "visits": np.array([1.0, 2.0])}),
    )
    assert table["customer"].to_pylist() == ["x", "y"]
    assert table["outcome"].to_pylist() == ["not-eligible", "taken"]


def test_money_that_is_shut_out_has_neither_net_nor_loss():
    action = Action("offer", (Treatment("web"),), 0.1, 10.0)
    catalog = Catalog(SCHEMA, (Channel("web", 1.0),), (action,), budget=Budget(total=0.0))
    (row,) = explain_all(catalog, {"customer": [1]}).to_pylist()
    assert (row["outcome"], row["price"], row["net"], row["loss"]) == (
        "too-dear", math.inf, None, None,
    )  # fmt: skip


def test_customers_who_were_shut_out_by_a_repair():
    action = Action("offer", (Treatment("web"),), 0.5, 10.0)
    catalog = Catalog(SCHEMA, (Channel("web", 1.0),), (action,), budget=Budget(total=3650.0))
    columns = {"customer": [1, 2, 3]}
    course = course_of(catalog, as_table(columns), Asked())
    course.solved.picks[1] = -1
    course.solved.closed[1] = 1
    course.emitted = emit(course.work, course.solved, 100.0)
    rows = pa.concat_tables(explained(catalog, course)).to_pylist()
    assert [row["outcome"] for row in rows] == ["taken", "too-dear", "taken"]
    assert (rows[1]["price"], rows[1]["net"]) == (math.inf, None)
    told = explanation_of(catalog, course, 1)["offer/0"]
    assert (told.outcome, told.price, told.net) == ("too-dear", math.inf, None)
    assert explanation_of(catalog, course, 2)["offer/0"].outcome == "taken"
