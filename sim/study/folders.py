"""What a run, a comparison or a study has left in a folder, read as a whole."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.errors import InputError
from sim.store.answer_file import FORMAT, RESULT
from sim.store.provenance import sha256_of
from sim.store.run_dir import MANIFEST, read_manifest
from sim.store.study_dir import QUESTION

if TYPE_CHECKING:
    from sim.scenario import Scenario

__all__ = ["COMPARE", "RUN", "Folder", "read_folder"]

RUN, COMPARE = "run", "compare"
SHAPE: dict[str, type] = {
    "scenario": dict, "settings": dict, "command": list, "versions": dict, "digests": dict,
    "platform": dict,
}  # fmt: skip
"""What a manifest is made of, as far as it is read."""
WORDS: dict[type, str] = {dict: "a table", list: "a list"}


@dataclass(frozen=True)
class Folder:
    """Finished work.

    Attributes:
        path: the folder.
        kind: the command that made it.
        scenario: as it was then, values that were set from Python included.
        manifest: where it came from.
        question: what a study was asked; empty of a run or a comparison.
    """

    path: Path
    kind: str
    scenario: Scenario
    manifest: Mapping[str, Any]
    question: Mapping[str, Any]

    @property
    def is_study(self) -> bool:
        """Whether it is made of parts, not a run or a comparison."""
        return self.kind not in (RUN, COMPARE)

    def answer_text(self) -> str:
        """All that was found, as it stands there.

        Raises:
            InputError: there is none.
        """
        try:
            return _text(self.path / RESULT)
        except OSError as problem:
            raise InputError(
                "the work has not come to its end", file=str(self.path / RESULT),
                found=problem.strerror,
                expected="a finished one: of a study, the same words as before go on with it",
            ) from problem  # fmt: skip

    def answer(self) -> dict[str, Any]:
        """The same, read.

        Raises:
            InputError: there is none, or it is damaged.
        """
        return _read(self.answer_text(), self.path / RESULT)

    def answer_as_written(self) -> dict[str, Any]:
        """The same, which nobody has edited since the command wrote it.

        Raises:
            InputError: there is none, it is damaged, or it is another one.
        """
        made = self.manifest.get("result_format")
        if made != FORMAT:
            raise InputError(
                "another version of the program has written this result",
                file=str(self.path / MANIFEST), place="result_format",
                found="none" if made is None else str(made), expected=f"{FORMAT}: make it again",
            )  # fmt: skip
        text = self.answer_text()
        found = _read(text, self.path / RESULT)
        wrote = self.manifest.get("result_sha256")
        if sha256_of(text) != wrote:
            raise InputError(
                "the result is not the one that the command wrote", file=str(self.path / RESULT),
                found=f"SHA-256 {sha256_of(text)}",
                expected=f"{wrote or 'none'}: make it again",
            )  # fmt: skip
        return found


def read_folder(path: str | Path) -> Folder:
    """Read where it came from and what was asked.

    Raises:
        InputError: no such folder, one that is not complete, or a damaged one.
    """
    from sim.scenario import Scenario

    folder = Path(path)
    manifest = read_manifest(folder)
    for name, shape in SHAPE.items():
        if not isinstance(manifest.get(name), shape):
            raise InputError(
                "the manifest is damaged", file=str(folder / MANIFEST),
                place=name, found=str(manifest.get(name))[:60], expected=WORDS[shape],
            )  # fmt: skip
    told = manifest["scenario"]
    if sha256_of(told["text"]) != told["sha256"]:
        raise InputError(
            "the scenario in the manifest is not the one that was run",
            file=str(folder / MANIFEST), found=sha256_of(told["text"]), expected=told["sha256"],
        )  # fmt: skip
    kind, question = COMPARE if "equal" in manifest["settings"] else RUN, {}
    if (folder / QUESTION).is_file():
        question = _read(_text(folder / QUESTION), folder / QUESTION)
        kind = str(question.get("study"))
    scenario = Scenario.from_text(told["text"], file=told["name"])
    changed = question.get("changed") or manifest["settings"].get("changed")
    if changed:
        scenario = scenario.with_values(changed)
    return Folder(folder, kind, scenario, manifest, question)


def _text(path: Path) -> str:
    """What stands there; bytes that are no text show as such, and are no JSON."""
    return path.read_bytes().decode("utf-8", "replace")


def _read(text: str, path: Path) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except ValueError as problem:
        raise InputError(
            "a file of the study can't be read", file=str(path), found=str(problem)[:100],
            expected="what a study that has come to its end has left",
        ) from problem  # fmt: skip
    if not isinstance(found, dict):
        raise InputError("a file of the study is damaged", file=str(path), expected="an object")
    return found
