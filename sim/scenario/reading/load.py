"""From TOML text to a `Scenario`: read, take labels off, validate, cross-check.

All mistakes of a stage are told at once. The later stages need what the earlier ones make sure.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path as FilePath
from typing import Any

from pydantic import ValidationError

from engine.errors import InputErrors, ScenarioError
from sim.scenario import keys, library
from sim.scenario.checking.actions import check_written_rules
from sim.scenario.checking.document import check, check_passes
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
from sim.scenario.reading.toml_text import read_toml
from sim.scenario.reading.translate import Mistakes, add_validation
from sim.scenario.scenario import Scenario, label_of, plain_numbers
from sim.scenario.values.quantities import (
    CURRENCY,
    Quantity,
    QuantityError,
    parse_count,
    parse_duration,
    parse_money,
    parse_number,
    parse_rate,
    parse_share,
    plain,
    shown,
    written,
)


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
) -> Scenario:
    """Validate data, cross-check it, and put the scenario together."""
    document = _validate(unpacked.data, mistakes)
    labels = _labels(document, unpacked, mistakes, library=library)
    check(document, mistakes)
    if not changed:
        check_passes(document, mistakes)
    mistakes.done()
    scenario = Scenario(
        document=document,
        labels=labels,
        numbers=plain_numbers(document),
        text=text,
        file=file,
        changed=dict(changed or {}),
        data=unpacked.data,
        unpacked=unpacked,
    )
    if not changed:
        _check_changes(scenario, mistakes)
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
    document: Document, unpacked: Unpacked, mistakes: Mistakes, *, library: bool
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
            label = _with_range(label, own, leaf.quantity, currency, leaf.path, mistakes)
        if library and label.kind == "mine":
            mistakes.add(
                leaf.path,
                "a number of a built-in scenario has no source",
                found=label.text,
                expected='{value = ..., kind = "assumed", source = "why"}, or labels of its table',
            )
        labels[leaf.key] = label
    for key, entry, path in _uncertain(document.uncertainty):
        found = _uncertainty(key, entry, path, leaves, labels, currency, mistakes)
        if found is not None:
            labels[key] = found
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


_PARSERS = {
    "share": parse_share,
    "rate": parse_rate,
    "duration": parse_duration,
    "number": parse_number,
    "count": parse_count,
}


def _with_range(
    label: Label,
    entry: Mapping[str, Any],
    quantity: Quantity,
    currency: str,
    path: Path,
    mistakes: Mistakes,
) -> Label:
    """A label with its range in plain units."""
    ends: list[float] = []
    for name in ("low", "high"):
        try:
            if quantity.kind == "money":
                base = parse_money(entry[name], currency=currency)
            else:
                base = _PARSERS[quantity.kind](entry[name])
        except QuantityError as error:
            mistakes.add((*path, name), error.message, found=error.found, expected=error.expected)
            return label
        ends.append(plain(quantity.kind, base, currency=currency))
    if ends[0] > ends[1]:
        mistakes.add(
            (*path, "low"),
            "the range is upside down",
            found=f"low {shown(entry['low'])}, high {shown(entry['high'])}",
            expected="low below high",
        )
    more = {name: entry[name] for name in ("kind", "source", "year") if name in entry}
    return Label(
        **{
            **{name: getattr(label, name) for name in ("kind", "source", "year")},
            **more,
            "low": ends[0],
            "high": ends[1],
            "dist": entry.get("dist") or "uniform",
            "text": label.text,
            "default": label.default,
        }
    )


def _uncertain(table: Mapping[str, Any], path: Path = ("uncertainty",)) -> list[Any]:
    """Entries of [uncertainty], also where the keys stand without quotation marks."""
    entries: list[Any] = []
    for key, value in table.items():
        inner = isinstance(value, Mapping) and value and "low" not in value and "high" not in value
        if inner and all(isinstance(item, Mapping) for item in value.values()):
            entries += _uncertain(value, (*path, key))
        else:
            entries.append((".".join(str(part) for part in (*path[1:], key)), value, (*path, key)))
    return entries


def _uncertainty(
    key: str,
    entry: Any,
    path: Path,
    leaves: Mapping[str, keys.Leaf],
    labels: Mapping[str, Label],
    currency: str,
    mistakes: Mistakes,
) -> Label | None:
    expected = '{low = 0.1, high = 0.3, dist = "uniform"}'
    if key not in leaves:
        try:
            keys.find(mistakes.data, key)
        except ScenarioError as error:
            mistakes.add(
                path, error.message, found=key, expected=error.expected, nearest=error.nearest
            )
            return None
        mistakes.add(
            path, "this is not a number of the scenario", found=key, expected="the key of a number"
        )
        return None
    if not isinstance(entry, Mapping) or "low" not in entry or "high" not in entry:
        mistakes.add(path, "a range has both ends", found=shown(entry), expected=expected)
        return None
    allowed = ("low", "high", "dist", "kind", "source", "year")
    if not check_label(entry, path, mistakes.add, allowed):
        return None
    return _with_range(labels[key], entry, leaves[key].quantity, currency, path, mistakes)


# --- values set later --------------------------------------------------------------------------


def with_values(scenario: Scenario, values: Mapping[str, Any]) -> Scenario:
    """A scenario with other values; see `Scenario.with_values`."""
    data: dict[str, Any] = dict(scenario.data)
    numbers = dict(scenario.unpacked.numbers)
    mistakes = Mistakes(scenario.file, None, data)
    for key, value in values.items():
        target = keys.find(data, key)
        if isinstance(value, Mapping) and "value" in value:
            label = {name: item for name, item in value.items() if name != "value"}
            if check_label(label, target.path, mistakes.add, (*LABEL_KEYS, *RANGE_KEYS)):
                numbers[target.path] = label
            value = value["value"]
        kind = target.quantity.kind if target.quantity is not None else None
        if kind in ("duration", "rate") and _is_number(value):
            value = written(kind, value)
        data = keys.assign(data, target.path, value)
    mistakes.data = data
    unpacked = Unpacked(data, numbers, scenario.unpacked.tables)
    changed = {**scenario.changed, **values}
    return _build(unpacked, scenario.text, scenario.file, mistakes, changed=changed)


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
            expected="a number of behaviour, budget, channels, offers, actions or personas, "
            "or a dial of a strategy",
        )
    number = value.get("value") if isinstance(value, Mapping) else value
    kind = target.quantity.kind if target.quantity is not None else None
    if kind in ("duration", "rate") and _is_number(number):
        # In a file these need their unit, which `with_values` does without.
        try:
            _PARSERS[kind](number)
        except QuantityError as problem:
            return ScenarioError(problem.message, found=problem.found, expected=problem.expected)
    return None


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)
