"""Renews the tables of docs/figures.md: runs each command that stands there, and keeps the words.

``python -m sim.report.figures_page`` writes the page anew, which takes some minutes;
``python -m sim.report.figures_page mattress`` only the tables of that scenario.
"""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Sequence
from pathlib import Path

from sim.report.terminal.figures import show_figures
from sim.report.terminal.parts.tables import console
from sim.study.figures.figures import figures

PAGE = Path("docs") / "figures.md"
WIDTH = 80
BLOCK = re.compile(
    r"```text\n\$ journey figures (?P<scenario>\S+) --strategy (?P<strategy>\S+)"
    r"(?: --industry (?P<industry>\S+))?\n(?P<told>.*?)```\n",
    re.S,
)


def table(scenario: str, strategy: str, industry: str | None) -> str:
    """The table that such a command prints, and its sources."""
    result = figures(scenario, strategy, industries=() if industry is None else industry.split(","))
    out = io.StringIO()
    show_figures(result, console(out, WIDTH))
    lines = [line.rstrip() for line in out.getvalue().splitlines()]
    start = next(place for place, line in enumerate(lines) if "published  simulated" in line)
    end = lines.index("", lines.index("", start) + 1)
    return "\n".join(lines[start:end]) + "\n"


def renewed(page: str, only: Sequence[str] = ()) -> str:
    """The page with its tables as they come out now: all, or those of some scenarios."""

    def again(block: re.Match[str]) -> str:
        if only and block["scenario"] not in only:
            return block[0]
        told = table(block["scenario"], block["strategy"], block["industry"])
        start, end = block.span("told")
        return block[0][: start - block.start()] + told + block[0][end - block.start() :]

    return BLOCK.sub(again, page)


if __name__ == "__main__":
    PAGE.write_text(renewed(PAGE.read_text(encoding="utf-8"), sys.argv[1:]), encoding="utf-8")
