"""Columns of a log as float64."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from engine.decided import COLUMNS
from engine.errors import DataError, nearest_name
from engine.rules import Field, ProfileSchema

__all__ = ["marks_of", "numbers_in", "profile_values", "require_joined"]

Floats = npt.NDArray[np.float64]


def require_joined(columns: Sequence[str], schema: ProfileSchema, needed: Iterable[str]) -> None:
    """Refuse a log that lacks a field of the profile: `decide` writes none of them.

    Raises:
        DataError: the first such field, in the order of the schema.
    """
    required = set(needed)
    for field in schema:
        if field.name in required and field.name not in columns:
            others = [name for name in columns if name not in COLUMNS]  # no misspelt profile's
            raise DataError(
                "the log lacks a column of the profile",
                place=f"column {field.name!r}",
                found=", ".join(columns),
                expected=f"{field.name}, a {field.kind}, joined from the profiles by customer: "
                "what decide writes does not hold it (docs/evaluation.md)",
                nearest=nearest_name(field.name, others),
            )


def profile_values(table: pa.Table, schema: ProfileSchema) -> Floats:
    """float64[rows, fields]: NaN missing, booleans 0 and 1, a category's position.

    Fields without a column are missing in all rows.

    Raises:
        DataError: a column holds what its field cannot.
    """
    values = np.full((table.num_rows, len(schema)), np.nan)
    for place, field in enumerate(schema):
        if field.name in table.column_names:
            values[:, place] = _field(field, table.column(field.name))
    return values


def _plain(column: Any) -> Any:
    """A column without dictionary."""
    if pa.types.is_dictionary(column.type):
        return column.cast(column.type.value_type)
    return column


def _field(field: Field, column: Any) -> Floats:
    plain = _plain(column)
    kind = plain.type
    if pa.types.is_null(kind):
        return np.full(len(plain), np.nan)
    if field.kind == "number":
        return numbers_in(plain, field.name, booleans=False)
    if field.kind == "boolean":
        if not pa.types.is_boolean(kind):
            raise _wrong_kind(field.name, column, "true, false, or missing")
        return _floats(plain)
    if not (pa.types.is_string(kind) or pa.types.is_large_string(kind)):
        raise _wrong_kind(field.name, column, f"texts: {', '.join(field.values)}")
    codes = pc.index_in(plain, value_set=pa.array(field.values, kind))
    strange = pc.filter(plain, pc.and_(pc.is_valid(plain), pc.is_null(codes)))
    if len(strange):
        raise DataError(
            "not one of the category's values",
            place=f"column {field.name!r}",
            found=repr(strange[0].as_py()),
            expected=", ".join(field.values),
            nearest=nearest_name(strange[0].as_py(), field.values),
        )
    return _floats(codes)


def numbers_in(column: Any, name: str, *, booleans: bool) -> Floats:
    """A column of numbers, NaN where one is missing; booleans are 0 and 1 where they may stand.

    Raises:
        DataError: it holds something else.
    """
    plain = _plain(column)
    kind = plain.type
    if pa.types.is_null(kind):
        return np.full(len(plain), np.nan)
    if not (
        pa.types.is_integer(kind)
        or pa.types.is_floating(kind)
        or pa.types.is_decimal(kind)
        or (booleans and pa.types.is_boolean(kind))
    ):
        raise _wrong_kind(name, column, "numbers")
    return _floats(plain)


def marks_of(column: Any, name: str) -> npt.NDArray[np.bool_]:
    """A column of true and false; missing is false.

    Raises:
        DataError: it holds something else.
    """
    if pa.types.is_null(column.type):
        return np.zeros(len(column), np.bool_)
    if not pa.types.is_boolean(column.type):
        raise _wrong_kind(name, column, "true or false")
    marks: npt.NDArray[np.bool_] = np.asarray(pc.fill_null(column, False).to_numpy(), np.bool_)
    return marks


def _floats(column: Any) -> Floats:
    filled = pc.fill_null(column.cast(pa.float64(), safe=False), np.nan)
    values: Floats = np.asarray(filled.to_numpy(), np.float64)
    return values


def _wrong_kind(name: str, column: Any, expected: str) -> DataError:
    return DataError(
        "this column is of another kind",
        place=f"column {name!r}",
        found=str(column.type),
        expected=expected,
    )
