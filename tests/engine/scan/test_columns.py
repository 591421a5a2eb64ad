"""Columns as tables have them: in pieces, with nulls, of other types."""

import numpy as np
import pyarrow as pa
import pytest

from engine.profiles import read_columns
from engine.rules import Field, ProfileSchema
from engine.scan.columns import Columns
from engine.scan.memory import number_at

SCHEMA = ProfileSchema((Field("x", "number"), Field("y", "number"), Field("ok", "boolean")))


def test_a_plain_column_is_not_copied():
    values = np.arange(5.0)
    columns = read_columns(pa.table({"x": values}), SCHEMA, ["x"])
    assert columns.addresses[0] == values.ctypes.data
    assert number_at(columns.addresses[0], 3) == 3.0


def test_pieces_nulls_and_other_types():
    table = pa.table(
        {
            "x": pa.chunked_array([pa.array([1, None], pa.int32()), pa.array([3], pa.int32())]),
            "y": pa.chunked_array([[0.5], [None, 2.5]]),
            "ok": pa.array([True, None, False]),
        }
    )
    columns = read_columns(table, SCHEMA)
    assert np.array_equal(columns.row(0), [1.0, 0.5, 1.0])
    assert np.isnan(columns.row(1)).all()
    assert np.array_equal(columns.row(2), [3.0, 2.5, 0.0])
    assert columns.rows == 3


def test_what_nobody_reads_is_missing():
    columns = Columns.of([np.arange(3.0), None], 3)
    assert columns.row(2)[0] == 2.0
    assert np.isnan(columns.row(2)[1])


@pytest.mark.parametrize("rows", [0, 1])
def test_few_rows(rows):
    columns = read_columns(pa.table({"x": pa.array([1.0] * rows, pa.float64())}), SCHEMA, ["x"])
    assert columns.rows == rows
