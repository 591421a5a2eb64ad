"""From TOML text to a `Scenario`: read, take labels off, validate, cross-check.

All mistakes of a stage are told at once. The later stages need what the earlier ones make sure.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path as FilePath
from typing import Any

from pydantic import ValidationError

from engine.errors import InputErrors, ScenarioError
from sim.scenario import keys, library
from sim.scenario.checking.actions import check_written_rules
from sim.scenario.checking.document import check, check_passes
from sim.scenario.checking.ranges import check_ranges
from sim.scenario.models import Document
from sim.scenario.reading.labels import (
    LABEL_KEYS,
    RANGE_KEYS,
    Label,
    Path,
    Unpacked,
    check_label,
    unpack,
)
from sim.scenario.reading.ranges import (
    PARSERS,
    check_unused,
    entries,
    listed_range,
    with_range,
)
from sim.scenario.reading.toml_text import read_toml
from sim.scenario.reading.translate import Mistakes, add_validation
from sim.scenario.scenario import Scenario, label_of, plain_numbers
from sim.scenario.values.quantities import (
    CURRENCY,
    QuantityError,
    shown,
    written,
)

EDIT = "(edit)"
"""Stands among a scenario's changes for an edit that no dotted key can tell."""


def load(path_or_name: str | FilePath) -> Scenario:
    """Read a .toml file, or a built-in scenario by name; see `Scenario.load`."""
    file, text, built_in = library.resolve(path_or_name)
    return from_text(text, file=file, library=built_in)


def from_text(text: str, *, file: str | None = None, library: bool = False) -> Scenario:
    """Read a scenario from its text.

    Args:
        text: TOML.
        file: name for errors.
        library: refuse numbers without a label, as built-in scenarios must have them.
    """
    mistakes = Mistakes(file, text, {})
    raw = read_toml(text, file)
    if "profile" in raw and "persona" not in raw:
        raise ScenarioError(
            "this looks like a catalogue, not like a scenario", file=file,
            found="[[profile]], and no [[persona]]",
            expected="a scenario; a catalogue is for journey decide",
        )  # fmt: skip
    mistakes.data = raw
    unpacked = unpack(raw, mistakes.add)
    mistakes.done()
    mistakes.data = unpacked.data
    return _build(unpacked, text, file, mistakes, library=library)


def _build(
    unpacked: Unpacked,
    text: str,
    file: str | None,
    mistakes: Mistakes,
    *,
    library: bool = False,
    changed: Mapping[str, Any] | None = None,
    known: tuple[Mapping[str, Label], Mapping[str, float]] | None = None,
) -> Scenario:
    """Validate data, cross-check it, and put the scenario together.

    Args:
        known: labels and plain numbers; None: found in the data.
    """
    document = _validate(unpacked.data, mistakes)
    if known is None:
        labels = _labels(document, unpacked, mistakes, library=library, changed=bool(changed))
        known = labels, plain_numbers(document)
    check(document, mistakes)
    if not changed:
        check_passes(document, mistakes)
    mistakes.done()
    scenario = Scenario(
        document=document,
        labels=known[0],
        numbers=known[1],
        text=text,
        file=file,
        changed=dict(changed or {}),
        data=unpacked.data,
        unpacked=unpacked,
    )
    if not changed:
        _check_changes(scenario, mistakes)
        mistakes.done()
        check_ranges(scenario, mistakes)
        mistakes.done()
    return scenario


def _validate(data: Mapping[str, Any], mistakes: Mistakes) -> Document:
    table = data.get("scenario")
    table = table if isinstance(table, Mapping) else {}
    currency = table.get("currency")
    if not (isinstance(currency, str) and CURRENCY.fullmatch(currency)):
        currency = "EUR"  # a mistake of its own, which amounts need not repeat
    context = {"currency": currency, "start": table.get("start")}
    try:
        return Document.model_validate(dict(data), context=context)
    except ValidationError as error:
        add_validation(error, data, mistakes)
        check_written_rules(data, mistakes)
        mistakes.done()
        raise


# --- labels ------------------------------------------------------------------------------------


