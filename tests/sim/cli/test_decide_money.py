"""`journey decide` and money: what is told of it."""

from __future__ import annotations

import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from engine import Catalog, decide
from tests.sim.cli.test_decide import CATALOG, LIMITS


@pytest.fixture
def here(tmp_path):
    (tmp_path / "tight.toml").write_text(CATALOG + "\n[budget]\ntotal = 14.6\n")
    table = pa.table({"customer": ["ann", "bob", "cleo", "dan"], "visits": [4, 0, None, 1]})
    pq.write_table(table, tmp_path / "people.parquet")
    return tmp_path


def test_picks_that_cost_more_than_they_bring_are_told(journey, here):
    """With a value of 100 one visit makes a letter of 1.20 worth 1.00."""
    letters = (
        CATALOG.replace("value = 60", "value = 100")
        .replace('[{ channel = "email" }, { channel = "letter" }]', '[{ channel = "letter" }]')
        .replace("fallback = true", "fallback = true\neligible = \"visits >= 9\"")
    )  # fmt: skip
    for name, more in (("loose", ""), ("sound", "\n[budget]\ntotal = 3650\nminimum_return = 1\n")):
        (here / f"{name}.toml").write_text(letters + more)
        code, out, _ = journey("decide", str(here / f"{name}.toml"), str(here / "people.parquet"),
                               "--out", str(here / "o.parquet"))  # fmt: skip
        assert code == 0
        told = " ".join(out.split())
        note = "Note: 1 pick costs more than it brings, by EUR 0.20; minimum_return = 1"
        assert (note in told) == (name == "loose")
        _, out, _ = journey("decide", str(here / f"{name}.toml"), str(here / "people.parquet"),
                            "--out", str(here / "o.parquet"), "--json")  # fmt: skip
        assert json.loads(out)["losing"]["picks"] == (name == "loose")
        catalog = Catalog.load(here / f"{name}.toml")
        decided = decide(catalog, pq.read_table(here / "people.parquet"))
        assert decided.losing == (name == "loose")
        assert decided.loss == pytest.approx(0.2 if name == "loose" else 0.0)


@pytest.mark.parametrize(
    ("days", "told"),
    [
        ("1", "0.04 allowed for 1 day (14.60 a year)"),
        ("14", "0.56 allowed for 14 days (14.60 a year)"),
        ("365", "14.60 allowed"),
    ],
)
def test_money_of_a_plan_is_told_beside_that_of_a_year(journey, here, days, told):
    code, out, _ = journey("decide", here / "tight.toml", here / "people.parquet",
                           "--out", here / "o.parquet", "--days", days)  # fmt: skip
    assert code == 0
    text = " ".join(out.split())
    assert told in text
    assert ("a year" in text) == (days != "365")


def test_kept_prices_tell_what_is_used_and_what_is_too_much(journey, here):
    (here / "few.toml").write_text(CATALOG + LIMITS.replace("0.05", "0.03"))
    price = {"price": 0.0, "low": 0.0, "share": 1.0}
    (here / "plan.json").write_text(
        json.dumps({"prices": {"all": price, "letters": price, "answers": price}})
    )
    code, out, _ = journey("decide", here / "few.toml", here / "people.parquet", "--out",
                           here / "o.parquet", "--prices", here / "plan.json")  # fmt: skip
    told = " ".join(out.split())
    assert code == 0
    assert "answers: 0.025 used of 0.03 at most" in told
    assert "more is used than allowed" not in told
    (here / "few.toml").write_text(CATALOG + LIMITS.replace("0.05", "0.04"))
    rich = {"customer": ["ann", "bob", "cleo"], "visits": [4, 3, 1]}
    pq.write_table(pa.table(rich), here / "rich.parquet")
    code, out, _ = journey("decide", here / "few.toml", here / "rich.parquet", "--out",
                           here / "r.parquet", "--prices", here / "plan.json")  # fmt: skip
    assert "Note: more is used than allowed of answers." in " ".join(out.split())


@pytest.mark.parametrize(
    ("sets", "code"), [([[0.4, 1.0], [0.6, 2.0]], 0), ([[0.4, 1.0]], 2), ("few", 2), ([[0.4]], 2)]
)
def test_sets_of_prices_are_looked_at(journey, here, sets, code):
    (here / "few.toml").write_text(CATALOG + LIMITS)
    price = {"price": 0.0, "low": 0.0, "share": 1.0, "sets": sets}
    (here / "plan.json").write_text(
        json.dumps({"prices": {"all": price, "letters": price, "answers": price}})
    )
    found, _, err = journey("decide", here / "few.toml", here / "people.parquet", "--out",
                            here / "o.parquet", "--prices", here / "plan.json")  # fmt: skip
    assert found == code
    assert "Traceback" not in err
    assert (here / "o.parquet").exists() == (code == 0)
