"""Tables in a narrow terminal: no line is too long, no figure of the wide one is missing."""

from __future__ import annotations

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
SECONDS = re.compile(r"\S+ s\b")
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
