"""Picks drawn by lot: who gets what, and how likely that was."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine import decide
from tests.engine import random_catalogs as made
from tests.engine.plain_decision import Plain

MANY = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def rows_by_customer(table):
    found = {}
    for row in table.to_pylist():
        found.setdefault(row["customer"], []).append(row)
    return found


def moment_of(catalog, when):
    there = any(action.when == when for action in catalog.actions)
    return {"when": when, "channel": "web"} if there and when != "plan" else {"when": "plan"}


@MANY
@given(made.exploring(), made.customers, st.integers(0, 30), st.sampled_from(["plan", "visit"]))
def test_every_customer_gets_what_the_plain_decision_draws(catalog, customers, seed, when):
    options = {**moment_of(catalog, when), "learned": made.learned(catalog)}
    result = decide(catalog, made.columns(customers), seed=seed, window=5, **options)
    plain = Plain(catalog, seed=seed, **options)
    for customer, rows in rows_by_customer(result.table).items():
        if rows[0]["repaired"]:
            continue
        picks, _ = plain.decide(customer, customers[customer], result.prices, window=5)
        expected = {f"{action.name}/{place}" for action, place, *_ in picks}
        assert {row["treatment"] for row in rows} - {None} == expected


@MANY
@given(made.exploring(), made.customers, st.integers(0, 9), st.sampled_from(["plan", "visit"]))
def test_choice_probabilities_are_those_of_all_courses(catalog, customers, seed, when):
    options = {**moment_of(catalog, when), "learned": made.learned(catalog)}
    result = decide(catalog, made.columns(customers), seed=seed, **options)
    plain = Plain(catalog, seed=seed, **options)
    for customer, rows in rows_by_customer(result.table).items():
        if rows[0]["repaired"]:
            continue
        chances = plain.chances(customers[customer], result.prices)
        assert sum(chances.values()) == pytest.approx(1.0)
        for row in rows:
            if row["treatment"] is None:
                expected = chances.get(frozenset(), 0.0)
            else:
                expected = sum(p for picks, p in chances.items() if row["treatment"] in picks)
            assert row["choice_probability"] == pytest.approx(expected)
            assert not row["choice_estimated"]
