"""Prices are read as they were printed."""

from __future__ import annotations

import json

import pytest

from engine.errors import InputError
from engine.solved import Price
from sim.cli.prices import prices_json, read_prices


def test_what_was_printed_is_read_again(tmp_path):
    prices = {
        "email": Price(1.5, 1.25, 0.3),
        "letter": Price(float("inf"), float("inf"), 1.0),
        "calls": Price(-2.0, -2.0, 1.0),
    }
    file = tmp_path / "plan.json"
    file.write_text(json.dumps({"prices": prices_json(prices)}, allow_nan=False))
    assert read_prices(str(file)) == prices


def test_without_a_file_there_are_none():
    assert read_prices(None) is None


def test_a_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(InputError, match="these prices cannot be read") as caught:
        read_prices(str(tmp_path / "no.json"))
    assert caught.value.file == str(tmp_path / "no.json")
