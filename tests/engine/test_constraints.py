"""Constraints and exclusions of a catalogue: read, checked, kept by `decide`, explained."""

from __future__ import annotations

import dataclasses
import itertools

import numpy as np
import pyarrow.compute as pc
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine import decide, explain, explain_all
from engine.catalog import (
    Action,
    Budget,
    Cap,
    Constraint,
    ContactPolicy,
    Exclusion,
    Treatment,
)
from engine.constraints import counted
from engine.errors import DataError, UsageError
from engine.solved import Price
from tests.engine import random_catalogs as made
from tests.engine.small_catalogs import catalogue, limits, people
from tests.engine.test_decide import rows_by_customer


def amounts(catalog, table):
    """What the rows of a decision come to by constraint, spelt out anew."""
    cost = {channel.name: channel.cost for channel in catalog.channels}
    found = dict.fromkeys((each.name for each in catalog.constraints), 0.0)
    for row in table.to_pylist():
        if row["action"] is None:
            continue
        for each in catalog.constraints:
            numbers = [f"{a.name}/{place}" for a, place in catalog.treatments]
            if numbers.index(row["treatment"]) not in counted(catalog, each):
                continue
            if each.counts == "picks":
                found[each.name] += 1
            elif each.counts == "cost":
                found[each.name] += cost[row["channel"]]
            else:
                assert each.counts == "0.2 * propensity"
                found[each.name] += 0.2 * row["propensity"]
    return found


def assert_kept(catalog, result, days=1.0):
    found = amounts(catalog, result.table)
    for each in catalog.constraints:
        times = days if each.per == "day" else 1.0
        if each.name not in result.prices:  # of another moment
            assert found[each.name] == 0.0
            continue
        assert found[each.name] == pytest.approx(result.prices[each.name].spent, abs=1e-3)
        if each.minimum is not None:
            assert found[each.name] >= each.minimum * times - 1e-6
        if each.maximum is not None:
            assert found[each.name] <= each.maximum * times + 1e-6


@pytest.mark.parametrize("slots", [1, 2, 3])
@pytest.mark.parametrize(
    "options",
    [
        {},
        {"budget": Budget(365 * 0.14 * 400)},
        {"budget": Budget(365 * 0.5 * 400, {"email": 0.1, "letter": 0.8, "sms": 0.1})},
        {"exclusions": (Exclusion(("news", "offer")),)},
        {"contact_policy": ContactPolicy((Cap(1, "day", ("email", "sms")),), holdout=0.1)},
    ],
)
def test_all_constraints_are_kept(slots, options):
    catalog = catalogue(*limits(400), slots=slots, **options)
    result = decide(catalog, people(400))
    assert_kept(catalog, result)
    certificate = result.certificate
    assert certificate.feasible
    assert certificate.exact
    assert certificate.value <= certificate.bound
    total = sum(row["priority"] or 0.0 for row in result.table.to_pylist())
    assert certificate.value == pytest.approx(total)
    assert certificate.gap <= 0.002
    used = {limit.name: limit for limit in certificate.limits}
    for name, price in result.prices.items():
        title = {"all": "budget"}.get(name, name if name in used else f"budget.{name}")
        if price.allowance is not None:
            assert price.spent <= price.allowance
            assert used[title].maximum == pytest.approx(price.allowance)
            assert used[title].used == pytest.approx(price.spent)
            assert used[title].price == pytest.approx(price.price)
    rows = rows_by_customer(result.table)
    repaired = sum(each[0]["repaired"] for each in rows.values())
    assert certificate.repaired == repaired
    if catalog.exclusions:
        taken = [{row["action"] for row in each} for each in rows.values()]
        assert not any({"news", "offer"} <= actions for actions in taken)


@pytest.mark.parametrize("slots", [1, 2])
def test_kept_prices_decide_single_customers_as_the_plan_did(slots):
    catalog = catalogue(*limits(300), slots=slots, budget=Budget(365 * 0.14 * 300))
    everybody = people(300)
    whole = decide(catalog, everybody)
    rows = rows_by_customer(whole.table)
    again = rows_by_customer(decide(catalog, everybody, prices=whole.prices).table)
    checked = 0
    for place, customer in enumerate(everybody["customer"].tolist()):
        if rows[customer][0]["repaired"]:
            assert [row["treatment"] for row in again[customer]] != [
                row["treatment"] for row in rows[customer]
            ]
            continue
        one = {name: column[place : place + 1] for name, column in everybody.items()}
        alone = decide(catalog, one, prices=whole.prices)
        assert alone.certificate is None
        assert alone.table.to_pylist() == rows[customer] == again[customer]
        checked += 1
    assert checked > 250


