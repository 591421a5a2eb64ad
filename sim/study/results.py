"""Results as frozen objects, with the JSON of CONTRACT."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sim.study.kpis import KPI, KPIS, Kpi
from sim.study.limits import LimitKept, limits_json
from sim.study.measures import (
    kpi_estimate,
    measure_all,
    measure_channels,
    same_luck_same_profit,
)
from sim.study.money import Currency, json_estimate, json_number
from sim.study.precision import Precision
from sim.study.question import Verdict
from sim.study.sample import Sample
from sim.study.statistics import UNDEFINED, Estimate, Measured, difference, mirrored, variance_ratio
from sim.study.uncertainty.carried import Carried, input_json

if TYPE_CHECKING:
    from sim.study.known import Held
    from sim.study.tuned import Tuned


@dataclass(frozen=True)
class Kpis:
    """All KPIs of one strategy, money in minor units.

    Attributes:
        sample: the sums behind them.
        measured: by KPI name, with one pseudo-value a replication.
        estimates: mean and interval by KPI name.
        channels: the same per channel and KPI name.
    """

    sample: Sample
    measured: Mapping[str, Measured]
    estimates: Mapping[str, Estimate]
    channels: Mapping[str, Mapping[str, Estimate]]

    @classmethod
    def of(cls, sample: Sample, baseline: Sample | None = None) -> Kpis:
        """Measure one strategy, against a baseline where there is one."""
        measured = measure_all(sample, baseline)
        exact = baseline is not None and same_luck_same_profit(sample, baseline)
        return cls(
            sample,
            measured,
            {kpi.name: kpi_estimate(kpi, measured[kpi.name], exact=exact) for kpi in KPIS},
            {
                channel: {name: kpi_estimate(KPI[name], found) for name, found in row.items()}
                for channel, row in measure_channels(sample).items()
            },
        )

    def to_json(self, currency: Currency, inputs: Carried | None = None) -> dict[str, object]:
        """``{name: {mean, ci_low, ci_high, unit, period}, channels: {name: {…}}}``.

        Args:
            inputs: adds ``input_low`` and ``input_high`` to every KPI but those of channels.
        """
        found: dict[str, object] = {}
        for name, value in self.estimates.items():
            entry = json_estimate(KPI[name], value, currency)
            if inputs is not None:
                entry |= input_json(name, inputs.of(self.sample.strategy, name), currency)
            found[name] = entry
        found["channels"] = {
            channel: {
                name: json_estimate(KPI[name], value, currency) for name, value in row.items()
            }
            for channel, row in self.channels.items()
        }
        return found


@dataclass(frozen=True)
class Difference:
    """One strategy minus another, paired: the same replications have the same luck.

    Attributes:
        first, second: names; every figure is first - second.
        estimates: mean and unadjusted 95 % interval by KPI name.
        ratios: var(independent) / var(paired) with its interval, by KPI name.
        primary: the KPI that gets a verdict, where several differences are shown.
        joint: its interval, so wide that those of all differences shown hold together.
    """

    first: str
    second: str
    estimates: Mapping[str, Estimate]
    ratios: Mapping[str, Estimate]
    primary: str = ""
    joint: Estimate = UNDEFINED

    @classmethod
    def of(
        cls,
        first: Kpis,
        second: Kpis,
        *,
        baseline: str,
        primary: Kpi | None = None,
        joint_at: float | None = None,
    ) -> Difference:
        """Compare two measured strategies.

        Args:
            primary: the KPI whose interval is joint, too, at this level; None: there is none.
        """
        pairs = {kpi.name: (first.measured[kpi.name], second.measured[kpi.name]) for kpi in KPIS}
        estimates = {name: difference(*pair) for name, pair in pairs.items()}
        # The baseline's own risk is 0 by definition, so the difference is the other one's risk,
        # whose binomial interval is better than one from a normal distribution.
        risk = "loss_probability"
        if second.sample.strategy == baseline:
            estimates[risk] = first.estimates[risk]
        elif first.sample.strategy == baseline:
            estimates[risk] = mirrored(second.estimates[risk])
        return cls(
            first.sample.strategy,
            second.sample.strategy,
            estimates,
            {name: variance_ratio(*pair) for name, pair in pairs.items()},
            "" if primary is None or joint_at is None else primary.name,
            UNDEFINED
            if primary is None or joint_at is None
            else difference(*pairs[primary.name], joint_at),
        )

    @property
    def name(self) -> str:
        """``first - second``."""
        return f"{self.first} - {self.second}"

    def to_json(self, currency: Currency, inputs: Carried) -> dict[str, object]:
        """``{kpi: {mean, ci_low, ci_high, input_low, input_high, variance_ratio, …}}``."""
        return {
            name: {
                **json_estimate(KPI[name], found, currency),
                **input_json(name, inputs.between(self.first, self.second, name), currency),
                "variance_ratio": _rounded(self.ratios[name].mean),
                "variance_ratio_low": _rounded(self.ratios[name].low),
                "variance_ratio_high": _rounded(self.ratios[name].high),
                **(self._joint_json(currency) if name == self.primary else {}),
            }
            for name, found in self.estimates.items()
        }

    def _joint_json(self, currency: Currency) -> dict[str, object]:
        kpi = KPI[self.primary]
        return {
            "joint_low": json_number(kpi, self.joint.low, currency),
            "joint_high": json_number(kpi, self.joint.high, currency),
        }


@dataclass(frozen=True)
class Line:
    """All strategies under one idea of equal outlay.

    Attributes:
        equal: "media": the same ceiling on media, platform extra; "total": the same ceiling on
            media and platform together.
        ceiling: that ceiling, minor units per 365 days.
        kpis: by strategy, of those simulated.
        not_affordable: strategies whose platform alone costs more than the ceiling.
        differences: against the baseline, and of the first two.
        verdict: on the primary KPI.
        not_simulated: the one that can afford its platform where no other can: there is nothing
            to compare it with.
        inputs: what the ranges of the scenario do to it; only the line asked for has them drawn.
    """

    equal: str
    ceiling: float
    kpis: Mapping[str, Kpis]
    not_affordable: tuple[str, ...]
    differences: tuple[Difference, ...]
    verdict: Verdict
    not_simulated: tuple[str, ...] = ()
    inputs: Carried = field(default_factory=Carried)

    def to_json(self, currency: Currency) -> dict[str, object]:
        """The line as one JSON object."""
        strategies: dict[str, object] = {
            name: found.to_json(currency, self.inputs) for name, found in self.kpis.items()
        }
        strategies.update(dict.fromkeys((*self.not_simulated, *self.not_affordable)))
        return {
            "equal": self.equal,
            "ceiling": currency.main(self.ceiling),
            "not_affordable": list(self.not_affordable),
            "strategies": strategies,
            "differences": {
                found.name: found.to_json(currency, self.inputs) for found in self.differences
            },
            "verdict": self.verdict.to_json(currency),
        }


@dataclass(frozen=True)
class Setting:
    """What was run, the same for all strategies of a study.

    Attributes:
        titles: of the strategies, by name.
        ranges: how many of the scenario's numbers have a range.
        guesses: how many numbers of the file are assumed and have none.
    """

    scenario: str
    title: str
    currency: Currency
    clock: str
    customers: int
    market: int
    days: float
    seed: int
    replications: int
    titles: Mapping[str, str] = field(default_factory=dict)
    ranges: int = 0
    guesses: int = 0

    @property
    def scale(self) -> float:
        """Money of the reported market over money of the scenario's own: above 1 if artificial."""
        return max(1.0, self.customers / self.market)

    @property
    def reported_customers(self) -> int:
        """People in the market that the figures speak of."""
        return max(self.customers, self.market)

    def to_json(self) -> dict[str, object]:
        """The part of JSON that says what was run."""
        return {**self.answered(), "clock": self.clock}

    def answered(self) -> dict[str, object]:
        """The same without the clock, on which no result depends."""
        days = int(self.days) if self.days == int(self.days) else self.days
        return {
            "scenario": self.scenario,
            "customers": self.customers,
            "market": self.market,
            "days": days,
            "seed": self.seed,
            "replications": self.replications,
        }


