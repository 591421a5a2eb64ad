"""States of a way, each lived as a strategy: what it earns a day, and what it takes to have."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from sim.model.market.phases import dials_in
from sim.model.records.sizes import DAY
from sim.scenario.fees import price_list
from sim.study.roadmap.asked import Asked
from sim.study.roadmap.paths import State, Worth
from sim.study.sample import MICROSECONDS_PER_HOUR, YEAR, Figures, Sample
from sim.study.trials.experiment import Experiment
from sim.study.trials.variant import Variant

__all__ = ["States"]


class States:
    """States, each lived once on the same luck.

    Args:
        experiment: who lives them.
        numbers: of the replications.
        variant: what a state is lived as; None: as the strategy that it is.

    Attributes:
        worth: of those lived so far.
    """

    def __init__(
        self,
        asked: Asked,
        experiment: Experiment,
        numbers: range,
        variant: Callable[[State], Variant] | None = None,
    ) -> None:
        self.asked = asked
        self._variant = variant or asked.variant
        self.numbers = numbers
        self.worth: dict[State, Worth] = {}
        self._experiment = experiment

    def need(self, states: Iterable[State]) -> None:
        """Live those that have not been lived.

        Raises:
            InputError, RunError: as of `Experiment.some`.
        """
        variants = {state: self._variant(state) for state in states if state not in self.worth}
        if not variants:
            return
        found = self._experiment.some(dict.fromkeys(variants.values(), self.numbers))
        for state, variant in variants.items():
            self.worth[state] = _worth(found[variant], self._setup(variant))

    def _setup(self, variant: Variant) -> dict[str, float]:
        """What is paid once, by dial: the most that it comes to at any time of the run."""
        scenario = self.asked.inquiry.study.scenario
        days = self.asked.inquiry.study.plan.days
        most: dict[str, float] = {}
        for start, phase in scenario.phases():
            if start < days * DAY or start == 0:
                dials = dials_in(phase, variant.strategy, variant.dials)
                for name, fee in price_list(phase, dials).items():
                    most[name] = max(most.get(name, 0.0), fee.setup)
        return most


def _worth(sample: Sample, setup: dict[str, float]) -> Worth:
    """Rates and prices at the size of the market that is reported."""
    figures = Figures(sample)
    factor = max(1.0, sample.customers / sample.market)
    platform, days = sample.charged, sample.days
    once = sum(charge.setup for charge in platform.charges if charge.start < days)
    running = (platform.yearly(days) - once) / YEAR
    earned = (figures.contribution - figures.media) / days
    return Worth(
        earned - running,
        {name: cost * factor for name, cost in setup.items()},
        running,
        figures["handling"] / MICROSECONDS_PER_HOUR / days,
        sample.platform.charges[-1].wage,
    )
