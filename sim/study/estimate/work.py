"""What a study is about to simulate, before it begins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.study.record import SAMPLED, check_events

if TYPE_CHECKING:
    from sim.model.market.market import Market
    from sim.study.study import Study


@dataclass(frozen=True)
class Lot:
    """Lives of one market: replications, each of which is lived once.

    Attributes:
        lives: how many.
        stored: how many of them write their events.
        stage: the lots of a stage are simulated together, one stage after the other.
    """

    market: Market
    lives: int
    stored: int = 0
    stage: str = "strategies"


@dataclass(frozen=True)
class Workload:
    """All that a study simulates.

    Attributes:
        draws: how many versions of the scenario are made on the way.
        watched: bytes a customer of what is kept of single customers while they live.
        at_most: whether the study may end before all of it is done, as a search does.
        at_least: whether it may go on after that.
    """

    study: Study
    lots: tuple[Lot, ...]
    draws: int = 0
    watched: float = 0.0
    at_most: bool = False
    at_least: bool = False

    @property
    def lives(self) -> int:
        """Lives in all."""
        return sum(lot.lives for lot in self.lots)

    @property
    def stored(self) -> int:
        """Lives whose events are written."""
        return sum(lot.stored for lot in self.lots)

    @property
    def together(self) -> int:
        """Lives at the same time."""
        return min(self.study.plan.side_by_side, max(self.lives, 1))

    @property
    def markets(self) -> tuple[Market, ...]:
        """Those that are simulated, each once."""
        return tuple({id(lot.market): lot.market for lot in self.lots}.values())


def lots_of(study: Study, markets: Sequence[Market], *, stored: bool = True) -> tuple[Lot, ...]:
    """Every replication of these markets.

    Args:
        stored: whether their events are written, if any are.

    Raises:
        UsageError: an unknown kind of events, or events without a directory.
    """
    check_events(study.options["events"], study.options["out"])
    count = study.plan.replications
    kept = {"none": 0, "sample": 1, "all": count}[study.options["events"]] if stored else 0
    return tuple(Lot(market, count, kept) for market in markets)


def stored_share(work: Workload) -> float:
    """Share of the customers whose events are written."""
    if work.study.options["events"] != "sample":
        return 1.0
    return 1.0 / max(1, work.study.plan.customers // SAMPLED)
