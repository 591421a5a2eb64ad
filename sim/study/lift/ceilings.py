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
    def total(self) -> float:
        """The whole ceiling, minor units a year."""
        return self.asked.inquiry.study.scenario.budget.total

    def silence(self, rests: Sequence[Rest]) -> Silence:
        """The edit by which things rest, the money of those that save it gone."""
        silence = self.asked.silence(rests)
        saved = self.saved(rests)
        scenario = self.asked.inquiry.study.scenario
        dials = scenario.resolved(self.asked.inquiry.first)
        after = silence.apply(scenario)
        gone = set(paid_channels(scenario, dials)) - set(paid_channels(after, dials))
        if self.total <= 0.0 or (not gone and not any(saved.values())):
            return silence
        if self.one:
            left = 1.0 - sum(saved.values()) / self.total
            return replace(silence, ceiling=Ceiling(max(left, 0.0)))
        parts = self._lowered(saved)
        staying = {self.pool[name] for name in paid_channels(after, dials)}
        freed = 0.0
        for name in sorted(gone):
            if self.pool[name] not in staying:  # nobody else has it: it goes, or to all others
                freed += parts.pop(name, 0.0) if self._moves(name, rests) else 0.0
                parts[name] = 0.0
        others = {name: part for name, part in parts.items() if name not in gone and part > 0.0}
        whole = sum(others.values())
        for name, part in others.items():
            parts[name] = part + freed * part / whole
        return replace(silence, ceiling=Ceiling(1.0, _split(parts)))

    def saved(self, rests: Sequence[Rest]) -> dict[str, float]:
        """By channel, what leaves the ceiling; minor units a year."""
        return (
            self.spending.of([rest.thing for rest in rests if rest.saves])
            if any(rest.saves for rest in rests)
            else {}
        )

    def _moves(self, channel: str, rests: Sequence[Rest]) -> bool:
        """Whether the budget of a channel that nothing uses any more goes to others.

        It does unless what saves its money alone leaves nothing there.
        """
        scenario = self.asked.inquiry.study.scenario
        dials = scenario.resolved(self.asked.inquiry.first)
        saving = self.asked.silence([rest for rest in rests if rest.saves])
        return channel in paid_channels(saving.apply(scenario), dials)

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
