"""What ``drivers`` is asked: between whom a difference is shared out, and what that takes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from engine.errors import UsageError, one_of
from sim.scenario.dials import Mixture
from sim.scenario.words import DIALS
from sim.study.estimate.work import Lot, Workload
from sim.study.kpis import KPI, Kpi
from sim.study.options import SimulationOptions, StudyOptions, known
from sim.study.prepare import load, named_strategy, primary_kpi
from sim.study.shapley import Coalition
from sim.study.study import Study
from sim.study.trials.variant import Variant

if TYPE_CHECKING:
    from sim.scenario import Scenario

DRIVERS_REPLICATIONS = 20
"""Replications of ``drivers`` unless told otherwise."""
FEW = 6
"""Players up to whose number all mixtures are lived: 64 of them."""
PAIRS = 2
"""Orders with their reverses that a replication draws beyond that."""


class DriversOptions(SimulationOptions, total=False):
    """What ``drivers`` may be told.

    Attributes:
        replications: independent repetitions; intervals need five.
        out: folder of the study, in which it goes on where it was stopped; None: nothing is kept.
        command: what the manifest records as the command; None: that of the process.
        executor: who lives the trials; None: threads of this process.
    """

    replications: int
    out: str | Path | None
    command: Sequence[str] | None
    executor: Executor | None


@dataclass(frozen=True)
class Asked:
    """What is shared out among whom.

    Attributes:
        players: dials of each, in their order; alike: dials in which the two do not differ.
    """

    study: Study
    first: str
    second: str
    kpi: Kpi
    players: Mapping[str, tuple[str, ...]]
    alike: tuple[str, ...]

    @property
    def whole(self) -> bool:
        """Whether all mixtures are lived: with few players, or where means do not add up."""
        return len(self.players) <= FEW or self.kpi.top is None or self.kpi.bottom is not None

    @property
    def question(self) -> dict[str, Any]:
        """What else than the plan shapes the result."""
        return {
            "first": self.first,
            "second": self.second,
            "kpi": self.kpi.name,
            "players": {name: list(dials) for name, dials in self.players.items()},
        }

    def variant(self, coalition: Coalition) -> Variant:
        """The second strategy with some dials from the first."""
        if not coalition:
            return Variant.of(self.second)
        if len(coalition) == len(self.players):
            return Variant.of(self.first)
        taken = {dial for name in coalition for dial in self.players[name]}
        dials = tuple(dial for dial in DIALS if dial in taken)
        return Variant.of(self.second, mixture=Mixture(self.second, self.first, dials))


def ask(
    scenario: Scenario | str | Path,
    first: str,
    second: str,
    groups: Mapping[str, Sequence[str]] | None,
    kpi: str | None,
    options: DriversOptions,
) -> Asked:
    """Settle who the players are; see `sim.study.drivers.drivers`.

    Raises:
        InputError: bad input.
    """
    known(options, DriversOptions, "drivers")
    loaded = load(scenario)
    for name in (first, second):
        named_strategy(loaded, name, "drivers A B")
    if kpi is not None:
        one_of(kpi, KPI, "no such KPI", place="--kpi", expected="a KPI of docs/kpis.md")
    chosen = primary_kpi(loaded) if kpi is None else KPI[kpi]
    if chosen.top is None:
        raise UsageError(
            "this KPI is a comparison itself and cannot be shared out", place="--kpi", found=kpi,
            expected="one of a single strategy, such as profit",
        )  # fmt: skip
    differing = {
        dial
        for _, phase in loaded.phases()
        for dial in phase.resolved(first).differing(phase.resolved(second))
    }
    kept: StudyOptions = {"out": options.get("out"), "command": options.get("command")}
    own = {name: given for name, given in options.items() if name in StudyOptions.__annotations__}
    study = Study.begin(
        loaded, cast("StudyOptions", {"replications": DRIVERS_REPLICATIONS, **own, **kept})
    )
    players = _players([dial for dial in DIALS if dial in differing], groups or {})
    alike = tuple(dial for dial in DIALS if dial not in differing)
    return Asked(study, first, second, chosen, players, alike)


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
        return int(2**count) * asked.study.plan.replications
    return (2 * PAIRS * (count - 1) + 2) * asked.study.plan.replications


def workload(asked: Asked) -> Workload:
    """Lives, as if half of the mixtures were like the one strategy and half like the other."""
    markets = asked.study.markets([asked.first, asked.second])
    most = lives(asked)
    lots = (
        Lot(markets[asked.first], most // 2),
        Lot(markets[asked.second], most - most // 2),
    )
    return Workload(asked.study, lots, at_most=not asked.whole)