@dataclass(frozen=True)
class Work:
    """What a study cost and left behind."""

    events: int
    digests: Mapping[str, str]
    wall_s: float
    run_dir: str | None = None

    @property
    def events_per_s(self) -> float:
        """Events a second of wall time, start-up and compiling included."""
        return self.events / self.wall_s if self.wall_s > 0.0 else 0.0

    def answered(self) -> dict[str, object]:
        """The part of JSON that says what was done, the same each time."""
        return {"events": self.events}

    def to_json(self) -> dict[str, object]:
        """The part of JSON that says what it cost."""
        return {
            **self.answered(),
            "wall_s": round(self.wall_s, 3),
            "events_per_s": round(self.events_per_s, 1),
            "run_dir": self.run_dir,
        }


@dataclass(frozen=True)
class RunResult:
    """One strategy, simulated.

    Attributes:
        limits: how its plans have kept the scenario's constraints; empty where there are none.
    """

    setting: Setting
    strategy: str
    kpis: Kpis
    work: Work
    notes: tuple[str, ...] = ()
    known: tuple[Held, ...] = ()
    limits: tuple[LimitKept, ...] = ()

    @property
    def events_digest(self) -> str:
        """Digest of all events of all replications."""
        return self.work.digests[self.strategy]

    def to_json(self) -> dict[str, object]:
        """The object that ``journey run --json`` prints; `limits` only where there are any."""
        return {**self.answer(), "clock": self.setting.clock, **self.work.to_json()}

    def answer(self) -> dict[str, object]:
        """The same without what is another each time: ``result.json``."""
        limits = limits_json(self.limits, self.setting.currency)
        return {
            **self.setting.answered(),
            "strategy": self.strategy,
            **self.work.answered(),
            "events_digest": self.events_digest,
            "kpis": self.kpis.to_json(self.setting.currency),
            "notes": list(self.notes),
            "known": {one.name: one.to_json(self.setting.currency) for one in self.known},
            **({"limits": limits} if limits else {}),
        }


