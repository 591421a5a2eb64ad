"""Time zones where the system has none of its own."""

from __future__ import annotations

import sys
import zoneinfo
from collections.abc import Iterator

import pytest

from engine.errors import InputError
from sim.scenario import Scenario


@pytest.fixture
def bare_system() -> Iterator[None]:
    """A machine without files of time zones."""
    zoneinfo.reset_tzpath(to=[])
    zoneinfo.ZoneInfo.clear_cache()
    yield
    zoneinfo.reset_tzpath()
    zoneinfo.ZoneInfo.clear_cache()


def test_the_package_stands_in(bare_system: None) -> None:
    pytest.importorskip("tzdata", reason="tzdata is not installed here")
    assert Scenario.load("auto-service").scenario.offset_minutes == 60


def test_without_any_the_error_says_so(
    bare_system: None, monkeypatch: pytest.MonkeyPatch, base: str
) -> None:
    monkeypatch.setitem(sys.modules, "tzdata", None)
    for name in [name for name in sys.modules if name.startswith("tzdata.")]:
        monkeypatch.delitem(sys.modules, name)
    with pytest.raises(InputError, match="this machine has no time zones") as caught:
        Scenario.from_text(base)
    assert "tzdata" in str(caught.value)
