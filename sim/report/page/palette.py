"""Colours of strategies, the same in all charts of a report."""

from __future__ import annotations

from collections.abc import Sequence

from sim.report.page.drawing.shared import PALETTE, colours
from sim.report.page.sources import Sources

__all__ = ["palette_of"]


def palette_of(sources: Sources, names: Sequence[str]) -> dict[str, str]:
    """A colour for each of these, whoever else is in the same chart: all of the scenario count.

    Where these are more than there are colours, those that the main folder is about come first.
    """
    compared = sources.comparison
    main = (compared or sources.main).folder
    baseline = main.scenario.baseline if compared is None else str(compared.at("baseline"))
    every = list(main.scenario.strategies)
    if len(every) > len(PALETTE):
        every.sort(key=lambda name: name not in main.manifest["strategies"])
    found = colours(every, baseline)
    return {name: found[name] for name in names}
