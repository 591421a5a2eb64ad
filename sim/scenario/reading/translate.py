"""Mistakes that the models find, told in the words of the file's author."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from engine.errors import InputErrors, ScenarioError, nearest_name
from sim.scenario.keys import fields_of, named, table_in
from sim.scenario.models import MANY, NAMED, Document, Table
from sim.scenario.reading.labels import Path
from sim.scenario.reading.locate import Places
from sim.scenario.values.quantities import shown

MOST_SHOWN = 50


class Mistakes:
    """Collects what is wrong with a file; raises all of it at once."""

    def __init__(self, file: str | None, text: str | None, data: Mapping[str, Any]) -> None:
        self.file = file
        self.data = data
        self._text = text
        self._places: Places | None = None
        self.found: list[ScenarioError] = []

    def at(self, path: Path) -> str:
        """Line, column and dotted key of a place."""
        line = self._place(path)
        key = named(path, self.data)
        return f"{line}: {key}" if line and key else key or line or ""

    def line(self, path: Path) -> int | None:
        """The line of a place; None where the text is not known."""
        place = self._place(path)
        return int(place.split(":")[0]) if place else None

    def _place(self, path: Path) -> str | None:
        if self._places is None and self._text is not None:
            self._places = Places(self._text)
        return self._places.of(path) if self._places else None

    def add(
        self,
        path: Path,
        message: str,
        *,
        found: str | None = None,
        expected: str | None = None,
        nearest: str | None = None,
    ) -> None:
        """Keep one mistake."""
        self.found.append(
            ScenarioError(
                message,
                file=self.file,
                place=self.at(path),
                found=found,
                expected=expected,
                nearest=nearest,
            )
        )

    def done(self) -> None:
        """Raise what was found: one error as itself, several together in order of their lines."""
        self.found.sort(key=_order)
        if len(self.found) == 1:
            raise self.found[0]
        if self.found:
            raise InputErrors(self.found[:MOST_SHOWN])


_LINE = re.compile(r"(\d+):(\d+)")


def _order(error: ScenarioError) -> tuple[float, float]:
    """Line and column of a mistake; one without comes last."""
    match = _LINE.match(error.place or "")
    return (float(match[1]), float(match[2])) if match else (math.inf, math.inf)


def add_validation(error: ValidationError, data: Mapping[str, Any], mistakes: Mistakes) -> None:
    """Add every mistake of a pydantic error; a misspelt key is not told as a missing one too."""
    found = []
    misspelt: set[Path] = set()
    for detail in error.errors(include_url=False):
        path = _in_file(tuple(detail["loc"]), data)
        context: Mapping[str, Any] = detail.get("ctx", {})
        words = _words(detail["type"], path, context, detail.get("input"), str(detail["msg"]))
        if detail["type"] == "extra_forbidden" and words["nearest"] is not None:
            misspelt.add((*path[:-1], words["nearest"]))
        found.append((detail["type"], path, words))
    for kind, path, words in found:
        if kind != "missing" or path not in misspelt:
            mistakes.add(path, **words)


def _in_file(loc: tuple[Any, ...], data: Mapping[str, Any]) -> Path:
    """The place in the file of a place in the models: parts that only models have are left out."""
    path: list[str | int] = []
    here: Any = data
    for position, part in enumerate(loc):
        if part == "[key]":
            break
        if isinstance(here, Mapping):
            if part in here:
                here = here[part]
            elif part in ("links", "channels", "go_on") and position >= 3:
                continue
            else:
                # A key that the file lacks; a model's own part below a plain number is dropped.
                path.append(part)
                break
        elif isinstance(here, list) and isinstance(part, int) and part < len(here):
            here = here[part]
        else:
            break
        path.append(part)
    return tuple(path)


def _model_at(path: Path) -> type[Table] | None:
    """The model of the table at a place."""
    model: type[Table] | None = Document
    for part in path:
        if isinstance(part, int):
            continue
        entry = fields_of(model).get(part) if model is not None else None
        model = table_in(entry[1].annotation) if entry is not None else None
    return model


def _description(path: Path) -> str | None:
    model = _model_at(path[:-1])
    entry = fields_of(model).get(str(path[-1])) if model is not None and path else None
    return entry[1].description if entry is not None else None


def _words(
    kind: str, path: Path, context: Mapping[str, Any], value: Any, fallback: str
) -> dict[str, Any]:
    key = next((part for part in reversed(path) if isinstance(part, str)), "")
    if kind == "scenario":
        return {name: context.get(name) for name in ("message", "found", "expected", "nearest")}
    if kind == "extra_forbidden":
        return _unknown_key(path, key)
    if kind == "missing" and len(path) == 1:
        table = f"[[{key}]]" if key in NAMED else f"[{key}]"
        return {
            "message": f"there is no {table} table",
            "found": "nothing",
            "expected": f"add a {table} table: {_description(path)}",
        }
    if kind == "missing":
        return {
            "message": f'"{key}" is missing',
            "found": "nothing",
            "expected": _description(path) or f"a value for {key}",
        }
    if kind == "literal_error":
        listed = str(context["expected"]).replace(" or ", ", ").split(", ")
        options = [item.strip("'") for item in listed]
        return {
            "message": f"{key} has no such setting",
            "found": shown(value),
            "expected": ", ".join(f'"{item}"' for item in options),
            "nearest": nearest_name(value, options) if isinstance(value, str) else None,
        }
    if kind in _BOUNDS:
        word, name = _BOUNDS[kind]
        return {
            "message": f"{key} is out of range",
            "found": shown(value),
            "expected": f"{word} {context[name]:g}",
        }
    if len(path) == 1 and kind in _LISTS and isinstance(value, Mapping):
        return {
            "message": f"[{key}] must be [[{key}]], as there may be several",
            "found": f"[{key}]",
            "expected": f"two brackets on each side: [[{key}]]",
        }
    if len(path) == 1 and kind in _TABLES and isinstance(value, list):
        return {
            "message": f"[[{key}]] must be [{key}], as there is only one",
            "found": f"[[{key}]]",
            "expected": f"one bracket on each side: [{key}]",
        }
    return {
        "message": f"{key} cannot be this" if key else fallback,
        "found": shown(value),
        "expected": _shape(kind, path, key) or fallback,
    }


_LISTS = ("tuple_type", "list_type")
_TABLES = ("model_type", "model_attributes_type", "dict_type")
_BOUNDS = {
    "greater_than": ("above", "gt"),
    "greater_than_equal": ("at least", "ge"),
    "less_than": ("below", "lt"),
    "less_than_equal": ("at most", "le"),
}


def _unknown_key(path: Path, key: str) -> dict[str, Any]:
    model = _model_at(path[:-1])
    options = list(fields_of(model)) if model is not None else []
    where = f"[[{path[0]}]]" if path[0] in MANY else f"[{path[0]}]"
    if len(path) == 1:
        where = "the file"
    elif len(path) > 2 and not isinstance(path[-2], int):
        where = str(path[-2])
    nearest = nearest_name(key, options)
    owner = None if nearest is not None else _owner_of(key)
    return {
        "message": f'{where} has no key "{key}"' + (f"; {owner} has" if owner else ""),
        "found": key,
        "expected": ", ".join(options),
        "nearest": nearest,
    }


def _owner_of(key: str) -> str | None:
    """The one table of the file that has such a key; None where none has, or several."""
    owners = [
        f"[[{table}]]" if table in MANY else f"[{table}]"
        for table in fields_of(Document)
        if (model := _model_at((table, 0) if table in NAMED else (table,))) is not None
        and key in fields_of(model)
    ]
    return owners[0] if len(owners) == 1 else None


def _shape(kind: str, path: Path, key: str) -> str | None:
    """What is expected where the kind of value is wrong."""
    if kind in _TABLES:
        if len(path) == 1:
            return f"a table: [{key}]"
        if len(path) == 2 and isinstance(path[1], int):
            return f"a table: [[{path[0]}]]"
        return "a table: {name = value}"
    if kind in _LISTS:
        if len(path) == 1:
            return f"a list of tables: [[{key}]]"
        within = isinstance(path[-1], int)
        return "a list in the list: [[..., ...]]" if within else "a list: [..., ...]"
    if kind == "string_type":
        return f"text: {_description(path) or key}"
    return None