def test_row_order_changes_nothing():
    catalog = catalogue(*limits(500), slots=2)
    everybody = people(500)
    order = np.random.default_rng(1).permutation(500)
    one = decide(catalog, everybody)
    other = decide(catalog, {name: column[order] for name, column in everybody.items()})
    key = [("customer", "ascending"), ("rank", "ascending")]
    assert other.table.sort_by(key).equals(one.table.sort_by(key))
    assert (other.prices, other.certificate) == (one.prices, one.certificate)


def test_without_constraints_nothing_is_certified():
    assert decide(catalogue(budget=Budget(100.0)), people(50)).certificate is None


def test_constraints_that_never_bind_change_no_pick():
    catalog = catalogue(Constraint("letters", maximum=1e6, of={"channel": "letter"}), slots=2)
    plain = dataclasses.replace(catalog, constraints=())
    everybody = people(200)
    assert decide(catalog, everybody).table.equals(decide(plain, everybody).table)


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(
    made.catalogs(),
    made.customers,
    st.integers(0, 4),
    st.sampled_from([0.0, 0.5, 3.0]),
    st.sampled_from(["plan", "visit"]),
)
def test_random_catalogues_keep_what_is_asked(catalog, customers, picks, money, when):
    if all(action.when != when for action in catalog.actions):
        when = "plan"
    moment = {"when": when, "channel": "web" if when == "visit" else None}
    catalog = dataclasses.replace(
        catalog,
        constraints=(
            Constraint("few", maximum=picks),
            Constraint("cheap", maximum=money, counts="cost"),
            Constraint("texts", maximum=1, of={"channel": "sms"}),
            Constraint("some", minimum=0.0, of={"action": "base"}),
        ),
    )
    result = decide(catalog, made.columns(customers), **moment)
    assert_kept(catalog, result)
    again = decide(catalog, made.columns(customers), prices=result.prices, **moment)
    rows, alone = rows_by_customer(result.table), rows_by_customer(again.table)
    for customer, each in rows.items():
        if not each[0]["repaired"]:
            assert alone[customer] == each


def by_trying(catalog, everybody, maximum):
    """Worth of the best plan with so many letters at most, one pick each, by all subsets."""
    best = []
    for n in range(len(everybody["customer"])):
        visits, age, mail_ok = (everybody[key][n] for key in ("visits", "age", "mail_ok"))
        emails = [0.6 * visits, 0.004 * age] + ([0.03 * age] if mail_ok else [])
        best.append((0.03 * age, max(emails)))
    found = 0.0
    for chosen in itertools.product([0, 1], repeat=len(best)):
        if len(best) - sum(chosen) <= maximum:
            found = max(found, sum(pair[one] for pair, one in zip(best, chosen, strict=True)))
    return found


def test_a_small_plan_is_the_best_of_all():
    for seed in range(5):
        catalog = catalogue(Constraint("letters", maximum=3, of={"channel": "letter"}))
        everybody = people(9, seed)
        result = decide(catalog, everybody)
        assert result.certificate.value == pytest.approx(by_trying(catalog, everybody, 3))


def test_limits_a_day_grow_with_the_days():
    catalog = catalogue(Constraint("texts", maximum=10, of={"channel": "letter"}, per="day"))
    everybody = {**people(100), "mail_ok": np.zeros(100, bool)}
    for days in (1.0, 3.0):
        result = decide(catalog, everybody, days=days)
        assert result.prices["texts"].spent == 10 * days
    whole = dataclasses.replace(catalog.constraints[0], per="plan")
    plan = dataclasses.replace(catalog, constraints=(whole,))
    assert decide(plan, everybody, days=3.0).prices["texts"].spent == 10


def test_a_minimum_return_is_a_floor_under_the_price_of_money():
    catalog = catalogue(
        Constraint("letters", minimum=20, of={"channel": "letter"}),
        budget=Budget(1e6, minimum_return=3.0),
    )
    result = decide(catalog, people(100))
    assert result.prices["all"].price == pytest.approx(3.0)
    assert result.prices["letters"].spent == 20  # none of them brings 3.60, so no more than must be
    cost = {"email": 0.02, "letter": 1.2, "sms": 0.1, None: 0.0}
    rows = result.table.to_pylist()
    worth = sum((row["priority"] or 0.0) - 3.0 * cost[row["channel"]] for row in rows)
    assert result.certificate.value == pytest.approx(worth)
    assert all(
        row["priority"] >= 3.0 * 0.02
        for row in result.table.to_pylist()
        if row["channel"] == "email"
    )


