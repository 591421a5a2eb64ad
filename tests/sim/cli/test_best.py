"""`journey best`: the answer on screen and as JSON, and what is refused."""

from __future__ import annotations

import json

import pytest

FAST = ("--days", "60", "--replications", "6")


def test_the_answer_is_told_in_words(journey):
    code, out, _ = journey("best", "auto-service", "--within", "1k", *FAST)
    text = " ".join(out.split())
    assert code == 0
    assert max(map(len, out.splitlines())) <= 80
    assert "is the best of 4 in 'Profit'" in text
    assert "With a probability of 95 % at least" in text


def test_json_and_the_folder_agree(journey, tmp_path):
    words = ("best", "auto-service", "--within", "5%", "--most", "8", *FAST, "--json")
    code, out, _ = journey(*words, "--out", tmp_path / "study")
    found = json.loads(out)
    assert code == 0
    assert {"best", "leader", "left", "candidates", "within", "probability"} <= set(found)
    kept = json.loads((tmp_path / "study" / "result.json").read_text())
    assert all(found[key] == value for key, value in kept.items())


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ((), "--within is missing"),
        (("--within", "often"), "this is no precision"),
        (("--within", "100", "--mixtures", "today"), "mixtures are of two strategies"),
        (("--within", "100", "--strategies", "today,omnichanel"), "nearest: omnichannel"),
        (("--within", "100", "--group", "knowledge"), "this is no group"),
    ],
)
def test_mistakes_end_with_2_and_nothing_is_written(journey, tmp_path, words, message):
    code, out, err = journey("best", "auto-service", *words, *FAST, "--out", tmp_path / "study")
    assert (code, out) == (2, "")
    assert message in " ".join(err.split())
    assert not (tmp_path / "study").exists()
