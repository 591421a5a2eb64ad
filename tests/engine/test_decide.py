"""Decisions: against the plain decision, whatever the order and number of rows."""

from __future__ import annotations

import math

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine import Catalog, decide
from engine.catalog import Action, Budget, Cap, Channel, ContactPolicy, Treatment
from engine.errors import DataError, InputErrors, UsageError
from engine.rules import Field, ProfileSchema
from tests.engine import random_catalogs as made
from tests.engine.plain_decision import Plain

MANY = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
MILLION = 1_000_000


def rows_by_customer(table):
    """Rows of a decision as {customer: [row, ...]}."""
    found = {}
    for row in table.to_pylist():
        found.setdefault(row["customer"], []).append(row)
    return found


@MANY
@given(made.catalogs(), made.customers, st.integers(0, 3), st.sampled_from(["plan", "visit"]))
def test_every_customer_gets_what_the_plain_decision_gives(catalog, customers, seed, when):
    if when == "visit" and not any(action.when == "visit" for action in catalog.actions):
        when = "plan"
    options = {
        "when": when,
        "channel": "web" if when == "visit" else None,
        "learned": made.learned(catalog),
    }
    result = decide(catalog, made.columns(customers), seed=seed, window=5, **options)
    plain = Plain(catalog, seed=seed, **options)
    rows = rows_by_customer(result.table)
    assert list(rows) == list(customers)
    for customer, values in customers.items():
        if rows[customer][0]["repaired"]:
            continue
        picks, without_holdout = plain.decide(customer, values, result.prices, window=5)
        expected = {f"{action.name}/{place}": numbers for action, place, *numbers in picks}
        got = {row["treatment"]: row for row in rows[customer] if row["treatment"] is not None}
        assert set(got) == set(expected)
        assert [row["rank"] for row in rows[customer]] == (
            list(range(1, len(got) + 1)) if got else [0]
        )
        for treatment, (propensity, priority) in expected.items():
            row = got[treatment]
            assert row["propensity"] == propensity
            assert row["priority"] == priority / 100.0
            product = row["propensity"] * row["context"] * row["value"] * row["boost"]
            assert product == pytest.approx(row["priority"])
        fewer = {(action.name, place) for action, place, *_ in picks}
        more = {(action.name, place) for action, place, *_ in without_holdout}
        assert rows[customer][0]["held_out"] == bool(
            any(
                plain.draw(customer, 25, made_entity(action)) < share_of(catalog, action)
                or (plain.policy_held(customer) and not transactional(catalog, action))
                for action, _ in more - fewer
            )
        )


def made_entity(name):
    from engine.random import entity

    return entity(name)


def share_of(catalog, name):
    return next(action.holdout for action in catalog.actions if action.name == name)


def transactional(catalog, name):
    return next(action.transactional for action in catalog.actions if action.name == name)


@MANY
@given(made.catalogs(), made.customers)
def test_choice_probabilities_are_those_of_all_courses_of_luck(catalog, customers):
    result = decide(catalog, made.columns(customers))
    plain = Plain(catalog)
    for customer, rows in rows_by_customer(result.table).items():
        if rows[0]["repaired"]:
            continue
        chances = plain.chances(customers[customer], result.prices)
        assert math.isclose(sum(chances.values()), 1.0)
        for row in rows:
            if row["treatment"] is None:
                expected = chances.get(frozenset(), 0.0)
            else:
                expected = sum(p for picks, p in chances.items() if row["treatment"] in picks)
            assert row["choice_probability"] == pytest.approx(expected)


@MANY
@given(made.catalogs(), made.customers, st.randoms(use_true_random=False))
def test_row_order_changes_nothing(catalog, customers, shuffler):
    names = list(customers)
    shuffler.shuffle(names)
    one = decide(catalog, made.columns(customers))
    other = decide(catalog, made.columns({name: customers[name] for name in names}))
    assert other.prices == one.prices
    assert other.actions == one.actions
    key = [("customer", "ascending"), ("rank", "ascending")]
    assert other.table.sort_by(key).to_pylist() == one.table.sort_by(key).to_pylist()


@MANY
@given(made.catalogs(), made.customers)
def test_one_customer_is_decided_as_in_a_table(catalog, customers):
    whole = decide(catalog, made.columns(customers))
    rows = rows_by_customer(whole.table)
    for customer, values in customers.items():
        if rows[customer][0]["repaired"]:
            continue
        alone = decide(catalog, made.columns({customer: values}), prices=whole.prices)
        assert alone.table.to_pylist() == rows[customer]


