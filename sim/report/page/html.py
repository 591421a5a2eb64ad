"""The report as one HTML file, which asks for nothing else."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader
from markupsafe import Markup

from sim.report.page.document import Block, Explorer, Report, Table, is_number
from sim.report.words.told import anchor
from sim.store.provenance import versions_here

__all__ = ["html_of"]

LONG = 32
"""Letters of a cell from which it is broken into lines."""
FOLDED_IN_PRINT = 60
"""Most rows of a table that printing opens: a longer one would fill page after page."""


def html_of(report: Report) -> str:
    """The page; the same bytes for the same report."""
    charts = {chart.name: chart.spec for chart in report.charts()}
    explorers = [block for block in report.blocks() if isinstance(block, Explorer)]
    page = _environment().get_template("page.html.j2")
    return page.render(
        report=report,
        version=versions_here()["journey-engine"],
        style=_text("style.css"),
        script=_text("page.js"),
        bundle=_bundle() if charts else "",
        charts=_json(charts) if charts else "",
        explorer=_json(explorers[0].data) if explorers else "",
        data={name: _json(told) for name, told in report.data.items()},
        explorer_style=_text("explorer.css") if explorers else "",
        explorer_script=_text("explorer.js") if explorers else "",
        shown=_shown,
    )


def _shown(block: Block) -> Markup:
    macros: Any = _environment().get_template("blocks.html.j2").module
    return Markup(getattr(macros, type(block).__name__.lower())(block))


@cache
def _environment() -> Environment:
    made = Environment(
        loader=PackageLoader("sim.report.page"), autoescape=True, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip
    made.filters["anchor"] = anchor
    made.tests["number"] = is_number
    made.tests["prose"] = lambda cell: len(str(cell)) > LONG
    made.filters["words"] = Table.has_words
    made.tests["long"] = lambda table: len(table.rows) > FOLDED_IN_PRINT
    return made


def _text(name: str) -> Markup:
    return Markup(files("sim.report.page").joinpath("templates", name).read_text(encoding="utf-8"))


@cache
def _bundle() -> Markup:
    """Vega, Vega-Lite and Vega-Embed, as vl-convert brings them along."""
    import vl_convert

    code = vl_convert.javascript_bundle()  # type: ignore[call-arg] # its stub asks for an import
    return Markup(code.replace("</script", "<\\/script"))


def _json(told: Any) -> Markup:
    """JSON that cannot end the element that it stands in."""
    text = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
    for sign, code in (("<", "\\u003c"), (">", "\\u003e"), ("&", "\\u0026"),
                       ("\u2028", "\\u2028"), ("\u2029", "\\u2029")):  # fmt: skip
        text = text.replace(sign, code)
    return Markup(text)
