"""A comparison's result as the sections of a report ask it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sim.report.page.sources import Source
from sim.report.words.told import Figure
from sim.report.words.values import value_text
from sim.study.kpis import KPI, Kpi

__all__ = ["Compared"]


@dataclass(frozen=True)
class Compared:
    """What is asked of a ``compare`` folder."""

    source: Source

    @property
    def strategies(self) -> tuple[str, ...]:
        """Those that could be compared, in the scenario's order."""
        found = self.source.at("strategies")
        return tuple(name for name, kpis in found.items() if kpis is not None)

    @property
    def baseline(self) -> str:
        """What the others are set against."""
        return str(self.source.at("baseline"))

    @property
    def kpi(self) -> Kpi:
        """Which was named before the run."""
        return KPI[self.source.at("verdict", "kpi")]

    @property
    def decided(self) -> bool:
        """Whether the best is known."""
        return bool(self.source.at("verdict", "decided"))

    @property
    def others(self) -> tuple[str, ...]:
        """All but the baseline."""
        return tuple(name for name in self.strategies if name != self.baseline)

    @property
    def leading(self) -> str:
        """The best mean, as the verdict has it; the baseline where that is not defined."""
        return str(self.source.at("verdict", "leader") or self.baseline)

    @property
    def rival(self) -> str | None:
        """Whom the leading one is set against: the baseline, or who comes next."""
        if self.leading != self.baseline:
            return self.baseline if self.baseline in self.strategies else None
        sign = 1.0 if self.kpi.better == "higher" else -1.0
        known = [name for name in self.others if self.has_difference(name)]
        return max(
            known,
            key=lambda name: sign * float(self.source.at(*self.pair(name), "mean")),
            default=None,
        )

    def pair(self, name: str) -> tuple[str, ...]:
        """Where the difference of a strategy from the baseline stands, in the primary KPI."""
        return ("differences", f"{name} - {self.baseline}", self.kpi.name)

    def has_difference(self, name: str) -> bool:
        """Whether it is known."""
        return self.source.has(*self.pair(name), "mean")

    def gain(self, name: str, end: str = "mean", **how: Any) -> Figure:
        """The difference, or an end of an interval."""
        difference = self.kpi.unit == "share"
        return self.source.figure(*self.pair(name), end, difference=difference, **how)

    def ends(self, name: str) -> tuple[str, str]:
        """The names of the interval of the verdict: the joint one where there is one."""
        if self.source.has(*self.pair(name), "joint_low"):
            return "joint_low", "joint_high"
        return "ci_low", "ci_high"

    def has_interval(self, name: str) -> bool:
        """Whether there are replications enough for one."""
        return self.source.has(*self.pair(name), "ci_low")

    @property
    def leads(self) -> Mapping[str, Any]:
        """How far the leading one is ahead of each other strategy, as the verdict has it."""
        found: Mapping[str, Any] = self.source.at("verdict").get("leads", {})
        return found

    def lead(self, other: str, end: str = "mean", **how: Any) -> Figure:
        """How far it is ahead of one, or an end of the interval that the verdict rests on."""
        difference = self.kpi.unit == "share"
        return self.source.figure("verdict", "leads", other, end, difference=difference, **how)

    def lead_ends(self, other: str) -> tuple[Figure, Figure]:
        """The interval of how far it is ahead, from the least: above 0 is better in any KPI."""
        if self.kpi.better == "higher":
            return self.lead(other, "ci_low"), self.lead(other, "ci_high")
        return self._turned(other, "ci_high"), self._turned(other, "ci_low")

    def _turned(self, other: str, end: str) -> Figure:
        """An end of the interval with the other sign."""
        plain = self.lead(other, end)
        share = self.kpi.unit == "share"
        text = value_text(
            -self.lead_is(other, end), plain.unit, self.source.currency, difference=share
        )
        return replace(plain, text=text)

    def lead_is(self, other: str, end: str = "mean") -> float:
        """The same as a number; 0 where it is not known."""
        return float(self.leads[other][end] or 0.0)

    def has_lead_interval(self, other: str) -> bool:
        """Whether there are replications enough for one."""
        return self.leads[other]["ci_low"] is not None

    def is_apart(self, other: str) -> bool:
        """Whether the lead is more than chance: its interval leaves 0 out."""
        low, high = (self.lead_is(other, end) for end in ("ci_low", "ci_high"))
        return low > 0.0 or high < 0.0

    @property
    def nearest(self) -> str:
        """Whom the leading one is least ahead of."""
        return min(self.leads, key=lambda other: abs(self.lead_is(other)))

    @property
    def open_rival(self) -> str | None:
        """Whom it is least ahead of among those where that may be chance; None where none is."""
        open_ = [other for other in self.leads if not self.is_apart(other)]
        return min(open_, key=lambda other: abs(self.lead_is(other)), default=None)

    @property
    def draws(self) -> int:
        """Draws of the numbers that are uncertain."""
        return int(self.source.at("inputs", "draws"))

    def is_undone(self) -> bool:
        """Whether hours that profit does not charge would cost more than the lead over today's."""
        unpaid = self.source.at("verdict").get("unpaid", {}).get(self.leading, 0.0)
        if self.kpi.name != "profit" or self.baseline not in self.leads:
            return False
        return float(unpaid) > self.lead_is(self.baseline)

    def sure(self, name: str) -> bool:
        """Whether the interval leaves 0 out."""
        if not self.has_interval(name):
            return False
        low, high = (float(self.source.at(*self.pair(name), end)) for end in self.ends(name))
        return low > 0.0 or high < 0.0
