"""What ``tipping`` is asked: which numbers, how far they go, and what that takes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.errors import UsageError
from sim.scenario.ledger import Entry
from sim.study.estimate.work import Lot, Workload
from sim.study.statistics import FEWEST
from sim.study.tipping.subjects import STEPS, Skipped, Subject, chosen, subjects_of
from sim.study.trials.inquiry import Inquiry, TrialOptions, inquire
from sim.study.turning.crossings import STEPS as CLOSING

if TYPE_CHECKING:
    from sim.scenario import Scenario

TIPPING_REPLICATIONS = 10
"""Replications of ``tipping`` unless told otherwise."""
WITHIN = (-1.0, 1.0)
"""Relative changes that are tried, unless told otherwise: to nothing, and to the double."""
FURTHEST = 1_000.0
TURNING = 0.1
"""Share of the numbers that is expected to flip the verdict, for who is told how long it takes."""


@dataclass(frozen=True)
class Asked:
    """Numbers, and how far each goes.

    Attributes:
        within: least and most relative change.
        patterns: of the keys that are looked at; none: all.
        entries: their lines in the ledger, in its order.
        subjects: numbers that are tried; skipped: those that are not.
    """

    inquiry: Inquiry
    within: tuple[float, float]
    patterns: tuple[str, ...]
    entries: tuple[Entry, ...]
    subjects: tuple[Subject, ...]
    skipped: tuple[Skipped, ...]

    @property
    def few(self) -> int:
        """Replications of the first look at a value."""
        return min(FEWEST, self.inquiry.study.plan.replications)

    @property
    def question(self) -> dict[str, Any]:
        """What else than plan and strategies shapes the result."""
        return {"within": list(self.within), "keys": list(self.patterns)}


def ask(
    scenario: Scenario | str | Path,
    first: str,
    second: str,
    patterns: Sequence[str],
    within: tuple[float, float],
    kpi: str | None,
    options: TrialOptions,
) -> Asked:
    """Settle what is looked at; see `sim.study.tipping.tipping`.

    Raises:
        InputError: bad input.
    """
    inquiry = inquire(
        scenario, (first, second), kpi, options, command="tipping", usage="tipping A B",
        replications=TIPPING_REPLICATIONS,
    )  # fmt: skip
    low, high = within
    if not (-FURTHEST <= low <= 0.0 <= high <= FURTHEST and low < high):
        raise UsageError(
            "these are no relative changes around 0", place="--within", found=f"{low:g}:{high:g}",
            expected="how far down and how far up, such as -50%:100%",
        )  # fmt: skip
    entries = chosen(inquiry.study.scenario, patterns)
    subjects, skipped = subjects_of(inquiry.study.scenario, entries, within)
    reach = float(low), float(high)
    return Asked(inquiry, reach, tuple(patterns), entries, subjects, skipped)


def screening(asked: Asked) -> int:
    """Replications of both strategies of a first look at all numbers."""
    return 2 * asked.few * sum(
        len(subject.side(end))
        for subject in asked.subjects
        for end in (subject.span.low, subject.span.high)
    )  # fmt: skip


def lives(asked: Asked) -> int:
    """Different lives, about: a first look at what is lived, and closing in on some of it."""
    whole = asked.inquiry.study.plan.replications
    lived = [subject for subject in asked.subjects if not subject.costs_only]
    each = 2 * len(STEPS) * asked.few + TURNING * (2 * CLOSING + len(STEPS)) * whole
    return round(2 * (whole + each * len(lived)))


def workload(asked: Asked) -> Workload:
    """The lives of both strategies, as stated."""
    inquiry, most = asked.inquiry, lives(asked)
    markets = inquiry.study.markets(list(dict.fromkeys(inquiry.strategies)))
    lots = tuple(Lot(market, most // len(markets)) for market in markets.values())
    return Workload(inquiry.study, lots, at_most=True)
