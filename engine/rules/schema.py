"""The fields that rules may read: their names, kinds and places in a row of values."""

from __future__ import annotations

import keyword
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any, Literal, get_args

import numpy as np
import numpy.typing as npt

from engine.errors import DataError, nearest_name
from engine.rules.stamps import EPOCH, Stamp

__all__ = ["FUNCTIONS", "Field", "FieldKind", "ProfileSchema", "Value"]

FieldKind = Literal["number", "boolean", "category", "timestamp"]
DATES = frozenset("date datetime time".split())
"""Words for a kind that is called otherwise."""
Value = bool | float | str | None
"""A value as people write it; None is missing. A timestamp is a `Stamp`, which is a float."""

FUNCTIONS: dict[str, tuple[int, int]] = {
    "abs": (1, 1),
    "ceil": (1, 1),
    "clip": (3, 3),
    "coalesce": (2, 16),
    "days_since": (1, 1),
    "exp": (1, 1),
    "floor": (1, 1),
    "is_missing": (1, 1),
    "log": (1, 1),
    "max": (2, 16),
    "min": (2, 16),
    "sqrt": (1, 1),
}
"""The functions of the rule language, each with its least and greatest number of arguments."""

NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a profile.

    Args:
        name: a letter, then letters, digits and underscores; no word of the rule language.
        kind: number, boolean, category or timestamp.
        values: the values of a category, in the order of their codes.

    Raises:
        DataError: the name cannot be used in rules, or a category has no values or one twice.
    """

    name: str
    kind: FieldKind
    values: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not NAME.fullmatch(self.name) or keyword.iskeyword(self.name) or self.name in FUNCTIONS:
            raise DataError(
                "this name cannot be used in rules",
                place=f"field {self.name!r}",
                found=repr(self.name),
                expected="a letter, then letters, digits and _; no word of the rule language",
            )
        if self.kind not in get_args(FieldKind):
            raise DataError(
                "unknown kind of field",
                place=f"field {self.name!r}",
                found=repr(self.kind),
                expected=", ".join(get_args(FieldKind)),
                nearest="timestamp" if self.kind in DATES else None,
            )
        if (self.kind == "category") != bool(self.values):
            raise DataError(
                "a category needs its values, other kinds have none",
                place=f"field {self.name!r}",
                found=f"a {self.kind} with " + (", ".join(map(str, self.values)) or "no values"),
                expected='kind = "category", values = ["new", "old"]',
            )
        if len(set(self.values)) != len(self.values):
            raise DataError(
                "a category has a value twice",
                place=f"field {self.name!r}",
                found=", ".join(map(str, self.values)),
            )

    def clean(self, value: Any) -> Value:
        """A value of this field: float, bool, str or Stamp; None and NaN are missing and give None.

        Raises:
            DataError: the value is of another kind, or not among a category's values.
        """
        if value is None or (isinstance(value, float) and math.isnan(value)):
            return None
        if self.kind == "boolean" and isinstance(value, (bool, np.bool_)):
            return bool(value)
        if self.kind == "number" and isinstance(value, (int, float, np.integer, np.floating)):
            number = float(value)
            if not isinstance(value, bool):
                return None if math.isnan(number) else number
        if self.kind == "category" and isinstance(value, str) and value in self.values:
            return str(value)
        if self.kind == "timestamp" and isinstance(value, Stamp):
            return value
        usual = "Stamp.of(TIME, as_of)" if self.kind == "timestamp" else f"a {self.kind}"
        raise DataError(
            f"not a {self.kind}" if self.kind != "category" else "not one of the category's values",
            place=f"field {self.name!r}",
            found=repr(value),
            expected=", ".join(self.values) or f"{usual}, or None where it is missing",
            nearest=nearest_name(value, self.values) if isinstance(value, str) else None,
        )

    def to_code(self, value: Any) -> float:
        """The value as kernels hold it.

        NaN missing, booleans 0 and 1, a category's position, days since a timestamp.
        """
        clean = self.clean(value)
        if clean is None:
            return math.nan
        return float(self.values.index(clean) if isinstance(clean, str) else clean)

    def from_code(self, code: float, as_of: datetime | None = None) -> Value:
        """The value behind a code; a timestamp has a date where the decision's time is told."""
        if math.isnan(code):
            return None
        if self.kind == "category":
            return self.values[int(code)]
        if self.kind == "timestamp":
            return Stamp(code, as_of)
        return bool(code) if self.kind == "boolean" else float(code)


@dataclass(frozen=True)
class ProfileSchema:
    """The fields of a profile, in the order of a row of values.

    Raises:
        DataError: two fields have one name.
    """

    fields: tuple[Field, ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "fields", tuple(self.fields))
        if len(self._places) != len(self.fields):
            names = [field.name for field in self.fields]
            twice = next(name for name in names if names.count(name) > 1)
            raise DataError("two fields have one name", place=f"field {twice!r}", found=twice)

    @cached_property
    def _places(self) -> dict[str, int]:
        return {field.name: place for place, field in enumerate(self.fields)}

    def __len__(self) -> int:
        return len(self.fields)

    def __iter__(self) -> Iterator[Field]:
        return iter(self.fields)

    def __contains__(self, name: object) -> bool:
        return name in self._places

    def __getitem__(self, name: str) -> Field:
        return self.fields[self.index(name)]

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the fields, in order."""
        return tuple(self._places)

    def index(self, name: str) -> int:
        """The place of a field in a row of values.

        Raises:
            DataError: there is no such field.
        """
        if name not in self._places:
            raise DataError(
                "there is no such field",
                found=name,
                expected=", ".join(self.names),
                nearest=nearest_name(name, self.names),
            )
        return self._places[name]

    def encode(self, values: Mapping[str, Any]) -> npt.NDArray[np.float64]:
        """One profile as a row, float64 of shape (fields,); fields not given are missing.

        Raises:
            DataError: an unknown field, or a value that is not of its field's kind.
        """
        row = np.full(len(self.fields), np.nan)
        for name, value in values.items():
            place = self.index(name)
            row[place] = self.fields[place].to_code(value)
        return row

    def decode(self, row: npt.NDArray[np.float64]) -> dict[str, Value]:
        """The profile behind a row, with None for what is missing.

        A row may have one place more than there are fields: the time of the decision, microseconds
        since 1970, by which timestamps know their dates.
        """
        as_of = None
        if len(row) > len(self.fields):
            as_of = EPOCH + timedelta(microseconds=float(row[-1]))
            row = row[:-1]
        return {
            field.name: field.from_code(float(code), as_of)
            for field, code in zip(self.fields, row, strict=True)
        }
