"""What is compared: a scenario, a run, or a study, with all that shaped it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.errors import InputError
from sim.store.answer_file import RESULT
from sim.store.run_dir import MANIFEST, read_manifest
from sim.store.study_dir import QUESTION

if TYPE_CHECKING:
    from sim.scenario import Scenario

__all__ = ["RUN", "SCENARIO", "STUDY", "Side", "side_of"]

SCENARIO, RUN, STUDY = "scenario", "run", "study"
TOLD_APART = ("threads", "clock", "events")
"""Settings on which no result depends."""


@dataclass(frozen=True)
class Side:
    """One of the two.

    Attributes:
        name: as it was given.
        kind: one of `SCENARIO`, `RUN`, `STUDY`.
        settings: what shaped the work beside the scenario.
        folder: where its results are; None for a scenario.
        answer: of a study.
    """

    name: str
    kind: str
    scenario: Scenario
    settings: Mapping[str, Any] = field(default_factory=dict)
    folder: Path | None = None
    answer: Mapping[str, Any] = field(default_factory=dict)


def side_of(given: str | Path) -> Side:
    """Read a scenario, or a folder that a run or a study has left.

    Raises:
        InputError: it is neither, or not complete.
    """
    from sim.scenario import Scenario

    folder = Path(given)
    if not folder.is_dir():
        return Side(str(given), SCENARIO, Scenario.load(str(given)))
    if not (folder / MANIFEST).is_file():
        raise InputError(
            "This folder is neither of a run nor of a study", file=str(folder),
            found=f"no {MANIFEST}", expected="what --out of a command has left, or a scenario",
        )  # fmt: skip
    manifest = read_manifest(folder)
    told = manifest["scenario"]
    scenario = Scenario.from_text(told["text"], file=told["name"])
    if (folder / QUESTION).is_file():
        question, answer = _json(folder / QUESTION), _json(folder / RESULT)
        settings = {name: value for name, value in question.items() if "sha256" not in name}
        return Side(str(given), STUDY, scenario, settings, folder, answer)
    settings = {
        "seed": manifest["seed"],
        "replications": manifest["replications"],
        **{name: value for name, value in manifest["settings"].items() if name not in TOLD_APART},
    }
    return Side(str(given), RUN, scenario, settings, folder)


def _json(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as problem:
        raise InputError(
            "A file of the study can't be read", file=str(path), found=str(problem)[:100],
            expected="a study that has come to its end",
        ) from problem  # fmt: skip
    if not isinstance(found, dict):
        raise InputError("A file of the study is damaged", file=str(path), expected="an object")
    return found
