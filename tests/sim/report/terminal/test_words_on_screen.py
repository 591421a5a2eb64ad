"""Every label that commands print, and every key of their JSON, is in the glossary.

Labels are collected, not listed here: headings and first columns of tables as they are printed,
what stands before a colon in plain text, keys in the code that makes JSON and files.
"""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from rich.console import Group
from rich.padding import Padding
from rich.table import Table

from sim.cli.app import run_command
from sim.report.glossary.lookup import find
from sim.report.terminal.parts import tables
from sim.scenario import Scenario, library
from sim.store.event_table import EVENT_SCHEMA
from sim.study import reasons, story

ROOT = Path(__file__).resolve().parents[4]
HOW = "add it to sim/report/glossary/words.toml, or as an alias of what is there"
KPI_COLUMNS = ("strategy", "channel", "kpi", "replication", "value", "ci_low", "ci_high", "unit")
LABEL = re.compile(r"^[-* ]*([A-Za-z][A-Za-z ,]*?): ")


def unexplained(words):
    return sorted(word for word in words if not find(word))


# --- tables ------------------------------------------------------------------------------------


def tables_of(renderable):
    """Tables within what is printed."""
    if isinstance(renderable, Table):
        yield renderable
    elif isinstance(renderable, Padding):
        yield from tables_of(renderable.renderable)
    elif isinstance(renderable, Group):
        for part in renderable.renderables:
            yield from tables_of(part)


def labels(table):
    """Headings, and the cells of the first column of a table that has headings."""
    if not table.show_header:
        return
    yield from (str(column.header) for column in table.columns)
    yield from (str(cell) for cell in table.columns[0].cells)


@pytest.fixture
def printed(monkeypatch):
    """What goes to a console, before it becomes text."""
    seen = []
    plain = tables._Console.print

    def remember(self, *objects, **options):
        seen.extend(objects)
        plain(self, *objects, **options)

    monkeypatch.setattr(tables._Console, "print", remember)
    return seen


@pytest.mark.parametrize(
    "words",
    [
        ("run", "auto-service", "--strategy", "omnichannel"),
        ("run", "auto-service", "--strategy", "today", "--days", "90", "--replications", "2"),
        ("compare", "auto-service"),
        ("compare", "auto-service", "--equal", "total", "--days", "90"),
        ("compare", "auto-service", "--replications", "3", "--strategies", "today,omnichannel"),
    ],
)
def test_headings_and_rows_of_tables(clock, printed, capfd, words):
    assert run_command(list(words)) == 0
    scenario = Scenario.load("auto-service")
    given = {*scenario.strategies, *(channel.name for channel in scenario.channels)}
    found = {
        label.replace("-\n", "-").rstrip("*").strip()
        for renderable in printed
        for table in tables_of(renderable)
        for label in labels(table)
    } - {*given, ""}
    assert len(found) > 20
    assert not unexplained(found), HOW


# --- plain text --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words",
    [
        ("scenarios",),
        ("check", "auto-service"),
        ("assumptions", "auto-service", "--all"),
        ("assumptions", "auto-service", "--kind", "published"),
        ("explain", "open"),
    ],
)
def test_what_stands_before_a_colon(capfd, words):
    assert run_command(list(words)) == 0
    out = capfd.readouterr().out
    if words[0] == "explain":  # its own headings; the names of dotted keys are no labels
        out = "\n".join(line for line in out.splitlines() if not line.startswith(" "))
    found = {
        match[1]
        for line in out.splitlines()
        if not line.startswith("    ") and (match := LABEL.match(line))
    } - {*library.names(), Scenario.load("auto-service").title}
    assert not unexplained(found), HOW


def leading_texts(path):
    """Texts in a module but for docstrings, and the beginnings of those with values in them."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    within = {
        id(part)
        for node in ast.walk(tree)
        if isinstance(node, ast.JoinedStr)
        for part in node.values[1:]
    }
    within |= {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        fixed = isinstance(node, ast.Constant) and isinstance(node.value, str)
        if fixed and id(node) not in within:
            yield node.value


def test_labels_of_stories():
    """Stories are simulated; their labels stand in the modules that tell them."""
    found = {
        match[1]
        for name in ("story", "entries")
        for text in leading_texts(ROOT / "sim" / "report" / "words" / f"{name}.py")
        if (match := LABEL.match(f"{text} "))
    }
    assert found >= {"why", "known then", "rather than"}
    assert not unexplained(found), HOW


def test_outcomes_of_plans_in_stories():
    words = {*reasons.PLAIN.values(), *(story._outcome_word(number) for number in range(12))}
    words |= {story._outcome_word(number, True) for number in range(12)}
    assert len(words) > 8
    assert not unexplained(words), HOW


# --- JSON and files ----------------------------------------------------------------------------


def json_makers(tree):
    """Functions that make JSON, and what is printed as such."""
    for node in ast.walk(tree):
        named = isinstance(node, ast.FunctionDef) and (
            "json" in node.name.split("_")
            or node.name in ("outline", "answer", "answered", "told", "_told")
        )
        if named or (isinstance(node, ast.Call) and ast.unparse(node.func) == "print_json"):
            yield node


def keys_in(node):
    for inner in ast.walk(node):
        if isinstance(inner, ast.Dict):
            yield from (key.value for key in inner.keys if isinstance(key, ast.Constant))
        elif isinstance(inner, ast.Subscript) and isinstance(inner.ctx, ast.Store):
            if isinstance(inner.slice, ast.Constant):
                yield inner.slice.value


def test_keys_of_json_and_manifests():
    found = {
        key
        for path in sorted((ROOT / "sim").rglob("*.py"))
        if path.parent.name != "docs"  # the words of JSON Schema are its own
        for node in json_makers(ast.parse(path.read_text(encoding="utf-8")))
        for key in keys_in(node)
    }
    assert found >= {"ci_low", "verdict", "events_digest", "matched", "parameters", "sha256"}
    assert not unexplained(found), HOW


def test_columns_of_files():
    from sim.report.words.ledger import COLUMNS

    found = {*EVENT_SCHEMA.names, *KPI_COLUMNS, "period", *COLUMNS}
    assert not unexplained(found), HOW
