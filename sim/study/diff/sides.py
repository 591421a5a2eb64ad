"""What is compared: a scenario, a run, or a study, with all that shaped it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.errors import InputError
from sim.store.run_dir import MANIFEST, results_in
from sim.study.folders import read_folder

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
        answer: of a study, a run or a comparison.
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
            nearest=results_in(folder),
        )  # fmt: skip
    found = read_folder(folder)
    if found.is_study:
        settings = {name: it for name, it in found.question.items() if "sha256" not in name}
        return Side(str(given), STUDY, found.scenario, settings, folder, found.answer())
    manifest = found.manifest
    settings = {
        "seed": manifest["seed"],
        "replications": manifest["replications"],
        **{name: value for name, value in manifest["settings"].items() if name not in TOLD_APART},
    }
    return Side(str(given), RUN, found.scenario, settings, folder, found.answer())