def test_who_keeps_the_same_picks_without_a_favour_keeps_the_favour():
    """A budget for one: the first customer's message goes, the second one's is all the same."""
    email = Channel("email", cost=0.02, consent="mail_ok")
    base = Action(
        "base", (Treatment("email"), Treatment("sms")), propensity=0.05, eligible="visits > 0"
    )
    catalog = Catalog(
        made.SCHEMA, (email, Channel("sms", cost=0.1)), (base,), budget=Budget(30.0), value=40.0
    )
    known = dict.fromkeys(made.SCHEMA.names)
    customers = {0: {**known, "visits": 1.0}, 1: {**known, "visits": 1.0, "mail_ok": True}}
    whole = decide(catalog, made.columns(customers))
    first, second = whole.table.to_pylist()
    assert first["repaired"]
    assert not second["repaired"]
    alone = decide(catalog, made.columns({1: customers[1]}), prices=whole.prices)
    assert alone.table.to_pylist() == [second]


@MANY
@given(made.catalogs(), st.integers(0, 1000), st.integers(20, 200))
def test_budgets_are_kept(catalog, seed, days):
    rng = np.random.default_rng(seed)
    n = 60
    people = {
        "customer": rng.permutation(10 * n)[:n],
        "visits": rng.integers(0, 6, n).astype(float),
        "age": rng.integers(18, 80, n).astype(float),
        "kind": rng.choice(["new", "old", "lost"], n),
        "mail_ok": rng.random(n) < 0.7,
        "bought": rng.random(n) < 0.2,
        "mails": rng.integers(0, 3, n).astype(float),
        "texts": rng.integers(0, 2, n).astype(float),
    }
    result = decide(catalog, people, days=days / 100)
    cost = {channel.name: channel.cost for channel in catalog.channels}
    spent = dict.fromkeys(result.prices, 0.0)
    for row in result.table.to_pylist():
        if row["channel"] is not None:
            spent[row["channel"] if catalog.budget.split else "all"] += cost[row["channel"]]
    for name, price in result.prices.items():
        assert spent[name] == pytest.approx(price.spent)
        if price.allowance is not None:
            assert price.spent <= price.allowance
            assert 0.0 <= price.share <= 1.0


@settings(max_examples=40, deadline=None)
@given(st.sampled_from([0.0, 50.0, 300.0, 900.0, 5000.0]), st.integers(0, 99))
def test_the_price_of_one_pool_is_that_of_the_plain_search(total, seed):
    rng = np.random.default_rng(seed)
    people = {
        int(number): dict.fromkeys(made.SCHEMA.names)
        | {"visits": float(rng.integers(0, 9)), "mail_ok": True}
        for number in rng.permutation(1000)[:30]
    }
    catalog = Catalog(
        made.SCHEMA,
        tuple(made.CHANNELS),
        (
            Action("mail", (Treatment("email"),), "0.01 * visits"),
            Action("letter", (Treatment("letter"),), "0.03 * visits", value=60.0),
        ),
        budget=Budget(total),
        value=40.0,
    )
    result = decide(catalog, made.columns(people))
    price, low, share = Plain(catalog).price(people, int(total * 100 / 365 * MILLION))
    found = result.prices["all"]
    assert (found.price, found.low) == (price, low)
    assert found.share == pytest.approx(share)


def small(**options):
    """A catalogue of two actions on two channels."""
    schema = ProfileSchema((Field("visits", "number"), Field("mail_ok", "boolean")))
    return Catalog(
        schema,
        (Channel("email", 0.02, consent="mail_ok"), Channel("web")),
        (
            Action("hello", (Treatment("web"),), 0.01, value=10.0),
            Action("mail", (Treatment("email"),), 0.05, value=10.0, eligible="visits >= 1"),
        ),
        **options,
    )


PEOPLE = {"customer": [1, 2, 3], "visits": [1.0, 0.0, None], "mail_ok": [True, True, None]}


def test_a_small_decision_row_by_row():
    result = decide(small(), PEOPLE)
    assert [(r["customer"], r["action"], r["reason"]) for r in result.table.to_pylist()] == [
        (1, "mail", "highest-priority"),
        (2, "hello", "highest-priority"),
        (3, "hello", "highest-priority"),
    ]
    assert result.actions == {"hello": 2, "mail": 1}
    assert (result.customers, result.decided, result.held_out) == (3, 3, 0)
    assert result.prices["all"].allowance is None


