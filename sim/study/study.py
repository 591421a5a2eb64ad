"""What every study does alike: a scenario, its people and a plan in, outcomes and figures out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Self

from sim.study.crowd import Crowd
from sim.study.jobs import Plan, Stopwatch, make_plan, simulate_all
from sim.study.limits import LimitKept, limits_kept
from sim.study.options import DEFAULTS, SimulationOptions, StudyOptions
from sim.study.prepare import build_markets, samples_of, setting_of
from sim.study.progress import Tally
from sim.study.record import Recording
from sim.study.results import Setting, Work
from sim.study.statistics import FEWEST

if TYPE_CHECKING:
    from sim.clocks import Outcome
    from sim.model.market.market import Market
    from sim.scenario import Scenario
    from sim.study.sample import Sample


@dataclass(frozen=True)
class Study:
    """A scenario that is about to be simulated.

    Attributes:
        options: all of them, defaults filled in.
        watch: started with the study.
    """

    scenario: Scenario
    crowd: Crowd
    plan: Plan
    options: StudyOptions
    watch: Stopwatch

    @classmethod
    def begin(cls, scenario: Scenario, options: StudyOptions | SimulationOptions) -> Self:
        """Read the people and settle the plan.

        Raises:
            InputError: an option, or a table of people, that cannot be simulated.
        """
        watch = Stopwatch()
        given: StudyOptions = {**DEFAULTS, **options}
        crowd = Crowd.of(scenario, given["people"])
        if crowd.table is not None:
            from sim.model.market.market import check_size

            check_size(scenario, len(crowd.table), place=crowd.table.file.name)
        plan = make_plan(
            market=scenario.scenario.market,
            scenario_days=scenario.scenario.days,
            customers=crowd.size(given["customers"]),
            days=given["days"],
            seed=given["seed"],
            replications=given["replications"],
            threads=given["threads"],
            clock=given["clock"],
        )
        return cls(scenario, crowd, plan, given, watch)

    @cached_property
    def setting(self) -> Setting:
        """What is about to be run."""
        return setting_of(self.scenario, self.plan)

    def markets(self, names: Sequence[str]) -> dict[str, Market]:
        """One market a strategy, in this order."""
        return build_markets(self.scenario, names, self.plan)

    def recording(self, markets: Mapping[str, Market], **settings: Any) -> Recording:
        """What is left on disk of simulating these markets; see `Recording.open`.

        Args:
            settings: what else shapes the study.
        """
        return Recording.open(
            self.options["out"],
            self.options["events"],
            self.scenario,
            markets,
            self.plan,
            command=self.options["command"],
            settings={**self._changed, **self.crowd.settings, **settings},
        )

    @property
    def _changed(self) -> dict[str, Any]:
        """Values of the scenario that its text does not have."""
        changed = dict(sorted(self.scenario.changed.items()))
        return {"changed": changed} if changed else {}

    def tally(self, lives: int) -> Tally:
        """Progress of simulating so many markets for one replication each."""
        size = self.plan.customers * self.plan.days
        return Tally(self.options["progress"], lives * size)

    def of(self, replications: int) -> Self:
        """The same study with so many replications."""
        return replace(self, plan=replace(self.plan, replications=replications))

    def simulate(
        self,
        markets: Mapping[str, Market],
        recording: Recording | None,
        tally: Tally,
        first: int = 0,
    ) -> dict[str, list[Outcome]]:
        """Every replication of these markets, from one on."""
        return simulate_all(
            markets,
            self.plan,
            people=self.crowd.draw,
            sink_for=None if recording is None else recording.sink_for,
            tally=tally,
            first=first,
        )

    def samples(
        self, markets: Mapping[str, Market], outcomes: Mapping[str, Sequence[Outcome]]
    ) -> dict[str, Sample]:
        """The sums of every strategy, ready to be measured."""
        return samples_of(self.scenario, markets, outcomes, self.plan)

    def limits(
        self, samples: Mapping[str, Sample], outcomes: Mapping[str, Sequence[Outcome]]
    ) -> dict[str, tuple[LimitKept, ...]]:
        """How every strategy has kept the scenario's constraints; empty where there are none."""
        if not self.scenario.constraints:
            return {}
        return {
            name: limits_kept(self.scenario, sample, outcomes[name])
            for name, sample in samples.items()
        }

    def work(
        self,
        outcomes: Mapping[str, Sequence[Outcome]],
        digests: Mapping[str, str],
        recording: Recording,
    ) -> Work:
        """What was done, when all is done."""
        return Work(
            events=sum(outcome.events for found in outcomes.values() for outcome in found),
            digests=digests,
            wall_s=self.watch.seconds,
            run_dir=recording.path,
        )

    def notes(self) -> tuple[str, ...]:
        """What must be known before the figures are believed."""
        if self.plan.replications >= FEWEST:
            return self.crowd.notes
        return (*self.crowd.notes, f"no intervals: they need at least {FEWEST} replications")
