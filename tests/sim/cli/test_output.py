"""The progress bar: quiet unless somebody is watching and waiting."""

import io
import sys
import time

import pytest

from sim.cli import output
from sim.cli.output import Meter, print_json


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_shown_on_a_terminal_after_the_wait(monkeypatch):
    screen = Terminal()
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setattr(output, "PATIENCE", 0.05)
    monkeypatch.setenv("TERM", "xterm")
    with Meter("simulating") as meter:
        for done in range(1, 8):
            meter(done, 10, done * 1_000)
            time.sleep(0.05)
    text = screen.getvalue()
    assert "simulating" in text
    assert "/10" in text
    assert "events/s" in text
    assert "left" in text


def test_quiet_before_the_wait_is_over(monkeypatch):
    screen = Terminal()
    monkeypatch.setattr(sys, "stderr", screen)
    with Meter("simulating") as meter:
        meter(1, 10, 1_000)
    assert screen.getvalue() == ""


def test_quiet_where_nobody_watches(monkeypatch):
    screen = io.StringIO()
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setattr(output, "PATIENCE", 0.0)
    with Meter("simulating") as meter:
        meter(1, 10, 1_000)
        time.sleep(0.05)
    assert screen.getvalue() == ""


def test_json_is_one_object_and_never_holds_what_json_lacks(capsys):
    print_json({"ü": [1, None, 0.5]})
    assert capsys.readouterr().out == '{\n  "ü": [\n    1,\n    null,\n    0.5\n  ]\n}\n'
    with pytest.raises(ValueError, match="not JSON compliant"):
        print_json({"x": float("nan")})
