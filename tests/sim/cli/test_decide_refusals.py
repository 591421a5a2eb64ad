"""What `journey decide` refuses, told with the file at fault."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

CATALOG = """
[[profile]]
name = "visits"

[[profile]]
name = "kind"
kind = "category"
values = ["new", "old"]

[[channel]]
name = "email"

[[action]]
name = "offer"
eligible = "visits >= 1 and kind == 'new'"
propensity = 0.01
value = 60
treatments = [{ channel = "email" }]
"""


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "c.toml").write_text(CATALOG)
    return tmp_path


def saved(**columns):
    people = {"customer": ["ann", "bob"], "visits": [1, 2], "kind": ["new", "old"]}
    pq.write_table(pa.table({**people, **columns}), "people.parquet")


@pytest.mark.parametrize(
    ("columns", "told"),
    [
        ({"kind": ["odl", "old"]}, "column 'kind': not one of the category's values"),
        ({"customer": ["ann", "ann"]}, "column 'customer': a customer stands twice"),
        ({"customer": ["ann", None]}, "column 'customer': a customer has no name"),
        ({"visits": ["1", "2"]}, "column 'visits': this column is of another kind"),
    ],
)
@pytest.mark.parametrize("what", [("--out", "out.parquet"), ("--why", "ann")])
def test_profiles_are_named(journey, here, columns, told, what):
    saved(**columns)
    code, out, err = journey("decide", "c.toml", "people.parquet", *what)
    assert (code, out) == (2, "")
    assert f"people.parquet: {told}" in err
    assert not (here / "out.parquet").exists()


def test_a_corrupt_file_is_named(journey, here):
    count = 5_000
    saved(customer=list(range(count)), visits=[1] * count, kind=["new", "old"] * (count // 2))
    content = bytearray((here / "people.parquet").read_bytes())
    content[4:2_000] = b"\0" * 1_996
    (here / "people.parquet").write_bytes(bytes(content))
    code, out, err = journey("decide", "c.toml", "people.parquet", "--out", "out.parquet")
    assert (code, out) == (2, "")
    assert "people.parquet: these profiles cannot be read to their end" in err


def test_what_a_list_has_one_of_is_asked_of_a_list(journey, here):
    saved()
    words = ("decide", "c.toml", "people.parquet", "--out", "out.parquet", "--per", "channel")
    code, out, err = journey(*words)
    assert (code, out) == (2, "")
    assert "per: only a list has one of something" in err
    assert "--ranks 5" in err
    assert not (here / "out.parquet").exists()
    assert journey(*words, "--ranks", "2")[0] == 0


def test_money_in_thousands(journey, here):
    (here / "c.toml").write_text(CATALOG + '[budget]\ntotal = "100k EUR"\n')
    saved()
    code, out, _ = journey("decide", "c.toml", "people.parquet", "--out", "o.parquet",
                           "--days", "365")  # fmt: skip
    assert code == 0
    assert "100,000" in out
