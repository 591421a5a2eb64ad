"""What ``roadmap`` answers."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from sim.study.kpis import KPI, Kpi
from sim.study.money import json_estimate, json_number
from sim.study.parts import Parts
from sim.study.roadmap.asked import Item, arrow
from sim.study.roadmap.cash import Cash
from sim.study.roadmap.paths import Path, Terms
from sim.study.roadmap.unpaid import Unpaid
from sim.study.statistics import Estimate
from sim.study.trials.answer import Answer

__all__ = ["Alternative", "Checked", "LeftOut", "RoadmapResult", "Step", "months"]

PROFIT = KPI["profit"]
ONE_OFF = "once"
"""Period of what is paid or gained once, and not a year."""


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the path, in the order in which it is taken.

    Attributes:
        item: what is joined.
        begin: day on which it is.
        profit: what it adds to the profit of a year, its running platform paid, set-up not.
        setup: paid once, as it begins, minor units.
        running: what it adds to the platform of a year, minor units.
        alone: what it would add as the first step of all, None where that was not lived.
    """

    item: Item
    begin: float
    profit: Estimate
    setup: float
    running: float
    alone: Estimate | None

    @property
    def payback(self) -> float | None:
        """Days until its set-up has come back from what it adds; None where it never does."""
        added = self.profit.mean or 0.0
        if self.setup <= 0.0 and added >= 0.0:
            return 0.0
        return self.setup / added * 365.0 if added > 0.0 else None


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A step that the path does without, and what it would do after the last one.

    Attributes:
        profit: what it would add to the profit of a year, set-up not paid.
        setup: paid once, minor units; running: platform of a year.
        gain: what it would bring until the horizon, if it were taken next; None: too late for it.
        why: in words.
    """

    item: Item
    profit: Estimate
    setup: float
    running: float
    gain: Estimate | None
    why: str


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another path.

    Attributes:
        kind: "runner-up", "another first step", "everything" or "stay as you are".
        gain: what it gains over the horizon against staying.
        behind: what the chosen path gains more.
    """

    kind: str
    path: Path
    gain: Estimate
    behind: Estimate


@dataclass(frozen=True, slots=True)
class Checked:
    """The path lived from end to end beside the sum of its states.

    Attributes:
        simulated: what it gains over the horizon; apart: that less what its states add up to.
        months: by month, what it has brought.
    """

    simulated: Estimate
    apart: Estimate
    months: tuple[Estimate, ...]


