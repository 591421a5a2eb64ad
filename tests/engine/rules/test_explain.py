"""Why a customer is kept out, in the author's words."""

from __future__ import annotations

import pytest

from engine.errors import RuleError
from engine.rules import evaluate, parse, why_not
from tests.engine.rules.random_rules import SCHEMA

TEXT = """
visits >= 2                       # has been here
and (not customer)
and (step == 'basket' or
     points > 100)
and distance < 20
"""


def test_failed_clauses_with_what_was_seen():
    rule = parse(TEXT, SCHEMA, expects="condition")
    profile = {"visits": 3, "customer": True, "step": "browse", "points": 5}
    assert evaluate(rule, profile) is False
    failed = why_not(rule, profile)
    assert [clause.text for clause in failed] == [
        "not customer",
        "step == 'basket' or points > 100",
        "distance < 20",
    ]
    assert [clause.result for clause in failed] == [False, False, None]
    assert failed[0].seen == {"customer": True}
    assert list(failed[1].seen.items()) == [("step", "browse"), ("points", 5.0)]
    assert failed[2].seen == {"distance": None}


def test_nothing_fails_where_the_rule_holds():
    rule = parse(TEXT, SCHEMA, expects="condition")
    profile = {"visits": 2, "customer": False, "step": "basket", "distance": 1}
    assert evaluate(rule, profile) is True
    assert why_not(rule, profile) == []


def test_a_rule_without_and_is_one_clause():
    rule = parse("1 < visits < 3", SCHEMA, expects="condition")
    (clause,) = why_not(rule, {"visits": 3})
    assert clause.text == "1 < visits < 3"


def test_nested_ands_are_opened_and_comments_left_out():
    text = "customer and (booked and (visits # often\n > 1))"
    rule = parse(text, SCHEMA, expects="condition")
    assert [clause.text for clause in why_not(rule, {})] == ["customer", "booked", "visits > 1"]


def test_a_formula_cannot_be_asked():
    with pytest.raises(RuleError, match="only a condition"):
        why_not(parse("visits", SCHEMA, expects="number"), {})
