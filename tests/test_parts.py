"""docs/parts.md names keys, tests and built-in scenarios: all are there, and in use as it says."""

from __future__ import annotations

import ast
import functools
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sim.cli.app import app
from sim.model.market.market import Market
from sim.scenario import Scenario
from sim.scenario.library import names
from sim.study.kpis import KPIS

ROOT = Path(__file__).resolve().parent.parent
LIBRARY = names()
PAGE = (ROOT / "docs" / "parts.md").read_text(encoding="utf-8")
COLUMNS = ("part", "in the file", "tests", "used by")
KEY = re.compile(r'(?P<path>[a-z_]+(?:\.[a-z_]+)+)(?: = "(?P<value>[^"]+)")?')
WORDS = ("field", "KPI", "command", "later")
"""What a key cell names besides keys: a field that rules read, a result, a command, one to come."""

Row = dict[str, str]


def rows() -> list[Row]:
    """The rows of all tables of the page."""
    lines = [line for line in PAGE.splitlines() if line.startswith("| ")]
    cells = [[cell.strip() for cell in line.strip("| ").split(" | ")] for line in lines]
    wrong = [line for line in cells if len(line) != len(COLUMNS)]
    assert not wrong, wrong
    return [dict(zip(COLUMNS, line, strict=True)) for line in cells if tuple(line) != COLUMNS]


ROWS = rows()
NAMES = [row["part"] for row in ROWS]


def items(cell: str) -> list[str]:
    """What stands in the cell as code."""
    return re.findall(r"`([^`]+)`", cell)


def word(item: str) -> tuple[str, str] | None:
    """The sort of item and its name, of those that are no keys."""
    kind, _, name = item.partition(" ")
    return (kind, name) if kind in WORDS else None


# --- what there is ----------------------------------------------------------------------------


@functools.cache
def described() -> dict[str, str]:
    """What docs/scenario.md, which is printed from the code, says of each dotted key."""
    keys, table = {}, ""
    for line in (ROOT / "docs" / "scenario.md").read_text(encoding="utf-8").splitlines():
        if heading := re.match(r"## \[+([a-z_]+)\]+$", line):
            table = heading[1]
        elif line.startswith("## "):
            table = ""
        elif table and (row := re.match(r"\| `([a-z_.]+)` \| (.*)", line)):
            keys[f"{table}.{row[1]}"] = row[2]
    return keys


@functools.cache
def tables(name: str) -> dict[str, Any]:
    """Tables of a built-in scenario."""
    return tomllib.loads((ROOT / "scenarios" / f"{name}.toml").read_text("utf-8"))


@functools.cache
def fields_read(name: str) -> frozenset[str]:
    """Fields that rules and formulas of a built-in scenario read, as the model gathers them."""
    scenario = Scenario.load(name)
    read = 0
    for strategy in scenario.strategies:
        read |= int(Market.build(scenario, strategy).phases[0].params["reads"][0])
    return frozenset(
        field for place, field in enumerate(scenario.profile.names) if read >> place & 1
    )


def found(place: Any, path: list[str]) -> Iterator[Any]:
    """All values at a dotted path; lists are gone through."""
    if isinstance(place, list):
        for item in place:
            yield from found(item, path)
    elif not path:
        yield place
    elif isinstance(place, dict) and path[0] in place:
        yield from found(place[path[0]], path[1:])


def stands_in(item: str, name: str) -> bool:
    """Whether a scenario of the library has the key, with that value, or rules on the field."""
    named = word(item)
    if named is not None:
        return named[0] != "field" or named[1] in fields_read(name)
    key = KEY.fullmatch(item)
    assert key is not None
    values = list(found(tables(name), key["path"].split(".")))
    return bool(values) if key["value"] is None else key["value"] in values


def users(row: Row) -> list[str]:
    """Scenarios of the library in which all that the row names is in use."""
    return [
        name for name in LIBRARY if all(stands_in(item, name) for item in items(row[COLUMNS[1]]))
    ]


@functools.cache
def functions_of(path: str) -> frozenset[str]:
    """Names of the test functions of a module."""
    tree = ast.parse((ROOT / "tests" / path).read_text(encoding="utf-8"))
    return frozenset(node.name for node in tree.body if isinstance(node, ast.FunctionDef))


# --- the page says so -------------------------------------------------------------------------


@pytest.mark.parametrize("row", ROWS, ids=NAMES)
def test_keys_are_those_of_the_language(row: Row) -> None:
    named = items(row[COLUMNS[1]])
    assert named, "nothing is named"
    commands = {item.name for item in app.registered_commands}
    fields = set(re.findall(r"^\| `([a-z_]+)` \|", page_of_fields(), re.MULTILINE))
    known = {"field": fields, "KPI": {kpi.name for kpi in KPIS}, "command": commands}
    for item in named:
        kind, name = word(item) or ("key", item)
        if kind == "later":
            assert name not in commands, f"{name} is there by now"
        elif kind == "key":
            key = KEY.fullmatch(item)
            assert key is not None, item
            assert key["path"] in described(), item
            said = key["value"] or ""
            in_use = any(stands_in(item, scenario) for scenario in LIBRARY)
            assert in_use or re.search(rf"\b{said}\b", described()[key["path"]]), item
        else:
            assert name in known[kind], item


def page_of_fields() -> str:
    """The part of docs/scenario.md that lists what rules may read."""
    text = (ROOT / "docs" / "scenario.md").read_text(encoding="utf-8")
    return text.split("## What rules may read")[1]


@pytest.mark.parametrize("row", ROWS, ids=NAMES)
def test_tests_are_there(row: Row) -> None:
    later = all((word(item) or ("key",))[0] == "later" for item in items(row[COLUMNS[1]]))
    assert items(row["tests"]) or later or row["tests"].startswith("– words for readers")
    for item in items(row["tests"]):
        path, _, name = item.partition("::")
        assert name in functions_of(path), item


@pytest.mark.parametrize("row", ROWS, ids=NAMES)
def test_scenarios_that_use_it_do(row: Row) -> None:
    cell = row["used by"]
    if all(word(item) and word(item)[0] != "field" for item in items(row[COLUMNS[1]])):  # type: ignore[index]
        assert cell == "any file" or cell.startswith("— ")
        return
    if cell.startswith("—"):
        assert len(cell) > 10, "a reason is missing"
        assert users(row) == []
    else:
        assert cell.split(", ") == users(row)


def test_no_part_is_told_twice() -> None:
    assert len(set(NAMES)) == len(NAMES) > 100
