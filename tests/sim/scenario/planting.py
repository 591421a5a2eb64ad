"""Slips planted in copies of the library's files."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sim.scenario import Scenario, library
from sim.scenario.checking.concern import Concern
from sim.scenario.checking.warnings import warnings_of

KNOWN = {
    "auto-service": """
[known]
orders = 210
revenue = "22000 EUR"
customers = 340
bookings = 220
calls = 700
visits = { web = 2100 }
spend = { search = "900 EUR", display = "400 EUR", facebook = "500 EUR" }
""",
    "mattress": """
[known]
orders = 300
revenue = "180000 EUR"
""",
}
"""What such firms would know; it fits the files."""


@dataclass(frozen=True)
class Blunder:
    """A slip: what is written in place of what, and where it must be told, with which numbers.

    A pattern is replaced wherever it fits; ``known`` adds what the owner knows to the file, which
    is the library's of that name.
    """

    old: str
    new: str
    where: str
    told: str
    known: bool = False
    pattern: bool = False
    file: str = "auto-service"


def planted(blunder: Blunder) -> str:
    """The library's file with the slip in it."""
    text = library.text_of(blunder.file)
    if blunder.known:
        text = text.replace("# --- Who the customers are", f"{KNOWN[blunder.file]}\n# ---", 1)
    if blunder.pattern:
        text, count = re.subn(blunder.old, blunder.new, text)
        assert count
        return text
    assert blunder.old in text
    return text.replace(blunder.old, blunder.new, 1)


def found(text: str) -> list[Concern]:
    return warnings_of(Scenario.from_text(text))


def assert_flagged(blunder: Blunder) -> None:
    """The slip is told once, at its place, with its arithmetic, and hardly anything beside it."""
    concerns = found(planted(blunder))
    at = [item for item in concerns if item.where == blunder.where]
    assert len(at) == 1, concerns
    assert blunder.told in at[0].arithmetic + at[0].message, at[0]
    assert at[0].arithmetic
    assert len(concerns) <= 3, concerns
