"""The progress bar: quiet unless somebody is watching and waiting."""

import io
import sys
import time

import pytest

from engine import kernels
from sim.cli import output
from sim.cli.advice import quicker
from sim.cli.options import Simulated
from sim.cli.output import Meter, how_far, how_long, print_json, short, wrapped
from sim.scenario import Scenario
from sim.study import jobs


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.fixture(autouse=True)
def compiled(monkeypatch):
    monkeypatch.setattr(kernels, "first_compilation", lambda: False)


def terminal(monkeypatch):
    """A screen in place of stderr; not a fixture, as pytest sets stderr anew before the test."""
    screen = Terminal()
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setattr(output, "PATIENCE", 0.05)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "80")
    return screen


def until(screen, words, meanwhile=lambda: None):
    """Wait for words on the screen, at most ten seconds."""
    end = time.monotonic() + 10.0
    while words not in " ".join(screen.getvalue().split()) and time.monotonic() < end:
        meanwhile()
        time.sleep(0.02)


def test_shown_on_a_terminal_after_the_wait(monkeypatch):
    screen = terminal(monkeypatch)
    with Meter("simulating cross-channel") as meter:
        until(screen, "left", meanwhile=lambda: meter(time.monotonic(), 1e12))
    text = screen.getvalue()
    assert "simulating cross-channel" in text
    assert " %" in text
    assert "customer-days/s" in text
    assert " left" in text


def test_quiet_before_the_wait_is_over(monkeypatch):
    screen = terminal(monkeypatch)
    monkeypatch.setattr(output, "PATIENCE", 5.0)
    with Meter("simulating") as meter:
        meter(1, 10)
    assert screen.getvalue() == ""


def test_quiet_where_nobody_watches(monkeypatch):
    screen = io.StringIO()
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setattr(output, "PATIENCE", 0.0)
    with Meter("simulating") as meter:
        meter(1, 10)
        time.sleep(0.05)
    assert screen.getvalue() == ""


def test_a_first_compilation_is_said_with_how_long_it_takes(monkeypatch):
    screen = terminal(monkeypatch)
    monkeypatch.setattr(kernels, "first_compilation", lambda: True)
    with Meter("simulating") as meter:
        until(screen, "find it done compiling")
        before = screen.getvalue()
        until(screen, "simulating", meanwhile=lambda: meter(1, 10))
    assert "for the first time on this machine: about" in " ".join(before.split())
    assert "compiling " in before
    assert "simulating" not in before
    assert "simulating" in screen.getvalue()


def test_a_first_compilation_is_said_where_nobody_watches_too(monkeypatch):
    screen = io.StringIO()
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setattr(output, "PATIENCE", 0.0)
    monkeypatch.setattr(kernels, "first_compilation", lambda: True)
    with Meter("simulating"):
        until(screen, output.COMPILING)
    assert screen.getvalue() == output.COMPILING + "\n"


def test_long_work_is_said_at_the_start_once_with_what_is_quicker(monkeypatch):
    screen = io.StringIO()
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setattr(output, "PATIENCE", 9.0)
    monkeypatch.setenv("COLUMNS", "80")
    with Meter("simulating", rate=1e6, quicker="--draws 0, fewer --replications") as meter:
        meter(1.0, 121e6)
        meter(2.0, 130e6)
    assert screen.getvalue() == (
        "this takes about 2 minutes (121M customer-days); quicker: --draws 0, fewer\n"
        "  --replications\n"
    )
    with Meter("simulating", rate=1e6) as meter:
        meter(1.0, 119e6)
    with Meter("simulating") as meter:
        meter(1.0, 1e12)
    assert screen.getvalue().count("this takes") == 1


def test_what_takes_much_longer_than_thought_is_said_once_where_no_bar_tells(monkeypatch):
    screen = io.StringIO()
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setattr(output, "PATIENCE", 9.0)
    clock = iter([0.0, 10.0, 15.0, 30.0])
    monkeypatch.setattr(output.time, "monotonic", lambda: next(clock))
    with Meter("simulating", rate=1e6) as meter:
        for lived in (1e6, 4e6, 7e6, 9e6):  # 400,000 a second
            meter(lived, 121e6)
    assert screen.getvalue() == (
        "this takes about 2 minutes (121M customer-days)\n"
        "slower than thought: this takes about 5 minutes (121M customer-days)\n"
    )


