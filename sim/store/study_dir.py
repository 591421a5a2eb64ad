"""A study on disk: a folder of finished parts that is gone on with wherever it was stopped.

``study.json`` says what is asked, ``parts/`` holds what is finished, each part whole or not there;
``result.json`` comes last. Whoever asks the same again goes on, and ends with the same bytes;
``manifest.json`` alone tells of times and machines.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from engine.errors import InputError
from sim.store.answer_file import RESULT, UNFINISHED, text_of, write_text
from sim.store.disk import is_alive, writing
from sim.store.parts import Part, read_part, write_part
from sim.store.provenance import Provenance

__all__ = ["QUESTION", "StudyDirectory"]

QUESTION, MANIFEST, PARTS = "study.json", "manifest.json", "parts"
SCENARIO_TEXT = "scenario_sha256"
"""What of the question stands for the scenario's text."""


class StudyDirectory:
    """The folder of one study.

    Args:
        path: the folder, new or of the same study.
        question: all that shapes the result, as JSON.
        provenance: of the study that begins, or goes on.
        source: where the scenario stands, as the command has it: a file, or a name.

    Raises:
        InputError: the folder holds something else; nothing was changed.
        RunError: the disk takes nothing.
    """

    def __init__(
        self,
        path: Path,
        question: Mapping[str, Any],
        provenance: Provenance,
        *,
        source: str = "SCENARIO",
    ) -> None:
        self.path = path
        self._provenance = provenance
        self._files: dict[str, list[Path]] | None = None
        asked = text_of(question)
        if not _begun(path, asked, source):
            with writing(path):
                (path / PARTS).mkdir(parents=True, exist_ok=True)
                write_text(path / QUESTION, asked)
                write_text(path / MANIFEST, text_of(provenance.to_json()))

    def parts(self, key: str) -> Iterator[Part]:
        """The finished parts of a variant, in the order of their replications.

        Raises:
            InputError: a file that is no part.
        """
        for path in sorted(self._listed().get(key, ())):
            yield read_part(path)

    def _listed(self) -> dict[str, list[Path]]:
        """Files of finished parts by what they are of; looked for once: they may be thousands."""
        if self._files is None:
            self._files = {}
            for path in (self.path / PARTS).glob("*.parquet"):
                self._files.setdefault(path.name.rsplit("-", 2)[0], []).append(path)
        return self._files

    def keep(self, key: str, part: Part) -> None:
        """Keep a finished part.

        Raises:
            RunError: the disk takes nothing.
        """
        last = part.first + part.replications - 1
        path = self.path / PARTS / f"{key}-{part.first:07d}-{last:07d}.parquet"
        write_part(path, part)
        known = self._listed().setdefault(key, [])
        if path not in known:
            known.append(path)

    def complete(self, result: Mapping[str, Any], *, wall_s: float) -> None:
        """Write the result, and say in the manifest that it is there.

        Raises:
            RunError: the disk takes nothing.
        """
        with writing(self.path):
            for left in (self.path / PARTS).glob(f"*{UNFINISHED}"):
                if _left_over(left):
                    with suppress(FileNotFoundError):
                        left.unlink()
            text = text_of(result)
            write_text(self.path / RESULT, text)
            done = self._provenance.finished(digests={}, wall_s=wall_s, result=text)
            write_text(self.path / MANIFEST, text_of(done.to_json()))


def _begun(path: Path, asked: str, source: str) -> bool:
    """Whether the folder holds this study already.

    Raises:
        InputError: it holds another one, or something else.
    """
    if not path.name:
        raise InputError(
            "A study needs a folder of its own", file=str(path), expected="the name of a folder"
        )
    try:
        if not path.exists() or (path.is_dir() and not any(path.iterdir())):
            return False
        held = (path / QUESTION).read_text(encoding="utf-8")
    except OSError as problem:
        raise InputError(
            "The folder for the study holds something else" if path.is_dir() else
            "A file has this name",
            file=str(path),
            found="a run" if (path / MANIFEST).is_file() and not (path / QUESTION).exists()
            else f"{QUESTION}: {problem.strerror}",
            expected="a new or empty folder, or one of this study",
        ) from problem  # fmt: skip
    if held != asked:
        name, found, wanted = _difference(held, asked)
        if name == SCENARIO_TEXT:
            raise _edited(path, source)
        raise InputError(
            "This folder holds another study",
            file=str(path),
            place=name,
            found=found,
            expected=f"{wanted}, as asked now; or another folder (--out DIR)",
        )
    return True


def _edited(path: Path, source: str) -> InputError:
    """The scenario is not the one that the study is of any more."""
    finished = (path / RESULT).is_file()
    seen = f"journey diff {path} {source} shows the changes" if finished else (
        f"{path / MANIFEST} holds it"
    )  # fmt: skip
    return InputError(
        "the scenario's text was changed since this study began",
        file=str(path),
        found=f"{source} as it is now",
        expected=f"the text as it was ({seen}); or another folder (--out DIR)",
    )


def _difference(held: str, asked: str) -> tuple[str, str, str]:
    """The first thing in which two questions differ, and what each says of it."""
    try:
        old = json.loads(held)
    except ValueError as problem:
        return QUESTION, f"no JSON: {problem}", "the file that the study wrote"
    new = json.loads(asked)
    old = old if isinstance(old, dict) else {}
    for name in [*new, *old]:
        if old.get(name) != new.get(name):
            return name, _shown(old.get(name)), _shown(new.get(name))
    return QUESTION, "another form", "the form of this version"


def _shown(value: Any) -> str:
    return "nothing" if value is None else json.dumps(value, ensure_ascii=False)[:120]


def _left_over(left: Path) -> bool:
    """Whether nobody writes an unfinished file any more."""
    process = left.name.removesuffix(UNFINISHED).rpartition(".")[2]
    return not process.isdigit() or int(process) == os.getpid() or not is_alive(int(process))
