"""What ``pilot`` is asked: two strategies, how sure the answer is to be, and what that takes."""

from __future__ import annotations

import dataclasses
import math
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from engine.errors import UsageError, one_of
from sim.study.estimate.work import Lot, Workload
from sim.study.heads.purchases import UntilDays
from sim.study.sample import MICROSECONDS_PER_DAY
from sim.study.trials.inquiry import Inquiry, TrialOptions, inquire
from sim.study.trials.variant import Variant

if TYPE_CHECKING:
    from sim.scenario import Scenario

PILOT_REPLICATIONS = 20
"""Replications of ``pilot`` unless told otherwise."""
TRIED = (30.0, 60.0, 90.0, 120.0, 180.0, 270.0, 365.0)
"""Lengths of a pilot that are tried, in days, as far as the scenario lasts."""
QUESTIONS = ("pays", "works")
"""What a pilot may be asked: whether the difference pays for the platform, or is there at all."""
MANY_PILOTS, FEW_PILOTS = 1_000, 200
"""Pilots that are simulated unless told otherwise: drawn ones, and those that are lived."""
MOST_PILOTS = 100_000
BATCH = 50
"""Fresh pilots that are lived together: what is kept of their customers is few lives."""


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """How sure a pilot is to be, of what, and how that is checked.

    Attributes:
        power, alpha: chance to see the effect, and to see one where there is none.
        share: of the customers that get the first strategy.
        question: one of `QUESTIONS`.
        pilots: that are simulated; None: as many as is usual.
        fresh: whether each of them is lived on people of its own.
    """

    power: float
    alpha: float
    share: float
    question: str
    pilots: int | None
    fresh: bool

    @property
    def count(self) -> int:
        """Pilots that are simulated."""
        if self.pilots is not None:
            return self.pilots
        return FEW_PILOTS if self.fresh else MANY_PILOTS

    def check(self) -> None:
        """Refuse what no pilot can be.

        Raises:
            UsageError: a share out of range, no such question, or too many pilots.
        """
        one_of(self.question, QUESTIONS, "no such question", place="--question")
        _share("--power", self.power, 0.5, 0.999, "such as 0.8")
        _share("--alpha", self.alpha, 0.0001, 0.5, "such as 0.05")
        _share("--share", self.share, 0.01, 0.99, "such as 0.5")
        if not 0 <= self.count <= MOST_PILOTS:
            raise UsageError(
                "so many pilots cannot be", place="--pilots", found=f"{self.count:,}",
                expected=f"0 to {MOST_PILOTS:,}",
            )  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """A pilot that is to be designed.

    Attributes:
        days: lengths that are tried, ascending; the last is the scenario's.
        fixed: the one that is asked for; None: the shortest that suffices.
    """

    inquiry: Inquiry
    wanted: Wanted
    days: tuple[float, ...]
    fixed: float | None

    @property
    def question(self) -> dict[str, Any]:
        """What else than plan and strategies shapes the result."""
        return {
            "lasts": self.fixed,
            **dataclasses.asdict(self.wanted),
            "pilots": self.wanted.count,
        }

    @cached_property
    def watch(self) -> UntilDays:
        """What is kept of every life."""
        return UntilDays(self.days)

    @property
    def people(self) -> int:
        """People of the market that there is: the pilot cannot have more."""
        setting = self.inquiry.study.setting
        return setting.reported_customers

    @property
    def arms(self) -> tuple[Variant, Variant]:
        """The strategies of both arms."""
        return Variant.of(self.inquiry.first), Variant.of(self.inquiry.second)


def ask(
    scenario: Scenario | str | Path,
    first: str,
    second: str,
    wanted: Wanted,
    options: TrialOptions,
) -> Asked:
    """Settle what is designed; see `sim.study.pilot.pilot`.

    Raises:
        InputError: bad input.
    """
    own = dict(options)
    fixed = own.pop("days", None)
    inquiry = inquire(
        scenario, (first, second), "profit", cast("TrialOptions", own), command="pilot",
        usage="pilot A B", replications=PILOT_REPLICATIONS,
    )  # fmt: skip
    if first == second:
        raise UsageError(
            "a pilot compares two strategies", place="pilot A B", found=f"{first} twice",
            expected="two names",
        )  # fmt: skip
    wanted.check()
    horizon = inquiry.study.plan.days
    lasts = None if fixed is None else _length(inquiry, cast("float", fixed), horizon)
    days = {day for day in TRIED if day < horizon} | {horizon}
    if lasts is not None:
        days.add(lasts)
    window = inquiry.study.scenario.scenario.window / MICROSECONDS_PER_DAY
    whole = {max(1.0, math.floor(day / window + 0.5)) * window for day in days if day < horizon}
    return Asked(inquiry, wanted, tuple(sorted(whole | {horizon})), lasts)


def _share(place: str, value: float, low: float, high: float, such: str) -> None:
    if not low <= value <= high:
        raise UsageError(
            "this share is out of range", place=place, found=f"{value:g}",
            expected=f"{low:g} to {high:g}, {such}",
        )  # fmt: skip


def _length(inquiry: Inquiry, days: float, horizon: float) -> float:
    """Days of the pilot, in whole windows."""
    window = inquiry.study.scenario.scenario.window / MICROSECONDS_PER_DAY
    if not window <= days <= horizon:
        raise UsageError(
            "a pilot cannot last so long" if days > horizon else "a pilot needs time",
            place="--days", found=f"{days:g}",
            expected=f"{window:g} to {horizon:g}, the days of the scenario",
        )  # fmt: skip
    if days == horizon:
        return horizon
    return min(math.floor(days / window + 0.5) * window, horizon)


def lives(asked: Asked) -> int:
    """Replications of both strategies; pilots on people of their own come on top."""
    own = asked.wanted.count if asked.wanted.fresh else 0
    return 2 * (asked.inquiry.study.plan.replications + own)


def workload(asked: Asked) -> Workload:
    """The lives of both strategies, and what stays in memory of all of them."""
    inquiry = asked.inquiry
    study = inquiry.study
    markets = [*study.markets([inquiry.first, inquiry.second]).values()]
    each = lives(asked) // 2
    lots = tuple(Lot(market, each) for market in markets)
    together = min(study.plan.side_by_side, max(2 * each, 1))
    watched = max(asked.watch.bytes_of_a_customer(market) for market in markets)
    held = each
    if asked.wanted.fresh and study.options["out"] is None:  # else all are read from the folder
        held = min(each, study.plan.replications + BATCH)
    kept = asked.watch.kept_of_a_customer() * 2 * held / together
    return Workload(study, lots, watched=watched + kept, at_most=asked.wanted.fresh)
