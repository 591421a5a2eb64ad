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


LIMITS = """
[[constraint]]
name = "letters"
of = { channel = "letter" }
minimum = 1

[[constraint]]
name = "answers"
counts = "propensity"
maximum = 0.05
"""


@pytest.fixture
def limited(here):
    (here / "limits.toml").write_text(CATALOG + LIMITS)
    return here / "limits.toml"


def test_constraints_are_kept_and_certified(journey, here, limited):
    code, out, err = journey(
        "decide", limited, here / "people.parquet", "--out", here / "out.parquet", "--json"
    )
    assert (code, err) == (0, "")
    plan = json.loads(out)
    certificate = plan["certificate"]
    assert certificate["feasible"] is True
    assert certificate["value"] <= certificate["bound"]
    letters, answers = (certificate["constraints"][name] for name in ("letters", "answers"))
    assert (letters["used"], letters["minimum"], letters["maximum"]) == (1.0, 1.0, None)
    assert letters["excess"] == answers["excess"] == 0.0
    assert answers["used"] == pytest.approx(0.05)  # the offer at 0.04, the news at 0.005 twice
    assert plan["prices"]["answers"]["price"] == answers["price"]
    table = pq.read_table(here / "out.parquet")
    assert table["channel"].to_pylist().count("letter") == 1
    (here / "plan.json").write_text(out)
    code, out, _ = journey(
        "decide", limited, here / "people.parquet", "--out", here / "again.parquet",
        "--prices", here / "plan.json", "--json",
    )  # fmt: skip
    assert code == 0
    assert json.loads(out)["certificate"] is None
    again = pq.read_table(here / "again.parquet").to_pylist()
    for row, other in zip(table.to_pylist(), again, strict=True):
        assert row == other or row["repaired"]


def test_constraints_on_screen(journey, here, limited):
    code, out, err = journey(
        "decide", limited, here / "people.parquet", "--out", here / "out.parquet"
    )
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert max(map(len, lines[:-1])) <= 80
    row = next(line.split() for line in lines if line.strip().startswith("letters"))
    assert row[1:3] == ["1", "1"]
    assert any(line.startswith("Worth EUR") for line in lines)
    assert any(line.startswith("No plan that keeps to them is worth more") for line in lines)


def test_constraints_that_contradict_one_another_end_with_2(journey, here, limited):
    limited.write_text(CATALOG + LIMITS.replace("minimum = 1", "minimum = 3"))
    code, out, err = journey(
        "decide", limited, here / "people.parquet", "--out", here / "out.parquet"
    )
    assert (code, out) == (2, "")
    assert "constraint.letters: this asks for more than there is" in " ".join(err.split())
    assert "at least 3 picks, but 2 picks can be had: 1 pick too many" in " ".join(err.split())
    assert "Traceback" not in err
    assert not (here / "out.parquet").exists()


def test_negative_prices_are_those_of_minimums_alone(journey, here, limited):
    for price, code in ((-1.0, 0), (1.0, 2)):
        prices = {
            name: {"price": price, "low": -1.0, "share": 1.0} for name in ("letters", "answers")
        }
        prices["all"] = {"price": 0.0, "low": 0.0, "share": 1.0}
        (here / "plan.json").write_text(json.dumps({"prices": prices}))
        found = journey(
            "decide", limited, here / "people.parquet", "--out", here / "out.parquet",
            "--prices", here / "plan.json",
        )  # fmt: skip
        assert found[0] == code
    assert "this is no price" in found[2]
