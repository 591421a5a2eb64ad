"""`journey roadmap`: the answer on screen and as JSON, and what is refused."""

from __future__ import annotations

import json

import pytest

FAST = ("--days", "60", "--replications", "5", "--seed", "3")
TWO = ("--channels", "web,email")


def test_the_answer_is_told_in_words_steps_and_bars(journey):
    code, out, _ = journey("roadmap", "auto-service", *TWO, *FAST)
    text = " ".join(out.split())
    assert code == 0
    assert max(map(len, out.splitlines())) <= 80
    assert "What pays is actions, not joining: those of web" in text
    assert "its actions alone bring EUR" in text
    assert "joining costs EUR" in text
    assert "On the way from today towards omnichannel" in text
    assert "month 36" in text
    assert "Lived once from end to end" in text
    assert "All 4 sets of the 2 steps were lived" in text


def test_stay_as_you_are(journey, tmp_path):
    path = tmp_path / "dear.toml"
    assert journey("new", path, "--from", "auto-service")[0] == 0
    text = path.read_text()
    lines = ["factor = 100" if line.startswith("factor =") else line for line in text.splitlines()]
    assert "factor = 100" in lines
    path.write_text("\n".join(lines))
    code, out, _ = journey("roadmap", path, *TWO, *FAST)
    assert code == 0
    assert "Stay as you are: of 4 states between today and omnichannel" in " ".join(out.split())
    assert max(map(len, out.splitlines())) <= 80


def test_json_has_the_names_of_the_contract(journey, tmp_path):
    words = ("roadmap", "auto-service", "--link", "phone -> email", "--step", "net=web,sms")
    code, out, _ = journey(*words, *FAST, "--every", "30 d", "--horizon", "1", "--json",
                           "--out", tmp_path / "study")  # fmt: skip
    found = json.loads(out)
    assert code == 0
    assert set(found["items"]) == {"net", "phone -> email"}
    for step in found["steps"]:
        assert {"step", "profit", "cost", "payback_days", "ci_low", "ci_high"} <= set(step)
    assert (found["every"], found["horizon"], found["method"]) == (30.0, 365.0, "exact")
    assert len(found["cumulative"]) == 12
    kept = json.loads((tmp_path / "study" / "result.json").read_text())
    assert all(found[key] == value for key, value in kept.items())


def test_too_few_replications_have_no_intervals(journey):
    code, out, _ = journey("roadmap", "auto-service", *TWO, "--days", "60", "--replications", "2")
    assert code == 0
    assert "no intervals: they need at least 5 replications" in " ".join(out.split())


def test_what_it_would_take(journey):
    code, out, _ = journey("roadmap", "auto-service", *FAST, "--dry-run", "--json")
    assert code == 0
    assert json.loads(out)["at_most"] is True


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--step", "ads"), "this is no step"),
        (("--step", "a=web", "--step", "a=sms"), "two steps have one name"),
        (("--channels", "wbe"), "nearest: web"),
        (("--to", "omnichanel"), "nearest: omnichannel"),
        (("--to", "today"), "from one strategy to another"),
        (("--link", "web"), "this is not a link"),
        (("--horizon", "0"), "this is no horizon"),
        (("--every", "0"), "so many days apart"),
    ],
)
def test_mistakes_end_with_2_and_nothing_is_written(journey, tmp_path, words, message):
    code, out, err = journey("roadmap", "auto-service", *words, *FAST, "--out", tmp_path / "s")
    assert (code, out) == (2, "")
    assert message in " ".join(err.split())
    assert "Traceback" not in err
    assert not (tmp_path / "s").exists()
