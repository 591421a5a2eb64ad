"""The profile as columns of a linear model."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from engine.rules import Field, ProfileSchema

__all__ = ["Features"]

Floats = npt.NDArray[np.float64]

MOST_VALUES = 50
"""Values of a category that get a column, the commonest first."""
FEWEST_ROWS = 10
"""Rows from which a value of a category gets a column."""


@dataclass(frozen=True, slots=True)
class _Number:
    """A number or boolean: (x - mean) / sd, and 0 where it is missing."""

    place: int
    mean: float
    sd: float

    def column(self, values: Floats) -> Floats:
        seen = values[:, self.place]
        return np.where(np.isfinite(seen), (seen - self.mean) / self.sd, 0.0)


@dataclass(frozen=True, slots=True)
class _Value:
    """1 where a category has this value."""

    place: int
    code: float

    def column(self, values: Floats) -> Floats:
        same: Floats = (values[:, self.place] == self.code).astype(np.float64)
        return same


@dataclass(frozen=True, slots=True)
class _Missing:
    """1 where the field is missing; an infinity is taken for missing."""

    place: int

    def column(self, values: Floats) -> Floats:
        return (~np.isfinite(values[:, self.place])).astype(np.float64)


@dataclass(frozen=True, slots=True)
class Features:
    """Columns for a linear model.

    Numbers and booleans are standardised; each value of a category that at least `FEWEST_ROWS`
    rows have is a column, at most `MOST_VALUES` of them; a field that is missing in some rows has
    a column for that. What is the same in all rows has none.

    Attributes:
        names: of the columns, without the intercept.
    """

    names: tuple[str, ...]
    parts: tuple[_Number | _Value | _Missing, ...]

    @classmethod
    def of(cls, schema: ProfileSchema, values: Floats, modelled: Iterable[str]) -> Features:
        """The columns that profiles (float64[n, fields]) give rise to."""
        names: list[str] = []
        parts: list[_Number | _Value | _Missing] = []
        for name in modelled:
            place = schema.index(name)
            for label, part in _parts(schema[name], place, values[:, place]):
                names.append(label)
                parts.append(part)
        return cls(tuple(names), tuple(parts))

    @property
    def columns(self) -> int:
        """How many columns `matrix` has."""
        return len(self.parts) + 1

    def matrix(self, values: Floats) -> Floats:
        """float64[n, columns], the first all ones."""
        x = np.ones((len(values), self.columns))
        for place, part in enumerate(self.parts, 1):
            x[:, place] = part.column(values)
        return x


def _parts(field: Field, place: int, seen: Floats) -> list[tuple[str, _Number | _Value | _Missing]]:
    there = np.isfinite(seen)
    known = seen[there]
    found: list[tuple[str, _Number | _Value | _Missing]] = []
    if field.kind == "category":
        codes, rows = np.unique(known, return_counts=True)
        if len(codes) > 1 or len(known) < len(seen):
            by_rows = sorted(zip((-rows).tolist(), codes.tolist(), strict=True))[:MOST_VALUES]
            common = sorted(code for less, code in by_rows if -less >= FEWEST_ROWS)
            found += [
                (f"{field.name} = {field.values[int(code)]}", _Value(place, code))
                for code in common
            ]
    elif len(known) and known.min() < known.max():
        with np.errstate(over="ignore", invalid="ignore"):
            mean, sd = float(known.mean()), float(known.std())
        if np.isfinite(mean) and np.isfinite(sd) and sd > 0.0:
            found.append((field.name, _Number(place, mean, sd)))
    if 0 < len(known) < len(seen):
        found.append((f"{field.name} missing", _Missing(place)))
    return found
