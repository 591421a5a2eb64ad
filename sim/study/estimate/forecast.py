"""What a study will take: arithmetic for memory, a probe for time and events."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from engine.errors import UsageError
from sim.study.estimate.disk import ROW_BYTES, disk_of
from sim.study.estimate.limits import Limits, limits_here, resident
from sim.study.estimate.memory import ARROW, PROGRAM, Memory, memory_of
from sim.study.estimate.probe import Pace, pace_of, warm
from sim.study.estimate.room import no_room
from sim.study.estimate.work import stored_share

if TYPE_CHECKING:
    from sim.study.estimate.work import Lot, Workload
    from sim.study.results import Setting

LATER = 20_000_000
"""Bytes of what is imported after the simulation: statistics, tables."""
FIGURES = 0.2
"""Seconds of figures, intervals and tables at the end."""
DRAW = 0.06
"""Seconds of one thread for a version of the scenario, its markets and its figures."""
FEW = 20
"""Lives of a stage below which the last one of them is waited for while other threads rest."""


@dataclass(frozen=True)
class Forecast:
    """What a study will take, and what there is.

    Attributes:
        seconds: by what they are for; times of the whole command.
        memory: at the worst moment.
        disk: bytes of the run directory, by what they are for.
        rows: event rows of all lives.
        row_bytes: bytes of one in a file.
        people: of the probe.
        limits: what there is.
        refusal: why it does not fit; None: it does.
    """

    setting: Setting
    strategies: tuple[str, ...]
    threads: int
    events: str
    lives: int
    draws: int
    at_most: bool
    at_least: bool
    seconds: dict[str, float]
    memory: Memory
    disk: dict[str, float]
    rows: float
    row_bytes: float
    people: int
    limits: Limits
    refusal: UsageError | None

    @property
    def fits(self) -> bool:
        """Whether there is room."""
        return self.refusal is None

    def to_json(self) -> dict[str, Any]:
        """The object that ``--dry-run --json`` prints."""
        memory = {name: round(value) for name, value in self.memory.items.items()}
        disk = {name: round(value) for name, value in self.disk.items()}
        seconds = {name: round(value, 2) for name, value in self.seconds.items()}
        return {
            "scenario": self.setting.scenario,
            "strategies": list(self.strategies),
            "clock": self.setting.clock,
            "customers": self.setting.customers,
            "days": self.setting.days,
            "seed": self.setting.seed,
            "replications": self.setting.replications,
            "draws": self.draws,
            "threads": self.threads,
            "events": self.events,
            "lives": self.lives,
            "at_most": self.at_most,
            "at_least": self.at_least,
            "estimate": {
                "seconds": round(sum(self.seconds.values()), 2),
                "memory_bytes": sum(memory.values()),
                "disk_bytes": sum(disk.values()),
                "events": round(self.rows),
                "bytes_per_customer": {
                    name: round(value, 1) for name, value in self.memory.each.items()
                },
                "items": {"seconds": seconds, "memory_bytes": memory, "disk_bytes": disk},
            },
            "fits": self.fits,
            "refused": None if self.refusal is None else str(self.refusal),
            "limits": {"memory_bytes": self.limits.memory, "disk_bytes": self.limits.disk},
        }


def forecast(work: Workload, limits: Limits | None = None) -> Forecast:
    """What a study will take, from a probe of a few seconds; nothing is written.

    Where memory or disk are short already without a probe, there is none.

    Args:
        limits: what there is; by default on this machine.
    """
    study = work.study
    found = limits_here(study.options["out"]) if limits is None else limits
    memory, disk = memory_of(work), disk_of(work)
    refusal = no_room(work, memory, disk, found)
    seconds: dict[str, float] = {}
    rows, row_bytes, people = 0.0, ROW_BYTES, 0
    if refusal is None:
        warm(work, work.lots[0])
        program = max(resident() + LATER - (ARROW if work.stored else 0), PROGRAM)
        seconds["start"] = time.process_time() + FIGURES
        paces = _paces(work)
        people = max(pace.customers for pace in paces)
        seconds |= _seconds(work, paces)
        rows, stored, row_bytes = _rows(work, paces)
        pending = max(pace.pending for pace in paces)
        each = max(pace.rows for pace in paces) * study.plan.customers * stored_share(work)
        cohorts = max(pace.cohorts for pace in paces)
        plans = max(pace.plans for pace in paces)
        memory = memory_of(
            work, program=program, pending=pending, rows=each, cohorts=cohorts, plans=plans
        )
        disk = disk_of(work, stored, row_bytes)
        refusal = no_room(work, memory, disk, found)
    return Forecast(
        setting=study.setting,
        strategies=tuple(dict.fromkeys(lot.market.strategy for lot in work.lots)),
        threads=study.plan.threads,
        events=study.options["events"],
        lives=work.lives,
        draws=work.draws,
        at_most=work.at_most,
        at_least=work.at_least,
        seconds=seconds,
        memory=memory,
        disk=disk,
        rows=rows,
        row_bytes=row_bytes,
        people=people,
        limits=found,
        refusal=refusal,
    )


def _paces(work: Workload) -> list[Pace]:
    """The pace of each lot; lots of the same market share one, unless one of them writes events."""
    kinds = {(id(lot.market), lot.stored > 0) for lot in work.lots}
    known: dict[tuple[int, bool], Pace] = {}
    found = []
    for lot in work.lots:
        kind = (id(lot.market), lot.stored > 0)
        if kind not in known:
            known[kind] = pace_of(work, lot, 1.0 / len(kinds))
        found.append(known[kind])
    return found


def _seconds(work: Workload, paces: Sequence[Pace]) -> dict[str, float]:
    """Seconds of each stage."""
    plan = work.study.plan
    stages: dict[str, list[tuple[Lot, Pace]]] = {}
    for lot, pace in zip(work.lots, paces, strict=True):
        stages.setdefault(lot.stage, []).append((lot, pace))
    found = {}
    for stage, members in stages.items():
        lives = sum(lot.lives for lot, _ in members)
        side = min(plan.side_by_side, lives)
        whole = sum(lot.lives * pace.life(plan.customers) for lot, pace in members)
        rounds = -(-lives // side) if lives < FEW else lives / side
        found[stage] = whole / lives * rounds
    if work.draws:
        found["versions"] = work.draws * DRAW / plan.side_by_side
    return found


def _rows(work: Workload, paces: Sequence[Pace]) -> tuple[float, float, float]:
    """Event rows of all lives, those that are stored, and bytes of one."""
    plan, share = work.study.plan, stored_share(work)
    rows = stored = 0.0
    row_bytes = None
    for lot, pace in zip(work.lots, paces, strict=True):
        rows += lot.lives * pace.rows * plan.customers
        stored += lot.stored * pace.rows * plan.customers * share
        row_bytes = pace.row_bytes or row_bytes
    return rows, stored, ROW_BYTES if row_bytes is None else row_bytes
