"""From folders to a report: all sections that they support."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from sim.report.page.document import Report
from sim.report.page.lives import with_lives
from sim.report.page.sections.actions import actions
from sim.report.page.sections.answer import answer
from sim.report.page.sections.budget import budget
from sim.report.page.sections.cash import cash
from sim.report.page.sections.channels import channels
from sim.report.page.sections.earned import earned
from sim.report.page.sections.explorer import explorer as explored
from sim.report.page.sections.flow import flow
from sim.report.page.sections.funnel import funnel
from sim.report.page.sections.grounds import grounds, ledger_json
from sim.report.page.sections.measure import measure
from sim.report.page.sections.methods import methods
from sim.report.page.sections.pressure import pressure
from sim.report.page.sections.queues import queues
from sim.report.page.sections.raced import raced
from sim.report.page.sections.real import real
from sim.report.page.sections.robust import robust
from sim.report.page.sections.sensitivity import sensitivity
from sim.report.page.sections.surveys import surveys
from sim.report.page.sections.todo import todo
from sim.report.page.sections.turning import turning
from sim.report.page.sections.why import why
from sim.report.page.sources import Sources, read_sources
from sim.report.page.words import words_of
from sim.scenario.ledger import ledger
from sim.study.progress import Progress

__all__ = ["build", "gathered", "report_of"]

ASKED = (answer, raced, earned, why, turning, sensitivity, measure, todo, cash)
"""What a board asks."""
SEEN = (funnel, flow, channels, pressure, actions, queues, budget)
"""What becomes of people, channels and money."""
HELD = (grounds, real, robust, surveys)
"""What a reviewer asks."""


def build(folders: Sequence[str | Path], *, explorer: bool = True) -> Report:
    """Read the folders and write what they tell.

    Args:
        explorer: whether single customers are simulated again, to be looked at.

    Raises:
        InputError: one is none or not complete, or they do not belong together.
    """
    return report_of(gathered(folders), explorer=explorer)


def gathered(
    folders: Sequence[str | Path],
    *,
    lives: bool = True,
    explored: Sequence[str] | None = None,
    progress: Progress | None = None,
) -> Sources:
    """What the folders hold, and what the report finds itself.

    Args:
        lives: whether the lives of one replication are simulated again.
        explored: see `Sources`.
        progress: told how far that is, and following single customers.

    Raises:
        InputError: one is none or not complete, or they do not belong together.
    """
    sources = read_sources(folders, progress)
    if explored is not None:
        sources = sources.exploring(explored)
    sources = sources.with_made("ledger", ledger_json(ledger(sources.scenario)))
    return with_lives(sources) if lives else sources


def report_of(sources: Sources, *, explorer: bool = True) -> Report:
    """What they tell; see `build`."""
    makers = (*ASKED, *SEEN, *HELD, *((explored,) if explorer else ()), methods)
    sections = [section for make in makers if (section := make(sources)) is not None]
    told = sources.scenario.scenario
    report = Report(
        told.title or told.name,
        told.description or "",
        tuple(sections),
        notes=sources.notes,
        data={one.name: one.answer for one in sources.made},
    )
    return replace(report, terms=words_of(report, sources.scenario, keys=False))
