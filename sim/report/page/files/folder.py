"""Folders that are written whole or not at all."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from engine.errors import UsageError
from sim.store.answer_file import UNFINISHED
from sim.store.disk import writing

__all__ = ["check_empty", "placed", "staged"]


def check_empty(path: Path) -> None:
    """Refuse a folder that holds something, a file, or a folder in no folder.

    Raises:
        UsageError: it is one.
    """
    if path.exists() and not path.is_dir():
        raise UsageError("this is a file", file=str(path), expected="a new or empty folder")
    if path.is_dir() and any(path.iterdir()):
        raise UsageError(
            "this folder is not empty and nothing is overwritten", file=str(path),
            expected="a new or empty folder",
        )  # fmt: skip
    if not path.parent.is_dir():
        raise UsageError(
            "there is no such folder", file=str(path.parent), expected="a folder that exists"
        )


@contextmanager
def staged(folders: Mapping[Path, Mapping[str, bytes]]) -> Iterator[dict[Path, Path]]:
    """Write folders beside their places; what is left of them at the end is removed.

    Yields:
        By place: where its folder waits.

    Raises:
        RunError: the disk refuses.
    """
    waiting = {
        place: place.with_name(f"{place.name}.{os.getpid()}{UNFINISHED}") for place in folders
    }
    try:
        for place, files in folders.items():
            with writing(place):
                waiting[place].mkdir()
                for name, content in files.items():
                    (waiting[place] / name).write_bytes(content)
        yield waiting
    finally:
        for folder in waiting.values():
            shutil.rmtree(folder, ignore_errors=True)


def placed(waiting: Mapping[Path, Path], *, undo: Iterable[Path]) -> None:
    """Put the folders in their places.

    Args:
        undo: files that go again, as do the folders, where one cannot be put there.

    Raises:
        RunError: the disk refuses.
    """
    done: list[Path] = []
    try:
        for place, folder in waiting.items():
            with writing(place):
                if place.is_dir():
                    place.rmdir()
                folder.rename(place)
            done.append(place)
    except BaseException:
        for file in undo:
            file.unlink(missing_ok=True)
        for place in done:
            shutil.rmtree(place, ignore_errors=True)
        raise
