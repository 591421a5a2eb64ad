"""Dotted keys: ``channel.email.open``, ``strategy.omnichannel.sync."web -> email"``.

Names stand in place of positions; the members of a list without names (caps) are counted from 1.
Parts with other than letters, digits, ``_`` and ``-`` may be put in quotation marks.
"""

from __future__ import annotations

import functools
import inspect
import re
import typing
import weakref
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic.fields import FieldInfo

from engine.errors import ScenarioError, nearest_name
from sim.scenario.listing import listed
from sim.scenario.models import (
    NAMED,
    Constraint,
    Continuity,
    Document,
    Formula,
    Propensity,
    Recognition,
    Sync,
    Table,
)
from sim.scenario.models.base import meta
from sim.scenario.models.limits import MONEY
from sim.scenario.reading.labels import Path
from sim.scenario.values.quantities import Quantity

_PART = re.compile(r'"([^"]*)"|\'([^\']*)\'|([^."\']+)')
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_OPEN = {Sync: "links", Continuity: "links", Recognition: "channels"}
"""Dials whose table in the file mixes fields with names: the field that holds the names."""


@dataclass(frozen=True)
class Leaf:
    """One number of a scenario.

    Attributes:
        key: dotted key.
        path: place in the file's data, with positions for names.
        value: base value; a tuple for a curve such as season.
        quantity: kind and unit.
        field: the model's field, with description and default.
        owner: the table that the field is in.
    """

    key: str
    path: Path
    value: Any
    quantity: Quantity
    field: FieldInfo
    owner: Table


@dataclass(frozen=True)
class Target:
    """A key that can be set: its place in the data, and what it holds (None: no number)."""

    path: Path
    quantity: Quantity | None
    fixed: bool


def split(key: str) -> list[str]:
    """The parts of a dotted key; an empty list where it is none."""
    parts: list[str] = []
    position = 0
    while True:
        match = _PART.match(key, position)
        if match is None:
            return []
        parts.append(next(group for group in match.groups() if group is not None).strip())
        position = match.end()
        if position == len(key):
            return parts
        if key[position] != ".":
            return []
        position += 1


def join(parts: Sequence[str | int]) -> str:
    """A dotted key from its parts."""
    return ".".join(str(part) if _BARE.fullmatch(str(part)) else f'"{part}"' for part in parts)


def named(path: Path, data: Mapping[str, Any]) -> str:
    """A place in the data as a dotted key, with names (or ``#2``) in place of positions."""
    parts: list[str] = []
    here: Any = data
    for depth, part in enumerate(path):
        step: Any = None
        if isinstance(here, Mapping):
            step = here.get(part) if isinstance(part, str) else None
        elif isinstance(here, list) and isinstance(part, int) and 0 <= part < len(here):
            step = here[part]
        if isinstance(part, int) and depth == 1:
            name = step.get("name") if isinstance(step, Mapping) else None
            parts.append(
                name if isinstance(name, str) and _BARE.fullmatch(name) else f"#{part + 1}"
            )
        else:
            parts.append(str(part + 1 if isinstance(part, int) else part))
        here = step
    return ".".join(
        part if _BARE.fullmatch(part) or part.startswith("#") else f'"{part}"' for part in parts
    )


def quantity_of(field: FieldInfo) -> Quantity | None:
    """The quantity that a field, or the values of a field that is a table or list, holds."""
    for item in field.metadata:
        if isinstance(item, Quantity):
            return item
    return _quantity_in(field.annotation)


def _quantity_in(annotation: Any) -> Quantity | None:
    for item in getattr(annotation, "__metadata__", ()):
        if isinstance(item, Quantity):
            return item
    arguments = typing.get_args(annotation)
    if typing.get_origin(annotation) is dict:
        arguments = arguments[1:]
    for argument in arguments:
        found = _quantity_in(argument)
        if found is not None:
            return found
    return None


def table_in(annotation: Any) -> type[Table] | None:
    """The model inside an annotation such as ``tuple[Cap, ...]`` or ``Formula | None``."""
    if inspect.isclass(annotation):
        return annotation if issubclass(annotation, Table) else None
    for argument in typing.get_args(annotation):
        found = table_in(argument)
        if found is not None:
            return found
    return None


def fields_of(model: type[Table]) -> dict[str, tuple[str, FieldInfo]]:
    """Fields of a table by their key in the file, each with its attribute name."""
    return {name: (attribute, field) for name, attribute, field, _ in _fields(model)}


@functools.cache
def _fields(model: type[Table]) -> tuple[tuple[str, str, FieldInfo, Quantity | None], ...]:
    """Key in the file, attribute, field and quantity of each field of a table."""
    return tuple(
        (field.alias or name, name, field, quantity_of(field))
        for name, field in model.model_fields.items()
    )


# --- all numbers -------------------------------------------------------------------------------


