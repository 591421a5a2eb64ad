"""What every study of variants answers beside its own: the setting, and what it took."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypedDict

from sim.study.results import Setting
from sim.study.trials.experiment import Experiment
from sim.study.trials.inquiry import Inquiry

if TYPE_CHECKING:
    from sim.store.study_dir import StudyDirectory

__all__ = ["Answer", "Effort", "conclude", "effort"]


@dataclass(frozen=True, kw_only=True)
class Answer(ABC):
    """The answer of a study.

    Attributes:
        setting: what was simulated.
        asked: replications of variants that it asked for.
        trials: different lives that these took: variants that differ in prices of the platform
            alone share theirs.
        found: of these, finished before.
        study_dir: its folder, None where nothing is kept.
        notes: what must be known before the figures are believed.
    """

    setting: Setting
    asked: int
    trials: int
    found: int
    wall_s: float
    study_dir: str | None
    notes: tuple[str, ...] = ()

    @abstractmethod
    def told(self) -> dict[str, object]:
        """What the study found, as JSON."""

    def answer(self) -> dict[str, object]:
        """The same with its setting, without what is another each time: ``result.json``."""
        return {
            **self.setting.answered(),
            **self.told(),
            "asked": self.asked,
            "trials": self.trials,
            "notes": list(self.notes),
        }

    def to_json(self) -> dict[str, object]:
        """The object that ``--json`` prints."""
        return {
            **self.answer(),
            "clock": self.setting.clock,
            "found": self.found,
            "wall_s": round(self.wall_s, 3),
            "study_dir": self.study_dir,
        }


class Effort(TypedDict):
    """The fields of `Answer` that any study has."""

    setting: Setting
    asked: int
    trials: int
    found: int
    wall_s: float
    study_dir: str | None
    notes: tuple[str, ...]


def effort(inquiry: Inquiry, experiment: Experiment, *notes: str) -> Effort:
    """Setting and cost of a study that has come to its end.

    Args:
        notes: of its own, before those of every study.
    """
    return {
        "setting": inquiry.study.setting,
        "asked": experiment.asked,
        "trials": experiment.trials,
        "found": experiment.found,
        "wall_s": inquiry.study.watch.seconds,
        "study_dir": inquiry.study_dir,
        "notes": (*notes, *inquiry.study.notes()),
    }


def conclude(answer: Answer, directory: StudyDirectory | None) -> None:
    """Write the answer where the study is kept.

    Raises:
        RunError: the disk takes nothing.
    """
    if directory is not None:
        directory.complete(answer.answer(), wall_s=answer.wall_s)