def _labels(
    document: Document, unpacked: Unpacked, mistakes: Mistakes, *, library: bool, changed: bool
) -> dict[str, Label]:
    """The label of every number, by dotted key."""
    labels: dict[str, Label] = {}
    leaves: dict[str, keys.Leaf] = {}
    currency = document.scenario.currency
    for leaf in keys.leaves(document):
        leaves[leaf.key] = leaf
        value = _written(unpacked.data, leaf.path)
        own = unpacked.of(leaf.path)
        label = label_of(document, leaf, own, None if value is None else str(value))
        if own is not None and "low" in own and value is not None:
            label = with_range(label, own, leaf, currency, leaf.path, mistakes)
        if library and label.kind == "mine":
            mistakes.add(
                leaf.path,
                "a number of a built-in scenario has no source",
                found=label.text,
                expected='{value = ..., kind = "assumed", source = "why"}, or labels of its table',
            )
        labels[leaf.key] = label
    for key, entry, path in entries(document.uncertainty):
        if changed and key not in leaves:  # what was set later has taken its place
            continue
        found = listed_range(key, entry, path, leaves, labels, currency, mistakes)
        if found is not None:
            labels[key] = found
    check_unused(unpacked.numbers, leaves.values(), mistakes)
    return labels


def _written(data: Any, path: Path) -> Any:
    """What the file has at a place, or None."""
    for position, part in enumerate(path):
        inside = isinstance(data, Mapping) and part in data
        if isinstance(data, list):
            inside = isinstance(part, int) and part < len(data)
        if inside:
            data = data[part]
        else:
            # A dial written as one number stands for the default of its table.
            rest = path[position:]
            return data if rest == ("default",) and not isinstance(data, (Mapping, list)) else None
    return data


# --- values set later --------------------------------------------------------------------------


def with_values(scenario: Scenario, values: Mapping[str, Any], *, relabel: bool = True) -> Scenario:
    """A scenario with other values; see `Scenario.with_values`."""
    data: dict[str, Any] = copy.deepcopy(dict(scenario.data))
    numbers = dict(scenario.unpacked.numbers)
    mistakes = Mistakes(scenario.file, None, data)
    for key, value in values.items():
        target = keys.find(data, key)
        # Where a whole table takes a value, what was said of its numbers goes with them.
        depth = len(target.path)
        for path in [path for path in numbers if path[:depth] == target.path and path[depth:]]:
            del numbers[path]
        _move_labels(numbers, target.path, data)
        if isinstance(value, Mapping) and "value" in value:
            label = {name: item for name, item in value.items() if name != "value"}
            if check_label(label, target.path, mistakes.add, (*LABEL_KEYS, *RANGE_KEYS)):
                numbers[target.path] = label
            value = value["value"]
        kind = target.quantity.kind if target.quantity is not None else None
        if kind in ("duration", "rate") and _is_number(value):
            value = written(kind, value)
        keys.assign(data, target.path, value)
    unpacked = Unpacked(data, numbers, scenario.unpacked.tables)
    changed = {**scenario.changed, **values}
    known = None if relabel else (scenario.labels, {**scenario.numbers, **values})
    found = _build(unpacked, scenario.text, scenario.file, mistakes, changed=changed, known=known)
    if scenario.history is None:
        return found
    return replace(found, history=with_values(scenario.history, values, relabel=relabel))


def edited(scenario: Scenario, edit: Callable[[dict[str, Any]], None], told: str) -> Scenario:
    """A scenario whose data are other ones from the start of the run on.

    Args:
        edit: changes a copy of the data, without labels; what it takes away or adds is no number.
        told: stands for the edit among the scenario's changes.

    Raises:
        ScenarioError, InputErrors: what comes of it is not valid.
    """
    data: dict[str, Any] = copy.deepcopy(dict(scenario.data))
    edit(data)
    unpacked = Unpacked(data, scenario.unpacked.numbers, scenario.unpacked.tables)
    changed = {**scenario.changed, EDIT: told}
    mistakes = Mistakes(scenario.file, None, data)
    found = _build(unpacked, scenario.text, scenario.file, mistakes, changed=changed)
    return replace(found, history=scenario.history or scenario)


