"""The first compilation on all cores: each boundary is compiled by one of several processes.

A boundary knows its callees only as symbols, so it can be compiled without them. A worker gives
every symbol a stand-in address, compiles its share into the cache folder, and ends without calling
anything; the process that asked then loads all of them from the cache.
"""

from __future__ import annotations

import importlib
import os
import subprocess
import sys
from collections.abc import Sequence

from engine import boundaries, kernels

__all__ = ["in_parallel"]

AT_LEAST = 2
"""Processors from which a second process is worth its start."""


def in_parallel(layout: str, modules: Sequence[str], records: str) -> None:
    """Compile all boundaries of a layout into the cache, where none of them is there yet.

    Does nothing where there is one processor or no cache; what fails is compiled later, one by one.

    Args:
        layout: name of the layout.
        modules: modules that declare boundaries, in the order in which they must be imported.
        records: ``module:function:number``, the function that gives the dtypes for a number.
    """
    workers = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1
    if workers < AT_LEAST or not kernels.first_compilation() or kernels.cache_folder() is None:
        return
    command = [sys.executable, "-m", "engine.precompile", layout, records, ",".join(modules)]
    running = [
        subprocess.Popen(
            [*command, str(share), str(workers)],
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for share in range(workers)
    ]
    try:
        for process in running:
            process.wait()
    finally:
        for process in running:
            if process.poll() is None:
                process.kill()
                process.wait()


def work(layout: str, records: str, modules: str, share: str, workers: str) -> None:
    """One worker's share."""
    for module in modules.split(","):
        importlib.import_module(module)
    module, function, number = records.split(":")
    dtypes = getattr(importlib.import_module(module), function)(int(number))
    boundaries.compile_share(layout, dtypes, int(share), int(workers))


if __name__ == "__main__":
    work(*sys.argv[1:])
