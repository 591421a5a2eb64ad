"""What ``tipping`` answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from sim.study.kpis import Kpi
from sim.study.money import json_estimate, json_number
from sim.study.statistics import Estimate
from sim.study.tipping.asked import Asked
from sim.study.tipping.ranking import Tip, measure_first, ranked
from sim.study.tipping.sounding import Sounded, Sounder
from sim.study.tipping.subjects import Skipped
from sim.study.trials.answer import Answer, effort
from sim.study.trials.experiment import Experiment

__all__ = ["TippingResult"]


@dataclass(frozen=True, kw_only=True)
class TippingResult(Answer):
    """Numbers by the smallest change that turns the verdict.

    Attributes:
        gap: first - second as stated.
        within: least and most relative change that was tried.
        tips: all numbers that were tried, the nearest first.
        skipped: those that were not.
        patterns: of the keys that were looked at; none: all.
        few: replications of a first look.
    """

    first: str
    second: str
    kpi: Kpi
    gap: Estimate
    within: tuple[float, float]
    patterns: tuple[str, ...]
    tips: tuple[Tip, ...]
    skipped: tuple[Skipped, ...]
    few: int

    @classmethod
    def of(
        cls, asked: Asked, sounder: Sounder, found: Sequence[Sounded], experiment: Experiment
    ) -> Self:
        """Gather the answer."""
        inquiry, gap = asked.inquiry, sounder.now.gap
        assert gap.mean is not None
        notes = []
        if gap.mean == 0.0:
            notes.append("both come out the same: there is no verdict that could turn")
        elif gap.has_interval and not gap.excludes_zero():
            notes.append(
                "who is ahead may be luck: small changes flip what is not decided; more "
                "replications may decide it"
            )
        tried = [one for one in found if one.least or one.crossing or one.still]
        refused = [
            Skipped(one.subject.key, one.remark or "no value of it could be lived")
            for one in found
            if one not in tried
        ]
        order = {entry.key: place for place, entry in enumerate(asked.entries)}
        skipped = sorted((*asked.skipped, *refused), key=lambda one: order[one.key])
        return cls(
            **effort(inquiry, experiment, *notes),
            first=inquiry.first,
            second=inquiry.second,
            kpi=inquiry.kpi,
            gap=gap,
            within=asked.within,
            patterns=asked.patterns,
            tips=ranked([Tip(one, gap.mean) for one in tried]),
            skipped=tuple(skipped),
            few=asked.few,
        )

    @property
    def ahead(self) -> str | None:
        """The better strategy at the stated values; None where both come out the same."""
        assert self.gap.mean is not None
        if self.gap.mean == 0.0:
            return None
        return self.first if (self.gap.mean > 0.0) == (self.kpi.better == "higher") else self.second

    @property
    def measure_first(self) -> tuple[Tip, ...]:
        """The five that most deserve measuring, or fewer."""
        return measure_first(self.tips)

    def told(self) -> dict[str, object]:
        """The ranking, and what of it deserves measuring."""
        outcomes = Counter(tip.outcome for tip in self.tips)
        return {
            "first": self.first,
            "second": self.second,
            "kpi": self.kpi.name,
            "ahead": self.ahead,
            "beyond_chance": self.gap.excludes_zero() if self.gap.has_interval else None,
            "difference": json_estimate(self.kpi, self.gap, self.setting.currency),
            "within": list(self.within),
            "keys": list(self.patterns),
            "tried": len(self.tips),
            "turning": outcomes["flips"],
            "still": outcomes["no effect"],
            "first_look": self.few,
            "tipping": [self._row(tip) for tip in self.tips],
            "measure_first": [tip.entry.key for tip in self.measure_first],
            "skipped": [{"key": one.key, "reason": one.reason} for one in self.skipped],
            "skipped_for": dict(Counter(one.reason for one in self.skipped).most_common()),
        }

    def _row(self, tip: Tip) -> dict[str, object]:
        sounded, entry = tip.sounded, tip.entry
        low, high = tip.interval
        least = sounded.least
        return {
            "key": entry.key,
            "now": tip.now,
            "unit": entry.unit,
            "outcome": tip.outcome,
            "flips_at": sounded.flips_at,
            "ci_low": low,
            "ci_high": high,
            "relative_change": tip.relative_change,
            "closes": tip.closes,
            "least_at": None if least is None else least.at,
            "least_difference": None if least is None else json_number(
                self.kpi, least.gap, self.setting.currency
            ),
            "tried_low": sounded.low,
            "tried_high": sounded.high,
            "role": sounded.subject.role,
            "kind": entry.kind,
            "source": entry.source,
            "year": entry.year,
            "default": entry.default,
            "low": entry.low,
            "high": entry.high,
            "within_range": tip.within_range,
            "remark": sounded.remark,
        }  # fmt: skip