def leaves(document: Document) -> tuple[Leaf, ...]:
    """Every number of a scenario, defaults included, tables in the order of the file."""
    known = _LISTED.get(id(document))
    if known is None or known[0]() is not document:
        known = weakref.ref(document), tuple(_leaves(document))
        _LISTED[id(document)] = known
        weakref.finalize(document, _LISTED.pop, id(document), None)
    return known[1]


_LISTED: dict[int, tuple[weakref.ref[Document], tuple[Leaf, ...]]] = {}
"""The numbers of the documents that there are: a command asks for them ten times."""


def _leaves(document: Document) -> Iterator[Leaf]:
    for key in Document.model_fields:
        value = getattr(document, key)
        if key in NAMED:
            for index, member in enumerate(value):
                yield from _of_table(member, (key, member.name), (key, index))
        elif value is None or key in ("change", "exclusion", "uncertainty", "customers"):
            continue
        else:
            yield from _of_table(value, (key,), (key,))


def _of_table(table: Table, key: tuple[str, ...], path: Path) -> Iterator[Leaf]:
    for name, attribute, field, quantity in _fields(type(table)):
        value = getattr(table, attribute)
        if isinstance(table, Constraint) and table.counts_cost and name in ("minimum", "maximum"):
            quantity = MONEY  # a bound is in the unit of what is counted
        yield from _of_field(value, (*key, name), (*path, name), field, quantity, table)


def _of_field(
    value: Any,
    key: tuple[str, ...],
    path: Path,
    field: FieldInfo,
    quantity: Quantity | None,
    owner: Table,
) -> Iterator[Leaf]:
    def leaf(number: Any, *more: str) -> Leaf:
        assert quantity is not None
        return Leaf(join((*key, *more)), (*path, *more), number, quantity, field, owner)

    if isinstance(value, (Sync, Continuity, Recognition)):
        yield from _of_dial(value, leaf)
    elif isinstance(value, Formula):
        if value.constant is not None:
            yield leaf(value.constant)
    elif isinstance(value, Propensity):
        yield from _of_propensity(value, key, path)
    elif isinstance(value, Table):
        if type(value).__name__ not in ("Knowledge", "Scope", "Allowed"):
            yield from _of_table(value, key, path)
    elif isinstance(value, tuple) and value and isinstance(value[0], Table):
        for index, member in enumerate(value):
            yield from _of_table(member, (*key, str(index + 1)), (*path, index))
    elif quantity is None or value is None:
        return
    elif isinstance(value, dict):
        for name, number in value.items():
            yield leaf(number, name)
    elif value != ():
        yield leaf(value)


def _of_dial(value: Sync | Continuity | Recognition, leaf: Any) -> Iterator[Leaf]:
    names: Mapping[str, Any] = getattr(value, _OPEN[type(value)])
    more = {
        name: number
        for name in ("group", "false_match")
        if (number := getattr(value, name, None)) is not None
        and (name != "false_match" or number > 0 or name in value.model_fields_set)
    }
    if not names and not more:
        yield leaf(value.default)
        return
    yield leaf(value.default, "default")
    for name, number in {**more, **names}.items():
        yield leaf(number, name)


def _of_propensity(value: Propensity, key: tuple[str, ...], path: Path) -> Iterator[Leaf]:
    """A number has no key of its own below the field; other ways to estimate do."""
    shown = {
        "number": ("constant",),
        "formula": (),
        "scorecard": ("intercept", "weights"),
        "learned": ("prior", "strength"),
    }[value.mode]
    for name in shown:
        field = Propensity.model_fields[name]
        bare = name == "constant"
        yield from _of_field(
            getattr(value, name),
            key if bare else (*key, name),
            path if bare else (*path, name),
            field,
            quantity_of(field),
            value,
        )


def bounds(leaf: Leaf) -> tuple[float, float]:
    """Least and most that a number's field allows, in base values; infinite where it has no end."""
    least, most = leaf.quantity.least, leaf.quantity.most
    for item in leaf.field.metadata:
        for name in ("ge", "gt"):
            least = max(least, getattr(item, name, least))
        for name in ("le", "lt"):
            most = min(most, getattr(item, name, most))
    return least, most


# --- one key -----------------------------------------------------------------------------------


def find(data: Mapping[str, Any], key: str) -> Target:
    """The place that a dotted key names in the data of a file.

    Raises:
        ScenarioError: no such key; names what stands at that place, and the nearest.
    """
    parts = split(key)
    if not parts:
        raise ScenarioError(
            "this is not a dotted key",
            place=key,
            found=key,
            expected="names joined by points, such as channel.email.open",
        )
    top = {name: field for name, (_, field) in fields_of(Document).items() if name not in _NAMELESS}
    field = top.get(parts[0])
    if field is None or parts[0] == "uncertainty":
        raise _unknown(key, parts[0], "table", top)
    model = table_in(field.annotation)
    assert model is not None
    path: Path = (parts[0],)
    rest = parts[1:]
    if parts[0] in NAMED:
        if not rest:
            raise _whole(key, names_in(data, parts[0]))
        names = names_in(data, parts[0])
        if rest[0] not in names:
            raise _unknown(key, rest[0], parts[0], names)
        path = (*path, names.index(rest[0]))
        rest = rest[1:]
    if not rest:
        raise _whole(key, [name for name in fields_of(model) if name != "name"])
    return _in_table(data, key, model, path, rest)


