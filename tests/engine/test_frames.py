"""Profiles as data frames have them: whatever speaks Arrow's own interface is read."""

from __future__ import annotations

from datetime import datetime

import pyarrow as pa
import pytest

from engine import Catalog, decide
from engine.catalog import Action, Channel, Treatment
from engine.errors import DataError
from engine.profiles import as_table
from engine.rules import Field, ProfileSchema

CATALOG = Catalog(
    ProfileSchema(
        (
            Field("visits", "number"),
            Field("kind", "category", ("new", "old")),
            Field("seen", "timestamp"),
        )
    ),
    (Channel("web"),),
    (
        Action(
            "hello", (Treatment("web"),), 0.1, value=1.0,
            eligible="visits > 1 and kind == 'new' and days_since(seen) > 3",
        ),
    ),
)  # fmt: skip
PEOPLE = {
    "customer": ["ann", "bob", "cleo"],
    "visits": [2.0, None, 4.0],
    "kind": ["new", "new", None],
    "seen": [datetime(2026, 11, 1), datetime(2026, 11, 1), None],
}


class Framed:
    """What a data frame has of Arrow's interface."""

    def __init__(self, table):
        self.table = table

    def __arrow_c_stream__(self, requested_schema=None):
        return self.table.__arrow_c_stream__(requested_schema)


class Turned:
    """What can only be turned into a table."""

    def __init__(self, found):
        self.found = found

    def to_arrow(self):
        return self.found


def frames():
    """The same people in every frame that is at hand."""
    table = pa.table(PEOPLE)
    yield "capsule", Framed(table)
    yield "to_arrow", Turned(table)
    yield "batch", table.to_batches()[0]
    yield "reader", table.to_reader()


@pytest.mark.parametrize(("name", "frame"), list(frames()))
def test_any_frame_is_a_table(name, frame):
    found = decide(CATALOG, frame, as_of="2026-11-30").table
    assert found["action"].to_pylist() == ["hello", None, None]


@pytest.mark.parametrize("library", ["pandas", "polars"])
def test_frames_of_others(library):
    frame = pytest.importorskip(library).DataFrame(PEOPLE)
    found = decide(CATALOG, frame, as_of="2026-11-30").table
    assert found["customer"].to_pylist() == PEOPLE["customer"]
    assert found["action"].to_pylist() == ["hello", None, None]


class Broken:
    def __arrow_c_stream__(self, requested_schema=None):
        raise ValueError("not this time")


@pytest.mark.parametrize("what", [[1, 2, 3], 5, "people.parquet", None, Broken(), Turned(5)])
def test_what_is_no_frame(what):
    with pytest.raises(DataError, match=r"no profiles|no table"):
        as_table(what)
