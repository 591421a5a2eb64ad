"""From folders to a report: all sections that they support."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sim.report.page.document import Report
from sim.report.page.sections.answer import answer
from sim.report.page.sections.earned import earned
from sim.report.page.sections.explorer import explorer as explored
from sim.report.page.sources import read_sources

__all__ = ["build"]

SECTIONS = (answer, earned)


def build(folders: Sequence[str | Path], *, explorer: bool = True) -> Report:
    """Read the folders and write what they tell.

    Args:
        explorer: whether single customers are simulated again, to be looked at.

    Raises:
        InputError: one is none or not complete, or they do not belong together.
    """
    sources = read_sources(folders)
    makers = (*SECTIONS, explored) if explorer else SECTIONS
    sections = [section for make in makers if (section := make(sources)) is not None]
    told = sources.scenario.scenario
    return Report(
        told.title or told.name, told.description or "", tuple(sections), notes=sources.notes
    )
