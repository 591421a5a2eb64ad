"""`journey breakeven`: the answer on screen and as JSON, and what is refused."""

from __future__ import annotations

import json
import re

import pytest

FAST = ("--days", "30", "--replications", "5", "--points", "3")
OVER = ("--over", "platform.factor=0:1")


def test_the_answer_is_told_in_words_and_points(journey):
    code, out, _ = journey("breakeven", "auto-service", "omnichannel", "today", *OVER, *FAST)
    text = " ".join(out.split())
    assert code == 0
    assert max(map(len, out.splitlines())) <= 80
    assert "omnichannel and today break even at platform.factor 0." in text
    assert re.search(r"below it omnichannel is better( \(perhaps by luck\))?, above it today", text)
    assert "The scenario has platform.factor at 1." in text


def test_where_one_is_better_throughout(journey):
    code, out, _ = journey("breakeven", "auto-service", "omnichannel", "today", *FAST,
                           "--over", "platform.factor=1:2")  # fmt: skip
    assert code == 0
    assert "today is better for any platform.factor between 1 and 2" in " ".join(out.split())


def test_json_has_the_names_of_the_contract(journey, tmp_path):
    words = ("breakeven", "auto-service", "omnichannel", "today", *OVER, *FAST, "--json")
    code, out, _ = journey(*words, "--days", "365", "--out", tmp_path / "study")
    found = json.loads(out)
    assert code == 0
    assert {"key", "value", "ci_low", "ci_high", "crossings"} <= set(found)
    assert found["ci_low"] < found["value"] < found["ci_high"]
    kept = json.loads((tmp_path / "study" / "result.json").read_text())
    assert all(found[key] == value for key, value in kept.items())


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ((), "--over is missing"),
        (("--over", "platform.factor"), "this is no range"),
        (("--over", "platform.factor=1"), "this is no range"),
        (("--over", "platform.facto=0:1"), "nearest: platform.factor"),
        (("--over", "platform.factor=0:2:5"), "a range has two ends"),
        (("--over", "platform.factor=one:two"), ""),
    ],
)
def test_mistakes_end_with_2_and_nothing_is_written(journey, tmp_path, words, message):
    code, out, err = journey("breakeven", "auto-service", "omnichannel", "today", *words, *FAST,
                             "--out", tmp_path / "study")  # fmt: skip
    assert (code, out) == (2, "")
    assert message in " ".join(err.split())
    assert "Traceback" not in err
    assert not (tmp_path / "study").exists()
