"""Dotted keys in tables: broken after dots, whole where there is room."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from sim.report.terminal.parts.key import Key, broken
from sim.report.terminal.parts.tables import table_of

KEY = "persona.commuter.effort_tolerance"


@pytest.mark.parametrize(
    ("width", "lines"),
    [
        (80, [KEY]),
        (33, [KEY]),
        (32, ["persona.commuter.", "effort_tolerance"]),
        (16, ["persona.", "commuter.", "effort_tolerance"]),
        (15, ["persona.", "commuter.", "effort_", "tolerance"]),
        (5, ["persona.", "commuter.", "effort_", "tolerance"]),
    ],
)
def test_lines_end_after_dots(width, lines):
    assert broken(KEY, width) == lines
    assert "".join(lines) == KEY


def test_long_names_are_broken_after_hyphens():
    assert broken("cross-channel", 12) == ["cross-", "channel"]
    assert broken("cross-channel", 13) == ["cross-channel"]


def test_words_are_broken_at_spaces():
    assert broken("all as stated", 8) == ["all as", "stated"]
    assert broken("", 8) == [""]


@pytest.mark.parametrize("width", [30, 40, 100])
def test_a_table_is_never_wider_than_the_terminal(width):
    table = table_of("Keys")
    table.add_column("", max_width=40)
    table.add_column("now", justify="right", no_wrap=True)
    table.add_row(Key(KEY), "1,234,567")
    out = io.StringIO()
    Console(file=out, width=width).print(table)
    lines = out.getvalue().splitlines()
    assert max(map(len, lines)) <= width
    assert any("effort_" in line for line in lines)
    assert any(KEY in line for line in lines) == (width == 100)
