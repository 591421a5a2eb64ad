"""What a verdict is asked, and what it answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sim.study.kpis import KPI, Kpi
from sim.study.money import Currency, json_estimate
from sim.study.parts import Parts
from sim.study.statistics import Estimate, Measured
from sim.study.uncertainty.carried import Carried


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer for one KPI.

    Attributes:
        decided: whether the best is beyond the noise of simulation.
        best: its name; None unless decided.
        leader: the strategy with the best mean, decided or not; None where it is not defined.
        kpi: the KPI judged, named in the scenario before the run.
        probability_best: share of input draws that the leader wins; None where nothing was drawn.
        headline: what is to be known first, in words: the answer, how sure it is, and what of it
            actions bring; those that apply.
        further: what else: hours, how the joined strategies stand, what luck does to a year.
        by_actions: by strategy, what part of its difference from the baseline its actions bring;
            of those asked about.
        joined: strategies in which somebody decides for several channels.
        unpaid: by strategy, what its further hours of calls and services would cost a year, minor
            units; profit does not charge them.
        leads: how far the leader is ahead of each other strategy, with intervals that hold
            together: all comparisons that the verdict makes. Its words rest on these.
    """

    decided: bool
    best: str | None
    leader: str | None
    kpi: str
    probability_best: float | None
    headline: tuple[str, ...]
    further: tuple[str, ...] = ()
    by_actions: Mapping[str, Parts] = field(default_factory=dict)
    joined: frozenset[str] = frozenset()
    unpaid: Mapping[str, float] = field(default_factory=dict)
    leads: Mapping[str, Estimate] = field(default_factory=dict)

    @property
    def sentence(self) -> str:
        """All of it in words."""
        return " ".join((*self.headline, *self.further))

    def to_json(self, currency: Currency) -> dict[str, object]:
        """The ``verdict`` object of CONTRACT."""
        kpi = KPI[self.kpi]
        return {
            "decided": self.decided,
            "best": self.best,
            "leader": self.leader,
            "kpi": self.kpi,
            "probability_best": self.probability_best,
            "sentence": self.sentence,
            "by_actions": {
                name: found.to_json(kpi, currency) for name, found in self.by_actions.items()
            },
            "joined": sorted(self.joined),
            "unpaid": {name: currency.main(cost) for name, cost in self.unpaid.items()},
            "leads": {
                name: json_estimate(kpi, found, currency) for name, found in self.leads.items()
            },
        }


@dataclass(frozen=True, slots=True)
class Question:
    """What a verdict is about.

    Attributes:
        kpi: the primary KPI.
        currency: of its amounts, if it is money.
        measured: the KPI of every strategy that takes part.
        baseline: the strategy to stay with.
        customers: people in the reported market.
        one_year: 5th, 50th and 95th percentile of a single year by strategy, where given.
        losses: by strategy, in how many replications it did worse than the baseline, of how many.
        other_actions: whether some strategies may use other actions than others.
        joined: strategies in which somebody decides for several channels.
        bring: by strategy, contribution less media beyond the baseline's, minor units a year.
        unpaid: by strategy, what its further hours of calls and services would cost at the wage of
            the scenario, minor units a year; profit does not charge them.
        inputs: what the ranges of the scenario do to it.
        by_actions: see `Verdict`.
    """

    kpi: Kpi
    currency: Currency
    measured: Mapping[str, Measured]
    baseline: str
    customers: int
    one_year: Mapping[str, tuple[float, float, float]] | None = None
    losses: Mapping[str, tuple[int, int]] | None = None
    other_actions: bool = False
    joined: frozenset[str] = frozenset()
    bring: Mapping[str, float] | None = None
    unpaid: Mapping[str, float] | None = None
    inputs: Carried = field(default_factory=Carried)
    by_actions: Mapping[str, Parts] = field(default_factory=dict)
