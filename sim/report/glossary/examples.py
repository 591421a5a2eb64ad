"""Examples of keys: as a built-in scenario has them, else by kind of channel, default or form."""

from __future__ import annotations

import datetime
import re
import tomllib
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from sim.scenario import library

LONGEST = 90
"""Letters that an example may have; a longer value is none."""
ENTRIES = 3
"""Entries of a table that an example shows."""
_BARE = re.compile(r"[A-Za-z0-9_-]+")


def in_library(table: str, name: str) -> Any:
    """The first value that a built-in scenario has for a key such as ``pass.browse``, or None."""
    for data in _scenarios():
        for found in _values(data.get(table), name.split(".")):
            value = _short(found)
            if value not in ("", 0, [], {}) and len(toml(value)) <= LONGEST:
                return value
    return None


def _short(value: Any) -> Any:
    """The first of several tables, the first entries of a long one."""
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return value[:1]
    if isinstance(value, dict):
        return dict(list(value.items())[:ENTRIES])
    return value


@cache
def _scenarios() -> tuple[dict[str, Any], ...]:
    return tuple(tomllib.loads(library.text_of(name)) for name in library.names())


def _values(here: Any, parts: Sequence[str]) -> Iterator[Any]:
    """What stands at a key, in every member of the lists on the way."""
    if isinstance(here, list) and parts:
        for member in here:
            yield from _values(member, parts)
    elif not parts:
        yield _unlabelled(here)
    elif isinstance(here, dict) and parts[0] in here:
        yield from _values(here[parts[0]], parts[1:])


def _unlabelled(value: Any) -> Any:
    """A value without the tables that say where it comes from."""
    if isinstance(value, dict):
        if "value" in value:
            return value["value"]
        return {key: _unlabelled(item) for key, item in value.items() if key != "labels"}
    if isinstance(value, list):
        return [_unlabelled(item) for item in value]
    return value


def toml(value: Any) -> str:
    """A value as a file would have it, on one line."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(toml(item) for item in value) + "]"
    if isinstance(value, dict):
        inside = ", ".join(f"{_key(key)} = {toml(item)}" for key, item in value.items())
        return f"{{ {inside} }}" if inside else "{}"
    if isinstance(value, (datetime.date, datetime.time)):
        return value.isoformat()
    return str(value)


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else toml(name)
