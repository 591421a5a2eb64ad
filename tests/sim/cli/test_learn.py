"""`journey learn`, and `journey decide` with what was learned."""

from __future__ import annotations

import io
import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from engine import Catalog
from engine.learning.from_log import Lesson
from engine.learning.posterior import rates_of
from engine.streams import decide_file
from sim.report.terminal.learned import show_learned
from sim.report.terminal.parts.tables import console

CATALOG = """
[[profile]]
name = "kind"
kind = "category"
values = ["new", "old"]

[[channel]]
name = "email"

[decision]
value = 40

[[action]]
name = "offer"
title = "Spring offer"
propensity = { learned = "click", prior = "5 %", strength = 20, segment = "kind" }
treatments = [{ channel = "email" }]

[[action]]
name = "news"
propensity = { learned = "click", prior = 0.04 }
treatments = [{ channel = "email" }]
"""


@pytest.fixture(scope="module", autouse=True)
def compiled(tmp_path_factory):
    """Kernels are there, so that no command says on stderr that it compiles them."""
    folder = tmp_path_factory.mktemp("compiled")
    pq.write_table(pa.table({"customer": [1], "kind": ["new"]}), folder / "one.parquet")
    catalog = Catalog.from_text(CATALOG, file="mail.toml")
    decide_file(catalog, folder / "one.parquet", folder / "out.parquet")


@pytest.fixture
def here(tmp_path):
    (tmp_path / "mail.toml").write_text(CATALOG)
    log = {
        "action": ["offer"] * 6 + ["news"] * 3 + [None],
        "kind": ["new", "new", "new", "old", "old", None, "new", "old", "new", "new"],
        "reward": [1.0, 2.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0],
        "repaired": [False] * 5 + [True] + [False] * 4,
        "visited": [True] * 10,
    }
    pq.write_table(pa.table(log), tmp_path / "log.parquet")
    people = {"customer": ["ann", "bob", "cleo"], "kind": ["new", "old", None]}
    pq.write_table(pa.table(people), tmp_path / "people.parquet")
    return tmp_path


def test_a_table_says_what_was_learned(journey, here):
    code, out, err = journey(
        "learn", here / "mail.toml", here / "log.parquet", "--out", here / "counts.parquet"
    )
    assert (code, err) == (0, "")
    assert "Spring offer" in out
    assert "10 rows: 8 with an action that learns, 1 without any action" in out
    assert "1 marked as repaired are left out" in " ".join(out.split())
    assert all(len(line.rstrip()) <= 80 for line in out.splitlines()[:-1])
    rows = pq.read_table(here / "counts.parquet").to_pylist()
    assert rows == [
        {"action": "news", "segment": None, "trials": 3.0, "successes": 1.0},
        {"action": "offer", "segment": "new", "trials": 3.0, "successes": 2.0},
        {"action": "offer", "segment": "old", "trials": 2.0, "successes": 0.0},
    ]


