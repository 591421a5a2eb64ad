"""Profiles as people have them, a table or columns, turned into rows of float64 for kernels."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from engine.errors import DataError, nearest_name
from engine.random import name_hash
from engine.rules import Field, ProfileSchema
from engine.rules.schema import AS_DAYS
from engine.scan.columns import Columns

__all__ = [
    "CUSTOMER_BITS",
    "as_table",
    "customer_numbers",
    "numbers_of",
    "read_columns",
    "refuse_two_of_a_name",
    "require_columns",
    "schema_of",
    "stands_twice",
]

CUSTOMER_BITS = 40


def as_table(profiles: Any) -> pa.Table:
    """Profiles as an Arrow table; a mapping gives columns by name, of one length.

    Raises:
        DataError: neither of the two, or columns that do not fit together.
    """
    if isinstance(profiles, pa.RecordBatch):
        profiles = pa.Table.from_batches([profiles])
    if isinstance(profiles, pa.Table):
        refuse_two_of_a_name(profiles.column_names)
        return profiles
    if not isinstance(profiles, Mapping):
        raise DataError(
            "these are no profiles",
            found=type(profiles).__name__,
            expected="a pyarrow Table, or a mapping of columns by name",
        )
    columns = {}
    for name, column in profiles.items():
        try:
            if not isinstance(column, (pa.Array, pa.ChunkedArray)):
                column = pa.array(column, from_pandas=True)
        except (pa.ArrowException, TypeError, OverflowError, UnicodeError) as error:
            raise DataError(
                "this is no column",
                place=f"column {name!r}",
                found=str(error)[:100],
                expected="a list or array with values of one kind, None where one is missing",
            ) from None
        columns[str(name)] = column
    try:
        return pa.table(columns)
    except (pa.ArrowException, ValueError) as error:
        raise DataError("these columns are not of one length", found=str(error)[:100]) from None


def refuse_two_of_a_name(columns: Sequence[str]) -> None:
    """Refuse profiles of which nobody can tell which column is meant.

    Raises:
        DataError: two columns have one name.
    """
    for place, name in enumerate(columns):
        if name in columns[:place]:
            raise DataError(
                "two columns have one name",
                place=f"column {name!r}",
                found=f"column {columns.index(name) + 1} and column {place + 1}",
                expected="a name for each column",
            )


def schema_of(table: pa.Table, *, leave_out: Iterable[str] = ("customer",)) -> ProfileSchema:
    """The fields of a table: numbers, booleans, and texts as categories of the values they have.

    Raises:
        DataError: a column whose name or type cannot be used in rules.
    """
    fields = []
    for name, column in zip(table.column_names, table.columns, strict=True):
        if name in set(leave_out):
            continue
        kind = _value_type(column.type)
        if pa.types.is_boolean(kind):
            fields.append(Field(name, "boolean"))
        elif _is_text(kind):
            values = sorted(value for value in pc.unique(_plain(column)).to_pylist() if value)
            fields.append(Field(name, "category", tuple(values) or ("none",)))
        else:
            _numbers(name, column)
            fields.append(Field(name, "number"))
    return ProfileSchema(tuple(fields))


def read_columns(
    table: pa.Table, schema: ProfileSchema, needed: Iterable[str] | None = None
) -> Columns:
    """Profiles as float64 by field: NaN missing, booleans 0 and 1, codes of categories.

    A column of float64 without null in one piece is used where it lies.

    Args:
        needed: fields that must have a column; by default all. Others are missing without one.
            Columns that are no fields are left alone.

    Raises:
        DataError: a column is missing, or holds what its field cannot.
    """
    wanted = set(schema.names if needed is None else needed)
    require_columns(table.column_names, schema, wanted)
    return Columns.of(
        [_codes(field, table.column(field.name)) if field.name in wanted else None
         for field in schema],
        table.num_rows,
    )  # fmt: skip


def require_columns(columns: Sequence[str], schema: ProfileSchema, needed: Iterable[str]) -> None:
    """Refuse profiles that lack a column for a field that is needed.

    Raises:
        DataError: the first such field, in the order of the schema.
    """
    required = set(needed)
    for field in schema:
        if field.name in required and field.name not in columns:
            raise DataError(
                "the profiles have no such column",
                place=f"column {field.name!r}",
                found=", ".join(columns),
                expected=f"{field.name}, a {field.kind}",
                nearest=nearest_name(field.name, columns),
            )


def _value_type(kind: Any) -> Any:
    return kind.value_type if pa.types.is_dictionary(kind) else kind


def _is_text(kind: Any) -> bool:
    return bool(
        pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind)
    )


def _plain(column: Any) -> Any:
    """A column without dictionary, texts as pyarrow's functions take them."""
    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    return column.cast(pa.large_string()) if pa.types.is_string_view(column.type) else column


