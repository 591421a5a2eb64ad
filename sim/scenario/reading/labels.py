"""Where each number comes from, and how far it may be off.

Any number of a scenario file may be written as a table
``{value=, low=, high=, dist=, kind=, source=, year=}``; any table may carry
``labels = {kind=, source=, year=}``, which holds for every number in it that has no label of its
own. A number without either is the user's own, ``mine``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from engine.errors import nearest_name
from sim.scenario.values.quantities import shown
from sim.scenario.words import DISTRIBUTIONS, SOURCE_KINDS

Path = tuple[str | int, ...]
"""A place in the file's data: keys, and positions in lists."""

Report = Callable[..., None]
"""Called as ``report(path, message, found=, expected=, nearest=)`` for every mistake."""

LABEL_KEYS = ("kind", "source", "year")
RANGE_KEYS = ("low", "high", "dist")


@dataclass(frozen=True)
class Label:
    """Source and range of one number.

    Attributes:
        kind: mine, published, fitted or assumed.
        source: who says so, or why it is assumed.
        year: of the source.
        low, high: range in plain units (those that `Scenario.with_values` takes).
        dist: distribution over the range.
        text: the value as the file has it, or as the default is documented.
        default: True where the file says nothing and a documented default holds.
    """

    kind: str = "mine"
    source: str | None = None
    year: int | None = None
    low: float | None = None
    high: float | None = None
    dist: str | None = None
    text: str = ""
    default: bool = False


@dataclass
class Unpacked:
    """A file's data without its labels, and the labels by place."""

    data: dict[str, Any]
    numbers: dict[Path, dict[str, Any]] = field(default_factory=dict)
    tables: dict[Path, dict[str, Any]] = field(default_factory=dict)

    def of(self, path: Path) -> dict[str, Any] | None:
        """The label written for a number: its own, else that of the nearest table around it."""
        own = self.numbers.get(path)
        if own is not None and "kind" in own:
            return own
        for length in range(len(path), -1, -1):
            around = self.numbers.get(path[:length]) or self.tables.get(path[:length])
            if around is not None and "kind" in around:
                return {**around, **(own or {})} if length < len(path) else around
        return own


def unpack(raw: Mapping[str, Any], report: Report) -> Unpacked:
    """Take every label out of the data of a file.

    The tables ``[uncertainty]`` and ``set`` of ``[[change]]`` keep their inner tables: their keys
    are dotted names, not fields.
    """
    result = Unpacked({})
    result.data = {
        key: value if key == "uncertainty" else _unpack(value, (key,), result, report)
        for key, value in raw.items()
    }
    return result


def _unpack(value: Any, path: Path, result: Unpacked, report: Report) -> Any:
    if isinstance(value, list):
        return [_unpack(item, (*path, i), result, report) for i, item in enumerate(value)]
    if not isinstance(value, dict):
        return value
    # A table of the file itself (an action, say) may have a field named value.
    if "value" in value and len(path) > 1 and not (len(path) == 2 and isinstance(path[1], int)):
        label = {key: item for key, item in value.items() if key != "value"}
        if check_label(label, path, report, (*LABEL_KEYS, *RANGE_KEYS)):
            result.numbers[path] = label
        return _unpack(value["value"], path, result, report)
    plain: dict[str, Any] = {}
    for key, item in value.items():
        if key == "labels":
            if not isinstance(item, dict):
                report((*path, key), "labels is a table", found=shown(item), expected=_EXAMPLE)
            elif check_label(item, (*path, key), report, LABEL_KEYS):
                result.tables[path] = item
        elif path[0] == "change" and key == "set":
            plain[key] = item
        else:
            plain[key] = _unpack(item, (*path, key), result, report)
    return plain


_EXAMPLE = '{kind = "assumed", source = "why"}'


def check_label(
    label: Mapping[str, Any], path: Path, report: Report, allowed: tuple[str, ...]
) -> bool:
    """Report what is wrong with a label; True where nothing is."""
    fine = True

    def wrong(key: str, message: str, **more: Any) -> None:
        nonlocal fine
        fine = False
        report((*path, key) if key in label else path, message, **more)

    for key in label:
        if key not in allowed:
            wrong(
                key,
                f'a label has no "{key}"',
                found=key,
                expected=", ".join(allowed),
                nearest=nearest_name(key, allowed),
            )
    kind = label.get("kind", "mine")
    if kind not in SOURCE_KINDS:
        near = nearest_name(kind, SOURCE_KINDS) if isinstance(kind, str) else None
        expected = ", ".join(SOURCE_KINDS)
        wrong("kind", "unknown kind of source", found=shown(kind), expected=expected, nearest=near)
    source, year = label.get("source"), label.get("year")
    if source is not None and (not isinstance(source, str) or not source.strip()):
        wrong("source", "a source is named in words", found=shown(source), expected=_EXAMPLE)
    if year is not None and (
        isinstance(year, bool) or not isinstance(year, int) or not 1800 <= year <= 2200
    ):
        wrong("year", "this is not a year", found=shown(year), expected="a year such as 2019")
    if kind == "published" and (source is None or year is None):
        wrong(
            "kind",
            "a published number names its source and year",
            found=", ".join(label) or "no label",
            expected='{kind = "published", source = "Mailchimp, October 2019", year = 2019}',
        )
    dist = label.get("dist")
    if dist is not None and dist not in DISTRIBUTIONS:
        near = nearest_name(dist, DISTRIBUTIONS) if isinstance(dist, str) else None
        expected = ", ".join(DISTRIBUTIONS)
        wrong("dist", "unknown distribution", found=shown(dist), expected=expected, nearest=near)
    if ("low" in label) != ("high" in label):
        wrong(
            "low" if "low" in label else "high",
            "a range has both ends",
            found="only " + ("low" if "low" in label else "high"),
            expected="low = ..., high = ...",
        )
    return fine
