"""What ``robustness`` is asked: which mechanisms, under which two strategies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.errors import one_of
from sim.study.estimate.work import Lot, Workload
from sim.study.robustness.mechanisms import MECHANISMS, Mechanism
from sim.study.robustness.switched import STRENGTHS, Switch, switch
from sim.study.trials.inquiry import Inquiry, TrialOptions, inquire

if TYPE_CHECKING:
    from sim.scenario import Scenario

ROBUSTNESS_REPLICATIONS = 20
"""Replications of ``robustness`` unless told otherwise."""


@dataclass(frozen=True)
class Asked:
    """Mechanisms to be switched.

    Attributes:
        mechanisms: in the order of their list.
    """

    inquiry: Inquiry
    mechanisms: tuple[Mechanism, ...]

    @property
    def question(self) -> dict[str, Any]:
        """What else than plan, strategies and KPI shapes the result."""
        return {"mechanisms": [one.name for one in self.mechanisms]}

    def switches(self) -> dict[tuple[str, str], Switch]:
        """By mechanism and strength, all that the scenario uses."""
        scenario = self.inquiry.study.scenario
        found = {}
        for one in self.mechanisms:
            for word, strength in STRENGTHS.items():
                made = switch(scenario, one, strength)
                if made.changes and (strength or one.can_be_off):
                    found[one.name, word] = made
        return found


def ask(
    scenario: Scenario | str | Path,
    first: str,
    second: str,
    mechanisms: Sequence[str] | None,
    kpi: str | None,
    options: TrialOptions,
) -> Asked:
    """Settle what is switched; see `sim.study.robustness.robustness`.

    Raises:
        InputError: bad input.
    """
    inquiry = inquire(
        scenario, (first, second), kpi, options, command="robustness", usage="robustness A B",
        replications=ROBUSTNESS_REPLICATIONS,
    )  # fmt: skip
    names = [one.name for one in MECHANISMS]
    for name in mechanisms or ():
        one_of(name, names, "there is no such mechanism", place="--mechanism")
    wanted = set(names if mechanisms is None else mechanisms)
    return Asked(inquiry, tuple(one for one in MECHANISMS if one.name in wanted))


def lives(asked: Asked) -> int:
    """Replications of both strategies, as stated and switched."""
    return 2 * (1 + len(asked.switches())) * asked.inquiry.study.plan.replications


def workload(asked: Asked) -> Workload:
    """Lives of both strategies as stated: switched ones take about as long."""
    inquiry, all_lives = asked.inquiry, lives(asked)
    markets = inquiry.study.markets([inquiry.first, inquiry.second])
    lots = tuple(Lot(market, all_lives // len(markets)) for market in markets.values())
    return Workload(inquiry.study, lots)