@dataclass(frozen=True, kw_only=True)
class RoadmapResult(Answer):
    """What to join next, and in which order.

    Attributes:
        start, target: names of the strategies.
        items: all steps that could be taken.
        terms: days from one step to the next, and days that count.
        exact: whether all sets of steps were lived.
        states: how many sets were.
        chosen: gain of the path by the replications on which it was chosen, minor units.
        gain: the same by as many others, on which all that follows is told.
        parts: what of it the actions of the path bring, and what all else; None where it has none.
        joined: whether somebody decides for several channels under the target, so that all else is
            joining.
        cash: over time.
        checked: None where nothing is done.
        unpaid: hours that profit does not charge; None where nobody is called or served, and where
            nothing is done.
    """

    start: str
    target: str
    items: Mapping[str, Item]
    terms: Terms
    exact: bool
    states: int
    chosen: float
    gain: Estimate
    steps: tuple[Step, ...]
    left_out: tuple[LeftOut, ...]
    alternatives: tuple[Alternative, ...]
    parts: Parts | None
    joined: bool
    cash: Cash
    checked: Checked | None
    unpaid: Unpaid | None

    @property
    def kpi(self) -> Kpi:
        """In which paths are compared."""
        return PROFIT

    @property
    def stay(self) -> bool:
        """Whether nothing is to be done."""
        return not self.steps

    @property
    def path(self) -> Path:
        """Names of the steps, in order."""
        return tuple(step.item.name for step in self.steps)

    def told(self) -> dict[str, object]:
        """The path, what it brings and costs, and what else there was."""
        payback = self.cash.payback
        worst, least = self.cash.worst
        return {
            "start": self.start,
            "target": self.target,
            "kpi": self.kpi.name,
            "every": self.terms.every,
            "horizon": self.terms.horizon,
            "method": "exact" if self.exact else "greedy",
            "states": self.states,
            "steps_possible": len(self.items),
            "sets": 2 ** len(self.items),
            "items": {name: _members(item) for name, item in self.items.items()},
            "stay": self.stay,
            "steps": [self._step(step) for step in self.steps],
            "gain": self._estimate(self.gain, ONE_OFF),
            "by_actions": None if self.parts is None else self._parts(self.parts),
            "joined": self.joined,
            "chosen_on": self._money(self.chosen),
            "payback": {"days": _day(payback.days), "ci_low": _day(payback.low),
                        "ci_high": _day(payback.high)},
            "worst": {"day": _day(worst), **self._estimate(least, ONE_OFF)},
            "cumulative": self._cumulative(),
            "unpaid": None if self.unpaid is None else self._unpaid(self.unpaid),
            "left_out": [self._left_out(one) for one in self.left_out],
            "alternatives": [
                {
                    "kind": one.kind,
                    "path": list(one.path),
                    "gain": self._estimate(one.gain, ONE_OFF),
                    "behind": self._estimate(one.behind, ONE_OFF),
                }
                for one in self.alternatives
            ],
            "check": None if self.checked is None else {
                "simulated": self._estimate(self.checked.simulated, ONE_OFF),
                "added_up": self._estimate(self.gain, ONE_OFF),
                "apart": self._estimate(self.checked.apart, ONE_OFF),
            },
        }  # fmt: skip

    def _step(self, step: Step) -> dict[str, object]:
        return {
            "step": step.item.name,
            **_parts(step.item),
            "day": step.begin,
            "profit": self._money(step.profit.mean),
            "ci_low": self._money(step.profit.low),
            "ci_high": self._money(step.profit.high),
            "cost": self._money(step.setup),
            "running_cost": self._money(step.running),
            "payback_days": _day(step.payback),
            "alone": None if step.alone is None else self._estimate(step.alone, "year"),
        }

    def _parts(self, parts: Parts) -> dict[str, object]:
        told = parts.to_json(self.kpi, self.setting.currency)
        return {name: {**one, "period": ONE_OFF} for name, one in told.items()}

    def _left_out(self, one: LeftOut) -> dict[str, object]:
        return {
            "step": one.item.name,
            **_parts(one.item),
            "profit": self._money(one.profit.mean),
            "ci_low": self._money(one.profit.low),
            "ci_high": self._money(one.profit.high),
            "cost": self._money(one.setup),
            "running_cost": self._money(one.running),
            "gain": None if one.gain is None else self._estimate(one.gain, ONE_OFF),
            "why": one.why,
        }

    def _unpaid(self, found: Unpaid) -> dict[str, object]:
        hours = json_estimate(KPI["staff_hours"], found.hours, self.setting.currency)
        return {
            "hours": {**hours, "period": ONE_OFF},
            "cost": None if found.cost is None else self._estimate(found.cost, ONE_OFF),
        }

    def _cumulative(self) -> list[dict[str, object]]:
        lived = (None,) * len(months(self.terms)) if self.checked is None else self.checked.months
        return [
            {
                "day": _day(day),
                **self._estimate(self.cash.estimate(day), ONE_OFF),
                "simulated": None if one is None else self._money(one.mean),
            }
            for day, one in zip(months(self.terms), lived, strict=True)
        ]

    def _estimate(self, found: Estimate, period: str) -> dict[str, object]:
        return {**json_estimate(self.kpi, found, self.setting.currency), "period": period}

    def _money(self, value: float | None) -> float | None:
        return json_number(self.kpi, value, self.setting.currency)


def months(terms: Terms) -> tuple[float, ...]:
    """Days on which months end, the horizon last."""
    length = 365.0 / 12.0
    count = math.ceil(terms.horizon / length - 1e-9)
    return tuple(float(day) for day in np.minimum(length * np.arange(1, count + 1), terms.horizon))


def _members(item: Item) -> list[str]:
    return [*item.channels, *map(arrow, item.links)]


def _parts(item: Item) -> dict[str, object]:
    return {"channels": list(item.channels), "links": [arrow(link) for link in item.links]}


def _day(value: float | None) -> float | None:
    return None if value is None else round(value, 1) + 0.0
