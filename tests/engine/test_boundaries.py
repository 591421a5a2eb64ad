"""Doors between compiled functions."""

from __future__ import annotations

import pytest

import sim.model.living.programme  # noqa: F401 -- it declares the boundary behind the door
from engine.boundaries import boundary
from sim.model.records.mechanisms import EARNING


def test_a_door_leads_to_one_boundary() -> None:
    with pytest.raises(ValueError, match=r"door 11 leads somewhere already; found by also_here"):

        @boundary("P", door=EARNING)
        def also_here(market: object) -> None:
            """Never called."""
