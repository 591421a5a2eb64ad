"""Tables in a narrow terminal: no line is too long, no figure of the wide one is missing."""

from __future__ import annotations

import io
import re

import pytest

FAST = ("--days", "60", "--replications", "5", "--seed", "3")
ASKED = {
    "compare": ("compare", "auto-service", *FAST, "--draws", "4"),
    "run": ("run", "auto-service", "--strategy", "omnichannel", *FAST),
    "drivers": ("drivers", "auto-service", *FAST, "multichannel", "today"),
    "breakeven": ("breakeven", "auto-service", *FAST, "multichannel", "today",
                  "--over", "platform.factor=0:4"),
    "tipping": ("tipping", "auto-service", *FAST, "multichannel", "today", "--keys", "platform"),
    "sweep": ("sweep", "auto-service", *FAST, "--vary", "platform.factor=0:2:3"),
    "roadmap": ("roadmap", "auto-service", *FAST, "--horizon", "3"),
    "figures": ("figures", "auto-service", "--days", "60", "--replications", "2"),
    "selection": ("selection", "auto-service", *FAST),
}  # fmt: skip
KEPT = {
    "sweep": ("sweep", "auto-service", *FAST, "--vary", "platform.factor=0:1:2"),
    "drivers": ("drivers", "auto-service", *FAST, "multichannel", "today"),
    "compare": ("compare", "auto-service", *FAST, "--draws", "0"),
    "run": ("run", "auto-service", "--strategy", "today", *FAST),
}  # fmt: skip
"""Commands whose last lines say where the work is kept."""
SECONDS = re.compile(r"\S+ s\b")
ANSI = re.compile(r"\x1b\[[0-9;]*m")
NUMBER = re.compile(r"(?<![\w.,])\d[\d,]*(?:\.\d+)?(?![\w,]|\.\d)")


@pytest.mark.parametrize("name", ASKED)
def test_no_figure_is_lost(journey, monkeypatch, name):
    told = {}
    for width in (100, 60):
        monkeypatch.setenv("COLUMNS", str(width))
        code, told[width], _ = journey(*ASKED[name])
        assert code == 0
    assert "\N{HORIZONTAL ELLIPSIS}" not in told[60]
    lines = told[60].partition("next:")[0].splitlines()  # commands to copy are whole when piped
    assert max(map(len, lines)) <= 60
    figures = {width: set(NUMBER.findall(SECONDS.sub("", text))) for width, text in told.items()}
    assert len(figures[100]) > 5
    assert figures[100] - figures[60] == set()


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.mark.parametrize("name", KEPT)
def test_the_last_lines_are_broken_around_a_whole_path(journey, monkeypatch, tmp_path, name):
    """On a terminal; a study finds in its folder what it has lived before."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "60")
    monkeypatch.setenv("TERM", "xterm")
    folder = "runs/a folder with a name of fifty letters, as some have"
    study = name in ("sweep", "drivers")
    for _ in range(1 + study):
        screen = Terminal()
        with monkeypatch.context() as patched:
            patched.setattr("sys.stdout", screen)
            code, _, _ = journey(*KEPT[name], "--out", folder)
        assert code == 0
    lines = ANSI.sub("", screen.getvalue()).splitlines()
    assert max(map(len, lines)) <= 60
    assert any(folder in line for line in lines)
    assert ("found in the folder" in " ".join(" ".join(lines).split())) is study