def test_a_constraint_of_another_moment_is_left_out():
    greeting = Action("hello", (Treatment("sms"),), 0.1, value=5.0, when="visit")
    base = catalogue(Constraint("letters", minimum=5, of={"channel": "letter"}))
    catalog = dataclasses.replace(base, actions=(*base.actions, greeting))
    result = decide(catalog, people(20), when="visit")
    assert result.actions["hello"] == 20
    assert "letters" not in result.prices


# --- what contradicts itself ------------------------------------------------------------------


def refused(catalog, everybody):
    with pytest.raises(UsageError) as caught:
        decide(catalog, everybody)
    return caught.value


@pytest.mark.parametrize("slots", [1, 2])
def test_contradictions_are_told_in_words(slots):
    letters = Constraint("letters", minimum=500, of={"channel": "letter"})
    money = Constraint("money", maximum=400, counts="cost")
    error = refused(catalogue(letters, money, *limits(1000)[2:], slots=slots), people(1000))
    assert error.exit_code == 2
    assert error.message == "these constraints contradict one another"
    assert error.place == "constraint.letters, constraint.money"
    assert error.found == (
        "letters: at least 500 picks, but 333 picks can be had: 167 picks too many; "
        "money: at most 400.00 EUR, but 600.00 EUR are needed: 200.00 EUR too few"
    )
    assert "a minimum of 333 picks or less for letters" in error.expected


def test_the_budget_is_named_too():
    letters = Constraint("letters", minimum=500, of={"channel": "letter"})
    error = refused(catalogue(letters, budget=Budget(365 * 400)), people(1000))
    assert error.place == "constraint.letters, budget.total"
    assert "the budget: at most 400.00 EUR, but 600.00 EUR are needed" in error.found


def test_more_than_there_are():
    everybody = people(50)
    everybody["mail_ok"][:] = False
    mails = Constraint("mails", minimum=30, of={"channel": "email", "action": ["offer", "news"]})
    error = refused(catalogue(mails), everybody)
    assert error.message == "this asks for more than there is"
    assert "but 0 picks can be had: 30 picks too many" in error.found


def test_what_cannot_be_counted_is_told_with_the_customer():
    everybody = people(20)
    everybody["age"][7] = np.nan
    for counts, shown in (
        ("age / 10", "missing"),
        ("0 * coalesce(age, 0) - 1", "-1"),
        ("1 / 0", "missing"),
    ):
        catalog = catalogue(Constraint("letters", maximum=5, counts=counts))
        with pytest.raises(DataError, match="cannot be told") as caught:
            decide(catalog, everybody)
        assert caught.value.place == "constraint.letters.counts"
        assert caught.value.found.startswith(f"{shown}, of customer ")
    missing = int(everybody["customer"][7])
    catalog = catalogue(Constraint("letters", maximum=5, counts="age"))
    with pytest.raises(DataError) as caught:
        decide(catalog, everybody)
    assert caught.value.found == f"missing, of customer {missing}"
    decide(catalogue(Constraint("letters", maximum=5, counts="coalesce(age, 0)")), everybody)


def test_fields_of_formulas_are_asked_for():
    everybody = people(5)
    del everybody["age"]
    catalog = catalogue(
        Constraint("old", maximum=100, counts="age"),
        actions=(Action("offer", (Treatment("sms"),), 0.1, value=1.0),),
    )
    with pytest.raises(DataError, match="no such column"):
        decide(catalog, everybody)


@pytest.mark.parametrize(
    ("prices", "part"),
    [
        ({"all": Price(0.0, 0.0, 1.0)}, "price of a constraint is missing"),
        ({"letters": Price(0.0, 0.0, 1.0)}, "price of a pool of money is missing"),
        ({"letters": Price(-1, -1, 1.0), "all": Price(-1, -1, 1.0)}, "no such price"),
    ],
)
def test_kept_prices_that_do_not_fit(prices, part):
    catalog = catalogue(Constraint("letters", minimum=2, of={"channel": "letter"}))
    with pytest.raises(UsageError, match=part):
        decide(catalog, people(10), prices=prices)


# --- exclusions -------------------------------------------------------------------------------


def test_never_together():
    everybody = people(100)
    free = catalogue(slots=3)
    apart = dataclasses.replace(free, exclusions=(Exclusion(("news", "offer", "call-us")),))
    several = rows_by_customer(decide(free, everybody).table)
    one = rows_by_customer(decide(apart, everybody).table)
    assert any(len(rows) > 1 for rows in several.values())
    for customer, rows in one.items():
        assert len(rows) == 1
        assert rows[0]["treatment"] == several[customer][0]["treatment"]
    person = {name: column[0].item() for name, column in everybody.items()}
    told = explain(apart, person)
    lost = [reason for reason in told.reasons if reason.outcome == "lost"]
    assert any("never together with" in reason.text for reason in lost)


