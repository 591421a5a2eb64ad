"""Numbers with their nouns."""

from __future__ import annotations

import pytest

from sim.report.words.counted import counted, size_of
from sim.report.words.told import Code, Figure
from sim.report.words.values import value_text
from sim.study.money import Currency
from tests.sim.report.answers.made import found_in


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (Figure("1", "x#/n", 1), "1 day"),
        (Figure("0", "x#/n", 0), "0 days"),
        (Figure("1.00", "x#/n", 1.0), "1.00 days"),
        (Figure("21", "x#/n", 21), "21 days"),
        (Code("1"), "1 day"),
    ],
)
def test_only_one_is_singular(number, words):
    assert str(counted(number, "day")) == words


def test_the_number_keeps_its_key():
    (figure,) = counted(Figure("1", "x#/n", 1), "person", "people").figures()
    assert figure.key == "x#/n"


def test_sizes_name_people_days_and_replications():
    assert str(size_of(found_in({}))) == "600 people, 60 days, 6 replications"
    one = found_in({"customers": 1, "days": 1, "replications": 1})
    assert str(size_of(one)) == "1 person, 1 day, 1 replication"
    assert str(size_of(one, "replications", "customers")) == "1 replication, 1 person"


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [(1.0, "days", "1 day"), (-1.0, "hours", "\N{MINUS SIGN}1 hour"), (2.0, "days", "2 days"),
     (1.2, "days", "1.2 days"), (11.0, "hours", "11 hours")],
)  # fmt: skip
def test_lengths_have_a_singular(value, unit, words):
    assert value_text(value, unit, Currency("EUR")) == words