def test_columns_of_the_table():
    assert decide(small(), PEOPLE).table.column_names == [
        *("customer", "rank", "action", "treatment", "channel", "priority", "propensity"),
        *("context", "value", "boost", "choice_probability", "price", "reason", "held_out"),
        *("repaired", "choice_estimated"),
    ]


def test_no_rows():
    empty = pa.table(
        {
            "customer": pa.array([], pa.int64()),
            "visits": pa.array([], pa.float64()),
            "mail_ok": pa.array([], pa.bool_()),
        }
    )
    result = decide(small(), empty)
    assert result.table.num_rows == 0
    assert result.customers == 0


def test_caps_count_what_the_plan_itself_starts():
    schema = ProfileSchema((Field("mails", "number"),))
    catalog = Catalog(
        schema,
        (Channel("email", contacts={"day": "mails"}), Channel("sms")),
        (
            Action("one", (Treatment("email"),), 0.5, value=1.0),
            Action("two", (Treatment("sms"),), 0.4, value=1.0),
        ),
        contact_policy=ContactPolicy((Cap(2, "day"),)),
        slots=2,
    )
    rows = decide(catalog, {"customer": [1, 2, 3], "mails": [0, 1, 2]}).table.to_pylist()
    assert [(row["customer"], row["action"]) for row in rows] == [
        *((1, "one"), (1, "two"), (2, "one"), (3, None)),
    ]
    assert rows[-1]["reason"] == "at-cap"
    assert len(catalog.warnings) == 1
    assert "sms" in catalog.warnings[0]


def test_names_of_customers_may_be_texts():
    people = {**PEOPLE, "customer": ["ann", "bob", "cy"]}
    catalog = small(contact_policy=ContactPolicy(holdout=0.5))
    rows = rows_by_customer(decide(catalog, people).table)
    alone = decide(catalog, {"customer": ["bob"], "visits": [0.0], "mail_ok": [True]})
    assert alone.table.to_pylist() == rows["bob"]


def test_holdout_has_its_share():
    n = 20_000
    people = {"customer": np.arange(n), "visits": np.zeros(n), "mail_ok": np.zeros(n, bool)}
    result = decide(small(contact_policy=ContactPolicy(holdout=0.1)), people)
    assert abs(result.held_out / n - 0.1) < 4 * math.sqrt(0.09 / n)
    again = decide(small(contact_policy=ContactPolicy(holdout=0.1)), people, window=9)
    assert again.table.equals(result.table)


def test_dictionary_columns_and_other_columns():
    table = pa.table(
        {
            "customer": pa.array(["b", "a"]).dictionary_encode(),
            "visits": pa.array([1, None], pa.int32()),
            "mail_ok": [True, False],
            "note": ["left", "alone"],
        }
    )
    rows = decide(small(), table).table.to_pylist()
    assert [row["action"] for row in rows] == ["mail", "hello"]


@pytest.mark.parametrize(
    ("change", "part"),
    [
        ({"customer": [1, 1, 2]}, "stands twice"),
        ({"customer": [1, -1, 2]}, "out of range"),
        ({"customer": [1, 2**40, 2]}, "out of range"),
        ({"customer": [1, None, 2]}, "no name"),
        ({"customer": [1.5, 2.5, 3.5]}, "another kind"),
        ({"visits": ["1", "2", "3"]}, "another kind"),
        ({"mail_ok": [1, 0, 1]}, "another kind"),
        ({"visits": [1, 2]}, "one length"),
        ({"visits": [1, "x", {}]}, "no column"),
        ({"visits": None}, "no such column"),
        ({"customer": None}, "who the customers are"),
    ],
)
def test_profiles_that_do_not_fit(change, part):
    people = {name: column for name, column in {**PEOPLE, **change}.items() if column is not None}
    with pytest.raises(DataError, match=part):
        decide(small(), people)


def test_a_value_that_its_category_has_not():
    schema = ProfileSchema((Field("kind", "category", ("new", "old")),))
    catalog = Catalog(
        schema,
        (Channel("web"),),
        (Action("hello", (Treatment("web"),), 0.1, value=1.0, eligible="kind == 'new'"),),
    )
    with pytest.raises(DataError, match="'newt'") as caught:
        decide(catalog, {"customer": [1, 2], "kind": ["new", "newt"]})
    assert caught.value.nearest == "new"


