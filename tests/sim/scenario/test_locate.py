"""Places of keys: for everything that TOML can write."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest

from sim.scenario import library
from sim.scenario.reading.locate import Places

TEXT = '''\
# a comment with [brackets] and = signs
top = 1
[table]  # comment
  plain = "a # b"
"quoted key" = 2
'single' = 3
dotted.inner."deep one" = 4
inline = { a = 1, b = { c = [1, 2], "d e" = 5 } }
long = """
[not.a.table]
x = 1 \\""" still
"""
raw = \'\'\'
key = 'no'
\'\'\'
array = [
  1,  # one
  { x = 1 },

  [ 2, 3 ],
]
time = 2026-01-05T10:00:00Z
[[list]]
name = "a"
[[list]]
name = "b"
[list.sub]
z = 1
[[list.nested]]
y = 2
[ spaced . table ]
last = true'''


def walk(data: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    found = [path] if path else []
    if isinstance(data, (dict, list)):
        for key, value in data.items() if isinstance(data, dict) else enumerate(data):
            found += walk(value, (*path, key))
    return found


@pytest.mark.parametrize(
    ("path", "place"),
    [
        (("top",), "2:1"), (("table",), "3:1"), (("table", "plain"), "4:3"),
        (("table", "quoted key"), "5:1"), (("table", "single"), "6:1"),
        (("table", "dotted", "inner", "deep one"), "7:14"), (("table", "dotted"), "7:1"),
        (("table", "inline", "a"), "8:12"), (("table", "inline", "b", "c", 1), "8:33"),
        (("table", "inline", "b", "d e"), "8:37"), (("table", "raw"), "13:1"),
        (("table", "array", 0), "17:3"), (("table", "array", 1, "x"), "18:5"),
        (("table", "array", 2, 1), "20:8"), (("table", "time"), "22:1"),
        (("list", 0), "23:1"), (("list", 0, "name"), "24:1"), (("list", 1, "name"), "26:1"),
        (("list", 1, "sub", "z"), "28:1"), (("list", 1, "nested", 0, "y"), "30:1"),
        (("spaced", "table", "last"), "32:1"),
    ],
)  # fmt: skip
def test_place(path: tuple[str | int, ...], place: str) -> None:
    assert Places(TEXT).of(path) == place


def test_unknown_path_falls_back_to_what_is_around() -> None:
    places = Places(TEXT)
    assert places.of(("list", 1, "missing", "deeper")) == "25:1"
    assert places.of(("nothing",)) is None
    assert not places.holds(("list", 1, "missing"))


def test_every_key_of_the_text_has_a_place() -> None:
    for text in (TEXT, library.text_of("auto-service")):
        places = Places(text)
        for path in walk(tomllib.loads(text)):
            if path == ("spaced",):
                continue  # only implied by [spaced.table]
            assert places.holds(path), path


@pytest.mark.parametrize(
    "text", ["[", "a", "a =", "x = [", "x = [}", 'x = "', "x = {a", '"""', "=", "a = '''"]
)
def test_broken_text_ends_quietly(text: str) -> None:
    Places(text)