def _codes(field: Field, column: Any) -> npt.NDArray[np.float64]:
    kind = _value_type(column.type)
    if pa.types.is_null(kind):
        return np.full(len(column), np.nan)
    if field.kind == "number":
        return _numbers(field.name, column)
    if field.kind == "boolean":
        if not pa.types.is_boolean(kind):
            raise _wrong_kind(field.name, column, "true, false, or missing")
        return _floats(column.cast(pa.float64()))
    if not _is_text(kind):
        raise _wrong_kind(field.name, column, "texts: " + ", ".join(field.values))
    plain = _plain(column)
    codes = pc.index_in(plain, value_set=pa.array(field.values, plain.type))
    strange = pc.filter(plain, pc.and_(pc.is_valid(plain), pc.is_null(codes)))
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


def _numbers(name: str, column: Any) -> npt.NDArray[np.float64]:
    plain = _plain(column)
    kind = plain.type
    if not (
        pa.types.is_integer(kind)
        or pa.types.is_floating(kind)
        or pa.types.is_decimal(kind)
        or pa.types.is_null(kind)
    ):
        date = pa.types.is_temporal(kind)
        raise _wrong_kind(name, column, f"numbers; {AS_DAYS}" if date else "numbers")
    return _floats(plain.cast(pa.float64(), safe=False))


def _floats(column: Any) -> npt.NDArray[np.float64]:
    filled = pc.fill_null(column, np.nan) if column.null_count else column
    if isinstance(filled, pa.ChunkedArray):
        filled = filled.chunk(0) if filled.num_chunks == 1 else filled.combine_chunks()
    values: npt.NDArray[np.float64] = filled.to_numpy(zero_copy_only=False)
    return np.ascontiguousarray(values, np.float64)


def _wrong_kind(name: str, column: Any, expected: str) -> DataError:
    return DataError(
        "this column is of another kind",
        place=f"column {name!r}",
        found=str(column.type),
        expected=expected,
    )


def customer_numbers(column: Any, name: str) -> npt.NDArray[np.uint64]:
    """Numbers that customers' random draws go by; each customer must stand there once.

    Args:
        name: that of the column, for messages.

    Raises:
        DataError: as of `numbers_of`, or a customer stands twice.
    """
    numbers = numbers_of(column, name)
    if bool((numbers[1:] > numbers[:-1]).all()):  # in order, as tables often are: nobody twice
        return numbers
    counts = pc.value_counts(_plain(column))
    twice = pc.filter(counts.field("values"), pc.greater(counts.field("counts"), 1))
    if len(twice):
        raise stands_twice(twice[0].as_py(), name)
    return numbers


def stands_twice(customer: Any, name: str) -> DataError:
    """The error that two rows are of one customer; `name` is that of the column."""
    return DataError("a customer stands twice", place=f"column {name!r}", found=str(customer))


def numbers_of(column: Any, name: str) -> npt.NDArray[np.uint64]:
    """Numbers of customers: whole numbers as they are, texts hashed.

    A number is 40 bits wide. Two texts with one hash merely share their luck.

    Args:
        name: that of the column, for messages.

    Raises:
        DataError: neither of the two, a missing one, or one out of range.
    """
    plain = _plain(column)
    if plain.null_count:
        raise DataError("a customer has no name", place=f"column {name!r}", found="null")
    if pa.types.is_integer(plain.type):
        whole: npt.NDArray[Any] = plain.to_numpy()
        eight = whole.dtype.itemsize == 8  # where they lie; a negative number is a huge one then
        numbers = whole.view(np.uint64) if eight else whole.astype(np.uint64)
        if len(numbers) and int(numbers.max()) >= 1 << CUSTOMER_BITS:
            raise DataError(
                "a customer's number is out of range",
                place=f"column {name!r}",
                found=str(whole.min() if whole.min() < 0 else whole.max()),
                expected=f"0 to 2^{CUSTOMER_BITS} - 1, or a text",
            )
    elif _is_text(plain.type):
        low = (1 << CUSTOMER_BITS) - 1
        texts = plain.to_pylist()
        numbers = np.array([name_hash(text) & low for text in texts], np.uint64)
    else:
        raise _wrong_kind(name, column, "whole numbers or texts")
    return numbers
