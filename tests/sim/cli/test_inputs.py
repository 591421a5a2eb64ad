"""Files that are something else than a command reads: what is said to do about it."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sim.cli.inputs import MAKE_PARQUET
from sim.scenario.library import text_of

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


@pytest.mark.parametrize("words", [("check",), ("run", "--strategy", "today"), ("compare",)])
def test_a_catalogue_in_place_of_a_scenario(journey, here, words):
    command, *more = words
    code, out, err = journey(command, "mail.toml", *more)
    assert (code, out) == (2, "")
    assert err.splitlines() == [
        "error: mail.toml: this looks like a catalogue, not like a scenario",
        "  found:    [[profile]], and no [[persona]]",
        "  expected: a scenario; a catalogue is for journey decide",
    ]


@pytest.mark.parametrize(
    "words",
    [("decide", "--out", "out.parquet"), ("learn", "--out", "counts.parquet"), ("evaluate",)],
)
def test_a_scenario_in_place_of_a_catalogue(journey, here, words):
    (here / "shop.toml").write_text(text_of("auto-service"), encoding="utf-8")
    command, *more = words
    code, out, err = journey(command, "shop.toml", "people.parquet", *more)
    assert (code, out) == (2, "")
    assert err.splitlines() == [
        "error: shop.toml: this looks like a scenario, not like a catalogue",
        "  found:    [[persona]], and no [[profile]]",
        "  expected: a catalogue of it: journey new FILE.toml --catalog-from shop.toml",
    ]
    assert journey("new", "made.toml", "--catalog-from", "shop.toml")[0] == 0


def test_what_is_neither_is_told_all_that_is_wrong(journey, here):
    (here / "odd.toml").write_text('[scenario]\nname = "odd"\n')
    code, _, err = journey("decide", "odd.toml", "people.parquet", "--out", "out.parquet")
    assert code == 2
    assert "which fields a profile has" in err
    code, _, err = journey("check", "odd.toml")
    assert code == 2
    assert "there is no [[persona]] table" in err
