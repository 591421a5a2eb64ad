"""A run directory appears whole or not at all.

All files go into ``<name>.partial``, which takes its name when the run is complete. What an
interrupted run leaves keeps the ending, holds a note that says so, and a manifest with
``"complete": false``; the next run of that name replaces it.
"""

from __future__ import annotations

import json
import os
import shlex
import shutil
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Self

from engine.errors import InputError, RunError
from sim.store.answer_file import RESULT, UNFINISHED, text_of, write_text
from sim.store.disk import is_alive, writing
from sim.store.provenance import Provenance
from sim.store.study_dir import QUESTION

__all__ = ["RunDirectory", "read_manifest", "results_in"]

MANIFEST = "manifest.json"
NOTE = "UNFINISHED"
MOST_NAMED = 6
"""Folders that are named where a folder holds some."""


class RunDirectory:
    """The folder of one run while it is written.

    Use as a context manager around the work::

        with RunDirectory(Path("runs/first"), provenance) as folder:
            ...  # write into folder.path
            folder.complete(digests=..., wall_s=...)

    Leaving without `complete`, by an error or not, leaves the folder unfinished.

    Args:
        path: the folder that the run shall have.
        provenance: of the run that begins.

    Attributes:
        path: the folder while it is written. final: the one that it becomes.

    Raises:
        InputError: the folder holds something, or another run is writing it; nothing was changed.
        RunError: the disk takes nothing.
    """

    def __init__(self, path: Path, provenance: Provenance) -> None:
        self.final = path
        self._provenance = provenance
        self.path = path.with_name(path.name + UNFINISHED)
        _refuse_occupied(path)
        self._make()
        with writing(self.final):
            self._write_manifest(provenance)

    def complete(
        self, *, digests: Mapping[str, str], wall_s: float, replications: int | None = None
    ) -> Path:
        """Say that the run is complete and give the folder its name.

        Args:
            digests, wall_s, replications: see `Provenance.finished`.

        Returns:
            the folder.

        Raises:
            RunError: the disk takes no more, or another run took the name meanwhile; this one
                stays in ``.partial``.
        """
        with writing(self.final):
            result = self.path / RESULT
            done = self._provenance.finished(
                digests=digests,
                wall_s=wall_s,
                replications=replications,
                result=result.read_text(encoding="utf-8") if result.is_file() else None,
            )
            self._write_manifest(done)
            note = (self.path / NOTE).read_text()
            (self.path / NOTE).unlink()
        try:
            if self.final.is_dir():
                self.final.rmdir()  # only an empty one goes
            self.path.rename(self.final)
        except OSError as problem:
            with suppress(OSError):
                (self.path / NOTE).write_text(note)
                self._write_manifest(self._provenance)
            raise RunError(
                f"{self.final} was taken while the run was going on ({problem.strerror}); "
                f"its files are in {self.path}"
            ) from problem
        return self.final

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        note = self.path / NOTE
        if note.exists():  # the process may live on, but it does not write here any more
            with suppress(OSError):  # the error that ends the run is the one to be told
                note.write_text(_note(None))
            if isinstance(error, KeyboardInterrupt):
                error.add_note(f"{self.path} is unfinished; the next run of this name replaces it")

    def _make(self) -> None:
        if self.path.exists():
            _refuse_foreign(self.path)
            shutil.rmtree(self.path)
        try:
            self.path.mkdir(parents=True)
        except OSError as problem:
            raise InputError(
                "The run can't be written here",
                file=str(self.final),
                found=problem.strerror,
                expected="a folder that you may write to (--out DIR)",
            ) from problem
        with writing(self.final):
            (self.path / NOTE).write_text(_note(os.getpid()))

    def _write_manifest(self, provenance: Provenance) -> None:
        write_text(self.path / MANIFEST, text_of(provenance.to_json()))


def read_manifest(path: Path) -> dict[str, Any]:
    """The manifest of a complete run.

    Raises:
        InputError: the folder is no run directory, or its run did not finish.
    """
    place = path / MANIFEST
    try:
        manifest = json.loads(place.read_text(encoding="utf-8"))
    except OSError as problem:
        there = path.is_dir()
        raise InputError(
            "this is no folder of finished work" if there else "there is no such folder",
            file=str(path),
            found=f"{MANIFEST}: {problem.strerror}" if there else str(path),
            expected="a folder that a run or a study wrote (--out DIR)",
            nearest=results_in(path),
        ) from problem
    except ValueError as problem:
        raise InputError(
            "The manifest can't be read as JSON", file=str(place), found=str(problem)
        ) from problem
    if not isinstance(manifest, dict):
        raise InputError(
            "the manifest is damaged",
            file=str(place),
            found=json.dumps(manifest)[:60],
            expected="a JSON object, as a run or a study wrote it",
        )
    if manifest.get("complete") is not True:
        study = (path / QUESTION).is_file()
        raise InputError(
            "the study has not come to its end" if study else
            "The run did not finish, so its files are not whole",
            file=str(place),
            found='no "complete": true',
            expected=f"a finished study: {_again(manifest)} goes on with it" if study else
            "a complete run: repeat it",
        )  # fmt: skip
    return manifest


def results_in(path: Path) -> str | None:
    """Folders of results within a folder, as a list; None where there are none."""
    try:
        inside = sorted(one.parent for one in path.glob(f"*/{MANIFEST}"))
    except OSError:
        return None
    few = [str(one) for one in inside[:MOST_NAMED]]
    more = [f"{len(inside) - MOST_NAMED} more"] if len(inside) > MOST_NAMED else []
    return ", ".join([*few, *more]) or None


def _again(manifest: Mapping[str, Any]) -> str:
    """The command of a study, as it can be given once more."""
    command = manifest.get("command")
    if not isinstance(command, list) or not command:
        return "the same command"
    words = [Path(str(command[0])).name, *map(str, command[1:])]
    return f"the same command ({shlex.join(words)})" if words[0] == "journey" else (
        "the same command"
    )  # fmt: skip


def _refuse_occupied(path: Path) -> None:
    if not path.name:
        raise InputError(
            "A run needs a folder of its own", file=str(path), expected="the name of a new folder"
        )
    try:
        if path.is_dir() and not any(path.iterdir()):
            return
    except OSError as problem:
        raise InputError(
            "The folder for the run can't be read", file=str(path), found=problem.strerror
        ) from problem
    if path.exists() or path.is_symlink():
        raise InputError(
            "The folder for the run is not empty" if path.is_dir() else "A file has this name",
            file=str(path),
            found="a run" if (path / MANIFEST).is_file() else "other files",
            expected="the name of a new or empty folder; a run never overwrites another",
        )


def _refuse_foreign(partial: Path) -> None:
    """Only what an interrupted run left may be replaced."""
    note = partial / NOTE
    if not note.is_file():
        raise InputError(
            "A folder that no run wrote is in the way of the unfinished run",
            file=str(partial),
            expected="no folder of this name: move it, or choose another name",
        )
    process = note.read_text().rpartition("process ")[2].strip()
    if process.isdigit() and is_alive(int(process)):
        raise InputError(
            "Another run is writing this folder now",
            file=str(partial),
            found=f"process {process}",
            expected="the name of another folder, or that run to end",
        )


def _note(process: int | None) -> str:
    lines = [
        "This run is not complete: its files are not whole. A run of the same name replaces it."
    ]
    if process is not None:
        lines.append(f"It is, or was, written by process {process}")
    return "\n".join(lines) + "\n"
