"""Files that are something else than a command reads: what is said to do about it."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sim.cli.inputs import MAKE_PARQUET

CATALOG = """
[[profile]]
name = "visits"

[[channel]]
name = "email"

[[action]]
name = "news"
propensity = { learned = "click", prior = "5 %", strength = 20 }
value = 40
treatments = [{ channel = "email" }]
"""


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mail.toml").write_text(CATALOG)
    (tmp_path / "people.csv").write_text("customer,visits\nann,3\n")
    pq.write_table(pa.table({"id": ["ann"], "visits": [3]}), tmp_path / "people.parquet")
    return tmp_path


@pytest.mark.parametrize(
    "words",
    [
        ("decide", "mail.toml", "{}", "--out", "out.parquet"),
        ("decide", "mail.toml", "{}", "--why", "ann"),
        ("learn", "mail.toml", "{}", "--out", "counts.parquet"),
        ("evaluate", "mail.toml", "{}"),
    ],
)
def test_how_a_parquet_file_is_made_is_told_of_another_file(journey, here, words):
    code, out, err = journey(*(word.format("people.csv") for word in words))
    assert (code, out) == (2, "")
    assert f"  expected: {MAKE_PARQUET}\n" in err
    code, _, err = journey(*(word.format("none.parquet") for word in words))
    assert code == 2
    assert "expected: a Parquet file\n" in err  # which it may well be, once it is there


@pytest.mark.parametrize("words", [("--out", "out.parquet"), ("--why", "ann")])
def test_the_option_that_names_the_column_of_customers_is_told(journey, here, words):
    code, out, err = journey("decide", "mail.toml", "people.parquet", *words)
    assert (code, out) == (2, "")
    assert "expected: a column 'customer', or its name by --customer\n" in err
