"""Profiles as people have them, a table or columns, turned into rows of float64 for kernels."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from engine.errors import DataError, nearest_name
from engine.random import name_hash
from engine.rules import Field, ProfileSchema
from engine.scan.columns import Columns
from engine.values import codes_of, is_text, is_time, numbers_in, plain, value_type, wrong_kind

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

    A data frame of pandas, Polars and others is read by Arrow's own interface for such, its
    method ``__arrow_c_stream__``, or by ``to_arrow``.

    Raises:
        DataError: none of these, or columns that do not fit together.
    """
    if not isinstance(profiles, (pa.Table, pa.RecordBatch, Mapping)):
        profiles = _of_frame(profiles)
    if isinstance(profiles, pa.RecordBatch):
        profiles = pa.Table.from_batches([profiles])
    if isinstance(profiles, pa.Table):
        refuse_two_of_a_name(profiles.column_names)
        return _without_views(profiles)
    if not isinstance(profiles, Mapping):
        raise DataError(
            "these are no profiles",
            found=type(profiles).__name__,
            expected="a pyarrow Table, a data frame, or a mapping of columns by name",
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
        return _without_views(pa.table(columns))
    except (pa.ArrowException, ValueError) as error:
        raise DataError("these columns are not of one length", found=str(error)[:100]) from None


def _of_frame(frame: Any) -> Any:
    """A data frame as a table; anything else as it came."""
    try:
        if hasattr(frame, "__arrow_c_stream__"):
            return pa.table(frame)
        return frame.to_arrow() if hasattr(frame, "to_arrow") else frame
    except (pa.ArrowException, TypeError, ValueError) as error:
        raise DataError(
            "this data frame is no table for Arrow",
            found=str(error)[:100],
            expected="columns with values of one kind each",
        ) from None


def _without_views(table: pa.Table) -> pa.Table:
    """The same with views of texts as texts: few of pyarrow's functions take views."""
    for place, field in enumerate(table.schema):
        if pa.types.is_string_view(field.type):
            texts = table.column(place).cast(pa.large_string())
            table = table.set_column(place, field.name, texts)
    return table


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
    """The fields of a table: numbers, booleans, timestamps, texts as categories of their values.

    Raises:
        DataError: a column whose name or type cannot be used in rules.
    """
    fields = []
    for name, column in zip(table.column_names, table.columns, strict=True):
        if name in set(leave_out):
            continue
        kind = value_type(column.type)
        if pa.types.is_boolean(kind):
            fields.append(Field(name, "boolean"))
        elif is_text(kind):
            values = sorted(value for value in pc.unique(plain(column)).to_pylist() if value)
            fields.append(Field(name, "category", tuple(values) or ("none",)))
        elif is_time(kind):
            fields.append(Field(name, "timestamp"))
        else:
            numbers_in(column, name)
            fields.append(Field(name, "number"))
    return ProfileSchema(tuple(fields))


def read_columns(
    table: pa.Table,
    schema: ProfileSchema,
    needed: Iterable[str] | None = None,
    as_of: datetime | None = None,
) -> Columns:
    """Profiles as float64 by field, as `engine.values.codes_of` has each.

    A column of float64 without null in one piece is used where it lies.

    Args:
        needed: fields that must have a column; by default all. Others are missing without one.
            Columns that are no fields are left alone.
        as_of: the time of the decision, UTC; for timestamps.

    Raises:
        DataError: a column is missing, or holds what its field cannot.
        UsageError: a timestamp is needed, and nothing says as of when.
    """
    wanted = set(schema.names if needed is None else needed)
    require_columns(table.column_names, schema, wanted)
    return Columns.of(
        [codes_of(field, table.column(field.name), as_of) if field.name in wanted else None
         for field in schema],
        table.num_rows,
        as_of,
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
    counts = pc.value_counts(plain(column))
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
    values = plain(column)
    if values.null_count:
        raise DataError("a customer has no name", place=f"column {name!r}", found="null")
    if pa.types.is_integer(values.type):
        whole: npt.NDArray[Any] = values.to_numpy()
        eight = whole.dtype.itemsize == 8  # where they lie; a negative number is a huge one then
        numbers = whole.view(np.uint64) if eight else whole.astype(np.uint64)
        if len(numbers) and int(numbers.max()) >= 1 << CUSTOMER_BITS:
            raise DataError(
                "a customer's number is out of range",
                place=f"column {name!r}",
                found=str(whole.min() if whole.min() < 0 else whole.max()),
                expected=f"0 to 2^{CUSTOMER_BITS} - 1, or a text",
            )
    elif is_text(values.type):
        low = (1 << CUSTOMER_BITS) - 1
        texts = values.to_pylist()
        numbers = np.array([name_hash(text) & low for text in texts], np.uint64)
    else:
        raise wrong_kind(name, column, "whole numbers or texts")
    return numbers
