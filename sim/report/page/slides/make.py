"""Slides as files."""

from __future__ import annotations

from collections.abc import Mapping

from sim.report.page.document import Report
from sim.report.page.files.pictures import png_of
from sim.report.page.slides.draw import svg_of
from sim.report.page.slides.told import basis, slides_of
from sim.report.page.sources import Sources

__all__ = ["slide_files"]


def slide_files(report: Report, sources: Sources) -> Mapping[str, bytes]:
    """An SVG and a PNG of 1600 by 900 for each slide, by name.

    Args:
        report: the short one, its numbers rounded.
    """
    found: dict[str, bytes] = {}
    slides = slides_of(report, sources)
    for number, slide in enumerate(slides, start=1):
        svg = svg_of(slide, number, len(slides), report.title, basis(slide, sources))
        found[f"{slide.name}.svg"] = svg.encode("utf-8")
        found[f"{slide.name}.png"] = png_of(svg, 1.0)
    return found
