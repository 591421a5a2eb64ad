"""`journey lift`: the answer on screen and as JSON, and what is refused."""

from __future__ import annotations

import json

import pytest

FAST = ("--days", "30", "--replications", "5")
HOW = ("lift", "auto-service", "--strategy", "omnichannel")


def test_the_answer_is_told_in_a_sentence_and_tables(journey):
    code, out, _ = journey(*HOW, "--without", "channel.email", "--without", "channel.display",
                           "--absent", "channel.web", *FAST)  # fmt: skip
    text = " ".join(out.split())
    assert code == 0
    assert max(map(len, out.splitlines())) <= 80
    assert "If there were no web, without email and display, omnichannel would earn EUR" in text
    for row in ("channel.email", "channel.web, absent", "all together", "interaction"):
        assert row in text
    assert "Discounts to people who would have bought anyway: EUR" in text
    assert "Silent too, though customers have asked for it: thank-you." in text
    assert "What was spent there is saved" in text


def test_what_is_not_used_is_told_as_such(journey):
    code, out, _ = journey("lift", "auto-service", "--strategy", "today", "--without",
                           "channel.display", *FAST)  # fmt: skip
    text = " ".join(out.split())
    assert code == 0
    assert "Without display nothing would change: today uses no action there" in text


def test_json_has_the_names_of_the_contract(journey, tmp_path):
    code, out, _ = journey(*HOW, "--without", "channel.email", *FAST, "--json", "--out",
                           tmp_path / "study")  # fmt: skip
    found = json.loads(out)
    assert code == 0
    assert found["lift"]["profit"].keys() >= {"mean", "ci_low", "ci_high"}
    assert found["single"]["channel.email"] == found["lift"]
    assert found["interaction"] is None
    kept = json.loads((tmp_path / "study" / "result.json").read_text())
    assert all(found[key] == value for key, value in kept.items())


def test_several_things_may_be_named_at_once(journey):
    code, out, _ = journey(*HOW, "--without", "channel.email,channel.sms", *FAST, "--json")
    assert code == 0
    assert list(json.loads(out)["single"]) == ["channel.email", "channel.sms"]


def test_a_dry_run_tells_what_it_would_take(journey, tmp_path):
    code, out, _ = journey(*HOW, "--without", "channel.email", *FAST, "--dry-run", "--out",
                           tmp_path / "study")  # fmt: skip
    assert code == 0
    assert not (tmp_path / "study").exists()
    assert out


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ((), "nothing is named that could be silent"),
        (("--without", "channel.emial"), "nearest: channel.email"),
        (("--without", "email"), "nearest: channel.email"),
        (("--absent", "channel.bays"), "appointments are kept there"),
        (("--without", "channel.sms", "--absent", "channel.sms"), "named twice"),
    ],
)
def test_mistakes_end_with_2_and_nothing_is_written(journey, tmp_path, words, message):
    code, out, err = journey(*HOW, *words, *FAST, "--out", tmp_path / "study")
    assert (code, out) == (2, "")
    assert message in " ".join(err.split())
    assert "Traceback" not in err
    assert not (tmp_path / "study").exists()


def test_the_strategy_must_be_named(journey):
    code, out, err = journey("lift", "auto-service", "--without", "channel.email")
    assert (code, out) == (2, "")
    assert "--strategy is missing" in err