@pytest.mark.parametrize(
    "options",
    [
        *({"when": "visit"}, {"channel": "fax"}, {"days": -1.0}, {"seed": -1}, {"window": 70_000}),
        *({"prices": {}}, {"learned": {"mail": (1, 1)}}),
    ],
)
def test_arguments_that_cannot_be_used(options):
    with pytest.raises(UsageError):
        decide(small(), PEOPLE, **options)


def test_profiles_must_be_a_table():
    with pytest.raises(DataError, match="no profiles"):
        decide(small(), [1, 2, 3])


def test_everything_wrong_with_a_catalogue_is_told_at_once():
    with pytest.raises(InputErrors) as caught:
        Catalog(
            made.SCHEMA,
            (Channel("email", -1.0, consent="visits"),),
            (
                Action("a", (Treatment("fax"),), 1.5, eligible="vists > 1"),
                Action("b", (), 0.1, value=1.0, deliver="some"),
            ),
            budget=Budget(split={"fax": 1.0}),
            slots=0,
        )
    places = [error.place for error in caught.value.errors]
    for place in (
        *("channel.email.cost", "channel.email.consent", "action.a.treatments[0].channel"),
        *("action.a.value", "action.a.propensity", "action.b.treatments", "action.b.deliver"),
        *("budget.split", "budget.split.fax", "decision.slots"),
    ):
        assert place in places
    assert any(place and place.startswith("action.a.eligible") for place in places)


def test_empty_lists_are_a_table_without_rows():
    assert decide(small(), {name: [] for name in PEOPLE}).table.num_rows == 0


def test_a_confirmation_that_earns_nothing_goes_out_where_money_has_no_price():
    catalog = Catalog(
        ProfileSchema((Field("visits", "number"),)),
        channels=(Channel("email", cost=0.05),),
        actions=(
            Action("confirm", (Treatment("email"),), 1.0, value=0.0, when="order",
                   transactional=True),
        ),
    )  # fmt: skip
    made = decide(catalog, {"customer": [1], "visits": [1.0]}, when="order")
    assert made.table["action"].to_pylist() == ["confirm"]
    assert made.table["reason"].to_pylist() == ["transactional"]


def test_two_columns_of_one_name_are_told():
    table = pa.table([[1], [2.0], [3.0]], names=["customer", "visits", "visits"])
    with pytest.raises(DataError, match="two columns") as caught:
        decide(Catalog(*plain_catalog()), table)
    assert caught.value.found == "column 2 and column 3"


def test_views_of_texts_are_texts():
    table = pa.table({"customer": pa.array(["b", "a"], pa.string_view()), "visits": [1.0, 2.0]})
    assert decide(Catalog(*plain_catalog()), table).table["customer"].to_pylist() == ["b", "a"]


def plain_catalog():
    schema = ProfileSchema((Field("visits", "number"),))
    actions = (Action("offer", (Treatment("web"),), 0.1, value="visits"),)
    return schema, (Channel("web"),), actions


@pytest.mark.parametrize(
    ("options", "place"),
    [({"seed": 1.5}, "seed"), ({"window": 0.5}, "window"), ({"days": "3"}, "days"),
     ({"columns": ("customer", "customer")}, "columns"), ({"columns": ()}, "columns"),
     ({"columns": ("colour",)}, "columns"), ({"ranks": 2.5}, "ranks"), ({"ranks": True}, "ranks"),
     ({"ranks": "3"}, "ranks"), ({"ranks": -1}, "ranks"), ({"per": "channel"}, "per"),
     ({"per": "treatment", "ranks": 0}, "per"), ({"learned": 7}, "learned"),
     ({"learned": [("offer", 1, 1)]}, "learned"), ({"prices": 1.5}, "prices"),
     ({"when": 3}, "when"), ({"channel": 3}, "channel"), ({"customer": 3}, "customer"),
     ({"as_of": 3}, "as_of"), ({"as_of": "soon"}, "as_of")],
)  # fmt: skip
def test_arguments_that_are_none(options, place):
    with pytest.raises(UsageError) as caught:
        decide(Catalog(*plain_catalog()), {"customer": [1], "visits": [1.0]}, **options)
    assert caught.value.place == place


def test_columns_come_as_they_are_asked_for():
    whole = decide(Catalog(*plain_catalog()), {"customer": [1, 2], "visits": [1.0, None]})
    wanted = ("reason", "customer", "priority")
    few = decide(
        Catalog(*plain_catalog()), {"customer": [1, 2], "visits": [1.0, None]},
        columns=(name for name in wanted),
    )  # fmt: skip
    assert few.table.equals(whole.table.select(wanted))
