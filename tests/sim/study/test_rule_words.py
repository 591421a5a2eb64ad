"""Rules in plain words."""

from __future__ import annotations

import pytest

from engine.rules import parse
from sim.scenario.profile import schema
from sim.study.rule_words import rule_words

SCHEMA = schema({"channel": ["email", "web"], "offer": ["oil-15"]})


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("not booked", "no appointment made"),
        ("customer", "has bought before"),
        ("signups < 2", "fewer than 2 sign-ups"),
        ("visits >= 1 and not booked", "at least 1 visit and no appointment made"),
        ("days_since_visit <= 1", "the last visit at most 1 day ago"),
        (
            "is_missing(days_since_purchase) or days_since_purchase > 180",
            "no purchase known, or the last purchase more than 180 days ago",
        ),
        ("unanswered < 3", "fewer than 3 contacts without a response"),
    ],
)
def test_what_is_easy_is_said_plainly(rule: str, words: str) -> None:
    assert rule_words(parse(rule, SCHEMA, expects="condition")) == words


@pytest.mark.parametrize(
    "rule",
    [
        "signups + visits > 2",
        "1 <= visits < 4",
        "signups != 1",
        "distance < 5",
        "hour in (8, 9)",
        "customer and (booked or visits > 1)",
        "not (booked and customer)",
    ],
)
def test_what_is_not_easy_is_left_to_the_rule(rule: str) -> None:
    assert rule_words(parse(rule, SCHEMA, expects="condition")) is None
