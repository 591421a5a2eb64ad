"""What ``best`` is asked: who takes part, and which difference matters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.errors import UsageError
from sim.study.estimate.work import Lot, Workload
from sim.study.precision import Target, target_of
from sim.study.prepare import load, named_strategy, strategy_names
from sim.study.statistics import FEWEST
from sim.study.trials.inquiry import Inquiry, TrialOptions, inquire
from sim.study.trials.players import differing, mixture, players
from sim.study.trials.variant import Variant

if TYPE_CHECKING:
    from sim.scenario import Scenario

PROBABILITY = 0.95
"""To be right, unless told otherwise."""
MOST = 1_000
"""Replications at most, unless told otherwise."""
FIRST = 10
"""Replications of all candidates unless told otherwise."""
MANY = 1_024
"""Candidates at most."""
LEAST_PROBABILITY = 0.5


@dataclass(frozen=True)
class Asked:
    """Who takes part in what.

    Attributes:
        candidates: by a name that tells what each is.
        target: difference that matters.
        question: what else than plan and strategies shapes the result, as given.
    """

    inquiry: Inquiry
    candidates: Mapping[str, Variant]
    target: Target
    probability: float
    question: Mapping[str, Any]

    @property
    def first(self) -> int:
        """Replications of all candidates."""
        return self.inquiry.study.plan.replications

    @property
    def sign(self) -> float:
        """1 where more is better, -1 where less is."""
        return 1.0 if self.inquiry.kpi.better == "higher" else -1.0

    @property
    def baseline(self) -> str:
        """The candidate of whose mean the difference may be a share: the first."""
        stay = self.inquiry.study.scenario.baseline
        return stay if stay in self.candidates else next(iter(self.candidates))


def ask(
    scenario: Scenario | str | Path,
    strategies: Sequence[str] | None,
    within: float | str,
    probability: float,
    mixtures: Sequence[str] | None,
    groups: Mapping[str, Sequence[str]] | None,
    most: int,
    kpi: str | None,
    options: TrialOptions,
) -> Asked:
    """Settle who takes part; see `sim.study.best.best`.

    Raises:
        InputError: bad input.
    """
    loaded = load(scenario)
    given = _named(loaded, strategies, mixtures)
    for name in mixtures or ():
        named_strategy(loaded, name, "--mixtures")
    asked = inquire(
        loaded, given, kpi, options, command="best", usage="--strategies", replications=FIRST
    )
    _check(asked, probability, most)
    target = target_of(within, most, asked.kpi, asked.study.setting.currency, place="--within")
    assert target is not None
    found = {name: Variant.of(name) for name in strategies or (() if mixtures else given)}
    found |= _mixed(loaded, mixtures, groups or {})
    if len(found) < 2:
        raise UsageError(
            "there is nothing to choose from", place="--strategies", found=", ".join(found),
            expected="two strategies or more",
        )  # fmt: skip
    question = {
        "named": None if strategies is None else list(strategies),
        "within": within,
        "probability": probability,
        "mixtures": None if mixtures is None else list(mixtures),
        "groups": {name: list(dials) for name, dials in (groups or {}).items()},
        "most": most,
    }
    return Asked(asked, found, target, probability, question)


def _named(
    scenario: Scenario, strategies: Sequence[str] | None, mixtures: Sequence[str] | None
) -> tuple[str, ...]:
    """All strategies that are named in some way.

    Raises:
        UsageError: a number of names that is none.
    """
    if mixtures is not None and len(mixtures) != 2:
        raise UsageError(
            "mixtures are of two strategies", place="--mixtures", found=", ".join(mixtures),
            expected="two names, such as today,omnichannel",
        )  # fmt: skip
    if strategies is None and mixtures is None:
        return strategy_names(scenario)
    named = [*(strategies or ()), *(mixtures or ())]
    own = list(strategies or ())
    doubled = sorted({name for name in own if own.count(name) > 1})
    if doubled:
        raise UsageError("a strategy is named twice", place="--strategies", found=doubled[0])
    return tuple(dict.fromkeys(named))


def _check(inquiry: Inquiry, probability: float, most: int) -> None:
    kpi, first = inquiry.kpi, inquiry.study.plan.replications
    if kpi.bottom is not None:
        raise UsageError(
            "this figure is a ratio: its replications have no mean of their own", place="--kpi",
            found=kpi.name, expected="one that adds up, such as profit",
        )  # fmt: skip
    if not LEAST_PROBABILITY < probability < 1.0:
        raise UsageError(
            "this is no probability to be right", place="--probability", found=f"{probability:g}",
            expected=f"more than {LEAST_PROBABILITY} and less than 1, such as 0.95",
        )  # fmt: skip
    if first < FEWEST:
        raise UsageError(
            "so few replications do not tell a spread", place="--replications", found=f"{first:,}",
            expected=f"{FEWEST} or more",
        )  # fmt: skip
    if most < first:
        raise UsageError(
            "fewer replications at most than to begin with", place="--most", found=f"{most:,}",
            expected=f"{first:,} or more",
        )  # fmt: skip


def _mixed(
    scenario: Scenario, mixtures: Sequence[str] | None, groups: Mapping[str, Sequence[str]]
) -> dict[str, Variant]:
    """All mixtures of two strategies, by name; the two themselves are the first and the last.

    Raises:
        UsageError: they are too many, or groups that are none.
    """
    if mixtures is None:
        if groups:
            raise UsageError("groups are of the dials of mixtures", place="--group",
                             expected="--mixtures A,B beside it")  # fmt: skip
        return {}
    base, other = mixtures
    among = players(differing(scenario, base, other), groups)
    if 2 ** len(among) > MANY:
        raise UsageError(
            f"{len(among)} dials have too many mixtures", place="--mixtures",
            found=f"{2 ** len(among):,}",
            expected=f"{MANY:,} or fewer: take some dials as one (--group)",
        )  # fmt: skip
    found = {}
    for size in range(len(among) + 1):
        for taken in combinations(among, size):
            name = " + ".join((base, *taken))
            if size == len(among):
                name = other
            found[name] = mixture(base, other, among, taken)
    return found


def workload(asked: Asked) -> Workload:
    """The first replications of all candidates, as if each were like one of the strategies."""
    study, names = asked.inquiry.study, asked.inquiry.strategies
    markets = study.markets(names)
    lives = len(asked.candidates) * asked.first
    lots = tuple(Lot(market, -(-lives // len(markets))) for market in markets.values())
    return Workload(study, lots, at_least=True)
