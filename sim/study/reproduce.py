"""``reproduce``: a finished run or study again, and whether it comes out the same.

The scenario is that of the manifest. A run or a comparison is simulated again, and the digests of
all events and of the answer are compared; a study is made again from its question, and its answer
compared.
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.errors import InputError, UsageError
from sim.store.answer_file import text_of
from sim.store.provenance import sha256_of, versions_here
from sim.store.study_dir import QUESTION
from sim.study.compare import compare
from sim.study.crowd import Crowd
from sim.study.folders import COMPARE, Folder, read_folder
from sim.study.jobs import Stopwatch
from sim.study.optimise.wanted import over_of
from sim.study.results import CompareResult, RunResult
from sim.study.run import run

if TYPE_CHECKING:
    from sim.study.progress import Progress

__all__ = ["KINDS", "Reproduced", "reproduce"]

KINDS = {
    "best": "sim.study.best",
    "breakeven": "sim.study.breakeven",
    "drivers": "sim.study.drivers",
    "lift": "sim.study.lift",
    "sweep": "sim.study.sweep",
    "optimize": "sim.study.optimise",
    "pilot": "sim.study.pilot",
    "selection": "sim.study.selection",
    "roadmap": "sim.study.roadmap",
    "robustness": "sim.study.robustness",
    "map": "sim.study.winmap",
    "tipping": "sim.study.tipping",
}
"""Studies that are kept in folders, by the name of their command, and where they are made."""
RESULT = "result"
"""What stands for the answer among the digests of strategies."""
COMMON = ("customers", "days", "seed", "replications", "kpi")
"""What every study is asked."""
COMPARED = ("strategies", "baseline", "equal", "draws", "precision", "most", "tuned")
"""What a comparison is asked beside, as its manifest has it."""


@dataclass(frozen=True)
class Reproduced:
    """What came of it.

    Attributes:
        then, now: digests of events by strategy, and of the answer.
        versions: what has another version than then: name, then, now.
    """

    run_dir: str
    then: Mapping[str, str]
    now: Mapping[str, str]
    versions: tuple[tuple[str, str, str], ...]
    wall_s: float

    @property
    def same(self) -> bool:
        """Whether every digest is the same."""
        return dict(self.then) == dict(self.now)

    def to_json(self) -> dict[str, object]:
        """The object that ``journey reproduce --json`` prints."""
        return {
            "run_dir": self.run_dir,
            "same": self.same,
            "digests": {
                name: {"then": self.then.get(name), "now": self.now.get(name)}
                for name in dict.fromkeys((*self.then, *self.now))
            },
            "versions": {name: {"then": old, "now": new} for name, old, new in self.versions},
            "wall_s": round(self.wall_s, 3),
        }


def reproduce(
    run_dir: str | Path,
    *,
    threads: int | None = None,
    clock: str | None = None,
    people: str | Path | None = None,
    progress: Progress | None = None,
) -> Reproduced:
    """Do the work of a folder again, writing nothing.

    Args:
        run_dir: what ``run``, ``compare`` or a study has left.
        threads, clock: None: all processors, and the clock of then; no result depends on either.
        people: the table of customers, where the work had one.
        progress: told how far it is.

    Raises:
        InputError: no such folder, one that is not complete, or another table of customers.
        RunError: failed while working.
    """
    watch, folder = Stopwatch(), read_folder(run_dir)
    manifest = folder.manifest
    options: dict[str, Any] = {
        "threads": threads,
        "clock": manifest["settings"].get("clock", "compiled") if clock is None else clock,
        "people": people,
        "progress": progress,
    }
    then = {**manifest["digests"], RESULT: sha256_of(folder.answer_text())}
    now = _study(folder, options) if folder.is_study else _run(folder, options)
    here = versions_here()
    versions = tuple(
        (name, old, here.get(name, "not installed"))
        for name, old in manifest["versions"].items()
        if here.get(name) != old
    )
    return Reproduced(str(folder.path), then, now, versions, watch.seconds)


def _run(folder: Folder, options: Mapping[str, Any]) -> dict[str, str]:
    """Digests of all events and of the answer of a run or a comparison, simulated again."""
    manifest, settings = folder.manifest, folder.manifest["settings"]
    _check_people(settings.get("people"), folder, options["people"])
    given = {
        "customers": settings["customers"],
        "days": settings["days"],
        "seed": manifest["seed"],
        "replications": settings.get("replications", manifest["replications"]),
        **options,
    }
    result: RunResult | CompareResult
    if folder.kind == COMPARE:
        words = {name: settings[name] for name in COMPARED if name in settings}
        tune = over_of(settings.get("tune", {}))
        result = compare(folder.scenario, **{"draws": 0, **words}, tune=tune, **given)
    else:
        (strategy,) = manifest["strategies"]
        result = run(folder.scenario, strategy, **given)
    return {**result.work.digests, RESULT: sha256_of(text_of(result.answer()))}


def _study(folder: Folder, options: Mapping[str, Any]) -> dict[str, str]:
    """Digest of a study's answer as it comes out now."""
    asked = folder.question
    lacking = [name for name in COMMON if name not in asked]
    if lacking:
        raise InputError(
            "the question of the study is damaged", file=str(folder.path / QUESTION),
            found=f"no {lacking[0]}", expected="the file that the study wrote",
        )  # fmt: skip
    _check_people(asked.get("people"), folder, options["people"])
    given = {**{name: asked[name] for name in COMMON}, **options}
    again = importlib.import_module(_module_of(folder)).again
    return {RESULT: sha256_of(text_of(again(folder.scenario, asked, given).answer()))}


def _module_of(folder: Folder) -> str:
    """The module of a kind of study, whose ``again(scenario, question, options)`` makes it anew.

    Raises:
        InputError: there is no such kind.
    """
    if folder.kind not in KINDS:
        raise InputError(
            "there is no such study", file=str(folder.path / QUESTION), place="study",
            found=folder.kind, expected=", ".join(KINDS),
        )  # fmt: skip
    return KINDS[folder.kind]


def _check_people(
    told: Mapping[str, str] | None, folder: Folder, people: str | Path | None
) -> None:
    """Refuse work that had a table of customers without it, with another, or the other way round.

    Raises:
        InputError: it is so.
    """
    if told is not None and people is None:
        raise UsageError(
            "the customers were those of a table", place="--people", found=told["file"],
            expected=f"--people {told['file']}, with SHA-256 {told['sha256'][:12]}...",
        )  # fmt: skip
    if told is None and people is not None:
        raise UsageError("the customers were not those of a table", place="--people",
                         found=str(people))  # fmt: skip
    if told is not None:
        now = Crowd.of(folder.scenario, people).settings["people"]
        if now["sha256"] != told["sha256"]:
            raise InputError(
                "this is another table of customers", file=now["file"], found=now["sha256"],
                expected=told["sha256"],
            )  # fmt: skip
