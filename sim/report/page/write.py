"""The report on disk: nothing is written unless all of it can be."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from engine.errors import UsageError
from sim.report.page.build import build
from sim.report.page.html import html_of
from sim.store.answer_file import write_text
from sim.store.disk import writing

__all__ = ["write_report"]


def write_report(folders: Sequence[Path], out: Path) -> Path:
    """Write the page; returns where it is.

    Raises:
        InputError: a folder that is none, or a file that cannot be written. RunError: a full disk.
    """
    check_new(out)
    text = html_of(build(folders))
    with writing(out):
        write_text(out, text)
    return out


def check_new(path: Path) -> None:
    """Refuse a file that exists, or one in no folder.

    Raises:
        UsageError: it is one.
    """
    if path.exists():
        raise UsageError(
            "this file exists and is not overwritten", file=str(path), expected="a new name"
        )
    if not path.parent.is_dir():
        raise UsageError(
            "there is no such folder", file=str(path.parent), expected="a folder that exists"
        )
