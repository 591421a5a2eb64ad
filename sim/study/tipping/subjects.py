"""The numbers of a scenario that are tried, how far each goes, and those that are left out."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from engine.errors import UsageError, nearest_name
from sim.scenario import keys
from sim.scenario.ledger import Entry, ledger
from sim.scenario.uncertain import wholes
from sim.scenario.values.quantities import plain
from sim.study.roles import Role, role_of
from sim.study.trials.life import UNLIVED_OF_CHANNELS
from sim.study.trials.ranges import STEADY, Span

if TYPE_CHECKING:
    from sim.scenario import Scenario

__all__ = ["Skipped", "Subject", "chosen", "subjects_of"]

STEPS = (0.5, 1.0)
"""Parts of the way to either end at which a number is tried."""
ASIDE = {
    "known": "it is compared with, not simulated",
    **dict.fromkeys(STEADY, "it is the same throughout a study"),
}
"""Tables and numbers that say what is looked at, and why they are not varied."""


@dataclass(frozen=True, slots=True)
class Skipped:
    """A number that was not tried, and why."""

    key: str
    reason: str


@dataclass(frozen=True, slots=True)
class Subject:
    """A number that is tried.

    Attributes:
        entry: its line in the ledger of assumptions.
        span: how far it may go, in plain units.
    """

    entry: Entry
    span: Span

    @property
    def key(self) -> str:
        """Its dotted key."""
        return self.span.key

    @property
    def role(self) -> Role:
        """Whether it is chosen or a fact."""
        return role_of(self.entry)

    @property
    def costs_only(self) -> bool:
        """Whether it moves nobody: a price of the platform, fees and hours of a channel."""
        table, *rest = keys.split(self.key)
        return table == "platform" or (table == "channel" and rest[-1] in UNLIVED_OF_CHANNELS)

    def side(self, end: float) -> tuple[float, ...]:
        """Values on the way to an end, the nearest first; empty where the number is there."""
        found = dict.fromkeys(
            self.span.fitting(self.span.now + step * (end - self.span.now)) for step in STEPS
        )
        found.pop(self.span.now, None)
        return tuple(found)


def chosen(scenario: Scenario, patterns: Sequence[str]) -> tuple[Entry, ...]:
    """Lines of the ledger whose keys fit one of some patterns: all, where there are none.

    A pattern is a key, what keys begin with (``channel.email``), or has ``*`` and ``?``.

    Raises:
        UsageError: a pattern that no key fits.
    """
    entries = ledger(scenario)
    if not patterns:
        return entries
    for pattern in patterns:
        if not any(_fits(entry.key, pattern) for entry in entries):
            beginnings = {
                keys.join(parts[:length])
                for parts in (keys.split(entry.key) for entry in entries)
                for length in range(1, len(parts) + 1)
            }
            raise UsageError(
                "no number of the scenario has such a key", place="--keys", found=pattern,
                expected="a key, what keys begin with, or a pattern such as channel.*.open",
                nearest=nearest_name(pattern, sorted(beginnings)),
            )  # fmt: skip
    return tuple(
        entry for entry in entries if any(_fits(entry.key, pattern) for pattern in patterns)
    )


def _fits(key: str, pattern: str) -> bool:
    return key == pattern or key.startswith(f"{pattern}.") or fnmatchcase(key, pattern)


def subjects_of(
    scenario: Scenario, entries: Sequence[Entry], within: tuple[float, float]
) -> tuple[tuple[Subject, ...], tuple[Skipped, ...]]:
    """Numbers that are tried, and those that are not, in the order of the ledger.

    Args:
        entries: lines of the ledger.
        within: least and most relative change.
    """
    fields = {leaf.key: leaf for leaf in keys.leaves(scenario.document)}
    most = {key: sum(whole.parts.values()) for whole in wholes(scenario) for key in whole.parts}
    subjects, skipped = [], []
    for entry in entries:
        reason = _aside(entry)
        if reason is None:
            leaf = fields[entry.key]
            least, end = (
                plain(leaf.quantity.kind, bound, currency=scenario.scenario.currency)
                for bound in keys.bounds(leaf)
            )
            bounds = least, min(end, most.get(entry.key, math.inf))
            found = _span(entry, bounds, within, whole=leaf.quantity.kind == "count")
            if isinstance(found, Span):
                subjects.append(Subject(entry, found))
                continue
            reason = found
        skipped.append(Skipped(entry.key, reason))
    return tuple(subjects), tuple(skipped)


def _aside(entry: Entry) -> str | None:
    """Why a line of the ledger is no number that could be varied; None where it is."""
    for prefix, reason in ASIDE.items():
        if _fits(entry.key, prefix):
            return reason
    if entry.key.startswith("change."):
        return "a [[change]] sets it during the run"
    if isinstance(entry.value, tuple):
        return "it is several numbers at once, such as a curve"
    return None


def _span(
    entry: Entry, bounds: tuple[float, float], within: tuple[float, float], *, whole: bool
) -> Span | str:
    """How far a number may go, or why nowhere."""
    assert not isinstance(entry.value, tuple)
    now = float(entry.value)
    if now == 0.0:
        ends = _from_zero(entry, bounds)
        if ends is None:
            return "it is 0, and nothing says how far it might go: no range, no upper end"
    else:
        ends = _sorted(now + change * abs(now) for change in within)
    low, high = max(ends[0], bounds[0]), min(ends[1], bounds[1])
    if whole:
        low, high = float(math.ceil(low)), float(math.floor(high))
    low, high = min(low, now), max(high, now)
    if low == high:
        return "there is no other value within bounds"
    return Span(entry.key, now, low, high, whole)


def _from_zero(entry: Entry, bounds: tuple[float, float]) -> tuple[float, float] | None:
    """How far a number that is 0 may go: as its range says, or to 1 where it is a share."""
    if entry.low is not None and entry.high is not None:
        return min(entry.low, 0.0), max(entry.high, 0.0)
    return (0.0, bounds[1]) if bounds[1] <= 1.0 else None


def _sorted(ends: Iterator[float]) -> tuple[float, float]:
    low, high = sorted(ends)
    return low, high
