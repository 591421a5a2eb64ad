"""Rules that watch a channel's result, and move budget or people where it misses its target.

They look at what has been counted when a window opens, so they act on what is over, and what they
move holds from then on. A rule waits as long as it measures before it acts again.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.clocks.outcome import Move
from sim.model.market.market import Market
from sim.model.records.sizes import DAY
from sim.model.records.vocabulary import COUNTER
from sim.scenario.models import KpiRule

Records = np.ndarray[Any, np.dtype[np.void]]
Counts = np.ndarray[Any, np.dtype[np.int64]]

COUNTED_AS = {
    "visits": "visits", "clicks": "clicks", "leads": "leads", "calls": "calls",
    "bookings": "bookings", "purchases": "purchases", "reviews": "reviews", "follows": "follows",
}  # fmt: skip
"""The counter behind each result that a channel can be judged by."""
ACTIVE = ("visits", "opens", "noticed")
"""What says where customers are active."""
MILLION = 1_000_000


def leave_absent(market: Market, customers: Records) -> None:
    """As the run starts nobody uses a channel that is absent; else they are as they were."""
    for place, channel in enumerate(market.scenario.channels):
        if channel.absent:
            customers["affinity"][:, place] = 0


class Steering:
    """The rules of one replication.

    Args:
        market: with its rules, channels and budgets.
        params: parameters of all phases, which moves change in place.
    """

    def __init__(self, market: Market, params: list[Records]) -> None:
        self.market = market
        self.params = params
        self.moves: list[Move] = []
        absent = {channel.name for channel in market.scenario.channels if channel.absent}
        rules = market.scenario.document.kpi_rule
        self._rules = sorted(
            (rule for rule in rules if not absent & {rule.channel, rule.to}),
            key=lambda rule: rule.name,
        )
        self._acted: dict[str, int] = {}
        self._history: list[Counts] = []
        self._parts = self._parts_at_start() if self._rules else {}

    def _parts_at_start(self) -> dict[str, int]:
        """Each channel's own part of the budget for the run, minor units."""
        scenario, p = self.market.scenario, self.params[-1][0]
        total = scenario.budget.total * self.market.scale * self.market.days / 365.0
        paid = [name for name in self.market.channels if p["paid"][self._place(name)]]
        split = dict(scenario.budget.split) or {name: 1.0 / len(paid) for name in paid}
        return {name: int(split.get(name, 0.0) * total) for name in self.market.channels}

    def _place(self, name: str) -> int:
        return self.market.channels.index(name)

    def count(self, counters: Counts) -> None:
        """Note what has been counted so far, at the end of a window: int64[channels, counters]."""
        self._history.append(counters)

    def act(self, number: int, spent: Counts) -> None:
        """Apply the rules as window `number` opens.

        Args:
            spent: int64[channels], millionths of a minor unit.
        """
        for rule in self._rules:
            span = -(-rule.for_days * DAY // self.market.window)
            since = self._acted.get(rule.name, 0)
            if number < span or number - since < span:
                continue
            result = self._within(COUNTED_AS[self._kpi(rule)], span)[self._place(rule.channel)]
            if result < self._wanted(rule):
                self._acted[rule.name] = number
                self._move(rule, number, span, spent)

    def _kpi(self, rule: KpiRule) -> str:
        return str(self.market.scenario.channels[self._place(rule.channel)].kpi)

    def _wanted(self, rule: KpiRule) -> float:
        channel = self.market.scenario.channels[self._place(rule.channel)]
        return (channel.target or 0.0) * rule.for_days * self.market.scale * rule.under

    def _within(self, counter: str, span: int) -> Counts:
        """What the last windows have added to a counter, by channel."""
        column = COUNTER[counter]
        now = self._history[-1][:, column]
        return now - self._history[-1 - span][:, column] if len(self._history) > span else now

    def _most_active(self, rule: KpiRule, span: int) -> str | None:
        """Where customers were most active, among channels that what is moved can serve.

        None where nobody was: a channel without anybody takes nothing, whatever its name.
        """
        activity = np.sum([self._within(name, span) for name in ACTIVE], axis=0)
        p = self.params[-1][0]
        field = "paid" if rule.moves == "budget" else "c_servers"
        names = [
            name
            for place, name in enumerate(self.market.channels)
            if name != rule.channel and p[field][place] > 0 and activity[place] > 0
        ]
        return max(names, key=lambda name: activity[self._place(name)], default=None)

    def _move(self, rule: KpiRule, number: int, span: int, spent: Counts) -> None:
        target = rule.to or self._most_active(rule, span)
        if target is None:
            return
        source, to = self._place(rule.channel), self._place(target)
        if rule.moves == "servers":
            amount = self._move_servers(source, to, rule.share)
        else:
            left = self._parts[rule.channel] - int(spent[source]) // MILLION
            amount = max(0, int(left * rule.share))
            self._parts[rule.channel] -= amount
            self._parts[target] += amount
            for params in self.params:
                p = params[0]
                if p["pool_budget"][p["pool"][source]] >= 0.0:
                    p["pool_budget"][p["pool"][source]] -= amount
                    p["pool_budget"][p["pool"][to]] += amount
        if amount:
            self.moves.append(Move(number, rule.name, rule.channel, target, amount))

    def _move_servers(self, source: int, target: int, share: float) -> int:
        """Servers moved: a share, at least one, and one stays."""
        there = int(self.params[-1]["c_servers"][0, source])
        amount = min(max(1, int(there * share)), there - 1)
        if amount <= 0:
            return 0
        for params in self.params:
            if params["c_servers"][0, source] > amount:
                params["c_servers"][0, source] -= amount
                params["c_servers"][0, target] += amount
        return amount
