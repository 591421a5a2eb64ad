"""Charts as pictures, drawn without a browser and without asking any network.

The letters are Liberation Sans, which the drawing library brings along: a picture looks the same
wherever it is made. Where an SVG is shown without that font, Arial and Helvetica are as wide.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import vl_convert

from sim.report.page.document import Chart
from sim.report.page.files.markup import escaped, readable
from sim.report.page.files.pdf import in_order

__all__ = ["FONT", "Picture", "drawn", "picture_of", "png_of"]

FONT = "Liberation Sans, Arial, Helvetica, sans-serif"
WIDTH = 900
"""Of a picture, in points of the screen."""
LETTERS = 15
"""Size of its letters, likewise."""
ON_PAGE = 13.0
"""Size of letters on the page, for which charts say how long a label may be."""
SCALE = 2.0
"""Points of a PNG by one of the screen."""
TEXT, SOFT, LINE = "#16181d", "#525a66", "#d5d9e0"


@dataclass(frozen=True)
class Picture:
    """One chart in three formats."""

    svg: str
    png: bytes
    pdf: bytes


def picture_of(chart: Chart) -> Picture:
    """A chart on white; its title and caption are inside the SVG for those who can't see it."""
    svg = drawn(chart.spec, WIDTH, LETTERS)
    told = f"<title>{escaped(chart.title)}</title><desc>{escaped(str(chart.caption))}</desc>"
    opened, closing, rest = svg.partition(">")
    svg = f'{opened} role="img"{closing}{told}{rest}'
    return Picture(svg, png_of(svg, SCALE), in_order(vl_convert.svg_to_pdf(svg)))


def png_of(svg: str, scale: float) -> bytes:
    """Points of the screen, so many by one."""
    return vl_convert.svg_to_png(svg, scale=scale)


def drawn(spec: Mapping[str, Any], width: int, letters: int, *, height: int | None = None) -> str:
    """The SVG of a chart.

    Args:
        spec: Vega-Lite, as wide as its place or of a width of its own.
        width: of that place.
        letters: size of the letters.
        height: None: its own.
    """
    sized = _sized(spec, width, letters)
    if height is not None and "height" in sized:
        sized["height"] = height
    svg: str = vl_convert.vegalite_to_svg(sized, config=_config(letters), allowed_base_urls=[])
    return svg


def _sized(spec: Any, width: int, letters: int) -> Any:
    """The same with a width where it asks for that of its place, and room for larger letters."""
    if isinstance(spec, Mapping):
        sized = {
            key: width if key == "width" and value == "container" else _sized(value, width, letters)
            for key, value in spec.items()
            if key != "tooltip"
        }
        if "labelLimit" in sized:
            sized["labelLimit"] *= letters / ON_PAGE
        return sized
    if isinstance(spec, (list, tuple)):
        return [_sized(one, width, letters) for one in spec]
    # The library ends the whole process where a text has a sign that no SVG can hold.
    return readable(spec) if isinstance(spec, str) else spec


def _config(letters: int) -> dict[str, Any]:
    """Dark on white, without a frame."""
    return {
        "background": "#ffffff",
        "font": FONT,
        "padding": {"left": 12, "top": 12, "bottom": 12, "right": 2 * letters},
        "view": {"stroke": None},
        "axis": {
            "labelColor": TEXT, "titleColor": SOFT, "gridColor": LINE, "domainColor": LINE,
            "tickColor": LINE, "labelFontSize": letters, "titleFontSize": letters,
            "titleFontWeight": "normal", "titlePadding": 10,
        },
        "axisY": {
            "titleAngle": 0, "titleAlign": "left", "titleBaseline": "bottom", "titleX": 0,
            "titleY": -8, "titleLimit": 10_000,
        },
        "axisQuantitative": {
            "labelFlush": False, "labelSeparation": letters, "labelOverlap": True, "tickCount": 8,
        },
        "legend": {
            "labelColor": TEXT, "titleColor": SOFT, "labelFontSize": letters,
            "titleFontSize": letters, "titleFontWeight": "normal", "offset": 2 * letters,
            "symbolSize": letters * letters / 2, "columns": 4, "labelLimit": 0, "titleLimit": 0,
        },
        "header": {
            "labelColor": TEXT, "titleColor": SOFT, "labelFontSize": letters,
            "titleFontSize": letters,
        },
        "rule": {"color": SOFT},
        "text": {"color": TEXT, "fontSize": letters},
    }  # fmt: skip
