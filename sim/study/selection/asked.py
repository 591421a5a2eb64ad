"""What ``selection`` is asked: which strategies, and what makes an omnichannel customer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.errors import UsageError
from sim.scenario.dials import Phased, ResolvedDials
from sim.study.estimate.work import Lot, Workload
from sim.study.heads.channels import ByChannels, chosen_channels
from sim.study.prepare import build_market, choose, load
from sim.study.trials.inquiry import Inquiry, TrialOptions, inquire
from sim.study.trials.variant import Variant

if TYPE_CHECKING:
    from sim.scenario import Scenario

SELECTION_REPLICATIONS = 20
"""Replications of ``selection`` unless told otherwise."""
FEWEST_CHANNELS = 2


@dataclass(frozen=True, slots=True)
class Silent:
    """A strategy's dials, but that nothing is done: no action is allowed.

    Attributes:
        strategy: whose dials all others are.
    """

    strategy: str

    def resolved(self, scenario: Phased) -> ResolvedDials:
        """The dials in a scenario, or in a phase of it."""
        dials = scenario.resolved(self.strategy)
        return replace(dials, actions=np.zeros_like(dials.actions))


@dataclass(frozen=True)
class Asked:
    """Who is compared with whom.

    Attributes:
        inquiry: its strategies are all that are simulated, the baseline among them.
        baseline: what strategies are held against.
        channels_from: channels from which on a customer counts as omnichannel.
        channels: that count.
    """

    inquiry: Inquiry
    baseline: str
    channels_from: int
    channels: int

    @property
    def question(self) -> dict[str, Any]:
        """What else than plan and strategies shapes the result."""
        return {"baseline": self.baseline, "channels_from": self.channels_from}

    @cached_property
    def plain(self) -> dict[str, Variant]:
        """Strategies as they are."""
        return {name: Variant.of(name) for name in self.inquiry.strategies}

    @cached_property
    def silent(self) -> dict[str, Variant]:
        """The same where they can do nothing: the brand is silent and all dials are equal."""
        dials = Silent(self.baseline)
        return {name: Variant.of(name, dials=dials) for name in self.inquiry.strategies}


def ask(
    scenario: Scenario | str | Path,
    strategies: Sequence[str] | None,
    baseline: str | None,
    channels_from: int,
    options: TrialOptions,
) -> Asked:
    """Settle who is compared; see `sim.study.selection.selection`.

    Raises:
        InputError: bad input.
    """
    loaded = load(scenario)
    names, chosen = choose(loaded, strategies, baseline)
    inquiry = inquire(
        loaded, names, None, options, command="selection", usage="--strategies",
        replications=SELECTION_REPLICATIONS,
    )  # fmt: skip
    most = len(chosen_channels(loaded))
    if most < FEWEST_CHANNELS:
        raise UsageError(
            "nobody can use several channels", place=loaded.file or loaded.name,
            found=f"{most} channel", expected="two channels or more",
        )  # fmt: skip
    if not FEWEST_CHANNELS <= channels_from <= most:
        raise UsageError(
            "so many channels make no omnichannel customer", place="--channels-from",
            found=f"{channels_from}",
            expected=f"{FEWEST_CHANNELS} to {most}, the channels that people choose",
        )  # fmt: skip
    return Asked(inquiry, chosen, channels_from, most)


def lives(asked: Asked) -> int:
    """Replications of all strategies, as they are and silent; the silent ones share their lives."""
    return 2 * len(asked.plain) * asked.inquiry.study.plan.replications


def workload(asked: Asked) -> Workload:
    """The lives of all strategies, and of the silent market."""
    study = asked.inquiry.study
    count = study.plan.replications
    markets = [*study.markets(asked.inquiry.strategies).values()]
    markets.append(build_market(study.scenario, asked.baseline, study.plan, Silent(asked.baseline)))
    watched = max(ByChannels().bytes_of_a_customer(market) for market in markets)
    return Workload(study, tuple(Lot(market, count) for market in markets), watched=watched)
