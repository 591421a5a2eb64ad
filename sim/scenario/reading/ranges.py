"""Ranges of numbers: read beside a value, or from ``[uncertainty]``, into plain units."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from typing import Any

from engine.errors import ScenarioError
from sim.scenario import keys
from sim.scenario.reading.labels import Label, Path, check_label
from sim.scenario.reading.translate import Mistakes
from sim.scenario.values.quantities import (
    LARGEST,
    QuantityError,
    parse_count,
    parse_duration,
    parse_money,
    parse_number,
    parse_rate,
    parse_share,
    plain,
    shown,
)

PARSERS = {
    "share": parse_share,
    "rate": parse_rate,
    "duration": parse_duration,
    "number": parse_number,
    "count": parse_count,
}


def with_range(
    label: Label,
    entry: Mapping[str, Any],
    leaf: keys.Leaf,
    currency: str,
    path: Path,
    mistakes: Mistakes,
) -> Label:
    """A label with its range in plain units; what is wrong with the range goes to ``mistakes``."""
    kind = leaf.quantity.kind
    if isinstance(leaf.value, tuple) or leaf.path[0] == "scenario":
        mistakes.add(
            path,
            "this cannot have a range",
            found=leaf.key,
            expected="a single number about customers, firm or channels; what is simulated, and "
            "curves, are fixed",
        )
        return label
    ends: list[float] = []
    for name in ("low", "high"):
        try:
            base = _parsed(kind, entry[name], leaf, currency)
        except QuantityError as error:
            mistakes.add((*path, name), error.message, found=error.found, expected=error.expected)
            return label
        ends.append(plain(kind, base, currency=currency))
    _check_ends(kind, ends, entry, path, mistakes)
    more = {name: entry[name] for name in ("kind", "source", "year") if name in entry}
    return dataclasses.replace(
        label, **more, low=ends[0], high=ends[1], dist=entry.get("dist") or "uniform"
    )


def _parsed(kind: str, value: Any, leaf: keys.Leaf, currency: str) -> float:
    """An end of a range as a base value that the field takes.

    Raises:
        QuantityError: it takes no such value.
    """
    base = parse_money(value, currency=currency) if kind == "money" else PARSERS[kind](value)
    least, most = keys.bounds(leaf)
    if not least <= base <= most:
        ends = [plain(kind, end, currency=currency) for end in (least, most)]
        words = f"{ends[0]:g} to {ends[1]:g}" if ends[1] < LARGEST else f"at least {ends[0]:g}"
        unit = " (days)" if kind == "duration" else ""
        raise QuantityError(
            "the range leaves what this number can be", found=value, expected=words + unit
        )
    return float(base)


def _check_ends(
    kind: str, ends: list[float], entry: Mapping[str, Any], path: Path, mistakes: Mistakes
) -> None:
    if ends[0] > ends[1]:
        low, high = shown(entry["high"]), shown(entry["low"])
        why = f"{low} is the lower rate, as it is rarer" if kind == "rate" else "low below high"
        mistakes.add(
            (*path, "low"),
            "the range is upside down",
            found=f"low {shown(entry['low'])}, high {shown(entry['high'])}",
            expected=f"{why}: low = {low}, high = {high}",
        )
    if entry.get("dist") == "lognormal" and ends[0] <= 0.0:
        mistakes.add(
            (*path, "low"),
            "a lognormal range begins above 0",
            found=f"low {shown(entry['low'])}",
            expected="low above 0, or another dist",
        )


def check_unused(
    written: Mapping[Path, Mapping[str, Any]], leaves: Iterable[keys.Leaf], mistakes: Mistakes
) -> None:
    """Add every range that stands beside something else than a single number."""
    numbers = {_normal(leaf.path) for leaf in leaves}
    for path, label in written.items():
        if "low" in label and _normal(path) not in numbers:
            mistakes.add(
                path,
                "a range stands beside a single number",
                found="a range of a text, a list or a table",
                expected="low and high beside each number: {value = 0.2, low = 0.1, high = 0.3}",
            )


def _normal(path: Path) -> Path:
    """A place with links as the models write them."""
    return tuple(
        " -> ".join(piece.strip() for piece in part.split("->")) if isinstance(part, str) else part
        for part in path
    )


def entries(table: Mapping[str, Any], path: Path = ("uncertainty",)) -> list[Any]:
    """Entries of [uncertainty], also where the keys stand without quotation marks."""
    found: list[Any] = []
    for key, value in table.items():
        inner = isinstance(value, Mapping) and value and "low" not in value and "high" not in value
        if inner and all(isinstance(item, Mapping) for item in value.values()):
            found += entries(value, (*path, key))
        else:
            found.append((".".join(str(part) for part in (*path[1:], key)), value, (*path, key)))
    return found


def listed_range(
    key: str,
    entry: Any,
    path: Path,
    leaves: Mapping[str, keys.Leaf],
    labels: Mapping[str, Label],
    currency: str,
    mistakes: Mistakes,
) -> Label | None:
    """The label of a number with the range that [uncertainty] gives it; None where that fails."""
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
    return with_range(labels[key], entry, leaves[key], currency, path, mistakes)
