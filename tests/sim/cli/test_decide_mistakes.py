"""`journey decide` where something is asked in vain: the message names what to write."""

from __future__ import annotations

import re

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

CATALOG = """
[[profile]]
name = "visits"

[budget]
total = 365

[[channel]]
name = "letter"
cost = 1.2

[[action]]
name = "offer"
propensity = "0.01 * visits"
value = 1000
treatments = [{ channel = "letter" }]

[[constraint]]
name = "letters"
of = { channel = "letter" }
minimum = 2
"""


@pytest.fixture
def tell(journey, tmp_path):
    """What `decide` says on stderr, as words with single spaces."""

    def told(text, people, *words):
        (tmp_path / "c.toml").write_text(text)
        pq.write_table(pa.table(people), tmp_path / "people.parquet")
        out = ("--out", tmp_path / "out.parquet") if "--why" not in words else ()
        code, said, err = journey(
            "decide", tmp_path / "c.toml", tmp_path / "people.parquet", *out, *words
        )
        assert (code, said) == (2, "")
        return " ".join(err.split())

    return told


def test_a_budget_that_is_too_small_is_told_as_the_file_has_it(tell, journey, tmp_path):
    """Two letters cost 2.40 a week, which is 125.15 in a year of 365 days."""
    people = {"customer": [1, 2, 3], "visits": [3, 2, 1]}
    text = CATALOG.replace("total = 365", "total = 73")
    err = tell(text, people, "--days", "7")
    assert "the budget: at most 1.40 EUR, but 2.40 EUR are needed: 1.00 EUR too few" in err
    assert "2.40 EUR or more for the plan (total = 125.15 in [budget], which is for a year)" in err
    (total,) = re.findall(r"\((total = \S+) in", err)
    (tmp_path / "c.toml").write_text(CATALOG.replace("total = 365", total))
    words = ("--out", tmp_path / "out.parquet", "--days", "7")
    assert journey("decide", tmp_path / "c.toml", tmp_path / "people.parquet", *words)[0] == 0


def test_a_budget_of_nothing_has_no_multiple(tell):
    text = CATALOG.replace("total = 365", "total = 0")
    err = tell(text, {"customer": [1, 2], "visits": [3, 2]})
    assert "expected: no minimum for letters" in err
    assert "total =" not in err


@pytest.mark.parametrize("words", [(), ("--why", "1")])
def test_one_customer_of_a_plan_needs_its_prices(tell, words):
    err = tell(CATALOG.replace("365", "3650"), {"customer": [1], "visits": [3]}, *words)
    assert "at least 2 picks, but 1 pick can be had" in err
    assert "some customers of a plan for more, its prices by --prices FILE" in err


@pytest.mark.parametrize(
    ("names", "words", "message"),
    [
        ([1, 2, 1], (), "a customer stands twice"),
        ([1, 2, 1], ("--why", "1"), "a customer stands twice"),
        ([1, None, 2], (), "a customer has no name"),
        ([1, -1, 2], (), "a customer's number is out of range"),
        ([1.5, 2.5, 3.5], (), "this column is of another kind"),
    ],
)
def test_the_column_of_customers_is_called_by_its_name(tell, names, words, message):
    err = tell(CATALOG, {"id": names, "visits": [1, 2, 3]}, "--customer", "id", *words)
    assert f"column 'id': {message}" in err


def test_dates_are_of_the_kind_timestamp(tell):
    fields = CATALOG.replace('name = "visits"\n', 'name = "visits"\nkind = "date"\n', 1)
    people = {"customer": [1, 2, 3], "visits": pa.array([1, 2, 3], pa.timestamp("us"))}
    err = tell(fields, people)
    assert "expected: number, boolean, category, timestamp nearest: timestamp" in err
    err = tell(CATALOG, people)
    assert "found: timestamp[us]" in err
    assert "expected: numbers; a date is a field of kind timestamp" in err
