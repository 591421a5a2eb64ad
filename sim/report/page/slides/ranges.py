"""The numbers of a scenario that are known worst: what an answer may hang on."""

from __future__ import annotations

from sim.report.page.slides.plain import plain_key
from sim.report.page.slides.slide import Slide
from sim.report.page.sources import Sources
from sim.report.words.quantities import number_text
from sim.scenario.ledger import Entry, ledger

__all__ = ["ranged", "widest"]

POINTS = 3


def ranged(sources: Sources) -> list[Entry]:
    """Numbers with a range, the widest for its value first, then in the order of the file."""
    found = [
        entry for entry in ledger(sources.scenario)
        if entry.low is not None and entry.high is not None and isinstance(entry.value, float | int)
    ]  # fmt: skip
    return sorted(found, key=lambda entry: -_width(entry))


def _width(entry: Entry) -> float:
    assert entry.low is not None
    assert entry.high is not None
    assert not isinstance(entry.value, tuple)
    return (entry.high - entry.low) / abs(entry.value) if entry.value else 0.0


def widest(sources: Sources) -> Slide:
    """Where no study told what turns the answer."""
    name, kicker = "4-when", "When it would change"
    found = ranged(sources)
    if not found:
        return Slide(name, kicker, "No study has asked yet what would turn the answer",
                     points=("No number of the scenario has a range either.",))  # fmt: skip
    return Slide(
        name, kicker, "No study has asked yet; these numbers are known worst",
        points=tuple(map(_told, found[:POINTS])),
    )  # fmt: skip


def _told(entry: Entry) -> str:
    assert entry.low is not None
    assert entry.high is not None
    assert not isinstance(entry.value, tuple)
    low, high, now = (number_text(x, entry.unit, 2) for x in (entry.low, entry.high, entry.value))
    return f"{plain_key(entry.key)}: {now}, perhaps {low} to {high}"
