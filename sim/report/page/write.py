"""The report on disk: nothing is written unless all of it can be."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from engine.errors import UsageError, nearest_name
from sim.report.page.archive import archive_of
from sim.report.page.build import build
from sim.report.page.html import html_of
from sim.report.page.markdown import markdown_of
from sim.report.page.sources import read_sources
from sim.store.answer_file import UNFINISHED
from sim.store.disk import writing

__all__ = ["FORMATS", "check_new", "form_of", "write_report"]

FORMATS = {"html": html_of, "md": markdown_of}
"""What a report can be written as."""


def write_report(
    folders: Sequence[Path],
    out: Path | None,
    *,
    form: str | None = None,
    archive: Path | None = None,
) -> list[Path]:
    """Write the page, the archive, or both; returns where they are.

    Args:
        form: html or md; None: by the ending of ``out``.

    Raises:
        UsageError: nothing to write, a form that is none, a file that exists or one in no folder.
        InputError: a folder that is none, or that does not belong to the others.
        RunError: a full disk.
    """
    if out is None and archive is None:
        raise UsageError("--out is missing", place="journey report", expected="--out report.html")
    wanted = [path for path in (out, archive) if path is not None]
    for path in wanted:
        check_new(path)
    if len({path.resolve() for path in wanted}) < len(wanted):
        raise UsageError(
            "two files of the same name", place="--archive", found=str(archive),
            expected="another name than that of --out",
        )  # fmt: skip
    write = FORMATS[form_of(out, form)]
    made: list[tuple[Path, bytes]] = []
    if out is not None:
        made.append((out, write(build(folders)).encode()))
    if archive is not None:
        made.append((archive, archive_of(read_sources(folders))))
    for path, told in made:
        with writing(path):
            fresh = path.with_name(f"{path.name}.{os.getpid()}{UNFINISHED}")
            fresh.write_bytes(told)
            fresh.replace(path)
    return wanted


def form_of(out: Path | None, form: str | None) -> str:
    """What the report is written as: as asked, else by the ending of its file, else a page.

    Raises:
        UsageError: there is no such form.
    """
    if form is None:
        ending = "" if out is None else out.suffix.lower().removeprefix(".")
        return "md" if ending in ("md", "markdown") else "html"
    if form not in FORMATS:
        raise UsageError(
            "there is no such format", place="--format", found=form,
            expected=", ".join(FORMATS), nearest=nearest_name(form, FORMATS),
        )  # fmt: skip
    return form


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
