"""``figures``: what a run comes to, beside what others have published of the same thing.

Nothing is fitted: the published numbers are read here for the first time, after the run. Where a
simulated figure differs, its factors are told, worked out from the run and its file.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Unpack

import numpy as np

from sim.study.estimate.forecast import Forecast, forecast
from sim.study.estimate.room import check_room
from sim.study.estimate.work import Workload, lots_of
from sim.study.figures.evidence import Evidence
from sim.study.figures.measures import MEASURES, Measure
from sim.study.figures.published import Figure, Value, check_industries, published
from sim.study.figures.reasons import Case
from sim.study.figures.watch import Watch
from sim.study.jobs import simulate_all
from sim.study.money import Currency
from sim.study.options import DEFAULTS, SimulationOptions, known
from sim.study.prepare import load, named_strategy
from sim.study.results import Setting
from sim.study.statistics import Estimate, estimate
from sim.study.statistics import ratio as ratio_of
from sim.study.study import Study

if TYPE_CHECKING:
    from sim.clocks import Outcome
    from sim.model.market.market import Market
    from sim.scenario import Scenario

FACTOR = 1.25
"""From here on, up or down, a figure differs, if its interval excludes the published value."""
FEWEST = 10.0
"""Responses, simulated or as the published value would have it, below which nothing is said."""
LIKE_DOLLARS = ("USD", "EUR")
"""Currencies whose amounts are held against published ones in USD as they are."""

State = Literal["agrees", "differs", "few", "alone"]


@dataclass(frozen=True)
class Row:
    """One figure, simulated.

    Attributes:
        published: what it is held against; None where nothing is at hand.
        simulated: shares from 0 to 1, amounts in main units.
        cases: what it is a ratio of, summed over replications, and what these are.
        state: "agrees", "differs", "few" (too few cases to tell), "alone" (nothing published).
        reasons: why it differs, in sentences.
    """

    figure: Figure
    published: Value | None
    simulated: Estimate
    cases: int
    of: str
    state: State
    reasons: tuple[str, ...] = ()

    @property
    def ratio(self) -> float | None:
        """Simulated over published."""
        if self.published is None or self.simulated.mean is None:
            return None
        return self.simulated.mean / self.published.value

    def to_json(self) -> dict[str, Any]:
        """As `figures --json` has it."""
        value, span = self.published, self.figure.span
        return {
            "name": self.figure.name,
            "title": self.figure.title,
            "unit": self.figure.unit,
            "published": None if value is None else value.value,
            "source": None if value is None else value.source,
            "year": None if value is None else value.year,
            "industry": None if value is None else value.industry,
            "published_low": None if span is None else span[0],
            "published_high": None if span is None else span[1],
            "mean": self.simulated.mean,
            "ci_low": self.simulated.low,
            "ci_high": self.simulated.high,
            "ratio": self.ratio,
            "cases": self.cases,
            "state": self.state,
            "reasons": list(self.reasons),
        }


@dataclass(frozen=True)
class FiguresResult:
    """All figures of one strategy.

    Attributes:
        rows: figures that the run had cases of.
        unused: figures whose channel is there, but which the strategy came to no case of.
        absent: figures whose kind of channel the scenario has not.
        unpublished: channels with contacts of which nothing is published here.
    """

    setting: Setting
    strategy: str
    industries: tuple[str, ...]
    rows: tuple[Row, ...]
    unused: tuple[Figure, ...]
    absent: tuple[Figure, ...]
    unpublished: tuple[str, ...]
    notes: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The object that `journey figures --json` prints."""
        return {
            **self.setting.to_json(),
            "strategy": self.strategy,
            "industries": list(self.industries),
            "figures": [row.to_json() for row in self.rows],
            "unused": [figure.name for figure in self.unused],
            "absent": [figure.name for figure in self.absent],
            "unpublished": list(self.unpublished),
            "notes": list(self.notes),
        }


def figures(
    scenario: Scenario | str | Path,
    strategy: str | None = None,
    *,
    industries: Sequence[str] = (),
    replications: int = 5,
    **options: Unpack[SimulationOptions],
) -> FiguresResult:
    """Simulate one strategy and hold its figures against published ones.

    Args:
        scenario: a loaded scenario, a path, or a built-in name.
        strategy: its name; default: `today`, or the first of the file.
        industries: whose published values to take, where there are any; the first that has one.
        options: see `sim.study.options.SimulationOptions`.

    Raises:
        InputError: bad input. RunError: failed while working.
    """
    study, market = _asked(scenario, strategy, industries, replications, options)
    check_room(Workload(study, lots_of(study, (market,))))
    loaded, chosen = study.scenario, market.strategy
    evidence = _watched(study, market)
    rows, unused, absent = _rows(evidence, tuple(industries))
    return FiguresResult(
        study.setting, chosen, tuple(industries), rows, unused, absent, _unpublished(loaded),
        study.notes(),
    )  # fmt: skip


def forecast_figures(
    scenario: Scenario | str | Path,
    strategy: str | None = None,
    *,
    industries: Sequence[str] = (),
    replications: int = 5,
    **options: Unpack[SimulationOptions],
) -> Forecast:
    """What the same figures will take. Arguments as of `figures`."""
    study, market = _asked(scenario, strategy, industries, replications, options)
    return forecast(Workload(study, lots_of(study, (market,))))


def _asked(
    scenario: Scenario | str | Path,
    strategy: str | None,
    industries: Sequence[str],
    replications: int,
    options: SimulationOptions,
) -> tuple[Study, Market]:
    known(options, SimulationOptions, "figures")
    check_industries(industries)
    loaded = load(scenario)
    chosen = loaded.baseline if strategy is None else strategy
    named_strategy(loaded, chosen, "--strategy")
    study = Study.begin(loaded, {**DEFAULTS, **options, "replications": replications})
    return study, study.markets([chosen])[chosen]


