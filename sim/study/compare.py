"""``compare``: all strategies on the same customers, and a verdict."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Unpack

from sim.study.asked import Comparison, Lines, ask, expected_mixtures, lines_of, workload
from sim.study.by_actions import mixtures
from sim.study.cash import cash_of, paid_back
from sim.study.estimate.forecast import Forecast, forecast
from sim.study.estimate.room import check_room
from sim.study.known import held_against_known, known_notes
from sim.study.limits import limit_notes
from sim.study.lines import (
    asked_of_actions,
    compared_pairs,
    comparison_notes,
    empty_line,
    joint_pairs,
    kpis_of,
    line_of,
    one_year,
    question_of,
)
from sim.study.measures import measure
from sim.study.optimise.tuning import tune as tune_all
from sim.study.optimise.wanted import Over, over_json
from sim.study.options import StudyOptions
from sim.study.parts import Parts
from sim.study.precision import Precision, precision_of
from sim.study.record import Recording
from sim.study.results import CompareResult, Kpis
from sim.study.sample import Figures
from sim.study.spending import overspent
from sim.study.statistics import import_quantiles
from sim.study.tuned import Tuned
from sim.study.uncertainty.carried import Carried
from sim.study.uncertainty.carry import carry
from sim.study.uncertainty.draws import DRAWS

if TYPE_CHECKING:
    from sim.clocks import Outcome
    from sim.model.market.market import Market
    from sim.scenario import Scenario
    from sim.study.study import Study


def compare(
    scenario: Scenario | str | Path,
    strategies: Sequence[str] | None = None,
    *,
    baseline: str | None = None,
    equal: str = "media",
    draws: int = DRAWS,
    precision: float | str | None = None,
    most: int | None = None,
    tuned: int = 0,
    tune: Over | None = None,
    **options: Unpack[StudyOptions],
) -> CompareResult:
    """Put the same customers through every strategy.

    Args:
        scenario: a loaded scenario, a path, or a built-in name.
        strategies: names; None: all of the scenario.
        baseline: None: ``today`` if it takes part, else the first strategy.
        equal: "media": the budget is a ceiling on media, platform is extra; "total": it is a
            ceiling on both together. The other line is computed too and comes second.
        draws: how many times the numbers that have ranges are drawn anew, all at once, and
            simulated under each strategy; 0: every number is taken at its value.
        precision: how well differences of the primary KPI are to be known, half the width of
            their joint intervals: in its unit (money: main units), or as a share of the baseline's
            mean, ``"1 %"``; replications are added until it is reached. None: as many as told.
        most: replications at which that ends; None: 1,000.
        tuned: evaluations by which every strategy is tuned, to be compared once more; 0: none.
        tune: what is tuned; None: see `sim.study.optimise.tuning.usual`.
        options: see `sim.study.options.StudyOptions`; 40 replications by default.

    Raises:
        InputError: bad input. RunError: failed while working.
    """
    asked = ask(
        scenario, strategies, baseline, equal, draws, options, precision, most, tuned, tune
    )  # fmt: skip
    lines = lines_of(asked)
    check_room(workload(asked, lines))
    words: dict[str, Any] = {
        "strategies": list(asked.names), "baseline": asked.baseline, "equal": equal,
        "draws": draws, "replications": asked.study.plan.replications, "precision": precision,
        "most": most, "tuned": tuned or None, "tune": over_json(tune) if tune else None,
    }  # fmt: skip
    return _compare(asked, lines, {name: one for name, one in words.items() if one is not None})


def forecast_compare(
    scenario: Scenario | str | Path,
    strategies: Sequence[str] | None = None,
    *,
    baseline: str | None = None,
    equal: str = "media",
    draws: int = DRAWS,
    precision: float | str | None = None,
    most: int | None = None,
    tuned: int = 0,
    tune: Over | None = None,
    **options: Unpack[StudyOptions],
) -> Forecast:
    """What the same comparison will take; nothing is written. Arguments as of `compare`."""
    asked = ask(
        scenario, strategies, baseline, equal, draws, options, precision, most, tuned, tune
    )  # fmt: skip
    lines = lines_of(asked)
    work = workload(asked, lines)
    return forecast(replace(work, lots=work.lots + expected_mixtures(asked, lines)))


def _compare(asked: Comparison, lines: Lines, words: Mapping[str, Any]) -> CompareResult:
    """Simulate all, and gather the answer.

    Args:
        words: what was asked, for who makes it again; see `sim.study.reproduce`.
    """
    study, equal = asked.study, asked.equal
    first, second, refused = lines.first, lines.second, lines.refused
    with study.recording(first, **words) as recording:
        study.crowd.write_id_map(study.options["id_map"])
        import_quantiles()
        jobs = _Jobs(asked, workload(replace(asked, target=None), lines).lives)
        outcomes, reached = jobs.settle(first, recording)
        asked, study = jobs.asked, jobs.study
        kpis = kpis_of(asked, first, outcomes)
        limits = study.limits({name: one.sample for name, one in kpis.items()}, outcomes)
        parts, untold = jobs.by_actions(equal, kpis)
        inputs = jobs.carry(equal, kpis)
        tuned = jobs.tuned(equal, kpis, first)
        found = [line_of(asked, equal, kpis, refused, inputs, parts)]
        digests = recording.digests(outcomes)
        other = "total" if equal == "media" else "media"
        if lines.comparable:
            kpis = kpis_of(asked, second, jobs.run(second, None))
            found.append(line_of(asked, other, kpis, refused))
        elif lines.differs or refused:
            found.append(empty_line(asked, tuple(second), refused))
        ceiling, currency = found[0].ceiling * study.setting.scale, study.setting.currency
        base = found[0].kpis.get(asked.baseline)
        held = () if base is None else held_against_known(study.scenario, base)
        result = CompareResult(
            study.setting,
            asked.baseline,
            asked.kpi.name,
            tuple(found),
            one_year(asked.kpi, found[0].kpis),
            study.work(outcomes, digests, recording),
            (
                *comparison_notes(study.scenario, asked.names),
                *asked.notes,
                *untold,
                *known_notes(held, currency, asked.baseline),
                *overspent(found[0].kpis, ceiling, currency),
                *limit_notes(limits, currency, several=True),
                *study.notes(),
            ),
            held,
            limits,
            reached,
            tuned,
            cash_of(found[0].kpis, asked.baseline, currency),
            paid_back(found[0].kpis, asked.baseline),
        )
        recording.finish(found[0].kpis, currency, digests, limits, result.answer())
    return result


class _Jobs:
    """Simulates markets, each only once: a strategy may be the same in both lines.

    Attributes:
        asked: what is compared, with as many replications as it came to take.
    """

    def __init__(self, asked: Comparison, lives: int) -> None:
        self.asked = asked
        self._tally = asked.study.tally(lives)
        self._done: dict[int, list[Outcome]] = {}

    @property
    def study(self) -> Study:
        """The same as a study."""
        return self.asked.study

    def settle(
        self, markets: Mapping[str, Market], recording: Recording
    ) -> tuple[dict[str, list[Outcome]], Precision | None]:
        """Outcomes of these markets, with as many replications as the precision takes."""
        outcomes = self.run(markets, recording)
        target = self.asked.target
        if target is None or len(markets) < 2:
            return outcomes, None
        while True:
            asked, done = self.asked, self.study.plan.replications
            samples = self.study.samples(markets, outcomes)
            kpis = {name: measure(asked.kpi, Figures(one)) for name, one in samples.items()}
            pairs = joint_pairs(kpis, asked.baseline, asked.kpi)
            shown = len(compared_pairs(tuple(kpis), asked.baseline))
            found = precision_of(target, kpis, asked.baseline, pairs, done, shown)
            if found.next == done:
                return outcomes, found
            self.asked = replace(asked, study=self.study.of(found.next))
            people, days = self.study.plan.customers, self.study.plan.days
            self._tally.more((found.next - done) * len(markets) * people * days)
            more = self.study.simulate(markets, recording, self._tally, done)
            for name, market in markets.items():
                self._done[id(market)].extend(more[name])
            outcomes = {name: self._done[id(market)] for name, market in markets.items()}

    def run(
        self, markets: Mapping[str, Market], recording: Recording | None
    ) -> dict[str, list[Outcome]]:
        """Outcomes of these markets, in their order."""
        new: dict[str, Market] = {}
        for name, market in markets.items():
            if id(market) not in self._done and all(market is not one for one in new.values()):
                new[name] = market
        for name, found in self.study.simulate(new, recording, self._tally).items():
            self._done[id(new[name])] = found
        return {name: self._done[id(market)] for name, market in markets.items()}

    def by_actions(
        self, equal: str, main: Mapping[str, Kpis]
    ) -> tuple[dict[str, Parts], tuple[str, ...]]:
        """Of the best strategy and the best joined one: what their actions alone bring.

        Returns:
            The parts by strategy, and notes on what cannot be told.
        """
        asked, study = self.asked, self.study
        names = asked_of_actions(question_of(asked, main))
        if asked.baseline not in main or not names:
            return {}, ()
        found = mixtures(study.scenario, names, asked.baseline, study.plan, equal)
        lives = len({id(market) for market in found.markets.values()}) * study.plan.replications
        self._tally.more(lives * study.plan.customers * study.plan.days)
        results = {name: main[name] for name in found.same}
        samples = study.samples(found.markets, self.run(found.markets, None))
        base = main[asked.baseline].sample
        results |= {name: Kpis.of(sample, base) for name, sample in samples.items()}
        measured = {name: one.measured[asked.kpi.name] for name, one in main.items()}
        parts = {
            name: Parts.of(
                measured[name], results[name].measured[asked.kpi.name], measured[asked.baseline]
            )
            for name in names
            if name in results
        }
        return parts, found.notes

    def carry(self, equal: str, main: Mapping[str, Kpis]) -> Carried:
        """The uncertain numbers, drawn anew under the strategies of the main run."""
        asked = self.asked
        pairs = compared_pairs(tuple(main), asked.baseline)
        return carry(
            self.study, asked.draws, pairs, asked.baseline, asked.kpi, equal, main, self._tally
        )

    def tuned(
        self, equal: str, main: Mapping[str, Kpis], markets: Mapping[str, Market]
    ) -> Tuned | None:
        """The strategies of the main run, each tuned, on the replications of the main run."""
        asked, study = self.asked, self.study
        if asked.tuning is None:
            return None
        tuning = replace(asked.tuning, spaces={name: asked.tuning.spaces[name] for name in main})
        found = tune_all(study, asked.kpi, tuning, self._tally)
        new = {name: one.market(study) for name, one in found.items() if one.changed}
        self._tally.more(len(new) * study.plan.customer_days)
        kpis = kpis_of(asked, {**markets, **new}, self.run({**markets, **new}, None))
        left_out = Carried(numbers=len(asked.draws.numbers))
        line = line_of(asked, equal, kpis, (), left_out)
        return Tuned(asked.kpi, tuning.allowance, found, main, line)
