"""A customer whose behaviour runs as plain Python."""

from __future__ import annotations

import pytest

from tests.sim.model.plain import Person, run_as_python


@pytest.fixture
def person(monkeypatch: pytest.MonkeyPatch) -> Person:
    """One customer; see `Person`."""
    someone = Person()
    run_as_python(monkeypatch, someone)
    return someone
