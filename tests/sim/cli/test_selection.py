"""`journey selection`: claim and truth on screen and as JSON, and what is refused."""

from __future__ import annotations

import json

import pytest

FAST = ("--days", "90", "--replications", "5")


def test_the_answer_comes_first_in_plain_words(journey):
    code, out, _ = journey("selection", "auto-service", *FAST)
    text = " ".join(out.split())
    assert code == 0
    assert max(map(len, out.splitlines())) <= 80
    assert "people who used 2 channels or more brought EUR" in text
    assert "a survey would claim +" in text
    assert "of contribution against today: EUR" in text
    assert "the true effect there is exactly 0." in text
    assert "silent market" in text
    assert "+250 %" in text  # what is published
    assert "60 lives" not in text


def test_more_channels_and_fewer_strategies(journey):
    words = ("--strategies", "omnichannel,today", "--baseline", "today", "--channels-from", "3")
    code, out, _ = journey("selection", "auto-service", *words, *FAST)
    assert code == 0
    assert "people who used 3 channels or more" in " ".join(out.split())
    assert "multichannel" not in out


def test_nobody_to_compare(journey):
    words = ("--days", "0.02", "--replications", "2")
    code, out, _ = journey("selection", "auto-service", *words)
    assert code == 0
    assert "nobody used one channel: a survey has nothing to compare." in " ".join(out.split())


def test_json_has_the_names_of_the_contract(journey, tmp_path):
    code, out, _ = journey("selection", "auto-service", *FAST, "--json", "--out", tmp_path / "s")
    found = json.loads(out)
    assert code == 0
    assert {"ratio", "ci_low", "ci_high", "percent", "one", "many"} <= set(found["naive"])
    assert {"mean", "ci_low", "ci_high", "unit", "period", "percent"} <= set(found["true"])
    assert list(found["strategies"]) == ["today", "multichannel", "cross-channel", "omnichannel"]
    assert found["strategies"]["today"]["true"] is None
    zero = found["zero_effect"]
    assert (zero["true"]["mean"], zero["true"]["ci_low"], zero["true"]["ci_high"]) == (0, 0, 0)
    assert zero["naive"]["contribution"]["ratio"] is None or zero["naive"]["contribution"]["ratio"]
    table = found["strategies"]["omnichannel"]["by_channels"]
    assert [row["channels"] for row in table] == list(range(len(table)))
    assert sum(row["people"] for row in table) == pytest.approx(600)
    kept = json.loads((tmp_path / "s" / "result.json").read_text())
    assert all(found[key] == value for key, value in kept.items())


def test_a_dry_run_writes_nothing(journey, tmp_path):
    words = ("selection", "auto-service", *FAST, "--dry-run", "--json", "--out", tmp_path / "s")
    code, out, _ = journey(*words)
    found = json.loads(out)
    assert code == 0
    assert found["lives"] == 5 * 5  # four strategies, and the silent market
    assert "watched" in found["estimate"]["items"]["memory_bytes"]
    assert not (tmp_path / "s").exists()


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--channels-from", "1"), "2 to 8"),
        (("--channels-from", "two"), "is not a number"),
        (("--strategies", "omnichanel,today"), "nearest: omnichannel"),
        (("--baseline", "todai"), "nearest: today"),
        (("--strategies", "today"), "two strategies or more"),
    ],
)
def test_mistakes_end_with_2_and_nothing_is_written(journey, tmp_path, words, message):
    code, out, err = journey("selection", "auto-service", *words, *FAST, "--out", tmp_path / "s")
    assert (code, out) == (2, "")
    assert message in " ".join(err.split())
    assert "Traceback" not in err
    assert not (tmp_path / "s").exists()
