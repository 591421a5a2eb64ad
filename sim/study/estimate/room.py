"""Refuses what cannot fit, before anything is written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from engine.errors import UsageError
from sim.study.estimate.disk import disk_of
from sim.study.estimate.limits import Limits, limits_here
from sim.study.estimate.memory import Memory, memory_of
from sim.study.estimate.words import NAMES, size

if TYPE_CHECKING:
    from sim.study.estimate.work import Workload


def check_room(work: Workload, limits: Limits | None = None) -> None:
    """Refuse a study that needs more memory or disk than there is: arithmetic, without a probe.

    Args:
        limits: what there is; by default on this machine.

    Raises:
        UsageError: with what is needed, what there is, and how many customers fit.
    """
    found = limits_here(work.study.options["out"]) if limits is None else limits
    problem = no_room(work, memory_of(work), disk_of(work), found)
    if problem is not None:
        raise problem


def no_room(
    work: Workload, memory: Memory, disk: Mapping[str, float], limits: Limits
) -> UsageError | None:
    """Why a study does not fit, or None."""
    if limits.memory is not None and memory.total > limits.memory:
        return _no_memory(work, memory, limits.memory)
    needed = sum(disk.values())
    if limits.disk is not None and needed > limits.disk:
        return UsageError(
            "the results do not fit on the disk",
            place="--out",
            found=f"about {size(needed)}, most of it events"
            if "events" in disk
            else f"about {size(needed)}",
            expected=f"at most {size(limits.disk)}, which are free there"
            + ("; --events sample or none needs less" if "events" in disk else ""),
        )
    return None


def _no_memory(work: Workload, memory: Memory, available: int) -> UsageError:
    plan = work.study.plan
    most = memory.most_customers(plan.customers, available)
    large = sorted(memory.items.items(), key=lambda item: -item[1])[:2]
    parts = ", ".join(f"{NAMES[name]} {size(value)}" for name, value in large)
    ways = [f"up to {_rounded(most):,} people"] if most and not work.study.crowd.given else []
    if memory.together > 1:
        ways.append("--threads 1, which lives one replication at a time")
    fits = f"; what fits: {', or '.join(ways)}" if ways else ""
    return UsageError(
        "this does not fit into memory",
        place="--customers",
        found=f"about {size(memory.total)} for {plan.customers:,} people ({parts})",
        expected=f"at most {size(available)}, which are available here{fits}",
    )


def _rounded(count: int) -> int:
    """Two digits of a count, rounded down."""
    step: int = 10 ** max(0, len(str(count)) - 2)
    return count // step * step
