"""What is no TOML is told in plain words: what is likely wrong, and what to write."""

from __future__ import annotations

import pytest

from engine.errors import ScenarioError
from sim.scenario.reading.toml_text import read_toml

# (text, line told, what is likely wrong, what to write)
WRONG: list[tuple[str, int, str, str]] = [
    ("start = 05.01.2026", 1, "year-month-day", "start = 2026-01-05"),
    ("start = 2026/01/05", 1, "year-month-day", "start = 2026-01-05"),
    ("start = 2026-02-30", 1, "February 2026 has 28 days", "start = 2026-02-28"),
    ("start = 2026-13-01  # odd", 1, "no month 13", "start = 2026-12-31"),
    ("total = 3,600", 1, "marks for thousands", "total = 3600"),
    ("total = 20.000,00", 1, "decimal point", "total = 20000.00"),
    ("market = 1.200.000", 1, "marks for thousands", "market = 1200000"),
    ("urgent = yes", 1, "true and false", "urgent = true"),
    ("urgent = No  # never", 1, "true and false", "urgent = false"),
    ("urgent = True", 1, "small letters", "urgent = true"),
    ("t = { a = yes, b = 2 }", 1, "true and false", "a = true"),
    ("name = \u201cweb\u201d", 1, "curly", "straight"),
    ('a = 1\nname = "web\nb = 2', 2, "quotation mark is missing", "between two quotation marks"),
    ('name = "web', 1, "quotation mark is missing", "between two quotation marks"),
    ("name = web", 1, "in quotation marks", 'name = "web"'),
    ("name: web", 1, "a colon stands where =", "name = web"),
    ("share = 0,5", 1, "decimal point", "share = 0.5"),
    ("share = 20 %", 1, "quotation marks", 'share = "20 %"'),
    ("valid = 14 d", 1, "quotation marks", 'valid = "14 d"'),
    ("need = 2 per year", 1, "quotation marks", 'need = "2 per year"'),
    ("price = 90 EUR", 1, "quotation marks", 'price = "90 EUR"'),
    ("at = 08:00", 1, "quotation marks", 'at = "08:00"'),
    ('on = ["web" "email"]', 1, "a comma or the closing ]", "a comma between"),
    ('a = ["web",\n"email"\nb = 2', 3, "begins in line 1", "] at its end"),
    ("caps = [\n{ limit = 2 }\n{ limit = 1 }]", 3, "a comma or the closing ]", "a comma between"),
    ("t = { a = 1 b = 2 }", 1, "a comma or the closing }", "on one line"),
    ("t = { a = 1,\n b = 2 }", 1, "goes on in the next line", "on one line"),
    ("[scenario\na = 1", 1, "brackets", "[scenario]"),
    ("[[persona]\na = 1", 1, "brackets", "[[persona]]"),
    ("[persona]\na = 1\n[persona]", 3, "stands twice", "[[persona]]"),
    ("a = 1\na = 2", 2, "stands twice", "once"),
    ("[budget]\ntotal = 1\n[behaviour]\n[budget]", 4, "first in line 1", "lines of both"),
    ("a =\nb = 2", 1, "no value", "name ="),
    ("a\nb = 2", 1, "no =", "name ="),
    ("a b = 2", 1, "a key cannot have", '"a b" = 1'),
    ('a = "C:\\dir"', 1, "means something else", "two of them"),
    ('a = """long', 1, "has no end", "three marks"),
]


@pytest.mark.parametrize(("text", "line", "problem", "write"), WRONG)
def test_advice(text: str, line: int, problem: str, write: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        read_toml(text, "my.toml")
    error = caught.value
    assert str(error.place).startswith(f"{line}:")
    assert error.message.startswith("this is not valid TOML: ")
    assert problem in error.message
    assert write in str(error.expected)
    assert error.found == f'"{text.splitlines()[line - 1].strip()}"'


def test_where_nothing_can_be_guessed() -> None:
    with pytest.raises(ScenarioError) as caught:
        read_toml("a = 007", None)
    assert caught.value.place == "1:6"


def test_a_line_without_end_is_refused_at_once() -> None:
    with pytest.raises(ScenarioError):
        read_toml("a" * 1_000_000, None)