def lived(monkeypatch, total, marks, *, screen=None):
    """Lines of stderr where so much has been lived at so many seconds."""
    screen = io.StringIO() if screen is None else screen
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setattr(output, "PATIENCE", 9.0)
    monkeypatch.setattr(output.time, "monotonic", lambda: next(clock))
    clock = iter([float(seconds) for seconds, _ in marks])
    with Meter("simulating") as meter:
        for _, done in marks:
            meter(done, total)
    return screen.getvalue().splitlines()


def test_long_work_says_how_far_it_is_where_no_bar_can_be(monkeypatch):
    """Once a tenth, and no sooner than after a minute."""
    steady = [(second, 1 + 100 * second // 720) for second in range(0, 721, 5)]
    lines = lived(monkeypatch, 101, steady)
    assert lines[0] == "11 % after 75 s, about 11 min left"
    assert lines[-1] == "90 % after 11 min, about 72 s left"
    assert len(lines) == 9
    fast = [(second, 1 + second) for second in range(241)]
    assert len(lived(monkeypatch, 241, fast)) == 3


def test_how_far_long_work_is_does_not_count_what_was_found_done(monkeypatch):
    """Half of a study that goes on was there at once."""
    lines = lived(monkeypatch, 100, [(0, 50), (100, 55), (200, 60), (300, 70)])
    assert lines == ["60 % after 3 min, about 13 min left", "70 % after 5 min, about 8 min left"]


def test_short_work_says_nothing_on_its_way_and_a_terminal_has_its_bar(monkeypatch):
    assert lived(monkeypatch, 115, [(second, 1 + second) for second in range(115)]) == []
    minutes = [(60 * minute, 1 + minute) for minute in range(30)]
    assert lived(monkeypatch, 30, minutes, screen=Terminal()) == []


@pytest.mark.parametrize("lived", [15e6, 11e6])
def test_what_takes_about_as_long_as_thought_is_said_once(monkeypatch, lived):
    screen = io.StringIO()
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setattr(output, "PATIENCE", 9.0)
    clock = iter([0.0, 15.0])
    monkeypatch.setattr(output.time, "monotonic", lambda: next(clock))
    with Meter("simulating", rate=1e6) as meter:
        meter(1.0, 121e6)
        meter(lived, 121e6)
    assert screen.getvalue() == "this takes about 2 minutes (121M customer-days)\n"


def test_how_long_in_words():
    assert how_long(7.2e9, 1e6, "") == "this takes about 2 hours (7.2G customer-days)"
    assert how_long(3e8, 1e6, "").startswith("this takes about 5 minutes (300M ")


def test_how_much_is_lived_in_a_second(monkeypatch):
    monkeypatch.setattr(jobs, "usable_threads", lambda: 4)
    each = Simulated(threads=1).rate
    assert Simulated().rate == Simulated(threads=9).rate == 4 * each
    assert Simulated(clock="simpy").rate < each


def test_how_far_in_words():
    assert how_far(0.0, 100.0, 0.0, 1.0) == "0 %"
    assert how_far(25e6, 100e6, 20e6, 10.0) == "25 %  2.0M customer-days/s  0:38 left"
    assert how_far(1e3, 1e7, 1e3, 1.0) == "0 %  1.0k customer-days/s  2:46:39 left"
    assert [short(number) for number in (7, 950, 61_300, 1.25e9)] == ["7", "950", "61k", "1.2G"]


def test_json_is_one_object_and_never_holds_what_json_lacks(capsys):
    print_json({"ü": [1, None, 0.5]})
    assert capsys.readouterr().out == '{\n  "ü": [\n    1,\n    null,\n    0.5\n  ]\n}\n'
    with pytest.raises(ValueError, match="not JSON compliant"):
        print_json({"x": float("nan")})


@pytest.mark.parametrize("pair", ["12.5 %", "EUR 1,200.00", "EUR -4.50"])
def test_numbers_stay_with_their_sign(monkeypatch, pair):
    monkeypatch.setenv("COLUMNS", "40")
    for letters in range(20, 40):
        lines = wrapped("x" * letters + f" {pair} and so on", indent="  ").split("\n")
        assert any(pair in line for line in lines)


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("auto-service", "fewer --replications"),  # three bays of 600 people leave no sample
        ("mattress", "fewer --replications or --customers"),
    ],
)
def test_a_sample_is_offered_where_one_may_be_taken(name, told):
    assert quicker(Scenario.load(name)) == told
