"""What a terminal tells of decisions for a file: picks of the moment, money, lists."""

from __future__ import annotations

import io

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from engine import Catalog
from engine.asked import Asked
from engine.streams import decide_file
from sim.report.terminal.decided import show_decided
from sim.report.terminal.parts.tables import console

CATALOG = """
[[profile]]
name = "visits"

[budget]
total = 438

[decision]
value = 100
slots = 2

[[channel]]
name = "email"
cost = 0.02

[[channel]]
name = "letter"
cost = 1

[[channel]]
name = "web"

[[action]]
name = "news"
propensity = "0.01 * visits"
treatments = [{ channel = "email" }]

[[action]]
name = "letter"
propensity = "0.02 * visits"
treatments = [{ channel = "letter" }]

[[action]]
name = "popup"
when = "visit"
on = ["web"]
propensity = 0.1
treatments = [{ channel = "web" }]

[[action]]
name = "survey"
when = "visit"
propensity = 0.1
treatments = [{ channel = "email" }]

[[action]]
name = "thanks"
when = "purchase"
propensity = 0.1
treatments = [{ channel = "email" }]
"""
LIMIT = """
[[constraint]]
name = "letters"
of = { channel = "letter" }
maximum = 1
"""


@pytest.fixture
def told(tmp_path):
    """What is printed of a plan, as words with single spaces."""
    table = pa.table({"customer": [1, 2, 3], "visits": [1, 2, 3]})
    pq.write_table(table, tmp_path / "people.parquet")

    def tell(text=CATALOG, **asked):
        catalog, terms = Catalog.from_text(text, file="c.toml"), Asked(**asked)
        found = decide_file(catalog, tmp_path / "people.parquet", tmp_path / "out.parquet", terms)
        shown = io.StringIO()
        show_decided(found, catalog, "out.parquet", 1.0, console(shown, 80), asked=terms)
        assert all(len(line) <= 80 for line in shown.getvalue().splitlines())
        return " ".join(shown.getvalue().split())

    return tell


def test_picks_are_counted_not_customers(told):
    text = told()
    assert text.startswith("3 customers, 3 with an action (100.0 %)")
    assert "Picks picks of customers" in text
    assert "news 3 100.0 %" in text
    assert "letter 1 33.3 %" in text


@pytest.mark.parametrize(
    ("asked", "there"),
    [
        ({}, {"news", "letter"}),
        ({"when": "visit"}, {"survey"}),
        ({"when": "visit", "channel": "web"}, {"survey", "popup"}),
        ({"when": "purchase"}, {"thanks"}),
    ],
)
def test_only_actions_of_the_moment_have_a_row(told, asked, there):
    text = told(**asked)
    table = text[text.index("of customers") : text.index("It took")]
    assert there == {
        name for name in ("news", "letter", "popup", "survey", "thanks") if f" {name} " in table
    }


def test_what_money_must_bring_is_told_of_each_unit(told):
    text = told()
    assert "of 1.20 allowed for 1 day (438.00 a year); each EUR spent must bring EUR " in text


def test_a_list_tells_no_money_or_constraints_of_a_plan(told):
    plan = told(CATALOG + LIMIT)
    assert "Money: EUR" in plan
    assert "Constraints" in plan
    text = told(CATALOG + LIMIT, ranks=2)
    assert "Lists rows of customers" in text
    assert "Money" not in text
    assert "Constraints" not in text
    assert "spends nothing. Its prices are those of a plan for these customers." in text
    free = told(CATALOG.replace("total = 438", "split = {}"), ranks=2)
    assert "prices" not in free
