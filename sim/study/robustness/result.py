"""What ``robustness`` answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sim.study.kpis import Kpi
from sim.study.money import json_estimate
from sim.study.robustness.judging import OPEN, SEVERITY, STANDS, UNUSED, Gap
from sim.study.robustness.mechanisms import MECHANISMS, Mechanism
from sim.study.statistics import Estimate
from sim.study.trials.answer import Answer

__all__ = ["RobustnessResult", "Tried"]


@dataclass(frozen=True, slots=True)
class Tried:
    """A mechanism, and the verdict without it and with half and twice as much of it.

    Attributes:
        gaps: by "off", "half" and "double"; empty where the scenario does not use it.
        clipped: by the same words, keys that could not be set so far, with what they were set to.
        refused: by the same words, why the scenario cannot be so.
    """

    mechanism: Mechanism
    keys: tuple[str, ...]
    gaps: Mapping[str, Gap]
    clipped: Mapping[str, tuple[tuple[str, float], ...]]
    refused: Mapping[str, str]

    @property
    def at_work(self) -> bool:
        """Whether the difference is another one without it, or with more or less of it."""
        return any(not gap.unchanged for gap in self.gaps.values())

    @property
    def verdict(self) -> str | None:
        """What becomes of the verdict without it; where it cannot be off, the worst otherwise."""
        if not self.at_work:
            return UNUSED
        if "off" in self.gaps:
            gap = self.gaps["off"]
            return STANDS if gap.unchanged else gap.verdict
        return self.worst

    @property
    def worst(self) -> str | None:
        """The verdict that a reader should see first, of all strengths."""
        words = [gap.verdict for gap in self.gaps.values()]
        known = [word for word in words if word is not None]
        return min(known, key=SEVERITY.__getitem__) if len(known) == len(words) else None


@dataclass(frozen=True, kw_only=True)
class RobustnessResult(Answer):
    """Whether the verdict between two strategies hangs on a mechanism.

    Attributes:
        first, second: names; the difference is first - second.
        stated: the difference as the scenario has it.
        comparisons: differences that are shown besides, on which the joint level goes.
        tried: all mechanisms, in the order of their list.
    """

    first: str
    second: str
    kpi: Kpi
    stated: Estimate
    comparisons: int
    tried: tuple[Tried, ...]

    @property
    def at_work(self) -> tuple[Tried, ...]:
        """Mechanisms that the difference hangs on at all, those first that a reader should see."""
        found = [one for one in self.tried if one.at_work]
        return tuple(sorted(found, key=lambda one: (_severity(one.verdict), -_moved(one))))

    @property
    def unused(self) -> tuple[Tried, ...]:
        """Mechanisms without which every replication is what it is."""
        return tuple(one for one in self.tried if not one.at_work)

    def turned(self, *words: str) -> tuple[tuple[Tried, str], ...]:
        """Where the verdict does not stand, by mechanism and strength among these."""
        return tuple(
            (one, word)
            for one in self.at_work
            for word in words
            if word in one.gaps and one.gaps[word].verdict not in (STANDS, UNUSED, None)
        )

    @property
    def counts(self) -> dict[str, int]:
        """How many mechanisms the model has, were tried, were at work and off, and of these how
        many the verdict stands without."""
        off = sum("off" in one.gaps for one in self.at_work)
        return {
            "mechanisms": len(MECHANISMS),
            "tried": len(self.tried),
            "off": off,
            "stands": off - len(self.turned("off")),
        }

    def told(self) -> dict[str, object]:
        """The verdict as stated, and what becomes of it."""
        return {
            "first": self.first,
            "second": self.second,
            "kpi": self.kpi.name,
            "stated": {
                "decided": self.stated.excludes_zero(),
                "difference": self._estimate(self.stated),
            },
            "comparisons": self.comparisons,
            "counts": self.counts,
            "mechanisms": {one.mechanism.name: self._tried(one) for one in self.tried},
        }

    def _tried(self, one: Tried) -> dict[str, object]:
        off = one.gaps.get("off")
        return {
            "verdict": one.verdict,
            "difference": self._estimate(self.stated if off is None else off.found),
            "about": one.mechanism.about,
            "keys": list(one.keys),
            **{word: self._gap(one, word) for word in ("off", "half", "double")},
        }

    def _gap(self, one: Tried, word: str) -> dict[str, object] | None:
        if word in one.refused:
            return {"refused": one.refused[word]}
        if word not in one.gaps:
            return None
        gap = one.gaps[word]
        return {
            "verdict": gap.verdict,
            "difference": self._estimate(gap.found),
            "joint": self._estimate(gap.joint),
            "change": self._estimate(gap.change),
            "clipped": dict(one.clipped.get(word, ())),
        }

    def _estimate(self, found: Estimate) -> dict[str, object]:
        return dict(json_estimate(self.kpi, found, self.setting.currency))


def _severity(word: str | None) -> int:
    return SEVERITY[OPEN] if word is None else SEVERITY[word]


def _moved(one: Tried) -> float:
    """By how much the difference moves without it, or at most."""
    gaps = [one.gaps["off"]] if "off" in one.gaps else list(one.gaps.values())
    return max(abs(gap.change.mean or 0.0) for gap in gaps)
