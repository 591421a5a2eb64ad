"""Columns of a table as arrays: the one reader of them, for profiles and for logs.

A column may come in pieces, with nulls, dictionary-encoded, and of any type that says the same.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from engine.errors import DataError, UsageError, nearest_name
from engine.rules import Field
from engine.rules.stamps import days_between, microseconds, utc

__all__ = [
    "codes_of",
    "is_text",
    "is_time",
    "marks_of",
    "no_time",
    "numbers_in",
    "plain",
    "texts_in",
    "value_type",
    "wrong_kind",
]

Floats = npt.NDArray[np.float64]


def value_type(kind: Any) -> Any:
    """The type of a column's values, whether or not it is dictionary-encoded."""
    return kind.value_type if pa.types.is_dictionary(kind) else kind


def is_text(kind: Any) -> bool:
    """Whether a type is one of texts."""
    return bool(
        pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind)
    )


def plain(column: Any) -> Any:
    """A column without dictionary, texts as pyarrow's functions take them."""
    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    return column.cast(pa.large_string()) if pa.types.is_string_view(column.type) else column


def codes_of(field: Field, column: Any, as_of: datetime | None = None) -> Floats:
    """A field as kernels hold it.

    NaN missing, booleans 0 and 1, a category's position, days from a timestamp until `as_of`.

    A column of float64 without null in one piece is given where it lies.

    Raises:
        DataError: the column holds what the field cannot.
        UsageError: a timestamp, and nothing says as of when.
    """
    kind = value_type(column.type)
    if pa.types.is_null(kind):
        return np.full(len(column), np.nan)
    if field.kind == "number":
        return numbers_in(column, field.name)
    if field.kind == "boolean":
        if not pa.types.is_boolean(kind):
            raise wrong_kind(field.name, column, "true, false, or missing")
        return _floats(plain(column).cast(pa.float64()))
    if field.kind == "timestamp":
        if as_of is None:
            raise no_time(field.name)
        return _days_since(field.name, column, as_of)
    texts = texts_in(column, field.name, "texts: " + ", ".join(field.values))
    codes = pc.index_in(texts, value_set=pa.array(field.values, texts.type))
    strange = pc.filter(texts, pc.and_(pc.is_valid(texts), pc.is_null(codes)))
    if len(strange):
        value = strange[0].as_py()
        raise DataError(
            "not one of the category's values",
            place=f"column {field.name!r}",
            found=repr(value),
            expected=", ".join(field.values),
            nearest=nearest_name(value, field.values),
        )
    return _floats(codes.cast(pa.float64()))


def numbers_in(column: Any, name: str, *, booleans: bool = False) -> Floats:
    """A column of numbers, NaN where one is missing; booleans are 0 and 1 where they may stand.

    Raises:
        DataError: it holds something else.
    """
    values = plain(column)
    kind = values.type
    if not (
        pa.types.is_integer(kind)
        or pa.types.is_floating(kind)
        or pa.types.is_decimal(kind)
        or pa.types.is_null(kind)
        or (booleans and pa.types.is_boolean(kind))
    ):
        date = "; a date is a field of kind timestamp" if is_time(kind) else ""
        raise wrong_kind(name, column, f"numbers{date}")
    return _floats(values.cast(pa.float64(), safe=False))


FIRST, LAST = microseconds(utc("0001-01-01")), microseconds(utc("9999-12-31T23:59:59.999999"))


def is_time(kind: Any) -> bool:
    """Whether a type is one of dates or timestamps."""
    return bool(pa.types.is_date(kind) or pa.types.is_timestamp(kind))


def no_time(name: str, file: str | None = None) -> UsageError:
    """The error that a timestamp is read, and nothing says when the decision is."""
    return UsageError(
        "nothing says as of when to decide",
        file=file,
        place="as_of",
        found=f"no time, and {name} is read, a timestamp",
        expected='as_of="2026-11-30", or in the shell --as-of 2026-11-30; no clock is asked, so '
        "the same input gives the same result",
    )


def _days_since(name: str, column: Any, as_of: datetime) -> Floats:
    """Days from each time until another; times without zone are UTC, finer than 1 µs is cut off."""
    values = plain(column)
    kind = values.type
    if not is_time(kind):
        raise wrong_kind(name, column, "dates or timestamps (texts become these by casting them)")
    if not pa.types.is_timestamp(kind):
        values = values.cast(pa.timestamp("ms"))
    cut = pa.types.is_timestamp(kind) and kind.unit == "ns"
    try:
        micro = values.cast(pa.timestamp("us", getattr(kind, "tz", None)), safe=not cut)
    except pa.ArrowInvalid:
        raise _no_date(name) from None
    micro = micro.cast(pa.int64())
    if isinstance(micro, pa.ChunkedArray):
        micro = micro.combine_chunks()
    missing = pc.is_null(micro).to_numpy(zero_copy_only=False) if micro.null_count else None
    whole = pc.fill_null(micro, 0).to_numpy()
    if len(whole) and not FIRST <= whole.min() <= whole.max() <= LAST:
        raise _no_date(name)
    days: Floats = days_between(whole, microseconds(as_of))
    if missing is not None:
        days[missing] = np.nan
    return days


def _no_date(name: str) -> DataError:
    return DataError(
        "a timestamp lies outside the calendar",
        place=f"column {name!r}",
        expected="times of the years 1 to 9999, null where one is missing",
    )


def texts_in(column: Any, name: str, expected: str) -> Any:
    """A column of texts without dictionary, as an Arrow column; nothing but nulls is texts, too.

    Raises:
        DataError: it holds something else than is expected.
    """
    kind = value_type(column.type)
    if pa.types.is_null(kind):
        return pa.chunked_array([pa.nulls(len(column), pa.string())])
    if not is_text(kind):
        raise wrong_kind(name, column, expected)
    return plain(column)


def marks_of(column: Any, name: str) -> npt.NDArray[np.bool_]:
    """A column of true and false; missing is false.

    Raises:
        DataError: it holds something else.
    """
    values = plain(column)
    if pa.types.is_null(values.type):
        return np.zeros(len(values), np.bool_)
    if not pa.types.is_boolean(values.type):
        raise wrong_kind(name, column, "true or false")
    marks: npt.NDArray[np.bool_] = np.asarray(pc.fill_null(values, False).to_numpy(), np.bool_)
    return marks


def _floats(column: Any) -> Floats:
    filled = pc.fill_null(column, np.nan) if column.null_count else column
    if isinstance(filled, pa.ChunkedArray):
        filled = filled.chunk(0) if filled.num_chunks == 1 else filled.combine_chunks()
    values: Floats = filled.to_numpy(zero_copy_only=False)
    return np.ascontiguousarray(values, np.float64)


def wrong_kind(name: str, column: Any, expected: str) -> DataError:
    """The error that a column is not of the kind that is expected."""
    return DataError(
        "this column is of another kind",
        place=f"column {name!r}",
        found=str(column.type),
        expected=expected,
    )
