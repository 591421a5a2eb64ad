"""What ``drivers`` answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from sim.study.drivers.asked import Asked
from sim.study.drivers.sharing import Shared, lines_of
from sim.study.kpis import KPI, Kpi
from sim.study.money import json_estimate, json_number
from sim.study.shapley import largest_remainder
from sim.study.statistics import Estimate, Values, interval
from sim.study.trials.answer import Answer, effort
from sim.study.trials.experiment import Experiment


@dataclass(frozen=True, slots=True)
class Driver:
    """A dial, or a group of dials, and its share of the difference.

    Attributes:
        name: the dial's, or the group's.
        dials: what it stands for.
        share: exact mean, in the KPI's unit (money: minor units).
        rounded: the same in whole steps of the KPI (`DriversResult.step`); all add up.
        estimate: mean and interval, each for itself.
        lines: of a profit, mean share of the lines that it is made of, minor units.
    """

    name: str
    dials: tuple[str, ...]
    share: Fraction
    rounded: int
    estimate: Estimate
    lines: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class DriversResult(Answer):
    """The difference between two strategies, shared out.

    Attributes:
        first, second: names; the difference is first - second.
        kpi: what is compared.
        total: mean and interval of the difference.
        drivers: those that differ, the largest share first; then equal dials, at exactly 0.
        whole_game: whether all mixtures were lived; else orders were drawn.
        step: what shares are rounded to, in the KPI's unit.
    """

    first: str
    second: str
    kpi: Kpi
    total: Estimate
    drivers: tuple[Driver, ...]
    whole_game: bool
    step: Fraction

    def told(self) -> dict[str, object]:
        """The difference and its shares."""
        currency, kpi = self.setting.currency, self.kpi
        return {
            "first": self.first,
            "second": self.second,
            "kpi": kpi.name,
            "method": "all mixtures" if self.whole_game else "drawn orders",
            "total": {
                **json_estimate(kpi, self.total, currency),
                "mean": json_number(kpi, self.whole, currency),
            },
            "drivers": {
                one.name: {
                    **json_estimate(kpi, one.estimate, currency),
                    "mean": json_number(kpi, self._told(one.rounded), currency),
                    "dials": list(one.dials),
                    **{
                        line: json_number(KPI[line], value, currency)
                        for line, value in one.lines.items()
                    },
                }
                for one in self.drivers
            },
        }

    @property
    def whole(self) -> float:
        """The difference as all rounded shares together, in the KPI's unit."""
        return self._told(sum(one.rounded for one in self.drivers))

    def _told(self, steps_of: int) -> float:
        return float(steps_of * self.step)


def result_of(asked: Asked, experiment: Experiment, shared: Shared) -> DriversResult:
    """The answer, shares rounded so that they add up."""
    inquiry = asked.inquiry
    kpi = inquiry.kpi
    gap = None
    if shared.first.pseudo is not None and shared.second.pseudo is not None:
        gap = shared.first.pseudo - shared.second.pseudo
    total = sum(shared.shares.values(), Fraction(0))
    step = Fraction(1) if kpi.unit == "money" else Fraction(1, 10**6)
    in_steps = {name: share / step for name, share in shared.shares.items()}
    rounded = largest_remainder(in_steps, round(total / step))
    found = [
        Driver(
            name, asked.players[name], share, rounded[name],
            _estimate(float(share), shared.values.get(name)), shared.lines.get(name, {}),
        )
        for name, share in shared.shares.items()
    ]  # fmt: skip
    found.sort(key=lambda one: (-abs(one.share), one.name))
    nothing = Estimate(0.0, 0.0, 0.0)
    none = dict.fromkeys(lines_of(kpi), 0.0)
    found += [Driver(dial, (dial,), Fraction(0), 0, nothing, none) for dial in asked.alike]
    return DriversResult(
        **effort(inquiry, experiment),
        first=inquiry.first,
        second=inquiry.second,
        kpi=kpi,
        total=_estimate(float(total), gap),
        drivers=tuple(found),
        whole_game=asked.whole,
        step=step,
    )


def _estimate(mean: float, values: Values | None) -> Estimate:
    return Estimate(mean) if values is None else interval(mean, values)
