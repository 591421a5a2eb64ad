"""Doors between compiled functions."""

from __future__ import annotations

import pytest
from llvmlite import binding

import sim.model.living.programme  # noqa: F401 -- it declares the boundary behind the door
from engine import boundaries, objects
from engine.boundaries import boundary
from sim.clocks.world import ready
from sim.model.records.layout import records
from sim.model.records.mechanisms import EARNING
from sim.model.records.sizes import WIDTHS


def test_a_door_leads_to_one_boundary() -> None:
    with pytest.raises(ValueError, match=r"door 11 leads somewhere already; found by also_here"):

        @boundary("P", door=EARNING)
        def also_here(market: object) -> None:
            """Never called."""


def test_what_is_kept_is_not_compiled_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Workers of another process may have been interrupted, or have done the same work."""
    ready(WIDTHS[0])
    monkeypatch.setattr(binding, "add_symbol", lambda *_: None)  # this process goes on calling
    compiled: list[object] = []
    monkeypatch.setattr(boundaries, "_compile", lambda declared, layout: compiled.append(declared))
    layout = f"{WIDTHS[0]} channels"
    tasks = boundaries.tasks(layout, records(WIDTHS[0]))
    linked = [task for _, door, task in tasks if door is None]
    for task in linked[:3]:
        task()
    assert compiled == []
    monkeypatch.setattr(objects, "is_kept", lambda path: False)
    linked[0]()
    assert len(compiled) == 1