def _watched(study: Study, market: Market) -> Evidence:
    """Simulate all replications and count what they come to."""
    scenario = study.scenario
    made_for = stages(market)
    names = [channel.name for channel in scenario.channels]
    books = {channel.books for channel in scenario.channels if channel.books is not None}
    watches = [
        Watch(
            made_for,
            tuple(names.index(name) for name in sorted(books)),
            int(scenario.behaviour.attribution),
            study.plan.customers,
        )
        for _ in range(study.plan.replications)
    ]
    found: list[Outcome] = simulate_all(
        {market.strategy: market},
        study.plan,
        people=study.crowd.draw,
        sink_for=lambda _, replication: watches[replication],
        tally=study.tally(study.plan.replications),
    )[market.strategy]
    return Evidence(
        scenario,
        np.stack([outcome.counters for outcome in found]),
        [watch.tallies for watch in watches if watch.tallies is not None],
        watches[0].stride,
        study.plan.days,
    )


def stages(market: Market) -> np.ndarray[Any, np.dtype[np.int64]]:
    """int64[channels, actions + 1]: the stage that what an action shows is made for, -1 none."""
    found = np.full((len(market.channels), len(market.actions) + 1), -1, np.int64)
    params = market.phases[0].params
    for place, name in reversed(list(enumerate(market.treatments))):  # of several forms the first
        channel = market.channels.index(name.channel)
        found[channel, market.actions.index(name.action) + 1] = params["t_stage"][0][place]
    return found


# --- rows -----------------------------------------------------------------------------------------


def _rows(
    evidence: Evidence, industries: tuple[str, ...]
) -> tuple[tuple[Row, ...], tuple[Figure, ...], tuple[Figure, ...]]:
    """Figures with cases, those without, and those whose channel is missing."""
    rows, unused, absent = [], [], []
    for figure in published():
        measure = MEASURES[figure.measure]
        there = evidence.channels(figure.kinds)
        channels = [place for place in there if measure.where(evidence, place)]
        if not channels:
            absent.append(figure)
            continue
        row = _row(evidence, figure, measure, channels, industries)
        if row is None:
            unused.append(figure)
        else:
            rows.append(row)
    return tuple(rows), tuple(unused), tuple(absent)


def _row(
    evidence: Evidence,
    figure: Figure,
    measure: Measure,
    channels: Sequence[int],
    industries: tuple[str, ...],
) -> Row | None:
    """One figure; None of no case."""
    mask = evidence.mask(channels, measure.group)
    top = measure.top(evidence, mask, channels)
    bottom = measure.bottom(evidence, mask, channels)
    cases = int(bottom.sum())
    if not cases:
        return None
    currency = Currency(evidence.scenario.scenario.currency)
    if figure.unit == "money":
        top = top / 10**currency.digits
    simulated = _possible(figure, estimate(ratio_of(top, bottom)))
    value = figure.compared(industries)
    if figure.unit == "money" and currency.code not in LIKE_DOLLARS:
        value = None
    state = state_of(figure, value, simulated, cases)
    reasons: list[str] = []
    if state == "differs" and value is not None and simulated.mean is not None:
        case = Case(evidence, mask, channels, value.value, simulated.mean)
        reasons = [*_elsewhere(figure, simulated), *measure.why(case)]
    return Row(figure, value, simulated, cases, measure.of, state, tuple(reasons))


def _possible(figure: Figure, found: Estimate) -> Estimate:
    """The interval within what the figure can be."""
    if found.low is None or found.high is None:
        return found
    most = 1.0 if figure.unit == "share" else math.inf
    return Estimate(found.mean, max(found.low, 0.0), min(found.high, most))


def state_of(figure: Figure, value: Value | None, simulated: Estimate, cases: int) -> State:
    """How a simulated figure stands to the published one.

    It differs if it, or what is left of the whole, is `FACTOR` times as high or low, and the
    published value is outside its interval. Where there are fewer than `FEWEST` responses, and the
    published value would mean no more, or where there is no interval, nothing can be told.
    """
    if value is None:
        return "alone"
    mean, low, high = simulated.mean, simulated.low, simulated.high
    if mean is None or low is None or high is None:
        return "few"
    responses = cases * max(value.value, mean) if figure.unit == "share" else float(cases)
    if responses < FEWEST:
        return "few"
    near = _near(mean, value.value)
    if figure.unit == "share":
        near = near and _near(1.0 - mean, 1.0 - value.value)
    return "agrees" if near or low <= value.value <= high else "differs"


def _near(one: float, other: float) -> bool:
    return other / FACTOR < one < other * FACTOR


def _elsewhere(figure: Figure, simulated: Estimate) -> list[str]:
    """Whether others have published as much, or as little."""
    span = figure.span
    if span is None or simulated.mean is None or not span[0] <= simulated.mean <= span[1]:
        return []
    low, high = (
        f"{100 * end:.4g} %" if figure.unit == "share" else f"USD {end:.2f}" for end in span
    )
    return [f"It lies within all that is published of it, {low} to {high}."]


def _unpublished(scenario: Scenario) -> tuple[str, ...]:
    """Channels that carry messages or ads, of whose kind no figure is published here."""
    kinds = {kind for figure in published() for kind in figure.kinds}
    return tuple(
        channel.name
        for channel in scenario.channels
        if channel.contact != "inbound" and channel.kind not in kinds
    )
