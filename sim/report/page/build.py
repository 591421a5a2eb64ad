"""From folders to a report: all sections that they support."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sim.report.page.document import Report
from sim.report.page.sections.answer import answer
from sim.report.page.sections.earned import earned
from sim.report.page.sections.turning import turning
from sim.report.page.sections.why import why
from sim.report.page.sources import Sources, read_sources

__all__ = ["build", "report_of"]

SECTIONS = (answer, earned, why, turning)


def build(folders: Sequence[str | Path]) -> Report:
    """Read the folders and write what they tell.

    Raises:
        InputError: one is none or not complete, or they do not belong together.
    """
    return report_of(read_sources(folders))


def report_of(sources: Sources) -> Report:
    """What these folders tell."""
    sections = [section for make in SECTIONS if (section := make(sources)) is not None]
    told = sources.scenario.scenario
    return Report(
        told.title or told.name, told.description or "", tuple(sections), notes=sources.notes
    )
