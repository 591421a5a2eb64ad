"""From folders to a report: all sections that they support."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sim.report.page.document import Report
from sim.report.page.lives import with_lives
from sim.report.page.sections.actions import actions
from sim.report.page.sections.answer import answer
from sim.report.page.sections.budget import budget
from sim.report.page.sections.channels import channels
from sim.report.page.sections.earned import earned
from sim.report.page.sections.flow import flow
from sim.report.page.sections.funnel import funnel
from sim.report.page.sections.pressure import pressure
from sim.report.page.sections.queues import queues
from sim.report.page.sources import read_sources

__all__ = ["build"]

SECTIONS = (answer, earned, funnel, flow, channels, pressure, actions, queues, budget)


def build(folders: Sequence[str | Path]) -> Report:
    """Read the folders and write what they tell.

    Raises:
        InputError: one is none or not complete, or they do not belong together.
    """
    sources = with_lives(read_sources(folders))
    sections = [section for make in SECTIONS if (section := make(sources)) is not None]
    told = sources.scenario.scenario
    return Report(
        told.title or told.name, told.description or "", tuple(sections), notes=sources.notes
    )
