"""The report on disk: nothing is written unless all of it can be."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from engine.errors import UsageError, nearest_name
from sim.report.page.archive import archive_of
from sim.report.page.brief import brief_of
from sim.report.page.build import gathered, report_of
from sim.report.page.document import Report
from sim.report.page.files.figures import figures_of
from sim.report.page.files.folder import check_empty, placed, staged
from sim.report.page.html import html_of
from sim.report.page.markdown import markdown_of
from sim.report.page.slides.make import slide_files
from sim.report.page.sources import read_sources
from sim.store.answer_file import UNFINISHED
from sim.store.disk import writing
from sim.study.progress import Progress

__all__ = ["FORMATS", "Written", "check_new", "form_of", "write_report"]

FORMATS = ("html", "md")
"""What a report can be written as."""
ENDINGS = {"html": "html", "htm": "html", "md": "md", "markdown": "md"}
"""Which format a file's ending stands for."""


@dataclass(frozen=True)
class Written:
    """Where things are.

    Attributes:
        out: the page. archive: what repeats the work.
        figures: the folder of figures. slides: that of slides.
    """

    out: Path | None
    archive: Path | None = None
    figures: Path | None = None
    slides: Path | None = None

    def paths(self) -> list[Path]:
        """All that is there."""
        every = (self.out, self.archive, self.figures, self.slides)
        return [path for path in every if path is not None]

    def folders(self) -> dict[str, Path]:
        """Those that are folders."""
        named = {"figures": self.figures, "slides": self.slides}
        return {name: path for name, path in named.items() if path is not None}

    def to_json(self) -> dict[str, str | list[str]]:
        """What was written: the first path, all of them, and again those of folders."""
        every = [str(path) for path in self.paths()]
        return {
            "path": every[0],
            "paths": every,
            **{name: str(path) for name, path in self.folders().items()},
        }


def write_report(
    folders: Sequence[Path],
    out: Path | None,
    *,
    form: str | None = None,
    archive: Path | None = None,
    figures: Path | None = None,
    brief: bool = False,
    explored: Sequence[str] | None = None,
    progress: Progress | None = None,
) -> Written:
    """Write the page, and what is asked for with it.

    Args:
        folders: what commands have left.
        out: the page.
        form: html or md; None: by the ending of ``out``.
        archive: all that repeats the work, as one file.
        figures: a folder for its charts and tables; new or empty.
        brief: the short page, with slides in a folder beside it.
        explored: one or two strategies under which single customers are followed.
        progress: told how far simulating again is.

    Raises:
        UsageError: nothing to write, a form that is none, or what is to be written is there.
        InputError: a folder that is none, or that does not belong to the others.
        RunError: a full disk.
    """
    if out is None and (brief or (archive is None and figures is None)):
        raise UsageError("--out is missing", place="journey report", expected="--out report.html")
    form = form_of(out, form)
    slides = out.with_name(f"{out.stem}-slides") if out is not None and brief else None
    if out is not None and figures is None and form == "md":
        figures = out.with_name(f"{out.stem}-figures")  # a paper without its figures is none
    if explored is not None and (out is None or brief or form != "html"):
        raise UsageError(
            "single customers are followed on the page alone", place="--explore",
            expected="--out report.html, without --brief",
        )  # fmt: skip
    written = Written(out, archive, figures, slides)
    _check(written)
    files, made = _made(folders, written, form, explored, progress)
    with staged(made) as ready:
        for path, told in files.items():
            with writing(path):
                fresh = path.with_name(f"{path.name}.{os.getpid()}{UNFINISHED}")
                fresh.write_bytes(told)
                fresh.replace(path)
        placed(ready, undo=files)
    return written


def _check(written: Written) -> None:
    """Whether all of it is new, and in places of its own."""
    for path in (written.out, written.archive):
        if path is not None:
            check_new(path)
    if written.archive is not None and written.archive.suffix.lower() != ".zip":
        raise UsageError(
            "an archive is a .zip file", place="--archive", found=str(written.archive),
            expected="a name that ends in .zip",
        )  # fmt: skip
    for path in written.folders().values():
        check_empty(path)
    every = written.paths()
    if len({path.resolve() for path in every}) < len(every):
        raise UsageError(
            "two files of the same name", place="journey report",
            found=", ".join(map(str, every)), expected="another name for each",
        )  # fmt: skip


def _made(
    folders: Sequence[Path],
    written: Written,
    form: str,
    explored: Sequence[str] | None,
    progress: Progress | None,
) -> tuple[dict[Path, bytes], dict[Path, Mapping[str, bytes]]]:
    """What each file holds, and what is in each folder."""
    files: dict[Path, bytes] = {}
    made: dict[Path, Mapping[str, bytes]] = {}
    brief = written.slides is not None
    if written.out is not None or written.figures is not None:
        lives = not brief or written.figures is not None
        sources = gathered(folders, lives=lives, explored=explored, progress=progress)
        explorer = not brief and written.out is not None and form == "html"
        report = report_of(sources, explorer=explorer)
        if written.figures is not None:
            made[written.figures] = figures_of(report, sources.main.currency)
        if written.slides is not None:
            report = brief_of(report, sources)
            made[written.slides] = slide_files(report, sources)
        if written.out is not None:
            files[written.out] = _text(report, form, written).encode()
    if written.archive is not None:
        files[written.archive] = archive_of(read_sources(folders))
    return files, made


def _text(report: Report, form: str, written: Written) -> str:
    """The page, or the paper with links to its figures."""
    if form == "html":
        return html_of(report)
    assert written.out is not None
    assert written.figures is not None
    beside = os.path.relpath(written.figures, written.out.parent)
    return markdown_of(report, Path(beside).as_posix())


def form_of(out: Path | None, form: str | None) -> str:
    """What the report is written as: as asked, else by the ending of its file.

    Raises:
        UsageError: there is no such form, or the ending tells none.
    """
    if form is None:
        ending = "html" if out is None else out.suffix.lower().removeprefix(".")
        if ending not in ENDINGS:
            raise UsageError(
                "the ending of this file tells no format", place="--out", found=str(out),
                expected="a file that ends in .html or .md, or --format",
            )  # fmt: skip
        return ENDINGS[ending]
    own = None if out is None else ENDINGS.get(out.suffix.lower().removeprefix("."))
    if form in FORMATS and own is not None and own != form:
        raise UsageError(
            "the ending of this file tells another format", place="--out", found=str(out),
            expected=f"a file of the format {form}, or no --format",
        )  # fmt: skip
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
