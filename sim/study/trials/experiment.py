"""Variants lived replication by replication, each once, all on the same luck.

What is finished is kept as parts on disk, where a folder was asked for: a study that was stopped
finds them there, and goes on. A part hangs on nothing but what is lived and its replications, so it
does not matter who lived it, or when.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Executor
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.study.jobs import walk
from sim.study.progress import Tally
from sim.study.sample import MICROSECONDS_PER_DAY, Platform, Sample
from sim.study.study import Study
from sim.study.trials.life import Life, life_of
from sim.study.trials.living import Setup, live, market_of
from sim.study.trials.variant import Variant

if TYPE_CHECKING:
    from sim.clocks import Outcome
    from sim.store.parts import Part
    from sim.store.study_dir import StudyDirectory

__all__ = ["Experiment"]

Trial = tuple[Variant, int]


class Experiment:
    """The trials of one study.

    Args:
        study: scenario, people and plan.
        tally: told how far the work is.
        directory: where finished parts are kept; None: nowhere.
        executor: who works; None: threads of this process.

    Attributes:
        asked: replications of variants that were asked for.
        lived: of these, lived here; found: finished before, on disk. Variants that differ in
            nothing that moves anybody share their lives (`sim.study.trials.life`).
    """

    def __init__(
        self,
        study: Study,
        tally: Tally,
        *,
        directory: StudyDirectory | None = None,
        executor: Executor | None = None,
    ) -> None:
        self.study = study
        self._tally = tally
        self._directory = directory
        self._executor = executor
        self._setup = Setup(study.scenario, study.crowd, study.plan)
        self._lives: dict[Variant, Life] = {}
        self._held: dict[str, dict[int, Sample]] = {}
        self._told: dict[Variant, set[int]] = {}
        self.asked = 0
        self.lived = 0
        self.found = 0

    @property
    def trials(self) -> int:
        """Different lives that it took so far."""
        return self.lived + self.found

    def life(self, variant: Variant) -> Life:
        """What of a variant is lived, and what it pays; nothing is lived for it.

        Raises:
            InputError: the variant's values do not fit.
        """
        if variant not in self._lives:
            self._lives[variant] = life_of(market_of(self._setup, variant))
        return self._lives[variant]

    def expect(self, replications: int) -> None:
        """So many replications of variants more turn out to be needed, or fewer where negative."""
        plan = self.study.plan
        self._tally.more(replications * plan.customers * plan.days)

    def forget(self, but: Iterable[Variant]) -> None:
        """Let go of what was lived, but for these: who needs it again has it lived, or read, anew.

        For studies of so many variants that their sums would fill the memory.
        """
        kept = {self.life(variant).key for variant in but}
        self._held = {key: held for key, held in self._held.items() if key in kept}

    def samples(
        self, variants: Iterable[Variant], replications: int | None = None
    ) -> dict[Variant, Sample]:
        """The sums of each variant's first replications; those of the plan by default.

        Raises:
            InputError: values of a variant that do not fit, or a damaged part.
            RunError: failed while working.
        """
        count = self.study.plan.replications if replications is None else replications
        return self.some({variant: range(count) for variant in variants})

    def some(self, asked: Mapping[Variant, Iterable[int]]) -> dict[Variant, Sample]:
        """The sums of each variant in some replications, in their order; errors as of `samples`."""
        wanted = {variant: tuple(numbers) for variant, numbers in asked.items()}
        missing: dict[str, tuple[Variant, dict[int, None]]] = {}
        for variant, numbers in wanted.items():
            held = self._held_of(variant)
            _, lacking = missing.setdefault(self._lives[variant].key, (variant, {}))
            lacking |= {number: None for number in numbers if number not in held}
        self._count(wanted, sum(len(lacking) for _, lacking in missing.values()))
        self._live({variant: list(lacking) for variant, lacking in missing.values()})
        return {variant: self._sample(variant, numbers) for variant, numbers in wanted.items()}

    def _held_of(self, variant: Variant) -> dict[int, Sample]:
        """What is finished of a variant, here or on disk."""
        key = self.life(variant).key
        if key not in self._held:
            self._held[key] = {}
            if self._directory is not None:
                for part in self._directory.parts(key):
                    self._take(key, part)
                self.found += len(self._held[key])
        return self._held[key]

    def _take(self, key: str, part: Part) -> None:
        sample = _sample(part)
        for place in range(part.replications):
            self._held[key][part.first + place] = sample.only(place)

    def _sample(self, variant: Variant, numbers: Iterable[int]) -> Sample:
        """Replications of a variant, under its own name and prices."""
        life = self._lives[variant]
        joined = Sample.joined([self._held[life.key][number] for number in numbers])
        return replace(joined, strategy=life.strategy, platform=life.platform)

    def _count(self, wanted: Mapping[Variant, tuple[int, ...]], missing: int) -> None:
        """What is there already counts as done, the first time that it is asked for."""
        new = 0
        for variant, numbers in wanted.items():
            told = self._told.setdefault(variant, set())
            new += len(set(numbers) - told)
            told |= set(numbers)
        self.asked += new
        plan = self.study.plan
        self._tally.add((new - missing) * plan.customers * plan.days)

    def _live(self, missing: Mapping[Variant, list[int]]) -> None:
        """Live what is missing, and keep each life's parts as soon as they are whole."""
        parts = {
            (variant, number): run
            for variant, numbers in missing.items()
            for run in _runs(numbers)
            for number in run
        }
        waiting: dict[tuple[Variant, range], dict[int, Outcome]] = {}
        for (variant, number), outcome in self._walk(iter(parts)):
            run = parts[variant, number]
            done = waiting.setdefault((variant, run), {})
            done[number] = outcome
            self.lived += 1
            if len(done) == len(run):
                key = self._lives[variant].key
                part = self._part(variant, [done[each] for each in run])
                del waiting[variant, run]
                if self._directory is not None:
                    self._directory.keep(key, part)
                self._take(key, part)

    def _walk(self, jobs: Iterator[Trial]) -> Iterator[tuple[Trial, Outcome]]:
        """Trials as they end."""
        plan, setup, tally = self.study.plan, self._setup, self._tally
        size = plan.customers * plan.days
        if self._executor is not None:
            work = Sent(setup)
            for trial, outcome in walk(jobs, work, plan.threads, tally.stop, self._executor):
                tally.add(size)
                yield trial, outcome
            return

        def here(trial: Trial) -> Outcome:
            job = tally.job(size)
            outcome = live(setup, *trial, job.lived)
            job.end()
            return outcome

        yield from walk(jobs, here, plan.side_by_side, tally.stop)

    def _part(self, variant: Variant, outcomes: list[Outcome]) -> Part:
        """Finished replications, with all that their figures need."""
        from sim.store.digest import events_digest
        from sim.store.parts import Part

        market = market_of(self._setup, variant)
        facts: dict[str, Any] = {
            "channels": list(market.channels),
            "customers": market.customers,
            "market": market.scenario.scenario.market,
            "days": market.days,
            "window": market.window,
        }
        return Part(
            first=outcomes[0].replication,
            counters=np.stack([one.counters for one in outcomes]),
            series=np.stack([one.series for one in outcomes]),
            opening=np.array([one.opening_customers for one in outcomes], np.int64),
            events=np.array([one.events for one in outcomes], np.int64),
            digests=tuple(events_digest({one.replication: one.digest_sums}) for one in outcomes),
            facts=facts,
        )


class Sent:
    """A trial as another process takes it: plain data, and a function by its name."""

    def __init__(self, setup: Setup) -> None:
        self._setup = setup

    def __call__(self, trial: Trial) -> Outcome:
        return live(self._setup, *trial)


def _runs(numbers: list[int]) -> Iterator[range]:
    """Replications that follow one another, as ranges."""
    first = 0
    for place in range(1, len(numbers) + 1):
        if place == len(numbers) or numbers[place] != numbers[place - 1] + 1:
            yield range(numbers[first], numbers[place - 1] + 1)
            first = place


def _sample(part: Part) -> Sample:
    """What was lived, with nobody's name and prices yet."""
    facts = part.facts
    return Sample(
        "",
        tuple(facts["channels"]),
        part.counters,
        part.series,
        part.opening,
        facts["customers"],
        facts["market"],
        facts["days"],
        facts["window"] / MICROSECONDS_PER_DAY,
        Platform(),
    )
