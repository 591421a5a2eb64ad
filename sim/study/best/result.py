"""What ``best`` answers."""

from __future__ import annotations

from dataclasses import dataclass

from sim.study.best.asked import Asked
from sim.study.best.racing import Raced
from sim.study.kpis import Kpi
from sim.study.money import json_estimate, json_number
from sim.study.statistics import Estimate, Measured, estimate, interval
from sim.study.trials.answer import Answer, effort
from sim.study.trials.experiment import Experiment

__all__ = ["BestResult", "Candidate", "result_of"]


@dataclass(frozen=True, slots=True)
class Candidate:
    """One that took part.

    Attributes:
        name: what it is.
        replications: how many it had.
        found: the KPI, with its interval.
        behind: the leader's less its own, over the replications that it had; larger is worse.
        after: after how many replications it was left out; None: it is left.
        ahead: behind whom it fell then.
    """

    name: str
    replications: int
    found: Estimate
    behind: Estimate
    after: int | None
    ahead: str | None


@dataclass(frozen=True, kw_only=True)
class BestResult(Answer):
    """The best of many.

    Attributes:
        best: its name; None where several are left.
        leader: the one with the best mean of those that are left.
        within: difference that matters, in the KPI's unit (money: minor units).
        most: replications at which it had to end.
        candidates: those that are left first, then the nearest first.
    """

    kpi: Kpi
    best: str | None
    leader: str
    probability: float
    within: float
    most: int
    candidates: tuple[Candidate, ...]

    @property
    def left(self) -> tuple[Candidate, ...]:
        """Those among whom it is not decided; the best alone where it is."""
        return tuple(one for one in self.candidates if one.after is None)

    def told(self) -> dict[str, object]:
        """Who is best, and what became of all others."""
        kpi, currency = self.kpi, self.setting.currency
        return {
            "kpi": kpi.name,
            "best": self.best,
            "leader": self.leader,
            "probability": self.probability,
            "within": json_number(kpi, self.within, currency),
            "most": self.most,
            "counts": {"candidates": len(self.candidates), "left": len(self.left)},
            "left": [one.name for one in self.left],
            "candidates": {
                one.name: {
                    **json_estimate(kpi, one.found, currency),
                    "behind": json_number(kpi, one.behind.mean, currency),
                    "behind_low": json_number(kpi, one.behind.low, currency),
                    "behind_high": json_number(kpi, one.behind.high, currency),
                    "replications": one.replications,
                    "left_out_after": one.after,
                    "left_out_behind": one.ahead,
                }
                for one in self.candidates
            },
        }


def result_of(asked: Asked, experiment: Experiment, raced: Raced) -> BestResult:
    """The answer."""
    race, kpis, sign = raced.race, raced.kpis, asked.sign
    leader = max(race.left, key=lambda name: sign * (kpis[name].theta or 0.0))
    found = [
        Candidate(
            name,
            kpis[name].values.size,
            estimate(kpis[name]),
            _behind(kpis[leader], kpis[name], sign),
            *race.gone.get(name, (None, None)),
        )
        for name in asked.candidates
    ]
    found.sort(key=lambda one: (one.after is not None, one.behind.mean or 0.0))
    return BestResult(
        **effort(asked.inquiry, experiment),
        kpi=asked.inquiry.kpi,
        best=leader if race.over else None,
        leader=leader,
        probability=asked.probability,
        within=raced.within,
        most=asked.target.most,
        candidates=tuple(found),
    )


def _behind(leader: Measured, own: Measured, sign: float) -> Estimate:
    """How far behind the leader, over the replications that both have had."""
    count = min(leader.values.size, own.values.size)
    gap = sign * (leader.values[:count] - own.values[:count])
    return interval(float(gap.mean()), gap)
