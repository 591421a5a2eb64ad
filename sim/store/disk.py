"""Trouble with the disk, told as trouble with the work."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from engine.errors import RunError

__all__ = ["is_alive", "writing"]


def is_alive(process: int) -> bool:
    """Whether a process of this number lives; False where that cannot be asked."""
    if os.name == "nt":  # there, signal 0 would end the process
        return False
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Write to `path`, of a run, a study or a page; what the disk refuses ends the work.

    Raises:
        RunError: an OSError within, such as a full disk, with the path and the system's words.
    """
    try:
        yield
    except OSError as problem:
        reason = os.strerror(problem.errno) if problem.errno else str(problem)
        raise RunError(f"{path} can't be written: {reason}; it is not complete") from problem
