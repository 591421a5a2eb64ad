"""The frame of STRESS-DES: six groups, twenty items, and short ways to fill them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sim.report.page.document import Block, Heading, Listing, Paragraph
from sim.report.words.told import Code, Part, Sentence, joined, say

__all__ = ["GROUPS", "ITEMS", "code", "group", "item", "listed", "points", "text", "written"]

GROUPS = {
    1: "Objectives", 2: "Logic", 3: "Data", 4: "Experimentation", 5: "Implementation",
    6: "Code access",
}  # fmt: skip
ITEMS = {
    "1.1": "Purpose of the model", "1.2": "Model outputs", "1.3": "Experimentation aims",
    "2.1": "Base model overview diagram", "2.2": "Base model logic", "2.3": "Scenario logic",
    "2.4": "Algorithms", "2.5": "Components",
    "3.1": "Data sources", "3.2": "Pre-processing", "3.3": "Input parameters",
    "3.4": "Assumptions",
    "4.1": "Initialisation", "4.2": "Run length", "4.3": "Estimation approach",
    "5.1": "Software or programming language", "5.2": "Random sampling",
    "5.3": "Model execution", "5.4": "System specification",
    "6.1": "Computer model sharing statement",
}  # fmt: skip
"""By number; the words are those of the guideline."""


def group(number: int, *parts: Iterable[Block]) -> Iterator[Block]:
    """A group: its heading, and its items."""
    yield Heading(f"{number}. {GROUPS[number]}", f"stress-{number}")
    for blocks in parts:
        yield from blocks


def item(number: str, *blocks: Block | None) -> Iterator[Block]:
    """An item: its heading, and what is told; what is None is left out."""
    name = f"stress-{number.replace('.', '-')}"
    yield Heading(f"{number} {ITEMS[number]}", name, minor=True)
    yield from (block for block in blocks if block is not None)


def text(*sentences: Sentence | None) -> Paragraph:
    """A paragraph; what is None is left out."""
    return Paragraph(tuple(one for one in sentences if one is not None))


def points(sentences: Iterable[Sentence], *, ordered: bool = False) -> Listing | None:
    """A list; None where it has no points."""
    found = tuple(sentences)
    return Listing(found, ordered) if found else None


def code(told: object) -> Code:
    """A number or a name as files have it."""
    return Code(written(told))


def listed(names: Sequence[object], none: str = "none") -> Part:
    """Names, set apart: ``a, b and c``."""
    return joined([code(name) for name in names]) if names else say(none)


def written(told: Any) -> str:
    """A value of a scenario file in one line."""
    if isinstance(told, bool):
        return "yes" if told else "no"
    if isinstance(told, float):
        return f"{told:,.10g}"
    if isinstance(told, int):
        return f"{told:,}"
    if isinstance(told, Mapping):
        if "value" in told:
            return written(told["value"])
        return ", ".join(f"{key}: {written(value)}" for key, value in told.items())
    if isinstance(told, (list, tuple)):
        return ", ".join(f"({written(one)})" if isinstance(one, (list, tuple, Mapping))
                         else written(one) for one in told)  # fmt: skip
    return str(told)
