"""How wide text is, and how it is broken into lines: pictures have no browser to do it."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

__all__ = ["fitted", "shortened", "width_of", "wrapped"]

WIDTHS = (
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278,
    *[556] * 10, 278, 278, 584, 584, 584, 556, 1015,
    667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778, 667, 778, 722, 667,
    611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556, 333,
    556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500,
    278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
)  # fmt: skip
"""Of the signs from the blank on, in thousandths of the size: Helvetica's, as Liberation Sans."""
BOLD = 1.09
"""How much wider bold text is, about."""
OTHER, WIDE = 620, 1000
"""Signs of other scripts, and those that East Asia writes wide."""
DOTS = "\N{HORIZONTAL ELLIPSIS}"


def width_of(text: str, size: float, *, bold: bool = False) -> float:
    """In the unit of the size, about."""
    return sum(map(_sign, text)) * size * (BOLD if bold else 1.0) / 1000.0


def _sign(sign: str) -> int:
    if 32 <= ord(sign) < 32 + len(WIDTHS):
        return WIDTHS[ord(sign) - 32]
    if unicodedata.combining(sign):
        return 0
    return WIDE if unicodedata.east_asian_width(sign) in "WF" else OTHER


def wrapped(text: str, size: float, width: float, *, bold: bool = False) -> list[str]:
    """Lines no wider than that; words that are wider are broken.

    A number stays with its currency, and ``%`` with its number.
    """
    lines = [""]
    for word in _words(text):
        while width_of(word, size, bold=bold) > width:
            kept = _longest(word, size, width, bold=bold)
            lines.append(word[:kept])
            word = word[kept:]
        longer = f"{lines[-1]} {word}".strip()
        if width_of(longer, size, bold=bold) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return [line for line in lines if line]


def _words(text: str) -> list[str]:
    """Words, and numbers together with their units."""
    found: list[str] = []
    for word in text.split():
        joins = found and (
            word.strip(".,;:)") == "%" or (found[-1].strip("+-(\N{MINUS SIGN}").isupper()
                                           and len(found[-1].strip("(+")) == 3
                                           and word.lstrip("\N{MINUS SIGN}")[:1].isdigit())
        )  # fmt: skip
        if joins:
            found[-1] += f" {word}"
        else:
            found.append(word)
    return found


def _longest(word: str, size: float, width: float, *, bold: bool) -> int:
    """Signs of a word that fit; at least one."""
    kept = 1
    while kept < len(word) and width_of(word[: kept + 1], size, bold=bold) <= width:
        kept += 1
    return kept


def fitted(
    text: str, sizes: Sequence[int], width: float, lines: int, *, bold: bool = False
) -> tuple[int, list[str]]:
    """The largest size at which a text takes no more lines than that, else cut at the smallest."""
    for size in sizes:
        found = wrapped(text, size, width, bold=bold)
        if len(found) <= lines:
            return size, found
    size = sizes[-1]
    found = wrapped(text, size, width, bold=bold)[:lines]
    return size, [*found[:-1], shortened(f"{found[-1]} {DOTS}", size, width, bold=bold)]


def shortened(text: str, size: float, width: float, *, bold: bool = False) -> str:
    """One line, cut where it is too long."""
    if width_of(text, size, bold=bold) <= width:
        return text
    text = text.rstrip(f" {DOTS}")
    while text and width_of(f"{text} {DOTS}", size, bold=bold) > width:
        text = text[:-1]
    return f"{text.rstrip()} {DOTS}"
