"""What a comparison offers to ask next can be asked."""

from __future__ import annotations

import re
import shlex

import pytest

from sim.scenario import Scenario

FAST = ("--days", "20", "--replications", "2", "--draws", "0")


def offered(out):
    _, _, below = out.partition("\nnext:\n")
    return [shlex.split(line) for line in below.splitlines() if line.startswith("  journey")]


@pytest.mark.parametrize("name", ["auto-service", "mattress"])
def test_every_question_that_is_offered_can_be_asked(journey, name, tmp_path):
    path = tmp_path / "my own.toml"
    path.write_text(Scenario.load(name).text)
    out = journey("compare", path, *FAST, "--customers", "2k" if name == "mattress" else "600")[1]
    found = offered(out)
    assert [words[1] for words in found] == ["drivers", "tipping", "pilot", "roadmap"]
    for words in found:
        assert words[2] == str(path)
        told = " ".join(words)
        assert ("--days 20" in told) == (words[1] != "pilot")
        assert "--replications 2" in told
        assert "--seed" not in told
        code, _, err = journey(*words[1:], "--dry-run")
        assert code == 0, err


def test_one_strategy_leaves_nothing_to_ask(journey):
    out = journey("compare", "auto-service", *FAST, "--strategies", "omnichannel")[1]
    assert "next:" not in out
    out = journey("compare", "auto-service", *FAST, "--strategies", "today,omnichannel")[1]
    assert offered(out)[0][3:5] == ["omnichannel", "today"]
    out = journey("compare", "auto-service", *FAST, "--equal", "total")[1]
    assert offered(out) == []


@pytest.mark.parametrize("columns", [50, 60, 80, 200])
def test_commands_are_never_wider_than_the_terminal(journey, monkeypatch, columns):
    monkeypatch.setenv("COLUMNS", str(columns))
    monkeypatch.setenv("TTY_COMPATIBLE", "1")
    monkeypatch.setenv("NO_COLOR", "1")
    code, out, _ = journey("compare", "auto-service", "--days", "20", "--replications", "5",
                           "--draws", "0", "--seed", "7")  # fmt: skip
    assert code == 0
    told = re.sub(r"\x1b\[[0-9;]*m", "", out[out.index("next:") :])
    assert max(map(len, told.splitlines())) <= columns
    joined = told.replace("\\\n", " ")
    words = [shlex.split(line) for line in joined.splitlines() if line.startswith("  journey ")]
    assert [line[1] for line in words] == ["drivers", "tipping", "pilot", "roadmap"]
    for line in words:
        assert line[:1] == ["journey"]
        assert line[line.index("--seed") + 1] == "7"
        assert line[line.index("--replications") + 1] == "5"
    assert words[0][2] == "auto-service"
    assert words[0][4] == "today"
