"""What to measure first."""

from __future__ import annotations

from sim.report.answers.tipping import lead_of, measure_items, whose_lead
from sim.report.page.document import Block, Listing, Paragraph, Section
from sim.report.page.sections.beside import judged_apart, leading_pairs_first, whose
from sim.report.page.sources import Sources

__all__ = ["measure"]


def measure(sources: Sources) -> Section | None:
    """From what `tipping` has left: first what is about the strategy that leads the comparison."""
    blocks: list[Block] = []
    for source in leading_pairs_first(sources, "tipping"):
        if source.at("measure_first"):
            blocks += [
                Paragraph(whose(sources, source, whose_lead(source))),
                Listing(tuple(measure_items(source, lead_of(source))), ordered=True),
                *judged_apart(sources, source),
            ]
    if not blocks:
        return None
    return Section("measure", "What to measure first", tuple(blocks), brief=True)
