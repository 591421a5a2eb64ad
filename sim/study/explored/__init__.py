"""Many customers' lives under several strategies: a stated sample, each told as `trace` tells it.

``chosen`` is the rule of the sample, ``lives`` lives it.
"""

from __future__ import annotations

from sim.study.explored.chosen import Chosen, choose_ids
from sim.study.explored.lives import Explored, Lived, explore

__all__ = ["Chosen", "Explored", "Lived", "choose_ids", "explore"]
