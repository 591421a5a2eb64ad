"""From folders to a report: all sections that they support."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sim.report.page.document import Report
from sim.report.page.sections.answer import answer
from sim.report.page.sections.cash import cash
from sim.report.page.sections.earned import earned
from sim.report.page.sections.explorer import explorer as explored
from sim.report.page.sections.grounds import grounds, ledger_json
from sim.report.page.sections.measure import measure
from sim.report.page.sections.robust import robust
from sim.report.page.sections.surveys import surveys
from sim.report.page.sections.todo import todo
from sim.report.page.sections.turning import turning
from sim.report.page.sections.why import why
from sim.report.page.sources import Sources, read_sources
from sim.scenario.ledger import ledger

__all__ = ["build", "gathered", "report_of"]

SECTIONS = (answer, earned, why, turning, measure, todo, cash, grounds, robust, surveys)
"""In reading order: what a board asks first comes first."""


def build(folders: Sequence[str | Path], *, explorer: bool = True) -> Report:
    """Read the folders and write what they tell.

    Args:
        explorer: whether single customers are simulated again, to be looked at.

    Raises:
        InputError: one is none or not complete, or they do not belong together.
    """
    return report_of(gathered(folders), explorer=explorer)


def gathered(folders: Sequence[str | Path]) -> Sources:
    """What the folders hold, and what the report finds itself.

    Raises:
        InputError: one is none or not complete, or they do not belong together.
    """
    sources = read_sources(folders)
    return sources.with_made("ledger", ledger_json(ledger(sources.scenario)))


def report_of(sources: Sources, *, explorer: bool = True) -> Report:
    """What they tell; see `build`."""
    makers = (*SECTIONS, explored) if explorer else SECTIONS
    sections = [section for make in makers if (section := make(sources)) is not None]
    told = sources.scenario.scenario
    return Report(
        told.title or told.name,
        told.description or "",
        tuple(sections),
        notes=sources.notes,
        data={one.name: one.answer for one in sources.made},
    )
