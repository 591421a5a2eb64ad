"""How fast customers could live if the firm had nothing to think about.

The plans of a run are recorded: who gets what in which window, at which prices. The same windows
are then lived anew from the record, without a view, a rule or a price being looked at for a plan.
What is decided within a window, at a till or in a chat, still looks at its view.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from benchmarks.timing import timed
from benchmarks.worlds import Lived, Stopwatch, TimedCompiled
from sim.clocks.compiled import Block, CompiledClock, Lane
from sim.clocks.world import World
from sim.model.market.market import Market

Records = np.ndarray[Any, np.dtype[np.void]]

OF_THE_PLAN = (
    "price", "price_low", "share", "step", "margins", "open", "open_priority", "open_propensity",
)  # fmt: skip
"""What a plan leaves to the window, in the state that all share."""


@dataclass
class Window:
    """The plan of one window.

    Attributes:
        shared: fields of the shared state by name.
        cohort: cohort of each customer.
        picked: by first customer of a block, its cohorts and their picks.
    """

    shared: dict[str, Any]
    cohort: np.ndarray[Any, np.dtype[np.int16]]
    picked: dict[int, tuple[Records, Records]]


class Recording(CompiledClock):
    """Keeps the plan of each window."""

    kept: list[Window]

    def _make_plan(self) -> None:
        super()._make_plan()
        shared = {name: self.world.S[name].copy() for name in OF_THE_PLAN}
        self.kept.append(Window(shared, self.cohort.copy(), {}))

    def _pick(self, lane: Lane, block: Block) -> None:
        super()._pick(lane, block)
        cohorts = block.cohorts
        records = cohorts.records[: cohorts.used].copy()
        picks = int((records["first_pick"] + records["picks"]).max(initial=1))
        self.kept[-1].picked[block.first] = records, cohorts.picks[:picks].copy()


class Replaying(TimedCompiled):
    """Lives windows whose plans were recorded; taking them from the record counts as planning."""

    kept: list[Window]
    watch: Stopwatch

    def run(self) -> None:
        """Live all windows."""
        self.left = iter(self.kept)
        super().run()

    def _make_plan(self) -> None:
        self.watch.during(self._take)

    def _take(self) -> None:
        self.plan_now = next(self.left)
        for name, values in self.plan_now.shared.items():
            self.world.S[name] = values
        self.cohort[:] = self.plan_now.cohort

    def _pick(self, lane: Lane, block: Block) -> None:
        block.cohorts.records, block.cohorts.picks = self.plan_now.picked[block.first]


def live_from_record(market: Market) -> list[Lived]:
    """A run on one thread whose plans are recorded, and the same from the record."""
    first = World(market, None, seed=1, replication=0)
    recording = Recording(first)
    recording.kept = []
    recording.run()
    watch = Stopwatch()

    def run() -> tuple[World, float]:
        world, made = timed(lambda: World(market, None, seed=1, replication=0))
        again = Replaying(world)
        again.kept, again.watch = recording.kept, watch
        again.run()
        return world, made.wall

    (world, drawing), seconds = timed(run)
    return [
        Lived(first.outcome(), 0.0, 0.0, 0.0, 0.0),
        Lived(world.outcome(), seconds.wall, seconds.processor, watch.seconds, drawing),
    ]
