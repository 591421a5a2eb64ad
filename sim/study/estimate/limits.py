"""What this machine has left: memory and disk."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

PROC = Path("/proc")
GROUPS = Path("/sys/fs/cgroup")
UNLIMITED = 1 << 60
"""A limit from here on is none."""


@dataclass(frozen=True)
class Limits:
    """Bytes at hand; None where the system does not tell.

    Attributes:
        memory: that this process may have in all, what it has already included.
        disk: free where the results go.
    """

    memory: int | None
    disk: int | None


def limits_here(out: str | Path | None) -> Limits:
    """What there is for this process, and at the place where results go."""
    return Limits(available_memory(), free_disk(Path(out or ".")))


def available_memory(proc: Path = PROC, groups: Path = GROUPS) -> int | None:
    """Bytes that this process may have in all: the least that machine and control groups leave.

    Args:
        proc, groups: where the kernel tells of itself.
    """
    left = [*_of_machine(proc), *_of_groups(proc, groups)]
    return min(left) + resident(proc) if left else None


def resident(proc: Path = PROC) -> int:
    """Bytes that this process has in memory now; 0 where the system does not tell."""
    with suppress(OSError, ValueError, IndexError):
        return int((proc / "self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    if sys.platform == "win32":
        return 0
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def free_disk(path: Path) -> int | None:
    """Free bytes where a path is, or will be."""
    here = path.absolute()
    for place in (here, *here.parents):
        with suppress(OSError):
            return shutil.disk_usage(place).free
    return None


def _of_machine(proc: Path) -> Iterator[int]:
    with suppress(OSError, ValueError, IndexError):
        for line in (proc / "meminfo").read_text().splitlines():
            if line.startswith("MemAvailable:"):
                yield int(line.split()[1]) * 1024
                return
    with suppress(OSError, ValueError, AttributeError):
        yield os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")


def _of_groups(proc: Path, groups: Path) -> Iterator[int]:
    """What each control group above this process leaves, of either version."""
    try:
        lines = (proc / "self/cgroup").read_text().splitlines()
    except OSError:
        return
    for line in lines:
        _, controllers, path = (*line.split(":", 2), "", "")[:3]
        if controllers == "":
            root, limit, used, cached = groups, "memory.max", "memory.current", "inactive_file"
        elif "memory" in controllers.split(","):
            root, limit = groups / "memory", "memory.limit_in_bytes"
            used, cached = "memory.usage_in_bytes", "total_inactive_file"
        else:
            continue
        own = root / path.lstrip("/")
        # In a container the path may be that of the host: then the root is the container's own.
        for place in (own, *own.parents):
            if root in (place, *place.parents):
                yield from _left(place, limit, used, cached)


def _left(place: Path, limit: str, used: str, cached: str) -> Iterator[int]:
    with suppress(OSError, ValueError):
        most = int((place / limit).read_text())  # "max" is no number: no limit
        if most < UNLIMITED:
            now = int((place / used).read_text())
            yield max(0, most - now + _cached(place / "memory.stat", cached))


def _cached(stat: Path, name: str) -> int:
    """Bytes of files that the group gives back when asked for memory."""
    with suppress(OSError, ValueError):
        for line in stat.read_text().splitlines():
            key, _, value = line.partition(" ")
            if key == name:
                return int(value)
    return 0
