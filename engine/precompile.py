"""The first compilation on all cores: boundaries and outer kernels, each by one of some processes.

A boundary knows its callees only as symbols, so it can be compiled without them, and so can a
kernel that calls some. A worker gives every symbol a stand-in address, compiles into the cache
folder, and ends without calling anything; the process that asked then loads all of it.

The unit of work is a module, as its functions share their parts. Workers claim one after the
other, the costliest first, so that they end at about the same time.
"""

from __future__ import annotations

import functools
import gc
import importlib
import os
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from engine import boundaries, kernels

__all__ = ["in_parallel"]

AT_LEAST = 2
"""Processors from which a second process is worth its start."""

START = (sys.executable, "-P", "-m", "engine.precompile")
"""A worker's command. -P keeps the working folder out: another copy of the packages there, as in a
clone of the repository, would be compiled into a cache of its own."""


BASE = "base"
"""What every scenario needs: outer kernels, and boundaries without a door."""


def in_parallel(
    layout: str, modules: Sequence[str], records: str, outer: str, doors: Collection[int] = ()
) -> None:
    """Compile the boundaries and outer kernels of a layout into the cache, each once.

    Does nothing where there is one processor or no cache; what fails is compiled later, one by one.

    Args:
        layout: name of the layout.
        modules: modules that declare boundaries, in the order in which they must be imported.
        records: ``module:function:number``, the function that gives the dtypes for a number.
        outer: ``module:function:number``, the function that gives the outer kernels with examples
            of their arguments. Its module may have a table ``WEIGHTS``, seconds by module.
        doors: doors whose boundaries are needed too.
    """
    workers = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1
    folder = kernels.cache_folder()
    if workers < AT_LEAST or folder is None:
        return
    wanted = [
        unit
        for unit in (BASE, *(str(door) for door in sorted(doors)))
        if not _done(folder, layout, unit).exists()
    ]
    if not wanted:
        return
    command = [*START, layout, ",".join(modules), records, outer, ",".join(wanted)]
    with tempfile.TemporaryDirectory() as claims:
        running = [
            subprocess.Popen(
                [*command, claims],
                env=_environment(),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            for _ in range(workers)
        ]
        try:
            for process in running:
                process.wait()
        finally:
            for process in running:
                if process.poll() is None:
                    process.kill()
                    process.wait()
    for unit in wanted:
        _done(folder, layout, unit).touch()


def _done(folder: Path, layout: str, unit: str) -> Path:
    """The file that says that a unit, `BASE` or a door, has been compiled."""
    return folder / f"{layout}.{unit}.compiled"


def work(layout: str, modules: str, records: str, outer: str, units: str, claims: str) -> None:
    """One worker: compile what no other has claimed."""
    gc.disable()  # a tenth of the time; the process is short
    for module in modules.split(","):
        importlib.import_module(module)
    weights: Mapping[str, float] = getattr(_module(outer), "WEIGHTS", {})
    tasks: defaultdict[str, list[Callable[[], Any]]] = defaultdict(list)
    wanted = units.split(",")
    for module, door, task in boundaries.tasks(layout, _called(records)):
        if (BASE if door is None else str(door)) in wanted:
            tasks[module].append(task)
    if BASE in wanted:
        for kernel, examples in _called(outer):
            task = functools.partial(kernels.compile_for, kernel, examples)
            tasks[kernel.py_func.__module__].append(task)
    costly_first = sorted(tasks, key=lambda module: -weights.get(module, 1.0))
    for module in claimed(costly_first, Path(claims)):
        for task in tasks[module]:
            task()


def _environment() -> dict[str, str]:
    """Of a worker: modules come from where this process has them from."""
    return {
        "OPENBLAS_NUM_THREADS": "1",  # else numpy's threads spin as it is loaded
        **os.environ,
        "PYTHONPATH": os.pathsep.join(place or str(Path.cwd()) for place in sys.path),
    }


def claimed(names: Sequence[str], folder: Path) -> Iterator[str]:
    """Those of the names that no other process has claimed in this folder before."""
    for name in names:
        try:
            (folder / name).touch(exist_ok=False)
        except FileExistsError:
            continue
        yield name


def _module(place: str) -> Any:
    return importlib.import_module(place.partition(":")[0])


def _called(place: str) -> Any:
    """What a function ``module:function:number`` returns for the number."""
    _, function, number = place.split(":")
    return getattr(_module(place), function)(int(number))


if __name__ == "__main__":
    work(*sys.argv[1:])