def names_in(data: Mapping[str, Any], table: str) -> list[str]:
    """The names of the members of a list of tables, in the order of the file."""
    members = data.get(table)
    if not isinstance(members, list):
        return []
    return [str(item.get("name")) for item in members if isinstance(item, Mapping)]


def _in_table(
    data: Mapping[str, Any], key: str, model: type[Table], path: Path, rest: list[str]
) -> Target:
    entry = fields_of(model).get(rest[0])
    if entry is None or rest[0] == "name":
        options = [name for name in fields_of(model) if name != "name"]
        raise _unknown(key, rest[0], "key", options)
    field = entry[1]
    path, rest = (*path, rest[0]), rest[1:]
    fixed, quantity = bool(meta(field).get("fixed")), quantity_of(field)
    inner = table_in(field.annotation)
    if not rest:
        plain_table = inner is not None and quantity is None and inner.__name__ in _PLAIN_TABLES
        if plain_table and inner is not None:
            raise _whole(key, list(fields_of(inner)))
        return Target(path, quantity, fixed)
    if inner in _OPEN:
        return _single(key, path, rest, quantity, fixed)
    if inner is Propensity:
        return _in_table(data, key, Propensity, path, rest)
    if inner is not None and "tuple[" in str(field.annotation):
        return _member(data, key, inner, path, rest)
    if inner is not None and inner.__name__ in _PLAIN_TABLES:
        return _in_table(data, key, inner, path, rest)
    if typing.get_origin(field.annotation) is dict:
        return _single(key, path, rest, quantity, fixed)
    raise ScenarioError(
        f"{path[-1]} is set as a whole",
        place=key,
        found=key,
        expected=key[: key.rindex(".")],
    )


_NAMELESS = ("change", "exclusion")
"""Lists of tables that have neither names nor numbers of their own to set."""
_PLAIN_TABLES = ("Objections", "Pass", "Price")


def _single(
    key: str, path: Path, rest: list[str], quantity: Quantity | None, fixed: bool
) -> Target:
    if len(rest) > 1:
        raise ScenarioError(
            "this key goes too deep", place=key, found=key, expected=key[: key.rindex(".")]
        )
    part = " -> ".join(piece.strip() for piece in rest[0].split("->"))
    return Target((*path, part), quantity, fixed)


def _member(
    data: Mapping[str, Any], key: str, model: type[Table], path: Path, rest: list[str]
) -> Target:
    """A member of a list without names, counted from 1."""
    members: Any = data
    for part in path:
        if isinstance(members, Mapping):
            members = members.get(part)
        else:
            members = members[int(part)] if isinstance(members, list) else None
    count = len(members) if isinstance(members, list) else 0
    if not rest[0].isascii() or not rest[0].isdigit() or not 1 <= int(rest[0][:9]) <= count:
        raise ScenarioError(
            f"there is no number {rest[0]} in {path[-1]}",
            place=key,
            found=rest[0],
            expected=f"1 to {count}" if count else "nothing: the list is empty",
        )
    if len(rest) == 1:
        raise _whole(key, list(fields_of(model)))
    return _in_table(data, key, model, (*path, int(rest[0]) - 1), rest[1:])


def _unknown(key: str, part: str, what: str, options: Iterable[str]) -> Exception:
    names = list(options)
    where = f"the [[{what}]] tables" if what in NAMED else "docs/scenario.md"
    return ScenarioError(
        f'there is no {what} "{part}"',
        place=key,
        found=part,
        expected=listed(part, names, where) or "nothing: there is none",
        nearest=nearest_name(part, names),
    )


def _whole(key: str, options: Sequence[str]) -> Exception:
    where = f"the [[{key}]] tables" if key in NAMED else "docs/scenario.md"
    return ScenarioError(
        "this names a table, not a value",
        place=key,
        found=key,
        expected=f"{key}. followed by one of {listed('', options, where)}",
    )


def assign(data: dict[str, Any], path: Path, value: Any) -> None:
    """Set one value in the data; tables on the way are made where they lack."""
    here: Any = data
    for depth, part in enumerate(path[:-1]):
        if isinstance(part, int):
            here = here[part]
            continue
        below = here.get(part)
        if below is None:
            here[part] = below = {}
        elif not isinstance(below, (dict, list)):
            # A dial given as one number becomes the default of a table.
            here[part] = below = {"default": below}
        here = below
        assert depth < len(path)
    last = path[-1]
    here[last] = value
