"""The JSON Schema agrees with the loader on what is a scenario."""

from __future__ import annotations

import json
import tomllib

import jsonschema
import pytest

from sim.scenario import library
from sim.scenario.docs.schema import json_schema


@pytest.fixture(scope="module")
def validator() -> jsonschema.Draft202012Validator:
    schema = json_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    assert json.loads(json.dumps(schema)) == schema
    return jsonschema.Draft202012Validator(schema)


@pytest.mark.parametrize("name", library.names())
def test_library_is_valid(validator: jsonschema.Draft202012Validator, name: str) -> None:
    assert not list(validator.iter_errors(tomllib.loads(library.text_of(name))))


def test_base_is_valid(validator: jsonschema.Draft202012Validator, base: str) -> None:
    assert not list(validator.iter_errors(tomllib.loads(base)))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("market = 100", "marktet = 100"), ("market = 100\n", ""), ("share = 0.6", "share = 60"),
        ("share = 0.6", 'share = "60"'), ('valid = "14 d"', "valid = 14"),
        ('decider = "customer"', 'decider = "custmer"'), ('name = "hello"', 'name = "Hello"'),
        ('quiet = "21:00-08:00"', 'quiet = "night"'), ('asks = "signup"', 'asks = "sign"'),
        ('kind = "published", source', 'kind = "publishd", source'),
        ("amount = 10", 'amount = 10\nlabels = { why = "so" }'),
    ],
)  # fmt: skip
def test_broken_is_refused(
    validator: jsonschema.Draft202012Validator, base: str, old: str, new: str
) -> None:
    assert old in base
    assert list(validator.iter_errors(tomllib.loads(base.replace(old, new))))


def test_every_key_is_described() -> None:
    schema = json_schema()
    for name, table in schema["$defs"].items():
        for key, field in table.get("properties", {}).items():
            if name[0].isupper() and key != "labels":
                assert field.get("description"), f"{name}.{key}"
