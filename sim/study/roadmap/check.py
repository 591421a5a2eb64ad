"""The chosen path lived from end to end, beside what its states add up to.

States are compared as if each began afresh: no goodwill, no knowledge and no loyalty carries over
from one to the next. To see how much that matters the path is simulated once more as one run over
the whole horizon, whose dials are turned on the way, and so is staying.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from sim.model.records.sizes import DAY
from sim.scenario.dials import Dials, Turned
from sim.study.roadmap.asked import Asked
from sim.study.roadmap.cash import costs
from sim.study.roadmap.paths import Leg, State
from sim.study.roadmap.states import States
from sim.study.sample import Figures, Platform, Sample
from sim.study.statistics import Values
from sim.study.trials.experiment import Experiment
from sim.study.trials.variant import Variant

__all__ = ["Throughout", "throughout"]


@dataclass(frozen=True)
class Throughout:
    """A path lived from end to end.

    Attributes:
        times: shape ``(windows,)``, days to the end of each window.
        cash: shape ``(replications, windows)``, what the path has brought against staying.
        experiment: that lived it.
    """

    times: Values
    cash: Values
    experiment: Experiment

    def at(self, time: float) -> Values:
        """Shape ``(replications,)``: cash at the end of the window in which a day ends."""
        place = min(int(np.searchsorted(self.times, time)), self.times.size - 1)
        return np.asarray(self.cash[:, place], np.float64)


def throughout(
    asked: Asked, steps: Sequence[Leg], states: States, experiment: Experiment
) -> Throughout:
    """Live a path, and staying, over the whole horizon.

    Args:
        steps: of the path, at least one.
        states: whose replications are lived, and whose prices are paid.
        experiment: that lived the states.

    Raises:
        InputError: the horizon has too many windows. RunError: failed while working.
    """
    whole = experiment.lasting(asked.terms.horizon)
    turned = Turned(tuple((round(leg.begin * DAY), _dials(asked, leg.state)) for leg in steps))
    variants = (Variant.of(asked.start, dials=turned), Variant.of(asked.start))
    found = whole.some(dict.fromkeys(variants, states.numbers))
    joined, stayed = (_earned(found[variant]) for variant in variants)
    times = joined.window_ends()
    cash = joined.cumulative_profit() - stayed.cumulative_profit()
    return Throughout(times, cash - costs(steps, states.worth, times), whole)


def _dials(asked: Asked, state: State) -> Dials:
    dials = asked.variant(state).dials
    assert dials is not None
    return dials


def _earned(sample: Sample) -> Figures:
    """Contribution less media: the platform is charged as in the sum of states."""
    return Figures(replace(sample, platform=Platform()))
