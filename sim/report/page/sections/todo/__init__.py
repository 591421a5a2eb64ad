"""What to do: what to join first, which settings, and how to prove it in reality."""

from __future__ import annotations

from sim.report.page.document import Block, Section
from sim.report.page.sections.todo.joining import joining
from sim.report.page.sections.todo.proving import proving
from sim.report.page.sections.todo.settings import settings
from sim.report.page.sources import Sources

__all__ = ["todo"]

PARTS = {"roadmap": joining, "optimize": settings, "pilot": proving}
"""By the command that has left a folder."""


def todo(sources: Sources) -> Section | None:
    """From what `roadmap`, `optimize` and `pilot` have left."""
    blocks: list[Block] = [
        block
        for kind, tell in PARTS.items()
        for source in sources.of(kind)
        for block in tell(source)
    ]
    return Section("todo", "What to do", tuple(blocks), brief=True) if blocks else None
