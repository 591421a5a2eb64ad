"""`journey sweep`: words, tables and maps within 80 columns, JSON, and what is refused."""

from __future__ import annotations

import json

import pytest

from sim.cli.sweeping import parse_varied
from sim.study.sweep import Between

FAST = ("--days", "20", "--replications", "5")
TWO = ("--strategies", "omnichannel,today")
FACTOR = ("--vary", "platform.factor=0:1:3")
RECOGNITION = ("--vary", "strategy.omnichannel.recognition=0,1")


@pytest.fixture(autouse=True)
def terminal(monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("a.b=0:1:5", ("a.b", Between(0, 1, 5))),
        ("a.b = 10% : 30%", ("a.b", Between("10%", "30%"))),
        ("a.b=1k:1M:10", ("a.b", Between(1_000, 1_000_000, 10))),
        ("a.b=group,customer", ("a.b", ["group", "customer"])),
        ("a.b=true", ("a.b", [True])),
        ("a.b", ("a.b", None)),
        ('a."x -> y"=0:1', ('a."x -> y"', Between(0, 1))),
        ('a."x -> y"', ('a."x -> y"', None)),
        ('a.b="8:00"', ("a.b", ["8:00"])),
        ('a.b=[["x", "y"]],all', ("a.b", [[["x", "y"]], "all"])),
    ],
)
def test_what_is_varied_is_read(text, wanted):
    assert parse_varied(text) == wanted


def told(journey, *words):
    code, out, _ = journey("sweep", "auto-service", *words, *FAST)
    assert code == 0
    assert max(map(len, out.splitlines())) <= 80
    return " ".join(out.split())


def test_one_key_is_a_table_with_the_best_marked(journey):
    text = told(journey, *RECOGNITION)
    assert "Profit at each point" in text
    assert "earns most" in text
    assert "* best there, beyond chance" in text
    assert "All points meet the same luck." in text


def test_two_keys_are_a_map(journey):
    two = told(journey, *FACTOR, *RECOGNITION, *TWO)
    assert "omnichannel - today: Profit, by platform.factor (down)" in two
    assert "The best, by platform.factor (down)" in told(journey, *FACTOR, *RECOGNITION)
    many = ("--vary", "channel.email.click=0.05:0.1:12")
    short = told(journey, *RECOGNITION, *many)
    assert "In the table: to today, mu multichannel, cr cross-channel, om omnichannel." in short


def test_many_keys_are_counts_and_ends(journey):
    text = told(journey, "--ranges", "--points", "4", *TWO)
    assert "less that of today, over 4 points" in text
    assert "Each point is in the table that --to or --out writes." in text
    three = ("--vary", "channel.email.click=0.05:0.1", *RECOGNITION)
    text = told(journey, *FACTOR, *three, "--design", "lhs", "--points", "41", *TWO)
    assert "omnichannel - today: best EUR" in text


@pytest.mark.parametrize("method", ["screening", "variance"])
def test_sensitivities_say_what_matters_and_what_could_be_anything(journey, method):
    words = ("--vary", "platform.factor=0:1", "--vary", "strategy.cross-channel.sync=0,1")
    text = told(journey, *words, "--sensitivity", method, "--points", "8", *TWO)
    assert "It hangs on platform.factor (" in text
    assert "Could be set to anything here, each " in text
    assert ": strategy.cross-channel.sync." in text
    assert "All points meet the same luck: what it does to all of them alike" in text


def test_json_has_the_names_of_the_contract(journey, tmp_path):
    words = (*FACTOR, *TWO, "--to", tmp_path / "p.parquet", "--out", tmp_path / "s", "--json")
    code, out, _ = journey("sweep", "auto-service", *words, *FAST)
    found = json.loads(out)
    assert code == 0
    assert {"at", "kpis", "differences"} <= set(found["points"][0])
    kept = json.loads((tmp_path / "s" / "result.json").read_text())
    assert all(found[key] == value for key, value in kept.items())
    table = (tmp_path / "s" / "points.parquet").read_bytes()
    assert (tmp_path / "p.parquet").read_bytes() == table


def test_a_dry_run_tells_what_it_takes(journey, tmp_path):
    words = (*FACTOR, "--out", tmp_path / "s", "--dry-run", "--json")
    code, out, _ = journey("sweep", "auto-service", *words, *FAST)
    found = json.loads(out)
    assert code == 0
    assert found["lives"] == 3 * 4 * 5
    assert not (tmp_path / "s").exists()


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ((), "nothing is varied"),
        (("--vary", "platform.factor="), "no values of a key"),
        (("--vary", "platform.factor=0:1:many"), "no values of a key"),
        (("--vary", "platform.factor=0,,1"), "no values of a key"),
        (("--vary", "platform.factor=0:1:2:3"), "no values of a key"),
        ((*FACTOR, *FACTOR), "varied twice"),
        (("--vary", "platform.facto=0:1:2"), "nearest: factor"),
        (("--vary", "platform.factor=zero:one:2"), "."),
        (("--points-from", "no-such.csv"), "no such file"),
        ((*FACTOR, "--to", "points.xlsx"), "no table to write"),
    ],
)
def test_mistakes_end_with_2_and_nothing_is_written(journey, tmp_path, words, message):
    code, out, err = journey("sweep", "auto-service", *words, *FAST, "--out", tmp_path / "s")
    assert (code, out) == (2, "")
    assert message in " ".join(err.split())
    assert "Traceback" not in err
    assert not (tmp_path / "s").exists()