def _move_labels(numbers: dict[Path, Any], path: Path, data: Mapping[str, Any]) -> None:
    """A dial given as one number becomes the default of a table, and its label goes along."""
    here: Any = data
    for depth, part in enumerate(path[:-1], start=1):
        inside = part in here if isinstance(here, Mapping) else isinstance(here, list)
        here = here[part] if inside else None
        if path[:depth] in numbers and not isinstance(here, (Mapping, list)):
            numbers[(*path[:depth], "default")] = numbers.pop(path[:depth])


def with_changes(scenario: Scenario, more: Mapping[int, Mapping[str, Any]]) -> Scenario:
    """A scenario whose changes set more; see `Scenario.with_changes`."""
    data: dict[str, Any] = copy.deepcopy(dict(scenario.data))
    for place, values in more.items():
        data["change"][place]["set"] |= values
    unpacked = Unpacked(data, scenario.unpacked.numbers, scenario.unpacked.tables)
    told = {f"change.{place + 1}.set": dict(values) for place, values in more.items()}
    return _build(
        unpacked, scenario.text, scenario.file, Mistakes(scenario.file, None, data),
        changed={**scenario.changed, **told}, known=(scenario.labels, scenario.numbers),
    )  # fmt: skip


def _check_changes(scenario: Scenario, mistakes: Mistakes) -> None:
    """Every change names keys that may change, and leaves a valid scenario."""
    horizon = scenario.scenario.windows * scenario.scenario.window
    current = scenario
    order = sorted(enumerate(scenario.document.change), key=lambda item: item[1].at)
    for index, change in order:
        place: Path = ("change", index)
        if change.at >= horizon:
            mistakes.add(
                (*place, "at"),
                "this change comes after the end of the run",
                found=shown(scenario.data["change"][index]["at"]),
                expected=f"less than {scenario.scenario.days} d",
            )
        if not change.set:
            mistakes.add(
                (*place, "set"), "this change changes nothing", found="no key",
                expected='{"channel.email.open" = 0.1}',
            )  # fmt: skip
        current = _one_change(current, change.set, (*place, "set"), mistakes)


def _one_change(
    scenario: Scenario, values: Mapping[str, Any], place: Path, mistakes: Mistakes
) -> Scenario:
    """The scenario after a change; what is wrong with the change goes to ``mistakes``."""
    fine = True
    for key, value in values.items():
        problem = _unchangeable(scenario, key, value)
        if problem is not None:
            fine = False
            mistakes.add(
                (*place, key),
                problem.message,
                found=problem.found,
                expected=problem.expected,
                nearest=problem.nearest,
            )
    if not fine:
        return scenario
    try:
        return with_values(scenario, values)
    except (ScenarioError, InputErrors) as error:
        for one in error.errors if isinstance(error, InputErrors) else (error,):
            about = f" ({one.place})" if one.place else ""
            mistakes.add(
                place, one.message + about, found=one.found, expected=one.expected,
                nearest=one.nearest,
            )  # fmt: skip
    return scenario


def _unchangeable(scenario: Scenario, key: str, value: Any) -> ScenarioError | None:
    """Why a key cannot stand in a change, or None."""
    if "." not in key and isinstance(value, Mapping):
        return ScenarioError(
            "the dotted key stands without quotation marks",
            found=key,
            expected='"channel.email.open" = 0.1, in quotation marks',
        )
    try:
        target = keys.find(scenario.data, key)
    except ScenarioError as error:
        return error
    if target.fixed:
        return ScenarioError(
            "this cannot change during a run",
            found=key,
            expected="a number of behaviour, budget, channels, offers or actions, needs, margins "
            "or objections of personas, or a dial of a strategy",
        )
    number = value.get("value") if isinstance(value, Mapping) else value
    kind = target.quantity.kind if target.quantity is not None else None
    if kind in ("duration", "rate") and _is_number(number):
        # In a file these need their unit, which `with_values` does without.
        try:
            PARSERS[kind](number)
        except QuantityError as problem:
            return ScenarioError(problem.message, found=problem.found, expected=problem.expected)
    return None


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)
