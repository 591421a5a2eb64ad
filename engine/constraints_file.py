"""[[constraint]] and [[exclusion]] of a catalogue file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from engine.constraints import COST, PICKS, WHAT_COUNTS, Constraint, Exclusion
from engine.quantities import parse_number

if TYPE_CHECKING:
    from engine.catalog_file import _Reader

__all__ = ["CONSTRAINT_KEYS", "read_constraints", "read_exclusions"]

CONSTRAINT_KEYS: dict[str, frozenset[str]] = {
    "constraint": frozenset("counts maximum minimum name of per".split()),
    "of": frozenset("action channel creative group offer".split()),
    "exclusion": frozenset(["actions"]),
}
"""Keys that are read, by table."""


def read_constraints(reader: _Reader, data: Mapping[str, Any]) -> tuple[Constraint, ...]:
    """All [[constraint]] tables; mistakes go to the reader."""
    return tuple(_constraint(reader, *item) for item in reader.tables(data, "constraint"))


def _constraint(reader: _Reader, row: Mapping[str, Any], place: str) -> Constraint:
    counts = row.get("counts", PICKS)
    if isinstance(counts, dict) and "value" in counts:  # a scenario's number with its source
        counts = counts["value"]
    if isinstance(counts, (int, float)) and not isinstance(counts, bool):
        counts = repr(counts)
    elif not isinstance(counts, str):
        reader.refuse(f"{place}.counts", "this cannot be counted", counts, WHAT_COUNTS)
        counts = PICKS
    given = row.get("of", {})
    if not isinstance(given, dict):
        reader.refuse(f"{place}.of", "this is no table", given, '{action = "letters"}')
        given = {}
    reader.keys(given, "of", f"{place}.of")
    of = {
        key: reader.words(_listed(given), key, f"{place}.of.{key}")
        for key in given
        if key != "labels"
    }
    bounds = {
        key: reader.money(row, key, place, None)
        if counts == COST
        else reader.number(row, key, place, None, parse_number)
        for key in ("minimum", "maximum")
    }
    per = row.get("per", "plan")
    return Constraint(reader.name(row, place), **bounds, of=of, counts=counts, per=per)


def _listed(given: Mapping[str, Any]) -> dict[str, Any]:
    """One name alone is a list of one."""
    return {key: [value] if isinstance(value, str) else value for key, value in given.items()}


def read_exclusions(reader: _Reader, data: Mapping[str, Any]) -> tuple[Exclusion, ...]:
    """All [[exclusion]] tables."""
    return tuple(
        Exclusion(reader.words(row, "actions", f"exclusion[{number}].actions"))
        for number, (row, _) in enumerate(reader.tables(data, "exclusion"))
    )
