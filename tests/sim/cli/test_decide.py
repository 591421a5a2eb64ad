"""`journey decide`: a file of profiles, a catalogue, and what comes of them."""

from __future__ import annotations

import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

CATALOG = """
[[profile]]
name = "visits"

[[channel]]
name = "email"
cost = 0.02

[[channel]]
name = "letter"
cost = 1.2

[[action]]
name = "offer"
title = "Spring offer"
eligible = "visits >= 1"
propensity = "0.01 * visits"
value = 60
treatments = [{ channel = "email" }, { channel = "letter" }]

[[action]]
name = "news"
fallback = true
propensity = 0.005
value = 40
treatments = [{ channel = "email" }]
"""


@pytest.fixture
def here(tmp_path):
    (tmp_path / "mail.toml").write_text(CATALOG)
    (tmp_path / "tight.toml").write_text(CATALOG + "\n[budget]\ntotal = 14.6\n")
    table = pa.table({"customer": ["ann", "bob", "cleo", "dan"], "visits": [4, 0, None, 1]})
    pq.write_table(table, tmp_path / "people.parquet")
    return tmp_path


def test_a_table_says_who_gets_what(journey, here):
    code, out, err = journey(
        "decide", here / "mail.toml", here / "people.parquet", "--out", here / "out.parquet"
    )
    assert (code, err) == (0, "")
    assert out.startswith("4 customers, 4 with an action (100.0 %)")
    assert "Spring offer" in out
    assert out.endswith(f"The rows are in {here}/out.parquet\n")
    assert pq.read_table(here / "out.parquet")["action"].to_pylist() == [
        "offer", "news", "news", "offer",
    ]  # fmt: skip


def test_prices_of_a_plan_hold_for_one_customer(journey, here):
    code, out, _ = journey(
        "decide", here / "tight.toml", here / "people.parquet", "--out", here / "all.parquet",
        "--json",
    )  # fmt: skip
    plan = json.loads(out)
    assert code == 0
    assert plan["rows"] == 4
    assert plan["decided"] == 2
    assert plan["actions"] == {"offer": 2, "news": 0}
    assert plan["prices"]["all"]["allowance"] == pytest.approx(0.04)
    (here / "plan.json").write_text(out)
    one = pq.read_table(here / "people.parquet").slice(1, 1)
    pq.write_table(one, here / "one.parquet")
    words = ["decide", here / "tight.toml", here / "one.parquet", "--out", here / "one-out.parquet"]
    assert journey(*words, "--prices", here / "plan.json")[0] == 0
    assert pq.read_table(here / "one-out.parquet")["action"].to_pylist() == [None]
    assert journey(*words)[0] == 0  # alone, there is money enough
    assert pq.read_table(here / "one-out.parquet")["action"].to_pylist() == ["news"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("no json", "this is no JSON"),
        ("[1]", "no prices here"),
        ('{"rows": 3}', "no prices here"),
        ('{"prices": {"all": {"price": -1, "low": 0, "share": 0}}}', "this is no price"),
        ('{"prices": {"all": {"price": 1, "low": 0, "share": 2}}}', "this is no price"),
        ('{"prices": {"all": 3}}', "this is no price"),
        ('{"prices": {"other": {"price": 1, "low": 1, "share": 0}}}', "is missing"),
    ],
)
def test_prices_that_are_none_are_refused(journey, here, text, message):
    (here / "plan.json").write_text(text)
    code, out, err = journey(
        "decide", here / "tight.toml", here / "people.parquet", "--out", here / "out.parquet",
        "--prices", here / "plan.json",
    )  # fmt: skip
    assert (code, out) == (2, "")
    assert message in err
    assert not (here / "out.parquet").exists()


def test_mistakes_are_told_and_nothing_is_written(journey, here):
    people, out = here / "people.parquet", here / "out.parquet"
    for words, message in (
        ([here / "mail.toml", people], "--out is missing"),
        ([here / "mail.toml", people, "--out", "out.csv"], "no Parquet file"),
        ([here / "no.toml", people, "--out", out], "cannot be read"),
        ([here / "mail.toml", here / "no.parquet", "--out", out], "cannot be read"),
        ([here / "mail.toml", people, "--out", out, "--when", "vsit"], "no action answers"),
        ([here / "mail.toml", people, "--out", out, "--customer", "id"], "who the customers are"),
    ):
        code, said, err = journey("decide", *words)
        assert (code, said) == (2, ""), words
        assert message in err
        assert "Traceback" not in err
    assert not out.exists()


def test_shut_out_money_is_null_in_json(journey, here):
    (here / "none.toml").write_text(CATALOG + "\n[budget]\ntotal = 0\n")
    code, out, _ = journey(
        "decide", here / "none.toml", here / "people.parquet", "--out", here / "out.parquet",
        "--json",
    )  # fmt: skip
    plan = json.loads(out)
    assert code == 0
    assert plan["decided"] == 0
    (here / "plan.json").write_text(out)
    again = journey(
        "decide", here / "none.toml", here / "people.parquet", "--out", here / "out.parquet",
        "--prices", here / "plan.json",
    )  # fmt: skip
    assert again[0] == 0
    assert "0 with an action" in again[1]
