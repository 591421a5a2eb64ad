"""Values set in the text of a scenario, all else left as it is: comments, order, layout."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from engine.errors import InputError, InputErrors, ScenarioError
from sim.scenario import keys
from sim.scenario.catalogue.source import value_text
from sim.scenario.reading.labels import Path
from sim.scenario.reading.load import from_text
from sim.scenario.reading.locate import Reader
from sim.scenario.values.quantities import written
from sim.scenario.wizard.toml_writing import key as key_text

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario

__all__ = ["edited"]


def edited(scenario: Scenario, values: Mapping[str, Any], *, above: tuple[str, ...] = ()) -> str:
    """The text of a scenario with other values, comments kept.

    Args:
        scenario: as it was read, without values set since.
        values: by dotted key, as `Scenario.with_values` takes them.
        above: lines of a comment at the top.

    Raises:
        ScenarioError: the text is of a form in which they cannot be set; nothing is guessed.
    """
    wanted = scenario.with_values(values)
    text = scenario.text.replace("\r\n", "\n")
    places = _Values(text)
    places.read()
    edits: list[tuple[int, int, str]] = []
    missing: dict[Path, dict[str, str]] = {}
    for key, value in values.items():
        target = keys.find(scenario.data, key)
        kind = None if target.quantity is None else target.quantity.kind
        told = _text(value, kind, scenario, target.path)
        spans = [(*target.path, "value"), target.path]
        span = next((places.values[path] for path in spans if path in places.values), None)
        if span is not None:
            edits.append((*span, told))
        else:
            missing.setdefault(target.path[:-1], {})[str(target.path[-1])] = told
    for table, lacking in missing.items():
        edits.append(_insertion(places, table, lacking, scenario))
    for start, stop, told in sorted(edits, reverse=True):
        text = text[:start] + told + text[stop:]
    text = "".join(f"# {line}".rstrip() + "\n" for line in above) + text
    _same(text, wanted)
    return text


@dataclass
class _Values(Reader):
    """A reader that also notes where values begin and end, and where headers do."""

    values: dict[Path, tuple[int, int]] = field(default_factory=dict)
    headers: dict[Path, int] = field(default_factory=dict)

    def _value(self, path: Path) -> None:
        start = self.at
        super()._value(path)
        stop = start + len(self.text[start : self.at].rstrip())
        self.values[path] = start, stop

    def _header(self) -> None:
        super()._header()
        self.headers[self.table] = self.at


def _text(value: Any, kind: str | None, scenario: Scenario, path: Path) -> str:
    """A value as the file would have it; money with its currency where it stood so."""
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if number and kind in ("duration", "rate"):
        return value_text(written(kind, value))
    before: Any = scenario.data
    for part in path:
        inside = (isinstance(before, Mapping) and part in before) or (
            isinstance(before, list) and isinstance(part, int) and part < len(before)
        )
        before = before[part] if inside else None
    currency = scenario.scenario.currency
    if number and kind == "money" and isinstance(before, str) and currency in before:
        return value_text(f"{value:.12g} {currency}")
    return value_text(value)


def _insertion(
    places: _Values, table: Path, lacking: Mapping[str, str], scenario: Scenario
) -> tuple[int, int, str]:
    """Where keys go that the text has not, and what is put there.

    Raises:
        ScenarioError: there is no place for them.
    """
    pairs = [f"{key_text(name)} = {told}" for name, told in lacking.items()]
    if table in places.values and places.text[places.values[table][0]] == "{":
        start, stop = places.values[table]
        inside = places.text[start + 1 : stop - 1].rstrip()
        comma = "," if inside.strip() and not inside.endswith(",") else ""
        end = start + 1 + len(inside)
        return end, stop, f"{comma} {', '.join(pairs)} }}"
    if table in places.headers:
        end = places.headers[table]
        return end, end, "".join(f"\n{pair}" for pair in pairs)
    if table[:-1] in places.headers and isinstance(table[-1], str):
        end = places.headers[table[:-1]]
        return end, end, f"\n{key_text(table[-1])} = {{ {', '.join(pairs)} }}"
    raise _no_place(scenario.file, keys.join([str(part) for part in table]))


def _same(text: str, wanted: Scenario) -> None:
    """Hold the new text against what it should come to.

    Raises:
        ScenarioError: it comes to something else.
    """
    try:
        found = from_text(text, file=wanted.file)
    except (InputError, InputErrors) as problem:
        raise _no_place(wanted.file, str(problem)) from problem
    if found.document != wanted.document:
        raise _no_place(wanted.file, "a text that would come to something else")


def _no_place(file: str | None, found: str) -> ScenarioError:
    return ScenarioError(
        "these values cannot be set in the text of this file", file=file, found=found,
        expected="a file in which they are written out, or values set by hand",
    )  # fmt: skip
