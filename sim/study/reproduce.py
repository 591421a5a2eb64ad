"""``reproduce``: a finished run or study again, and whether it comes out the same.

A run is simulated again from the scenario in its manifest, and the digests of all events are
compared; tuned strategies are searched again; a study is made again from its question, and its
answer compared.
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from engine.errors import InputError, UsageError
from sim.store.answer_file import text_of
from sim.store.digest import events_digest
from sim.store.provenance import sha256_of, versions_here
from sim.store.study_dir import QUESTION
from sim.study.folders import Folder, read_folder
from sim.study.jobs import Stopwatch
from sim.study.optimise.wanted import over_of
from sim.study.options import StudyOptions
from sim.study.outlay import at_total
from sim.study.study import Study

if TYPE_CHECKING:
    from sim.scenario import Scenario
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
TUNED = "tuned strategies"
"""What stands, among the digests of strategies, for all of them tuned."""


@dataclass(frozen=True)
class Reproduced:
    """What came of it.

    Attributes:
        then, now: digests of a run's events by strategy, or of a study's answer.
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
    manifest, scenario = folder.manifest, folder.scenario
    options: dict[str, Any] = {
        "threads": threads,
        "clock": manifest["settings"].get("clock", "compiled") if clock is None else clock,
        "people": people,
        "progress": progress,
    }
    if folder.is_study:
        then, now = _study(folder, options)
    else:
        then, now = dict(manifest["digests"]), _run(manifest, scenario, options)
        if "tuned" in manifest["settings"]:
            then[TUNED] = _digest_of(folder.answer()["tuned"])
            now[TUNED] = _digest_of(_tuned(manifest, scenario, options))
    here = versions_here()
    versions = tuple(
        (name, old, here.get(name, "not installed"))
        for name, old in manifest["versions"].items()
        if here.get(name) != old
    )
    return Reproduced(str(folder.path), then, now, versions, watch.seconds)


def _run(
    manifest: Mapping[str, Any], scenario: Scenario, options: Mapping[str, Any]
) -> dict[str, str]:
    """Digests of all strategies, simulated again."""
    settings = manifest["settings"]
    _check_people(settings.get("people"), options["people"])
    given = {
        "customers": settings["customers"],
        "days": settings["days"],
        "seed": manifest["seed"],
        "replications": manifest["replications"],
        **options,
    }
    study = Study.begin(scenario, cast("StudyOptions", given))
    _same_people(settings.get("people"), study)
    markets = study.markets(manifest["strategies"])
    if settings.get("equal") == "total":
        markets = {
            name: at_total(scenario, name, market, study.plan) for name, market in markets.items()
        }
    tally = study.tally(len(markets) * study.plan.replications)
    return {
        name: events_digest({number: one.digest_sums for number, one in enumerate(outcomes)})
        for name, outcomes in study.simulate(markets, None, tally).items()
    }


def _tuned(
    manifest: Mapping[str, Any], scenario: Scenario, options: Mapping[str, Any]
) -> dict[str, Any]:
    """The strategies of a comparison, tuned and compared again."""
    from sim.study.compare import compare

    settings = manifest["settings"]
    result = compare(
        scenario, manifest["strategies"], baseline=settings["baseline"], equal=settings["equal"],
        draws=0, tuned=settings["tuned"], tune=over_of(settings.get("tune", {})),
        customers=settings["customers"], days=settings["days"], seed=manifest["seed"],
        replications=manifest["replications"], **options,
    )  # fmt: skip
    assert result.tuned is not None
    return result.tuned.to_json(result.setting.currency)


def _digest_of(told: Mapping[str, Any]) -> str:
    return sha256_of(text_of(told))


def _study(folder: Folder, options: Mapping[str, Any]) -> tuple[dict[str, str], dict[str, str]]:
    """Digests of a study's answer, as it stands there and as it comes out now."""
    asked = folder.question
    _check_people(asked.get("people"), options["people"])
    common = ("customers", "days", "seed", "replications", "kpi")
    given = {**{name: asked[name] for name in common}, **options}
    again = importlib.import_module(_module_of(folder)).again
    then = folder.answer_text()
    answer = again(folder.scenario, asked, given).answer()
    return {"result": sha256_of(then)}, {"result": sha256_of(text_of(answer))}


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


def _check_people(told: Mapping[str, str] | None, people: str | Path | None) -> None:
    """Refuse work that had a table of customers without it, or the other way round."""
    if told is not None and people is None:
        raise UsageError(
            "the customers were those of a table", place="--people", found=told["file"],
            expected=f"--people {told['file']}, with SHA-256 {told['sha256'][:12]}...",
        )  # fmt: skip
    if told is None and people is not None:
        raise UsageError("the customers were not those of a table", place="--people",
                         found=str(people))  # fmt: skip


def _same_people(told: Mapping[str, str] | None, study: Study) -> None:
    """Refuse another table than that of then."""
    now = study.crowd.settings.get("people")
    if told is not None and now is not None and now["sha256"] != told["sha256"]:
        raise InputError(
            "this is another table of customers", file=now["file"], found=now["sha256"],
            expected=told["sha256"],
        )  # fmt: skip
