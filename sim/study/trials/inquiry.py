"""Strategies, a KPI, and how they are lived: what every study of variants is asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from engine.errors import UsageError, one_of
from sim.study.kpis import KPI, Kpi
from sim.study.measures import measure
from sim.study.options import SimulationOptions, StudyOptions, known
from sim.study.prepare import load, named_strategy, primary_kpi
from sim.study.sample import Figures, Sample
from sim.study.statistics import Measured
from sim.study.study import Study
from sim.study.trials.directory import directory_of
from sim.study.trials.experiment import Experiment

if TYPE_CHECKING:
    from sim.scenario import Scenario
    from sim.store.study_dir import StudyDirectory

__all__ = ["Inquiry", "TrialOptions", "inquire", "measured"]


class TrialOptions(SimulationOptions, total=False):
    """What a study of variants may be told.

    Attributes:
        replications: independent repetitions; intervals need five.
        out: folder of the study, in which it goes on where it was stopped; None: nothing is kept.
        command: what the manifest records as the command; None: that of the process.
        executor: who lives the trials; None: threads of this process.
    """

    replications: int
    out: str | Path | None
    command: Sequence[str] | None
    executor: Executor | None


@dataclass(frozen=True)
class Inquiry:
    """What is looked into.

    Attributes:
        strategies: names; of a difference the first less the second.
        kpi: in which they are compared.
        executor: who lives the trials; None: threads of this process.
    """

    study: Study
    strategies: tuple[str, ...]
    kpi: Kpi
    executor: Executor | None

    @property
    def first(self) -> str:
        """The first strategy."""
        return self.strategies[0]

    @property
    def second(self) -> str:
        """The second one, where two are compared."""
        return self.strategies[1]

    @property
    def study_dir(self) -> str | None:
        """Folder of the study, None where nothing is kept."""
        out = self.study.options["out"]
        return None if out is None else str(out)

    def experiment(
        self, kind: str, question: Mapping[str, Any], lives: int
    ) -> tuple[Experiment, StudyDirectory | None]:
        """Trials of the study, with the folder that they are kept in, where one was asked for.

        Args:
            kind: name of the command.
            question: what shapes the result beside scenario, plan, strategies and KPI.
            lives: how many there will be, for who is told how far the work is.

        Raises:
            InputError: the folder holds something else. RunError: the disk takes nothing.
        """
        asked = {"strategies": list(self.strategies), "kpi": self.kpi.name, **question}
        directory = directory_of(self.study, kind, asked, self.strategies)
        tally = self.study.tally(lives)
        experiment = Experiment(self.study, tally, directory=directory, executor=self.executor)
        return experiment, directory


def inquire(
    scenario: Scenario | str | Path,
    strategies: Sequence[str],
    kpi: str | None,
    options: TrialOptions,
    *,
    command: str,
    usage: str,
    replications: int,
) -> Inquiry:
    """Settle what is looked into.

    Args:
        kpi: None: the scenario's primary one.
        command: the function's name, and usage: how strategies are named, for messages.
        replications: of it, unless told otherwise.

    Raises:
        InputError: bad input.
    """
    known(options, TrialOptions, command)
    loaded = load(scenario)
    for name in strategies:
        named_strategy(loaded, name, usage)
    if kpi is not None:
        one_of(kpi, KPI, "no such KPI", place="--kpi", expected="a KPI of docs/kpis.md")
    chosen = primary_kpi(loaded) if kpi is None else KPI[kpi]
    if chosen.top is None:
        raise UsageError(
            "this KPI is a comparison itself", place="--kpi", found=chosen.name,
            expected="one of a single strategy, such as profit",
        )  # fmt: skip
    own = {name: given for name, given in options.items() if name in StudyOptions.__annotations__}
    study = Study.begin(loaded, cast("StudyOptions", {"replications": replications, **own}))
    return Inquiry(study, tuple(strategies), chosen, options.get("executor"))


def measured(kpi: Kpi, sample: Sample) -> Measured:
    """A KPI over the replications of a sample."""
    return measure(kpi, Figures(sample))
