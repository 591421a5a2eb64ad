"""Ceilings without the money of what rests, and with one percent of it less.

Pools and their budgets are those of the strategy's dials at the start (docs/model.md, "Budget of a
pool"). In one pool the whole ceiling is lowered; in several each channel's own part is, so that all
others keep their amounts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sim.model.market.tables import paid_channels
from sim.scenario.silence import Ceiling, Silence
from sim.study.lift.asked import Rest

if TYPE_CHECKING:
    from sim.scenario import Scenario
    from sim.study.lift.asked import Asked
    from sim.study.lift.spending import Spending

__all__ = ["LAST", "Pools"]

LAST = 0.01
"""Part of its spending by which a thing's return at the margin is measured."""
NOTHING = 0.005
"""Minor units a year below which nothing is spent."""


@dataclass(frozen=True)
class Pools:
    """The budget of a strategy: who shares it, and how much each channel has.

    Attributes:
        parts: by channel with paid actions, its part of the total: what its pool has together is
            what it can spend.
        pool: number of each channel's pool.
        one: whether there is one pool, which has it all.
    """

    asked: Asked
    spending: Spending
    parts: Mapping[str, float]
    pool: Mapping[str, int]
    one: bool

    @classmethod
    def of(cls, asked: Asked, spending: Spending) -> Pools:
        """The pools of the strategy that is asked about."""
        scenario = asked.inquiry.study.scenario
        dials = scenario.resolved(asked.inquiry.first)
        pool = {c.name: int(dials.budget[place]) for place, c in enumerate(scenario.channels)}
        paid = paid_channels(scenario, dials)
        parts = dict(scenario.budget.split) or {name: 1.0 / len(paid) for name in paid}
        return cls(asked, spending, parts, pool, len(set(pool.values())) == 1)

    @property
    def scenario(self) -> Scenario:
        """As stated."""
        return self.asked.inquiry.study.scenario

    @property
    def total(self) -> float:
        """The whole ceiling, minor units a year."""
        return self.scenario.budget.total

    def _paid(self, rests: Sequence[Rest]) -> set[str]:
        """Channels on which money can still be spent as some things rest."""
        edited = self.asked.silence(rests).apply(self.scenario)
        return set(paid_channels(edited, self.scenario.resolved(self.asked.inquiry.first)))

    def silence(self, rests: Sequence[Rest]) -> Silence:
        """The edit by which things rest, the money of those that save it gone."""
        silence, saved = self.asked.silence(rests), self.saved(rests)
        left = self._paid(rests)
        gone = self._paid(()) - left
        if self.total <= 0.0 or (not gone and not any(saved.values())):
            return silence
        if self.one:
            factor = 1.0 - sum(saved.values()) / self.total
            return replace(silence, ceiling=Ceiling(max(factor, 0.0)))
        parts = self._lowered(saved)
        orphans = gone - {name for name in gone if self.pool[name] in map(self.pool.get, left)}
        # what falls silent with its money saved takes its whole budget along; else others have it
        moved = orphans & self._paid([rest for rest in rests if rest.saves])
        freed = sum(parts.get(name, 0.0) for name in sorted(moved))
        parts |= dict.fromkeys(sorted(orphans), 0.0)
        heirs = sorted(name for name in left if parts.get(name, 0.0) > 0.0)
        whole = sum(parts[name] for name in heirs)
        for name in heirs if freed > 0.0 else ():
            parts[name] += freed * parts[name] / whole
        return replace(silence, ceiling=Ceiling(1.0, _split(parts)))

    def saved(self, rests: Sequence[Rest]) -> dict[str, float]:
        """By channel, what leaves the ceiling; minor units a year."""
        saving = [rest.thing for rest in rests if rest.saves]
        return self.spending.of(saving) if saving else {}

    def last_percent(self, rest: Rest) -> Ceiling | None:
        """The ceiling lowered by one percent of what a thing spends; None: it has none."""
        spent = self.spending.of([rest.thing])
        if self.total <= 0.0 or sum(spent.values()) < NOTHING or rest.thing.kind == "persona":
            return None
        last = {name: LAST * amount for name, amount in spent.items()}
        if self.one:
            return Ceiling(max(1.0 - sum(last.values()) / self.total, 0.0))
        return Ceiling(1.0, _split(self._lowered(last)))

    def _lowered(self, amounts: Mapping[str, float]) -> dict[str, float]:
        """Parts without some amounts by channel; what a channel has not, its pool gives."""
        parts = dict(self.parts)
        for name in sorted(amounts):
            missing = amounts[name] / self.total
            own = sorted(
                (other for other in parts if self.pool[other] == self.pool[name]),
                key=lambda other: (other != name, other),
            )
            for other in own:
                taken = min(parts[other], missing)
                parts[other] -= taken
                missing -= taken
        return parts


def _split(parts: Mapping[str, float]) -> tuple[tuple[str, float], ...]:
    return tuple(sorted(parts.items()))
