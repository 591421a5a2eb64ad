"""What to do first, where no folder tells it: what to ask before money is spent."""

from __future__ import annotations

from sim.report.page.compared import Compared
from sim.report.page.slides.slide import Slide
from sim.report.page.sources import Sources

__all__ = ["doing"]

NAME, KICKER = "5-first", "What to do first"


def doing(sources: Sources) -> Slide:
    """Questions that nobody has asked yet, each with the command that answers it; of no use where
    a roadmap or a pilot has an answer."""
    first, second = _pair(sources)
    lead = f"the difference between {first} and {second}" if first else "the answer"
    points = (
        f"Which numbers turn {lead}: journey tipping",
        "What to join first, and what it brings by when: journey roadmap",
        f"Which experiment with real customers proves {lead}: journey pilot",
    )
    asked = any(source.kind == "tipping" for source in sources.all)
    spent = f" on {first}" if first else ""
    return Slide(NAME, KICKER, f"Before money is spent{spent}, ask {'two' if asked else 'three'} "
                 "things", points=points[1:] if asked else points)  # fmt: skip


def _pair(sources: Sources) -> tuple[str, str]:
    """Who would take the baseline's place by the verdict, and the baseline; empty without one."""
    if sources.comparison is None:
        return "", ""
    compared = Compared(sources.comparison)
    name = compared.leading if compared.leading != compared.baseline else compared.rival
    return (name, compared.baseline) if name is not None else ("", "")
