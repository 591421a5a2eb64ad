"""Variants lived replication by replication, each once, all on the same luck.

What is finished is kept as parts on disk, where a folder was asked for: a study that was stopped
finds them there, and goes on. A part hangs on nothing but what is lived and its replications, so it
does not matter who lived it, or when.
"""

from __future__ import annotations

from collections import OrderedDict
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
from sim.study.trials.living import Lived, Setup, live, market_of
from sim.study.trials.variant import Variant
from sim.study.trials.watch import Sums, Watch

if TYPE_CHECKING:
    from sim.store.parts import Part
    from sim.store.study_dir import StudyDirectory
    from sim.study.options import StudyOptions

__all__ = ["Experiment"]

Trial = tuple[Variant, int]

KEPT_BYTES = 400_000_000
"""Sums of finished lives that are kept in memory; beyond it those go that were asked for first."""


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
        self._held: OrderedDict[str, dict[int, Sample]] = OrderedDict()
        self._bytes = 0
        self._known: dict[str, set[int]] = {}
        self._sums: dict[tuple[str, int], Sums] = {}
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

    def expect(self, lives: int) -> None:
        """So many lives more than was thought turn out to be needed; below 0, fewer."""
        self._tally.more(lives * self.study.plan.customers * self.study.plan.days)

    def lasting(self, days: float) -> Experiment:
        """Another one, of runs that last so many days, kept and told with this one.

        Raises:
            InputError: nothing can last so long.
        """
        options: StudyOptions = {**self.study.options, "days": days}
        return Experiment(
            Study.begin(self.study.scenario, options), self._tally, directory=self._directory,
            executor=self._executor,
        )  # fmt: skip

    def samples(
        self,
        variants: Iterable[Variant],
        replications: int | None = None,
        watch: Watch | None = None,
    ) -> dict[Variant, Sample]:
        """The sums of each variant's first replications; those of the plan by default.

        Args:
            watch: what is kept of single customers besides (`sums`), the same one throughout a
                study; None: nothing.

        Raises:
            InputError: values of a variant that do not fit, or a damaged part.
            RunError: failed while working.
        """
        count = self.study.plan.replications if replications is None else replications
        return self.some({variant: range(count) for variant in variants}, watch)

    def some(
        self, asked: Mapping[Variant, Iterable[int]], watch: Watch | None = None
    ) -> dict[Variant, Sample]:
        """The sums of each variant in some replications, in their order; see `samples`."""
        wanted = {variant: tuple(numbers) for variant, numbers in asked.items()}
        missing: dict[str, tuple[Variant, dict[int, None]]] = {}
        for variant, numbers in wanted.items():
            held, key = self._held_of(variant), self._lives[variant].key
            _, lacking = missing.setdefault(key, (variant, {}))
            lacking |= {
                number: None
                for number in numbers
                if number not in held or (watch is not None and (key, number) not in self._sums)
            }
        self._count(wanted, sum(len(lacking) for _, lacking in missing.values()))
        self._live({variant: list(lacking) for variant, lacking in missing.values()}, watch)
        found = {variant: self._sample(variant, numbers) for variant, numbers in wanted.items()}
        self._let_go()
        return found

    def _let_go(self) -> None:
        """Keep no more sums than there is room for: they are read, or lived, again if need be."""
        while self._bytes > KEPT_BYTES and len(self._held) > 1:
            _, samples = self._held.popitem(last=False)
            self._bytes -= sum(map(_bytes_of, samples.values()))

    def sums(self, variant: Variant, number: int) -> Sums:
        """What is kept of single customers in a replication that has been asked for before."""
        return self._sums[self._lives[variant].key, number]

    def forget(self, variant: Variant, numbers: Iterable[int]) -> None:
        """Let go of what is kept of single customers in some replications, here, not on disk."""
        for number in numbers:
            self._sums.pop((self._lives[variant].key, number), None)

    def _held_of(self, variant: Variant) -> dict[int, Sample]:
        """What is finished of a variant, here or on disk."""
        key = self.life(variant).key
        if key not in self._held:
            self._held[key] = {}
            if self._directory is not None:
                for part in self._directory.parts(key):
                    self._take(key, part)
                new = set(self._held[key]) - self._known.setdefault(key, set())
                self._known[key] |= new
                self.found += len(new)
        self._held.move_to_end(key)
        return self._held[key]

    def _take(self, key: str, part: Part) -> None:
        sample = _sample(part)
        for place in range(part.replications):
            number, one = part.first + place, sample.only(place)
            if number not in self._held[key]:
                self._bytes += _bytes_of(one)
            self._held[key][number] = one
            if part.sums:
                self._sums[key, number] = {name: each[place] for name, each in part.sums.items()}

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

    def _live(self, missing: Mapping[Variant, list[int]], watch: Watch | None) -> None:
        """Live what is missing, and keep each life's parts as soon as they are whole."""
        parts = {
            (variant, number): run
            for variant, numbers in missing.items()
            for run in _runs(numbers)
            for number in run
        }
        waiting: dict[tuple[Variant, range], dict[int, Lived]] = {}
        for (variant, number), lived in self._walk(iter(parts), watch):
            run = parts[variant, number]
            done = waiting.setdefault((variant, run), {})
            done[number] = lived
            known = self._known.setdefault(self._lives[variant].key, set())
            self.lived += number not in known
            known.add(number)
            if len(done) == len(run):
                key = self._lives[variant].key
                part = self._part(variant, [done[each] for each in run])
                del waiting[variant, run]
                if self._directory is not None:
                    self._directory.keep(key, part)
                self._take(key, part)

    def _walk(self, jobs: Iterator[Trial], watch: Watch | None) -> Iterator[tuple[Trial, Lived]]:
        """Trials as they end."""
        plan, setup, tally = self.study.plan, self._setup, self._tally
        size = plan.customers * plan.days
        if self._executor is not None:
            work = Sent(setup, watch)
            for trial, lived in walk(jobs, work, plan.threads, tally.stop, self._executor):
                tally.add(size)
                yield trial, lived
            return

        def here(trial: Trial) -> Lived:
            job = tally.job(size)
            lived = live(setup, *trial, job.lived, watch)
            job.end()
            return lived

        yield from walk(jobs, here, plan.side_by_side, tally.stop)

    def _part(self, variant: Variant, lived: list[Lived]) -> Part:
        """Finished replications, with all that their figures need."""
        from sim.store.digest import events_digest
        from sim.store.parts import Part

        market = market_of(self._setup, variant)
        outcomes = [one.outcome for one in lived]
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
            sums={name: tuple(one.sums[name] for one in lived) for name in lived[0].sums},
        )


class Sent:
    """A trial as another process takes it: plain data, and a function by its name."""

    def __init__(self, setup: Setup, watch: Watch | None) -> None:
        self._setup = setup
        self._watch = watch

    def __call__(self, trial: Trial) -> Lived:
        return live(self._setup, *trial, watch=self._watch)


def _runs(numbers: list[int]) -> Iterator[range]:
    """Replications that follow one another, as ranges."""
    first = 0
    for place in range(1, len(numbers) + 1):
        if place == len(numbers) or numbers[place] != numbers[place - 1] + 1:
            yield range(numbers[first], numbers[place - 1] + 1)
            first = place


def _bytes_of(sample: Sample) -> int:
    """What the sums of a life take."""
    return sample.counters.nbytes + sample.series.nbytes


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
