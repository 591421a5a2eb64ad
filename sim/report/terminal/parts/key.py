"""A dotted key in a table: where its column is narrow it is broken after dots.

Where a name between dots is itself too long, it is broken after hyphens and underscores.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rich.console import Console, ConsoleOptions, RenderResult
from rich.measure import Measurement
from rich.text import Text

__all__ = ["Key", "broken"]


@dataclass(frozen=True)
class Key:
    """A key as rich shows it.

    Attributes:
        text: the key, or other words, which are broken at spaces as well.
        right: whether lines end where the column ends.
    """

    text: str
    right: bool = False

    def __rich_measure__(self, console: Console, options: ConsoleOptions) -> Measurement:
        longest = max(map(len, _pieces(self.text)), default=0)
        return Measurement(longest, max(longest, len(self.text)))

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        lines = broken(self.text, options.max_width)
        yield Text("\n".join(lines), justify="right" if self.right else "left", overflow="fold")


def broken(key: str, width: int) -> list[str]:
    """Lines of a width at most, as far as no piece is longer."""
    lines = [""]
    for piece in _fitting(key, width):
        if lines[-1] and len(lines[-1]) + len(piece.rstrip()) > width:
            lines.append("")
        lines[-1] += piece
    return [line.rstrip() for line in lines]


def _fitting(key: str, width: int) -> Iterator[str]:
    """Its pieces, those that are too long in pieces of their own."""
    for piece in _pieces(key):
        yield from [piece] if len(piece.rstrip()) <= width else _pieces(piece, "-_")


def _pieces(key: str, ends: str = ". ") -> list[str]:
    """What stays together: names with the sign behind them."""
    pieces, start = [], 0
    for place, sign in enumerate(key, 1):
        if sign in ends and place < len(key):
            pieces.append(key[start:place])
            start = place
    return [*pieces, key[start:]]
