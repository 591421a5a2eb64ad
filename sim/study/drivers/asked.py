"""What ``drivers`` is asked: between whom a difference is shared out, and what that takes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.scenario.words import DIALS
from sim.study.estimate.work import Lot, Workload
from sim.study.shapley import Coalition
from sim.study.trials.inquiry import Inquiry, TrialOptions, inquire
from sim.study.trials.players import Players, differing, mixture, players
from sim.study.trials.variant import Variant

if TYPE_CHECKING:
    from sim.scenario import Scenario

DRIVERS_REPLICATIONS = 20
"""Replications of ``drivers`` unless told otherwise."""
FEW = 6
"""Players up to whose number all mixtures are lived: 64 of them."""
PAIRS = 2
"""Orders with their reverses that a replication draws beyond that."""


@dataclass(frozen=True)
class Asked:
    """What is shared out among whom.

    Attributes:
        players: dials of each, in their order; alike: dials in which the two do not differ.
    """

    inquiry: Inquiry
    players: Players
    alike: tuple[str, ...]

    @property
    def whole(self) -> bool:
        """Whether all mixtures are lived: with few players, or where means do not add up."""
        return len(self.players) <= FEW or self.inquiry.kpi.bottom is not None

    @property
    def question(self) -> dict[str, Any]:
        """What else than plan and strategies shapes the result."""
        return {"players": {name: list(dials) for name, dials in self.players.items()}}

    def variant(self, coalition: Coalition) -> Variant:
        """The second strategy with some dials from the first."""
        return mixture(self.inquiry.second, self.inquiry.first, self.players, coalition)


def ask(
    scenario: Scenario | str | Path,
    first: str,
    second: str,
    groups: Mapping[str, Sequence[str]] | None,
    kpi: str | None,
    options: TrialOptions,
) -> Asked:
    """Settle who the players are; see `sim.study.drivers.drivers`.

    Raises:
        InputError: bad input.
    """
    inquiry = inquire(
        scenario, (first, second), kpi, options, command="drivers", usage="drivers A B",
        replications=DRIVERS_REPLICATIONS,
    )  # fmt: skip
    apart = differing(inquiry.study.scenario, first, second)
    alike = tuple(dial for dial in DIALS if dial not in apart)
    return Asked(inquiry, players(apart, groups or {}), alike)


def lives(asked: Asked) -> int:
    """Replications of mixtures, at most."""
    count = len(asked.players)
    if asked.whole:
        return int(2**count) * asked.inquiry.study.plan.replications
    return (2 * PAIRS * (count - 1) + 2) * asked.inquiry.study.plan.replications


def workload(asked: Asked) -> Workload:
    """Lives, as if half of the mixtures were like the one strategy and half like the other."""
    inquiry = asked.inquiry
    markets = inquiry.study.markets([inquiry.first, inquiry.second])
    most = lives(asked)
    lots = (
        Lot(markets[inquiry.first], most // 2),
        Lot(markets[inquiry.second], most - most // 2),
    )
    return Workload(inquiry.study, lots, at_most=not asked.whole)
