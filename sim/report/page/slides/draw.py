"""A slide as SVG: 1600 by 900, dark on white, no letter smaller than 28."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence

from sim.report.page.files.markup import escaped
from sim.report.page.files.pictures import FONT, drawn
from sim.report.page.slides.letters import fitted, shortened, width_of, wrapped
from sim.report.page.slides.slide import Card, Slide

__all__ = ["HEIGHT", "SMALLEST", "WIDTH", "svg_of"]

WIDTH, HEIGHT = 1600, 900
SMALLEST = 28
"""Letters that are read from the back of a room."""
LEFT, RIGHT, BOTTOM = 100, 1520, 800
INNER = RIGHT - LEFT
BLUE, TEXT, SOFT, LINE, RAISED = "#0072b2", "#16181d", "#525a66", "#d5d9e0", "#f3f6fa"
SPARE = 1.04
"""How much larger the letters of a chart are drawn, as it may be made smaller to fit."""
SCALE = 2.0
"""How much a chart is enlarged: its lines and points are made for a page."""
MOST_HEIGHT = 1.5
"""How much higher a chart may become than it is on the page."""
LARGE, LARGEST = (56, 50, 46, 42), (76, 68, 60, 54, 48, 44, 40, 36)
"""Sizes of headlines above a chart, and above all else."""
GAP = 36.0
"""Between cards."""
SIZES = (40, 36, 32)
"""Of points."""
UNDER, MOST_UNDER = 42, 3
"""From line to line of what stands above a chart, and lines of it."""
PAD, STEP = 30, 42
"""Within a card: its margin, and from line to line."""
OPENING = re.compile(r"<svg\b[^>]*>")
SIZE = re.compile(r'\b(width|height)="([0-9.]+)"')


def svg_of(slide: Slide, number: int, of: int, left: str, right: str) -> str:
    """The picture.

    Args:
        number, of: its place.
        left, right: what stands below it: what it is of, and what it rests on.
    """
    size, lines = _headline(slide)
    top = 178.0 + 0.8 * size
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" '
        f'viewBox="0 0 {WIDTH} {HEIGHT}" font-family="{FONT}" role="img">',
        f"<title>{escaped(slide.kicker)}</title><desc>{escaped(slide.words())}</desc>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>',
        f'<rect width="20" height="{HEIGHT}" fill="{BLUE}"/>',
        _text(slide.kicker, LEFT, 112, 36, BLUE, bold=True),
        *(_text(line, LEFT, top + 1.18 * size * at, size, TEXT, bold=True)
          for at, line in enumerate(lines)),
        *_body(slide, _below(size, len(lines))),
        *_foot(number, of, left, right),
        "</svg>",
    ]  # fmt: skip
    return "\n".join(parts) + "\n"


def _headline(slide: Slide) -> tuple[int, list[str]]:
    """As large as leaves room for what stands below it, uncut if there is any such size."""
    for size in LARGE if slide.spec else LARGEST:
        lines = wrapped(slide.headline, size, INNER, bold=True)
        if len(lines) <= (2 if slide.spec else 4) and _cards_fit(slide, _below(size, len(lines))):
            return size, lines
    least = (38, 34, 30)
    return fitted(slide.headline, least, INNER, 3 if slide.spec else 5, bold=True)


def _below(size: float, lines: int) -> float:
    """Where what stands below a headline begins."""
    return 178.0 + 0.8 * size + 1.18 * size * (lines - 1) + 0.3 * size + 36.0


def _cards_fit(slide: Slide, top: float) -> bool:
    """Whether no card is cut."""
    if slide.spec or not slide.cards:
        return True
    wide, size, room = _card_room(slide.cards, top)
    return all(
        len(wrapped(card.told, SMALLEST, wide - 2 * PAD)) <= room
        and width_of(card.number, size, bold=True) <= wide - 2 * PAD
        for card in slide.cards
    )


def _body(slide: Slide, top: float) -> Iterator[str]:
    if slide.spec:
        size, lines = _further(slide.points)
        for at, line in enumerate(lines):
            yield _text(line, LEFT, top + UNDER * (at + 0.2), size, SOFT)
        yield _chart(slide, top + UNDER * (len(lines) + 0.2))
    elif slide.cards:
        yield from _cards(slide.cards, top)
    else:
        yield from _points(slide.points, top)


def _further(points: Sequence[str]) -> tuple[int, list[str]]:
    """As many whole sentences as few lines hold, the largest letters that hold the most."""
    for count in range(len(points), 0, -1):
        for size in (34, 31, SMALLEST):
            lines = wrapped(" ".join(points[:count]), size, INNER)
            if len(lines) <= MOST_UNDER:
                return size, lines
    return SMALLEST, []


def _text(
    text: str, x: float, y: float, size: int, colour: str, *, bold: bool = False, end: bool = False
) -> str:
    weight = ' font-weight="bold"' if bold else ""
    anchor = ' text-anchor="end"' if end else ""
    return (
        f'<text x="{x:.0f}" y="{y:.0f}" font-size="{size}" fill="{colour}"{weight}{anchor}>'
        f"{escaped(text)}</text>"
    )


def _foot(number: int, of: int, left: str, right: str) -> Iterator[str]:
    yield f'<rect x="{LEFT}" y="824" width="{INNER}" height="2" fill="{LINE}"/>'
    page = f"{number} / {of}"
    told = shortened(right, SMALLEST, 0.55 * INNER)
    yield _text(shortened(left, SMALLEST, 0.4 * INNER), LEFT, 866, SMALLEST, SOFT)
    yield _text(f"{told}  \N{MIDDLE DOT}  {page}" if told else page, RIGHT, 866, SMALLEST, SOFT,
                end=True)  # fmt: skip


def _cards(cards: Sequence[Card], top: float) -> Iterator[str]:
    """Side by side, as high as the longest."""
    wide, size, room = _card_room(cards, top)
    told = [fitted(card.told, (32, 30, SMALLEST), wide - 2 * PAD, room) for card in cards]
    high = 2 * PAD + 1.4 * size + STEP * max(len(lines) for _, lines in told)
    top += min(40.0, max(0.0, BOTTOM - top - high))
    for place, (card, (small, lines)) in enumerate(zip(cards, told, strict=True)):
        x = LEFT + place * (wide + GAP)
        number = shortened(card.number, size, wide - 2 * PAD, bold=True)
        yield (
            f'<rect x="{x:.0f}" y="{top:.0f}" width="{wide:.0f}" height="{high:.0f}" rx="14" '
            f'fill="{RAISED}"/>'
        )
        yield _text(number, x + PAD, top + PAD + 0.8 * size, size, BLUE, bold=True)
        for at, line in enumerate(lines):
            yield _text(line, x + PAD, top + PAD + 1.4 * size + STEP * (at + 0.6), small, TEXT)


def _card_room(cards: Sequence[Card], top: float) -> tuple[float, int, int]:
    """Width of each, size of its number, and lines of what it tells."""
    wide = (INNER - GAP * (len(cards) - 1)) / len(cards)
    size = min(fitted(card.number, (68, 60, 54, 50, 46, 42, 38), wide - 2 * PAD, 1, bold=True)[0]
               for card in cards)  # fmt: skip
    return wide, size, max(1, int((BOTTOM - top - 1.5 * size - 2 * PAD) // STEP))


def _points(points: Sequence[str], top: float) -> Iterator[str]:
    """One below the other, as many as there is room for, in letters of one size."""
    top += 20.0
    share = (BOTTOM - top) / max(1, len(points))
    size = min((fitted(point, SIZES, INNER - 64, 2)[0] for point in points), default=SIZES[-1])
    for place, point in enumerate(points):
        y = top + place * min(share, 150.0)
        _, lines = fitted(point, (size,), INNER - 64, 2)
        yield f'<circle cx="{LEFT + 12}" cy="{y + 0.66 * size:.0f}" r="9" fill="{BLUE}"/>'
        for at, line in enumerate(lines):
            yield _text(line, LEFT + 56, y + size * (0.98 + 1.25 * at), size, TEXT)


def _chart(slide: Slide, top: float) -> str:
    """The chart in what is left, its letters as large as all others."""
    room = BOTTOM - top
    assert slide.spec is not None
    own = slide.spec.get("height")
    svg, scale = "", SCALE
    height: int | None = None
    for _ in range(6):
        letters = math.ceil(SPARE * SMALLEST / scale)
        svg = drawn(slide.spec, int(INNER / scale), letters, height=height)
        wide, high = _size_of(svg)
        if high * scale > room + 1.0:
            scale = room / high
        elif height is None and isinstance(own, (int, float)) and high * scale < 0.85 * room:
            height = int(min(MOST_HEIGHT * own, own + 0.95 * room / scale - high))
        else:
            break
    wide, high = _size_of(svg)
    scale = min(scale, INNER / wide, room / high)
    inner = svg[svg.index("<svg") :]
    opening = (
        f'<svg x="{LEFT}" y="{top + (room - high * scale) / 2.0:.0f}" width="{wide * scale:.0f}" '
        f'height="{high * scale:.0f}" viewBox="0 0 {wide:g} {high:g}">'
    )
    return OPENING.sub(opening, inner, count=1)


def _size_of(svg: str) -> tuple[float, float]:
    found = OPENING.search(svg)
    assert found is not None
    told = dict(SIZE.findall(found[0]))
    return float(told["width"]), float(told["height"])
