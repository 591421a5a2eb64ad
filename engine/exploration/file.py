"""`explore` of a catalogue file's [decision] table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from engine.quantities import parse_count, parse_share

if TYPE_CHECKING:
    from engine.catalog import Explore
    from engine.catalog_file import _Reader

__all__ = ["EXPLORE_KEYS", "read_explore"]

EXPLORE_KEYS: dict[str, frozenset[str]] = {
    "explore": frozenset("draws floor share thompson".split()),
}
"""Keys that are read."""


def read_explore(reader: _Reader, decision: Mapping[str, Any]) -> Explore:
    """Exploration; mistakes go to the reader."""
    from engine.catalog import Explore

    place, usual = "decision.explore", Explore()
    given = decision.get("explore", {})
    if not isinstance(given, dict):
        expected = "{ share = 0.05 } or { thompson = true }"
        reader.refuse(place, "this is no table", given, expected)
        return usual
    reader.keys(given, "explore", place)
    return Explore(
        reader.number(given, "share", place, 0.0, parse_share) or 0.0,
        reader.flag(given, "thompson", place),
        int(reader.number(given, "draws", place, usual.draws, parse_count) or 0),
        reader.number(given, "floor", place, usual.floor, parse_share) or 0.0,
    )
