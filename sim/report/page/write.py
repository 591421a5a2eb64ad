"""The report on disk: nothing is written unless all of it can be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from engine.errors import UsageError
from sim.report.page.brief import brief_of
from sim.report.page.build import gathered, report_of
from sim.report.page.files import figures_of
from sim.report.page.folder import check_empty, placed, staged
from sim.report.page.html import html_of
from sim.report.page.slides.make import slide_files
from sim.store.answer_file import write_text
from sim.store.disk import writing

__all__ = ["Written", "write_report"]


@dataclass(frozen=True)
class Written:
    """Where things are.

    Attributes:
        path: the page. figures: the folder of its figures. slides: that of its slides.
    """

    path: Path
    figures: Path | None = None
    slides: Path | None = None

    def to_json(self) -> dict[str, str]:
        """What was written."""
        told = {"path": self.path, "figures": self.figures, "slides": self.slides}
        return {name: str(path) for name, path in told.items() if path is not None}


def write_report(
    folders: Sequence[Path], out: Path, *, figures: Path | None = None, brief: bool = False
) -> Written:
    """Write the page.

    Args:
        folders: what commands have left.
        out: the page.
        figures: a folder for its charts and tables; new or empty.
        brief: the short page, with slides in a folder beside it.

    Raises:
        InputError: a folder that is none, or a file that cannot be written. RunError: a full disk.
        UsageError: what is to be written is there already.
    """
    check_new(out)
    slides = out.with_name(f"{out.stem}-slides") if brief else None
    for folder in (figures, slides):
        if folder is not None:
            check_empty(folder)
    told = [path.absolute() for path in (out, figures, slides) if path is not None]
    if len(set(told)) < len(told):
        raise UsageError("--figures is the place of something else", file=str(figures))
    sources = gathered(folders, lives=not brief or figures is not None)
    report = report_of(sources, explorer=not brief)
    parts: dict[Path, Mapping[str, bytes]] = {}
    if figures is not None:
        parts[figures] = figures_of(report, sources.main.currency)
    if slides is not None:
        report = brief_of(report, sources)
        parts[slides] = slide_files(report, sources)
    text = html_of(report)
    with staged(parts) as ready:
        with writing(out):
            write_text(out, text)
        placed(ready, undo=out)
    return Written(out, figures, slides)


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
