"""What ``drivers`` is asked: between whom a difference is shared out, and what that takes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.errors import UsageError, one_of
from sim.scenario.dials import Mixture
from sim.scenario.words import DIALS
from sim.study.estimate.work import Lot, Workload
from sim.study.shapley import Coalition
from sim.study.trials.inquiry import Inquiry, TrialOptions, inquire
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
    players: Mapping[str, tuple[str, ...]]
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
        first, second = self.inquiry.first, self.inquiry.second
        if not coalition:
            return Variant.of(second)
        if len(coalition) == len(self.players):
            return Variant.of(first)
        taken = {dial for name in coalition for dial in self.players[name]}
        dials = tuple(dial for dial in DIALS if dial in taken)
        return Variant.of(second, dials=Mixture(second, first, dials))


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
    differing = {
        dial
        for _, phase in inquiry.study.scenario.phases()
        for dial in phase.resolved(first).differing(phase.resolved(second))
    }
    players = _players([dial for dial in DIALS if dial in differing], groups or {})
    return Asked(inquiry, players, tuple(dial for dial in DIALS if dial not in differing))


def _players(
    differing: Sequence[str], groups: Mapping[str, Sequence[str]]
) -> dict[str, tuple[str, ...]]:
    """Dials of each player: groups where their first dial stands, others by themselves.

    Raises:
        UsageError: a group with no name for a dial, one that is in two, or a name that is a dial's.
    """
    of: dict[str, str] = {}
    for name, dials in groups.items():
        if name in DIALS:
            raise UsageError(
                "a group is called like a dial", place="--group", found=name,
                expected="a name of its own, as in knowing=knowledge,sync",
            )  # fmt: skip
        for dial in dials:
            one_of(dial, DIALS, "there is no such dial", place=f"--group {name}")
            if dial in of:
                raise UsageError(
                    "a dial is in two groups", place="--group", found=dial,
                    expected=f"{of[dial]} or {name}",
                )  # fmt: skip
            of[dial] = name
    found: dict[str, tuple[str, ...]] = {}
    for dial in differing:
        name = of.get(dial, dial)
        found[name] = (*found.get(name, ()), dial)
    return found


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
