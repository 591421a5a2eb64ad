"""`journey tipping`: the answer on screen and as JSON, and what is refused."""

from __future__ import annotations

import json

import pytest

from sim.cli.tipping import parse_within
from sim.report.words.quantities import number_text, percent_text

PAIR = ("tipping", "auto-service", "omnichannel", "today")
FAST = ("--days", "30", "--replications", "5")


def test_the_answer_comes_first_then_what_to_measure(journey, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    code, out, _ = journey(*PAIR, "--keys", "platform", "--keys", "contact_policy", *FAST)
    text = " ".join(out.split())
    assert code == 0
    assert max(map(len, out.splitlines())) <= 80
    assert "today is ahead of omnichannel by EUR" in text
    assert "each moved alone by -100 % to +100 %, 1 turns that lead; it is platform.factor" in text
    assert "Measure this first 1. platform.factor: 1 now, turns at 0." in text
    assert "Nearest without turning it" in text
    assert "Not tried: " in text


def test_json_has_the_names_of_the_contract(journey, tmp_path):
    words = (*PAIR, "--keys", "platform", *FAST, "--json", "--out", tmp_path / "study")
    code, out, _ = journey(*words)
    found = json.loads(out)
    assert code == 0
    for row in found["tipping"]:
        assert {"key", "now", "flips_at", "relative_change", "kind", "source", "within_range",
                "low", "high", "ci_low", "ci_high"} <= set(row)  # fmt: skip
    assert found["tipping"][0]["key"] == "platform.factor"
    assert found["measure_first"] == ["platform.factor"]
    kept = json.loads((tmp_path / "study" / "result.json").read_text())
    assert all(found[key] == value for key, value in kept.items())


def test_where_nothing_turns_it(journey):
    code, out, _ = journey(*PAIR, "--keys", "platform.wage", "--within", "10%", *FAST)
    assert code == 0
    assert "Of 1 number, moved by -10 % to +10 %, none turns that lead." in " ".join(out.split())


def test_a_dry_run_tells_what_it_takes(journey):
    code, out, _ = journey(*PAIR, "--dry-run", "--json", "--days", "3", "--replications", "2")
    assert code == 0
    assert json.loads(out)["lives"] > 1000


@pytest.mark.parametrize(
    ("text", "found"),
    [("-50%:100%", (-0.5, 1.0)), ("25 %", (-0.25, 0.25)), ("-0.5:2", (-0.5, 2.0))],
)
def test_relative_changes_as_people_write_them(text, found):
    assert parse_within(text) == found


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--keys", "persna"), "nearest: persona"),
        (("--within", "far"), "these are no relative changes"),
        (("--within", "10%:20%"), "around 0"),
    ],
)
def test_mistakes_end_with_2_and_nothing_is_written(journey, tmp_path, words, message):
    code, out, err = journey(*PAIR, *words, *FAST, "--out", tmp_path / "study")
    assert (code, out) == (2, "")
    assert message in " ".join(err.split())
    assert "Traceback" not in err
    assert not (tmp_path / "study").exists()


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (0.2271, "share", "22.7 %"), (0.0001, "share", "0.01 %"),
        (1 / 300, "per day", "1 per 300 d"),
        (2.5, "per day", "2.5 per d"), (0.0, "per day", "0 per d"), (30.0, "days", "30 d"),
        (4 / 1440, "days", "4 min"), (0.5, "days", "12 h"), (1234.5, "EUR", "EUR 1,234"),
        (3.0, "whole number", "3"), (0.35201, "number", "0.352"), (12345.0, "number", "12,345"),
    ],
)  # fmt: skip
def test_numbers_as_readers_have_them(value, unit, text):
    assert number_text(value, unit) == text


def test_relative_changes_as_readers_have_them():
    assert [percent_text(each) for each in (-0.648, 0.0432, 12.0)] == [
        "-65 %",
        "+4.3 %",
        "+1,200 %",
    ]
