"""Nothing is wider than a terminal of 80 columns: help, lists, errors, next steps."""

from __future__ import annotations

import json
import os

import pytest

from sim.cli.app import app

COMMANDS = [(), *((command.name,) for command in app.registered_commands)]


@pytest.fixture(autouse=True)
def terminal(monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")


def too_long(text):
    return [line for line in text.splitlines() if len(line) > 80]


@pytest.mark.parametrize("words", COMMANDS)
def test_help(journey, words):
    code, out, err = journey(*words, "--help")
    assert (code, err) == (0, "")
    assert "Usage:" in out
    assert not too_long(out)


@pytest.mark.parametrize(
    "words",
    [
        ("comprae",),
        ("compare",),
        ("compare", "auto-service", "--strategies", "a,b"),
        ("compare", "auto-service", "--customers", "70"),
        ("compare", "auto-service", "--draws", "1000000000", "--replications", "1"),
        ("compare", "no-such-scenario-anywhere"),
        ("run", "auto-service"),
        ("run", "auto-service", "--strategy", "omni"),
        ("trace", "auto-service", "--strategy", "today", "--like", "impresion:email:nothing-here"),
        ("trace", "auto-service", "--strategy", "today", "--customer", "1000000"),
        ("people", "auto-service"),
        ("explain", "shadow"),
        ("explain", "fnord"),
        ("figures", "auto-service", "--industry", "none-such"),
        ("assumptions", "auto-service", "--table", "chanel.email"),
        ("new", "x.toml"),
        ("new", "no/such/folder/x.toml", "--from", "auto-service"),
        ("check", "broken.toml"),
    ],
)
def test_errors(journey, tmp_path, monkeypatch, words):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "broken.toml").write_text(
        '[scenario]\nnmae = "x"\nmarket = "many"\n[[persona]]\nname = "a"\nshare = 2\n'
        '[[channel]]\nname = "b"\nkind = "emial"\nopen = "3 d"\n'
    )
    code, _, err = journey(*words)
    assert code == 2
    assert err.startswith(("error: ", "broken.toml"))
    assert not too_long(err)


@pytest.mark.parametrize(
    "words", [("people", "auto-service", "--columns"), ("scenarios",), ("explain",)]
)
def test_lists(journey, words):
    code, out, _ = journey(*words)
    assert code == 0
    assert not too_long(out)


def test_next_steps_of_a_new_file(journey, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "answers.json").write_text(json.dumps({"industry": "retail"}))
    code, out, err = journey("new", "my-firm.toml", "--answers", "answers.json")
    assert code == 0
    assert "journey compare my-firm.toml" in out
    assert not too_long(out + err)
    code, out, err = journey("new", f"copy-of-{os.getpid()}.toml", "--from", "auto-service")
    assert code == 0
    assert not too_long(out + err)