def test_explanations_tell_what_limits_ask():
    catalog = catalogue(*limits(300), budget=Budget(365 * 0.14 * 300))
    everybody = people(300)
    whole = decide(catalog, everybody)
    rows = rows_by_customer(whole.table)
    seen = set()
    for place in range(60):
        person = {name: column[place].item() for name, column in everybody.items()}
        told = explain(catalog, person, prices=whole.prices)
        if not rows[person["customer"]][0]["repaired"]:
            assert list(told.picks) == [
                row["treatment"] for row in rows[person["customer"]] if row["treatment"]
            ]
        for reason in told.reasons:
            if reason.outcome == "too-dear":
                seen.add("for budget" in reason.text and "give back" in reason.text)
                assert reason.net <= 0.0
    assert True in seen


@pytest.mark.parametrize("slots", [1, 2])
def test_all_customers_are_explained_as_each_alone(slots):
    catalog, profiles = catalogue(*limits(300), slots=slots), people(300)
    result = decide(catalog, profiles)
    repaired = set(result.table.filter(result.table["repaired"])["customer"].to_pylist())
    seen = set()
    for row in explain_all(catalog, profiles).to_pylist():
        if row["customer"] in repaired:
            continue
        at = profiles["customer"].tolist().index(row["customer"])
        alone = {name: column[at].item() for name, column in profiles.items()}
        reason = explain(catalog, alone, prices=result.prices)[row["treatment"]]
        assert row["outcome"] == reason.outcome
        for name in ("priority", "net", "loss", "price", "cost"):
            assert row[name] == pytest.approx(getattr(reason, name), nan_ok=True), (row, reason)
        seen.add(row["outcome"])
    assert {"taken", "lost", "too-dear"} <= seen


@pytest.mark.parametrize("slots", [1, 2])
def test_where_no_two_are_alike_hardly_anybody_is_repaired(slots):
    """The plan's prices, kept for one customer at a time, are those that it was made with."""
    catalog = catalogue(
        Constraint("work", maximum=300, counts="visits + 1", of={"channel": "letter"}),
        Constraint("texts", maximum=80, of={"channel": "sms"}),
        slots=slots,
        actions=(
            Action("call-us", (Treatment("letter"),), 0.03, value="age"),
            Action("news", (Treatment("sms"),), "0.0001 * age", value="100 + visits"),
        ),
    )
    everybody = people(400)
    everybody["age"] = np.random.default_rng(2).uniform(18, 90, 400)
    result = decide(catalog, everybody)
    assert all(result.prices[name].price > 0.0 for name in ("work", "texts"))
    assert result.certificate.repaired <= 6


def test_one_huge_use_makes_no_other_void():
    """Who alone uses more than there is gets nothing; others are counted as finely as before."""
    catalog = catalogue(Constraint("z", counts="visits", maximum=3.0))
    everybody = people(2_000)
    everybody["visits"] = np.r_[1e14, np.full(1_999, 2.0)]
    result = decide(catalog, everybody)
    picked = result.table.filter(pc.is_valid(result.table["action"]))["customer"].to_pylist()
    used = sum(everybody["visits"][everybody["customer"].tolist().index(who)] for who in picked)
    (limit,) = (limit for limit in result.certificate.limits if limit.name == "z")
    assert used == limit.used == 2.0
    assert limit.maximum == 3.0


def test_one_huge_use_meets_a_minimum():
    catalog = catalogue(Constraint("z", counts="visits", minimum=10.0))
    everybody = people(50)
    everybody["visits"] = np.r_[1e14, np.full(49, 0.001)]
    result = decide(catalog, everybody)
    (limit,) = (limit for limit in result.certificate.limits if limit.name == "z")
    assert result.certificate.feasible
    assert limit.used >= 10.0


def test_a_priority_without_end_is_told_with_the_customer():
    everybody = people(5)
    everybody["age"][3] = np.inf
    with pytest.raises(DataError, match="has no end") as caught:
        decide(catalogue(Constraint("z", maximum=2)), everybody)
    assert str(everybody["customer"][3]) in caught.value.found


@pytest.mark.parametrize(
    "price",
    [
        Price(-1.0, -1.0, 1.0), Price(1.0, 2.0, 1.0), Price(1.0, 1.0, 1.5),
        Price(float("nan"), 1.0, 1.0), Price("a", 1.0, 1.0), 3.0, None,
    ],
)  # fmt: skip
def test_what_is_no_price_of_money_is_refused(price):
    for catalog in (catalogue(), catalogue(Constraint("z", maximum=2))):
        with pytest.raises(UsageError, match=r"no (such )?price") as caught:
            decide(catalog, people(3), prices={"all": price, "z": Price(1.0, 1.0, 1.0)})
        assert caught.value.place == "prices.all"