@dataclass(frozen=True)
class CompareResult:
    """All strategies on the same customers.

    Attributes:
        lines: the line asked for, then the other one where it was computed.
        one_year: 5th, 50th, 95th percentile of a single year's primary KPI by strategy, in minor
            units if money; None below 40 replications, off the market's own size or off 365 days.
        notes: what must be known before the figures are believed, most important first.
        known: totals that the scenario knows of a year, against the baseline.
        limits: by strategy of the line asked for, how its plans have kept the scenario's
            constraints; empty where there are none.
        precision: how well differences came to be known, where that was asked for.
        tuned: the same with every strategy tuned, where that was asked for.
        cash: cumulative profit less the baseline's, as JSON; see `sim.study.cash`.
        paid_back: replications in which each strategy has caught up with the baseline for good.
    """

    setting: Setting
    baseline: str
    primary: str
    lines: tuple[Line, ...]
    one_year: Mapping[str, tuple[float, float, float]] | None
    work: Work
    notes: tuple[str, ...] = field(default=())
    known: tuple[Held, ...] = field(default=())
    limits: Mapping[str, tuple[LimitKept, ...]] = field(default_factory=dict)
    precision: Precision | None = None
    tuned: Tuned | None = None
    cash: Mapping[str, Any] = field(default_factory=dict)
    paid_back: Mapping[str, int] = field(default_factory=dict)

    @property
    def verdict(self) -> Verdict:
        """The verdict of the line asked for."""
        return self.lines[0].verdict

    def to_json(self) -> dict[str, object]:
        """The object that ``journey compare --json`` prints; `limits` only where there are any."""
        return {**self.answer(), "clock": self.setting.clock, **self.work.to_json()}

    def answer(self) -> dict[str, object]:
        """The same without what is another each time: ``result.json``."""
        currency = self.setting.currency
        limits = {name: limits_json(kept, currency) for name, kept in self.limits.items()}
        first = self.lines[0].to_json(currency)
        return {
            **self.setting.answered(),
            "baseline": self.baseline,
            "notes": list(self.notes),
            "known": {one.name: one.to_json(currency) for one in self.known},
            **first,
            "inputs": self.lines[0].inputs.to_json(),
            "one_year": self._one_year_json(),
            "cash": dict(self.cash),
            "paid_back": dict(self.paid_back),
            **{f"equal_{line.equal}": line.to_json(currency) for line in self.lines[1:]},
            **self.work.answered(),
            "events_digests": dict(self.work.digests),
            **({"limits": limits} if limits else {}),
            **self._precision_json(),
            **({} if self.tuned is None else {"tuned": self.tuned.to_json(currency)}),
        }

    def _precision_json(self) -> dict[str, object]:
        if self.precision is None:
            return {}
        return {"precision": self.precision.to_json(KPI[self.primary], self.setting.currency)}

    def _one_year_json(self) -> dict[str, object] | None:
        if self.one_year is None:
            return None
        kpi, currency = KPI[self.primary], self.setting.currency
        return {
            name: {
                "p05": json_number(kpi, low, currency),
                "p50": json_number(kpi, middle, currency),
                "p95": json_number(kpi, high, currency),
            }
            for name, (low, middle, high) in self.one_year.items()
        }


def _rounded(value: float | None) -> float | None:
    return None if value is None else float(f"{value:.6g}")
