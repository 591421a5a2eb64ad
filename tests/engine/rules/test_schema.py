"""Fields, and profiles as rows of codes."""

from __future__ import annotations

import math

import numpy as np
import pytest

from engine.errors import DataError
from engine.rules import Field, ProfileSchema
from tests.engine.rules.random_rules import SCHEMA, random_profile


def test_encode_and_decode_are_inverse():
    rng = np.random.default_rng(1)
    for _ in range(200):
        profile = random_profile(rng)
        row = SCHEMA.encode(profile)
        assert row.dtype == np.float64
        assert row.shape == (len(SCHEMA),)
        expected = {
            name: None if isinstance(value, float) and math.isnan(value) else value
            for name, value in profile.items()
        }
        assert SCHEMA.decode(row) == expected


def test_codes():
    row = SCHEMA.encode({"visits": np.int64(3), "customer": np.True_, "step": "product"})
    assert row[:3].tolist() == [3.0, 1.0, 2.0]
    assert np.isnan(row[3:]).all()
    assert SCHEMA.index("step") == 2
    assert SCHEMA["step"].values[2] == "product"
    assert "step" in SCHEMA
    assert "stop" not in SCHEMA
    assert SCHEMA.names[:2] == ("visits", "customer")


@pytest.mark.parametrize(
    ("profile", "nearest"),
    [
        ({"visit": 1}, "visits"),
        ({"visits": True}, None),
        ({"visits": "1"}, None),
        ({"customer": 1}, None),
        ({"step": "baskit"}, "basket"),
        ({"step": 1}, None),
    ],
)
def test_wrong_values_are_refused(profile, nearest):
    with pytest.raises(DataError) as caught:
        SCHEMA.encode(profile)
    assert caught.value.nearest == nearest


@pytest.mark.parametrize(
    ("name", "kind", "values"),
    [
        ("", "number", ()),
        ("1a", "number", ()),
        ("a b", "number", ()),
        ("and", "number", ()),
        ("min", "number", ()),
        ("__class__", "number", ()),
        ("a", "text", ()),
        ("a", "category", ()),
        ("a", "number", ("x",)),
        ("a", "category", ("x", "x")),
    ],
)
def test_wrong_fields_are_refused(name, kind, values):
    with pytest.raises(DataError):
        Field(name, kind, values)


def test_two_fields_of_one_name_are_refused():
    with pytest.raises(DataError, match="one name"):
        ProfileSchema((Field("a", "number"), Field("b", "number"), Field("a", "boolean")))
