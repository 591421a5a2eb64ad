"""`--as-of`: when a decision is made, for catalogues that read timestamps."""

from __future__ import annotations

import json
from datetime import date

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

CATALOG = """
[[profile]]
name = "last_order"
kind = "timestamp"

[[channel]]
name = "email"

[[action]]
name = "back"
eligible = "days_since(last_order) > 30"
propensity = 0.1
value = 9
treatments = [{ channel = "email" }]
"""


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "c.toml").write_text(CATALOG)
    orders = [date(2026, 11, 20), date(2026, 9, 1), None]
    people = {"customer": ["ann", "bob", "cleo"], "last_order": orders}
    pq.write_table(pa.table(people), tmp_path / "people.parquet")
    log = {**people, "action": ["back", None, "back"], "choice_probability": [0.5] * 3}
    log = {name: column * 20 for name, column in {**log, "reward": [1.0, 0.0, 2.0]}.items()}
    del log["customer"]
    pq.write_table(pa.table(log), tmp_path / "log.parquet")
    return tmp_path


@pytest.mark.parametrize("time", ["2026-11-30", "2026-11-30T08:00", "2026-11-30T08:00+01:00"])
def test_decide_as_of_a_time(journey, here, time):
    words = ("decide", "c.toml", "people.parquet", "--out", "out.parquet", "--as-of", time)
    assert journey(*words)[0] == 0
    assert pq.read_table("out.parquet")["action"].to_pylist() == [None, "back", None]


def test_one_customer_is_shown_dates(journey, here):
    words = ("decide", "c.toml", "people.parquet", "--why", "ann", "--as-of", "2026-11-30")
    code, out, _ = journey(*words)
    assert code == 0
    assert "(last_order is 2026-11-20)" in " ".join(out.split())
    assert "missed by 20" in out
    reason = json.loads(journey(*words, "--json")[1])["reasons"][0]
    assert reason["failed"][0]["seen"] == {"last_order": "2026-11-20"}
    assert reason["near"]["missed"] == {"by": 20.0, "of": 30.0}


def test_evaluate_as_of_a_time(journey, here):
    words = ("evaluate", "c.toml", "log.parquet", "--json", "--as-of")
    code, out, _ = journey(*words, "2026-11-30")
    assert code == 0
    assert json.loads(out)["arms"]["back"]["policy_rows"] == 20
    assert json.loads(journey(*words, "2026-09-02")[1])["arms"]["none"]["policy_rows"] == 60


@pytest.mark.parametrize(
    "words",
    [
        ("decide", "c.toml", "people.parquet", "--out", "out.parquet"),
        ("decide", "c.toml", "people.parquet", "--why", "ann"),
        ("evaluate", "c.toml", "log.parquet"),
    ],
)
def test_without_a_time_nothing_is_decided(journey, here, words):
    code, out, err = journey(*words)
    assert (code, out) == (2, "")
    assert "c.toml: as_of: nothing says as of when to decide" in err
    assert "--as-of 2026-11-30" in err
    code, out, err = journey(*words, "--as-of", "tomorrow")
    assert (code, out) == (2, "")
    assert "this is no time" in err
    assert not (here / "out.parquet").exists()
