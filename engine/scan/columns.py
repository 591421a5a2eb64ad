"""The fields of many profiles, each a column of float64 that stays where it lies."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import numpy as np
import numpy.typing as npt

from engine.rules.stamps import microseconds

__all__ = ["Columns"]

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Columns:
    """Values by field; NaN is missing, booleans 0 and 1, categories codes, timestamps days since.

    Attributes:
        fields: float64 of shape (rows,) each, in the order of the schema; contiguous.
        rows: how many profiles there are.
        addresses: int64, where each field begins, for `engine.scan.memory.number_at`.
        as_of: the time of the decision, UTC, where one was told.
    """

    fields: tuple[Floats, ...]
    rows: int
    addresses: npt.NDArray[np.int64]
    as_of: datetime | None = None

    @classmethod
    def of(cls, fields: list[Floats | None], rows: int, as_of: datetime | None = None) -> Columns:
        """Columns of these arrays; None is missing for all."""
        missing: Floats = np.full(rows if any(f is None for f in fields) else 0, np.nan)
        whole = tuple(
            missing if field is None else np.ascontiguousarray(field, np.float64)
            for field in fields
        )
        addresses = np.array([field.ctypes.data for field in whole], np.int64)
        return cls(whole, rows, addresses, as_of)

    def profiles(self, rows: slice) -> Floats:
        """Some profiles, float64 of shape (rows, fields)."""
        if not self.fields:
            return np.empty((len(range(self.rows)[rows]), 0))
        return np.column_stack([field[rows] for field in self.fields])

    def row(self, place: int) -> Floats:
        """One profile, float64 of shape (fields,), or with `as_of` behind it (fields + 1,).

        It is for `ProfileSchema.decode`, so that timestamps know their dates.
        """
        values = [float(field[place]) for field in self.fields]
        if self.as_of is not None:
            values.append(float(microseconds(self.as_of)))
        return np.array(values, np.float64)
