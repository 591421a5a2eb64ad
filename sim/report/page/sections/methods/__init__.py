"""Methods, written from the run itself, in the order of STRESS-DES.

Source: Monks, Currie, Onggo, Robinson, Kunc and Taylor, "Strengthening the reporting of empirical
simulation studies: Introducing the STRESS guidelines", Journal of Simulation 13(1), 2019.
"""

from __future__ import annotations

from collections.abc import Iterator

from sim.report.page.document import Block, Section
from sim.report.page.sections.methods.data import data
from sim.report.page.sections.methods.experimentation import experimentation
from sim.report.page.sections.methods.implementation import access, implementation
from sim.report.page.sections.methods.items import text
from sim.report.page.sections.methods.logic import logic
from sim.report.page.sections.methods.objectives import objectives
from sim.report.page.sources import Sources
from sim.report.words.told import say

__all__ = ["methods"]


def methods(sources: Sources) -> Section:
    """Of all folders; the model and its numbers are told from the main one."""
    return Section(
        "methods", "Methods", tuple(_blocks(sources)), folded="All twenty items of STRESS-DES"
    )


def _blocks(sources: Sources) -> Iterator[Block]:
    yield text(
        say("In the order of STRESS-DES, the guideline for reporting discrete-event simulations "
            "(Monks, Currie, Onggo, Robinson, Kunc and Taylor, Journal of Simulation). Numbers set "
            "apart stand so in the scenario or in a manifest.")
    )  # fmt: skip
    for part in (objectives, logic, data, experimentation, implementation, access):
        yield from part(sources)
