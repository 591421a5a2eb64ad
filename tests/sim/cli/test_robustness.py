"""`journey robustness`: the answer on screen and as JSON, and what is refused."""

from __future__ import annotations

import json

import pytest

FAST = ("--days", "60", "--replications", "5")
SOME = ("--mechanism", "effort", "--mechanism", "lapse", "--mechanism", "devices")
PAIR = ("auto-service", "omnichannel", "today")


def test_the_answer_is_told_in_words_and_rows(journey):
    code, out, _ = journey("robustness", *PAIR, *SOME, *FAST)
    text = " ".join(out.split())
    assert code == 0
    assert max(map(len, out.splitlines())) <= 80
    assert "than today (" in text
    assert "mechanisms that are at work" in text
    assert "Made half or twice as strong" in text
    assert "Not at work here, so that nothing changes at all: devices." in text
    assert "joint level of all" in text


def test_json_has_the_names_of_the_contract(journey, tmp_path):
    code, out, _ = journey("robustness", *PAIR, *SOME, *FAST, "--json", "--out", tmp_path / "s")
    found = json.loads(out)
    assert code == 0
    assert set(found["mechanisms"]) == {"effort", "lapse", "devices"}
    for one in found["mechanisms"].values():
        assert {"verdict", "difference", "off", "half", "double"} <= set(one)
        assert {"mean", "ci_low", "ci_high"} <= set(one["difference"])
    kept = json.loads((tmp_path / "s" / "result.json").read_text())
    assert all(found[key] == value for key, value in kept.items())


def test_two_replications_claim_nothing(journey):
    code, out, _ = journey("robustness", *PAIR, *SOME, "--days", "20", "--replications", "2")
    assert code == 0
    assert "no intervals: they need at least 5 replications" in " ".join(out.split())
    assert "stands without" not in out


def test_what_it_would_take(journey):
    code, out, _ = journey("robustness", *PAIR, *SOME, *FAST, "--dry-run", "--json")
    assert code == 0
    assert json.loads(out)["lives"] == 2 * 7 * 5


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--mechanism", "efort"), "nearest: effort"),
        (("--kpi", "profits"), "nearest: profit"),
    ],
)
def test_mistakes_end_with_2_and_nothing_is_written(journey, tmp_path, words, message):
    code, out, err = journey("robustness", *PAIR, *words, *FAST, "--out", tmp_path / "s")
    assert (code, out) == (2, "")
    assert message in " ".join(err.split())
    assert "Traceback" not in err
    assert not (tmp_path / "s").exists()
