"""Sentences whose numbers know where they stand in a result: in HTML each carries its key.

A *figure* is a number of some folder's ``result.json`` as people read it. A *sentence* is plain
text with figures in it. As HTML all plain text is escaped; as text the figures are what they say.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from markupsafe import Markup, escape

__all__ = ["Code", "Figure", "Part", "Sentence", "Term", "joined", "say"]


SHORT = 24
"""Signs of a number that no line breaks; a longer text that a result has may be broken."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A number.

    Attributes:
        text: as people read it.
        key: ``SOURCE#POINTER``: the name of a source, and where the number stands in its result
            (JSON pointer, RFC 6901).
        value: as it stands there.
        unit: of the value, as results have it; None where it is not known.
    """

    text: str
    key: str
    value: float | int | str | bool | None
    unit: str | None = None

    def __str__(self) -> str:
        return self.text

    def __html__(self) -> str:
        value = "" if self.value is None else str(self.value)
        kind = Markup(' class="short"') if len(self.text) <= SHORT else ""
        return Markup('<data data-key="{}" value="{}"{}>{}</data>').format(
            self.key, value, kind, self.text
        )


@dataclass(frozen=True, slots=True)
class Term:
    """A word of the glossary, explained at the end of the page."""

    text: str
    of: str

    def __str__(self) -> str:
        return self.text

    def __html__(self) -> str:
        return Markup('<a class="term" href="#term-{}">{}</a>').format(anchor(self.of), self.text)


@dataclass(frozen=True, slots=True)
class Code:
    """A command, a key or a name as files have it: set apart, never counted as a number.

    On a narrow page it is broken after dots first.
    """

    text: str

    def __str__(self) -> str:
        return self.text

    def __html__(self) -> str:
        return Markup("<code>{}</code>").format(Markup(".<wbr>").join(self.text.split(".")))


Part: TypeAlias = "str | Figure | Term | Code | Sentence"


@dataclass(frozen=True, slots=True)
class Sentence:
    """Text with figures in it."""

    parts: tuple[Part, ...]

    def __str__(self) -> str:
        return "".join(map(str, self.parts))

    def __html__(self) -> str:
        return Markup("").join(escape(part) for part in self.parts)

    def figures(self) -> Iterable[Figure]:
        """All numbers in it, in their order."""
        for part in self.parts:
            if isinstance(part, Figure):
                yield part
            elif isinstance(part, Sentence):
                yield from part.figures()


PLACE = re.compile(r"\{(\w+)\}")


def say(template: str, **parts: Part) -> Sentence:
    """A sentence from a template such as ``"{best} earns {gain} more"``.

    What a file says is only ever put in as a part, never into the template.

    Raises:
        KeyError: a place of the template without a part.
    """
    pieces: list[Part] = []
    for place, piece in enumerate(PLACE.split(template)):
        if place % 2:
            pieces.append(parts[piece])
        elif piece:
            pieces.append(piece)
    return Sentence(tuple(pieces))


def joined(parts: Sequence[Part], last: str = " and ", between: str = ", ") -> Sentence:
    """``a, b and c``."""
    found: list[Part] = []
    for place, part in enumerate(parts):
        if place:
            found.append(last if place == len(parts) - 1 else between)
        found.append(part)
    return Sentence(tuple(found))


def anchor(term: str) -> str:
    """A word as part of an address within the page."""
    return re.sub(r"[^a-z0-9]+", "-", term.lower()).strip("-")