def test_a_table_of_segments_is_readable_at_80_columns(monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    text = CATALOG.replace('"new", "old"', '"came back after a while", "old"')
    text = text.replace("Spring offer", "Spring offer for everybody with a car and a garage")
    catalog = Catalog.from_text(text, file="mail.toml")
    counts = {
        "offer": {"came back after a while": (1_234_567.0, 1_234.0)},
        "news": (9.0, 1.0),
    }
    shown = io.StringIO()
    lesson = Lesson(counts, 1_234_576, 0, 1_234_576, 0)
    show_learned(
        lesson, rates_of(catalog, counts), catalog, "c.parquet", console(shown), added=False
    )
    lines = shown.getvalue().splitlines()
    assert all(len(line) <= 80 for line in lines)
    assert any(
        line.startswith("   came back after a while") and "1,234,567" in line for line in lines
    )
    assert any(line.startswith("   old ") for line in lines)
    assert any(line.startswith("   all segments ") and "1,234,567" in line for line in lines)
    assert any(line.startswith(" news ") and " 9 " in line for line in lines)
    assert "customers without a segment have this rate" in " ".join(shown.getvalue().split())
    assert "(none)" not in shown.getvalue()


def test_json_is_one_object_that_decide_reads(journey, here):
    args = ("learn", here / "mail.toml", here / "log.parquet", "--out", here / "c.parquet")
    code, out, err = journey(*args, "--json")
    assert (code, err) == (0, "")
    found = json.loads(out)
    assert set(found) == {"path", "rows", "counted", "nothing", "left_out", "counts", "rates"}
    new = next(rate for rate in found["rates"] if rate["segment"] == "new")
    assert new["mean"] == pytest.approx(3 / 23)
    assert new["ci_low"] < new["mean"] < new["ci_high"]
    (here / "c.json").write_text(out)
    tables = []
    for name in ("c.parquet", "c.json"):
        made = here / f"{name}.do.parquet"
        code, _, err = journey(
            "decide", here / "mail.toml", here / "people.parquet", "--out", made, "--learned",
            here / name,
        )  # fmt: skip
        assert (code, err) == (0, "")
        tables.append(pq.read_table(made))
    assert tables[0].equals(tables[1])
    assert tables[0]["action"].to_pylist() == ["offer", "news", "offer"]
    assert tables[0]["propensity"].to_pylist() == pytest.approx([3 / 23, 1.8 / 23, 3 / 25])


def test_earlier_counts_are_added_to(journey, here):
    args = ("learn", here / "mail.toml", here / "log.parquet", "--out", here / "c.parquet")
    journey(*args)
    code, out, _ = journey(*args, "--add", here / "c.parquet", "--json")
    assert code == 0
    found = {(row["action"], row["segment"]): row["trials"] for row in json.loads(out)["counts"]}
    assert found == {("news", None): 6.0, ("offer", "new"): 6.0, ("offer", "old"): 4.0}


def test_another_column_may_say_what_a_success_is(journey, here):
    args = ("learn", here / "mail.toml", here / "log.parquet", "--out", here / "c.parquet")
    _, out, _ = journey(*args, "--success", "visited", "--json")
    assert all(row["successes"] == row["trials"] for row in json.loads(out)["counts"])


def test_why_goes_by_what_was_learned(journey, here):
    (here / "c.json").write_text('[{"action": "news", "trials": 100, "successes": 50}]')
    code, out, _ = journey(
        "decide", here / "mail.toml", here / "people.parquet", "--why", "ann", "--learned",
        here / "c.json",
    )  # fmt: skip
    assert code == 0
    assert out.startswith("Customer ann gets news/0")


@pytest.mark.parametrize(
    ("args", "parts"),
    [
        (["--out", "c.csv"], ["no Parquet file", "--out FILE.parquet"]),
        ([], ["--out is missing"]),
        (["--out", "log.parquet"], ["take the place of the log"]),
        (["--out", "c.parquet", "--success", "revard"], ["what came of it", "nearest:  reward"]),
        (["--out", "c.parquet", "--add", "none.parquet"], ["none.parquet", "cannot be read"]),
        (["--out", "no/c.parquet"], ["cannot be written here"]),
    ],
)
def test_what_cannot_be_ends_in_one_message(journey, here, monkeypatch, args, parts):
    monkeypatch.chdir(here)
    code, out, err = journey("learn", "mail.toml", "log.parquet", *args)
    assert (code, out) == (2, "")
    assert "Traceback" not in err
    for part in parts:
        assert part in err
    assert not (here / "c.parquet").exists()


def test_counts_that_the_catalogue_does_not_know(journey, here):
    (here / "c.json").write_text('[{"action": "offers", "trials": 100, "successes": 50}]')
    code, out, err = journey(
        "decide", here / "mail.toml", here / "people.parquet", "--out", here / "do.parquet",
        "--learned", here / "c.json",
    )  # fmt: skip
    assert (code, out) == (2, "")
    assert "c.json" in err
    assert "nearest:  offer" in err
    assert not (here / "do.parquet").exists()
