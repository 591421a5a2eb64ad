"""The folder of a study, where one was asked for."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.study.study import Study

if TYPE_CHECKING:
    from sim.store.study_dir import StudyDirectory

__all__ = ["directory_of"]


def directory_of(
    study: Study, kind: str, question: Mapping[str, Any], strategies: Sequence[str]
) -> StudyDirectory | None:
    """The folder of ``out``, new or of the same study; None without one.

    Args:
        kind: name of the command.
        question: what shapes the result beside scenario and plan.

    Raises:
        InputError: the folder holds something else. RunError: the disk takes nothing.
    """
    out = study.options["out"]
    if out is None:
        return None
    from sim.store.provenance import Provenance, sha256_of, versions_here
    from sim.store.study_dir import SCENARIO_TEXT, StudyDirectory

    plan, scenario = study.plan, study.scenario
    command = study.options["command"]
    came = Provenance.begin(
        command=tuple(sys.argv if command is None else command),
        scenario=scenario.name,
        scenario_text=scenario.text,
        strategies=tuple(strategies),
        seed=plan.seed,
        replications=plan.replications,
        settings={"clock": plan.clock, "threads": plan.threads},
    )
    asked = {
        "study": kind,
        "version": versions_here()["journey-engine"],
        "scenario": scenario.name,
        SCENARIO_TEXT: sha256_of(scenario.text),
        "changed": dict(sorted(scenario.changed.items())),
        "customers": plan.customers,
        "days": plan.days,
        "seed": plan.seed,
        "replications": plan.replications,
        **study.crowd.settings,
        **question,
    }
    return StudyDirectory(Path(out), asked, came, source=scenario.file or scenario.name)
